"""Mails about proofs of use: neutral, a link only. Reminders go to the carrier and to who must accept."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from cases.indicators.notifications import WEEK, coordinators, is_day_to_remind
from cases.indicators.periods import day_of
from cases.indicators.proof_of_use import states
from cases.models import ProofOfUse
from directory.models import Membership
from portal import mail
from portal.identity.auth import OrganisationRole
from portal.models import User


def reporters_of(proof: ProofOfUse) -> QuerySet[User]:
    members = Membership.objects.filter(organisation=proof.organisation_id, role=OrganisationRole.REPORTER)
    return User.objects.filter(pk__in=members.values("user"), is_active=True)


def tell(template: str, users: QuerySet[User], proof: ProofOfUse, page: str) -> None:
    context = {"page": page, "due": proof.due_on}
    mail.send_on_commit(f"cases/indicators/mail/proof_{template}.txt", users, context)


def own_page(proof: ProofOfUse) -> str:
    return mail.link("indicators:proof", proof.pk)


def submitted(proof: ProofOfUse) -> None:
    tell("submitted", coordinators(), proof, mail.link("indicators:proof_review", proof.pk))


def returned(proof: ProofOfUse) -> None:
    tell("returned", reporters_of(proof), proof, own_page(proof))


def accepted(proof: ProofOfUse) -> None:
    tell("accepted", reporters_of(proof), proof, own_page(proof))


def remind() -> int:
    """How many proofs somebody was reminded of; once a day at most."""
    today = day_of(timezone.now())
    return remind_carriers(today) + remind_coordinators(today)


def remind_carriers(today: dt.date) -> int:
    """From two weeks before the due day, never before the funding period is over."""
    rows = ProofOfUse.objects.unrestricted().filter(state__in=states.OPEN, period__last_day__lt=today)
    due = [row for row in rows if is_day_to_remind(row.due_on, today, row.reminded_on)]
    for row in due:
        tell("due", reporters_of(row), row, own_page(row))
        ProofOfUse.objects.unrestricted().filter(pk=row.pk).update(reminded_on=today)
    return len(due)


def remind_coordinators(today: dt.date) -> int:
    """One mail for all that waits for a week, again each week."""
    long_ago = today - dt.timedelta(days=WEEK)
    late = [
        row
        for row in ProofOfUse.objects.unrestricted().filter(state=states.SUBMITTED)
        if row.submitted_at is not None
        and day_of(row.submitted_at) <= long_ago
        and (row.review_reminded_on is None or row.review_reminded_on <= long_ago)
    ]
    if late:
        tell("to_accept", coordinators(), late[0], mail.link("indicators:proof_overview"))
        ProofOfUse.objects.unrestricted().filter(pk__in=[row.pk for row in late]).update(review_reminded_on=today)
    return len(late)
