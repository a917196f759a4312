"""Steps and words of notices and conflicts, which either side may take beside the table's usual order."""

from django.utils import timezone

from cases.access import Actor
from cases.models import Referral
from cases.referrals import states
from cases.referrals.referral_actions import move_to, write_message


def step(referral: Referral, name: str, by: Actor, side: str, *, deadline: bool = False) -> None:
    move_to(referral, states.BY_NAME[name], by, timezone.now(), deadline=deadline, side=side)


def say(referral: Referral, kind: str, text: str, by: Actor, side: str) -> None:
    write_message(referral, kind, text, by, side)
