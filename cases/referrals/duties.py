"""What waits for a caseworker: answers to give, questions to answer; for the absent colleague, too (F58). Nothing in it names a client."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access import Actor, actor
from cases.models import Holding, Purpose, Referral
from cases.referrals import states
from directory.models import Membership, Position
from directory.models.validity import holds_on
from portal.duties.answering import answers_for, counted
from portal.extensions import Answering, Asker, Duty
from portal.identity.auth import OrganisationRole
from portal.models import User
from portal.navigation import reverse_or_none

PART = gettext_lazy("Fallübergaben")
USUAL_CLAUSE = "LÖ-KV 5"


def to_answer(who: Actor) -> Any:
    return Referral.objects.incoming(who).filter(state__in=states.UNANSWERED)


def asked_back(who: Actor) -> Any:
    return Referral.objects.outgoing(who).filter(state=states.QUESTION)


def owed(answering: Answering) -> Iterator[Duty]:
    """Whoever only leads is told by the list, not by duties: they are those of the people in charge."""
    user = User.objects.filter(pk=answering.pk).first()
    if user is None or reverse_or_none("cases:inbox") is None:
        return
    who = actor(user, answering.day)
    if not who.handles_cases:
        return
    for row in to_answer(who).filter(in_charge_of_receiving(who)).order_by("due_at", "pk"):
        yield answer_duty(row, answering)
    held = Holding.objects.unrestricted().current().filter(user__in=who.answers_for)
    for row in asked_back(who).filter(record__in=held.values("record")).order_by("changed_at", "pk"):
        yield question_duty(row, answering)


def in_charge_of_receiving(who: Actor) -> Q:
    """Conflicts are those of who leads, everything else of the caseworkers."""
    return Q(purpose=Purpose.CONFLICT, receiver__in=who.supervisor_in) | (
        ~Q(purpose=Purpose.CONFLICT)
        & Q(receiver__in=who.caseworker_in)
        & (Q(taken_by__in=who.answers_for) | Q(taken_by=None))
        & (Q(taken_by__in=who.answers_for) | Q(team=None) | Q(team__in=who.teams))
    )


def answer_duty(row: Referral, answering: Answering) -> Duty:
    return Duty(
        title=_("Fallübergabe %(number)s beantworten") % {"number": row.number},
        part=PART,
        url=reverse("cases:referral", args=[row.pk]),
        kind="cases.referral",
        key=str(row.pk),
        due=timezone.localtime(row.due_at).date() if row.due_at else None,
        clause=row.response_clause or USUAL_CLAUSE,
        clause_url=row.response_url,
        state=str(row.get_state_display()),
        on_behalf_of=answering.absent.get(row.taken_by_id, ""),
        mailed_on=timezone.localtime(row.reminded_at).date() if row.reminded_at else None,
    )


def question_duty(row: Referral, answering: Answering) -> Duty:
    current = Holding.objects.unrestricted().current().filter(record=row.record_id)
    charge = set(current.values_list("user", flat=True))
    absent = sorted(answering.absent[pk] for pk in charge & set(answering.absent))
    return Duty(
        title=_("Rückfrage zu %(number)s beantworten") % {"number": row.number},
        part=PART,
        url=reverse("cases:referral", args=[row.pk]),
        kind="cases.question",
        key=str(row.pk),
        clause=USUAL_CLAUSE,
        on_behalf_of="" if answering.pk in charge or not absent else absent[0],
    )


def number(asker: Asker) -> Any:
    """As many as `owed` lists, in the frame's own query: the clock of it is the database's, for it is kept for a day."""
    day = timezone.localdate()
    in_role = Membership.objects.filter(user=asker.pk, organisation=OuterRef("receiver"))
    works = Exists(in_role.filter(role=OrganisationRole.CASEWORKER))
    leads = Exists(in_role.filter(role=OrganisationRole.SUPERVISOR))
    in_team = Exists(Position.objects.filter(holds_on(day), person__user=asker.pk, team=OuterRef("team")))
    mine = works & (answers_for(asker.pk, "taken_by", day) | (Q(taken_by=None) & (Q(team=None) | in_team)))
    is_conflict = Q(purpose=Purpose.CONFLICT)
    lawful = Q(
        consent__given_at__isnull=False,
        consent__valid_from__lte=Now(),
        consent__valid_until__gt=Now(),
        consent__withdrawal=None,
    ) | Q(ground__confirmed_at__isnull=False)
    waiting = Referral.objects.unrestricted().filter(state__in=states.UNANSWERED)
    return counted(waiting.filter((is_conflict & leads) | (~is_conflict & mine), lawful)) + counted(asked_of(asker))


def asked_of(asker: Asker) -> Any:
    rights = Membership.objects.filter(
        user=asker.pk,
        organisation=OuterRef("sender"),
        role__in=(OrganisationRole.CASEWORKER, OrganisationRole.SUPERVISOR),
    )
    held = Holding.objects.unrestricted().current().filter(answers_for(asker.pk, "user"), record=OuterRef("record"))
    return Referral.objects.unrestricted().filter(Exists(rights), Exists(held), state=states.QUESTION)
