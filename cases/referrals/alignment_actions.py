"""Writes about the goals of both plans. Whoever changes one takes both signatures away, for they stood under another text (D10, D13)."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import sent_once
from cases.access import Actor
from cases.models import AlignedGoal, AlignmentSheet, GoalChange, Referral
from cases.referrals import goals, trail
from cases.referrals.alignment_access import WORKED_ON, covers_goals, organisation_of, side_of
from cases.referrals.errors import NoConsent, NotNow, Refused, Stale
from cases.referrals.referral_actions import still_lawful

FIELDS = ("employment_goal", "integration_goal", "contradicts", "responsible", "due_on", "state", "reason")


class NoWordOnGoals(Refused):
    """The consent holds, but names other kinds of data."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Die Einwilligung umfasst keine Ziele und Vereinbarungen. Bitte nehmen Sie dafür eine Einwilligung auf "
                "und beginnen Sie damit eine neue Fallübergabe."
            ),
            code="consent",
        )


def held_alone(referral: Referral, by: Actor) -> Referral:
    """The referral for this transaction alone: every act on its goals waits here, so that none is lost between two."""
    rows = Referral.objects.for_actor(by).select_for_update(of=("self",)).select_related("consent", "ground")
    row: Referral = rows.get(pk=referral.pk)
    if row.state not in WORKED_ON:
        raise NotNow
    if not still_lawful(row):
        raise NoConsent
    if not covers_goals(row):
        raise NoWordOnGoals
    return row


@transaction.atomic
def save_goal(
    *,
    referral: Referral,
    fields: Mapping[str, Any],
    by: Actor,
    pk: uuid.UUID | None = None,
    form: uuid.UUID | None = None,
) -> AlignedGoal:
    """A new one without `pk`; `form` then names its page. Refused without a goal on either side, or where a reason is owed."""
    row = held_alone(referral, by)
    check(fields)
    sheet = sheet_of(row)
    there = AlignedGoal.objects.unrestricted().filter(sheet=sheet)
    goal = there.get(pk=pk, removed_at=None) if pk else new_goal(sheet, fields, by, form)
    if not pk and not goal._state.adding:
        return goal
    before = values_of(goal) if pk else {}
    changed = [name for name in FIELDS if name not in before or getattr(goal, name) != fields[name]]
    if changed:
        for name in changed:
            setattr(goal, name, fields[name])
        goal.save()
        note_change(sheet, goal, before, changed, by)
    return goal


def new_goal(sheet: AlignmentSheet, fields: Mapping[str, Any], by: Actor, form: uuid.UUID | None) -> AlignedGoal:
    """Or the one that this page has made already; what was taken out since is entered anew."""
    there = AlignedGoal.objects.unrestricted().filter(sheet=sheet)
    pk = sent_once.key_of(by, form, "goal", sheet.pk, {name: fields[name] for name in FIELDS})
    twice: AlignedGoal | None = there.filter(pk=pk).first()
    if twice is not None and twice.removed_at is None:
        return twice
    return AlignedGoal(pk=uuid.uuid4() if twice else pk, sheet=sheet, referral=sheet.referral, sort_order=there.count())


def check(fields: Mapping[str, Any]) -> None:
    if not fields["employment_goal"].strip() and not fields["integration_goal"].strip():
        raise Refused(_("Bitte schreiben Sie das Ziel auf mindestens einer Seite auf."))
    if goals.owes_reason(fields["state"], fields["reason"]):
        raise Refused({"reason": _("Bitte begründen Sie in einem Satz, woran es lag.")})


def values_of(goal: AlignedGoal) -> dict[str, Any]:
    return {name: getattr(goal, name) for name in FIELDS}


def sheet_of(referral: Referral) -> AlignmentSheet:
    sheet, _made = AlignmentSheet.objects.unrestricted().get_or_create(
        referral=referral, defaults={"employment_plan": AlignmentSheet.Plan.COOPERATION_PLAN}
    )
    return sheet


def note_change(
    sheet: AlignmentSheet, goal: AlignedGoal, before: Mapping[str, Any], changed: list[str], by: Actor
) -> None:
    organisation = organisation_of(goal.referral, by)
    GoalChange.objects.create(
        goal=goal,
        referral=goal.referral,
        by=by.user,
        organisation_id=organisation,
        before=json.dumps(dict(before), default=str, ensure_ascii=False),
    )
    act = "remove" if goal.removed_at else "change" if before else "add"
    trail.about_referral(
        trail.SHEET_CHANGED,
        by,
        goal.referral,
        act=act,
        goal=str(goal.pk),
        fields=", ".join(changed),
        organisation=organisation,
    )
    unsign(sheet)


def unsign(sheet: AlignmentSheet) -> None:
    sheet.sender_signed_at = sheet.sender_signed_by = sheet.receiver_signed_at = sheet.receiver_signed_by = None
    sheet.version += 1
    sheet.changed_at = timezone.now()
    sheet.save()


@transaction.atomic
def remove_goal(*, referral: Referral, goal: AlignedGoal, by: Actor) -> None:
    """It leaves the sheet and stays in its history."""
    row = held_alone(referral, by)
    before = values_of(goal)
    goal.removed_at = timezone.now()
    goal.save(update_fields=["removed_at"])
    note_change(sheet_of(row), goal, before, [], by)


@transaction.atomic
def choose_plan(*, referral: Referral, plan: str, version: int, by: Actor) -> AlignmentSheet:
    """Which plan the employment side has made: the law has changed it (§ 15 SGB II since July 2023)."""
    row = held_alone(referral, by)
    sheet = current(row, version)
    if sheet.employment_plan != plan:
        sheet.employment_plan = plan
        trail.about_referral(trail.SHEET_CHANGED, by, row, act="plan", organisation=organisation_of(row, by))
        unsign(sheet)
    return sheet


@transaction.atomic
def sign(*, referral: Referral, version: int, by: Actor) -> AlignmentSheet:
    """For the person's own side, under the sheet as they saw it: Stale when it has changed since."""
    row = held_alone(referral, by)
    sheet = current(row, version)
    if not AlignedGoal.objects.unrestricted().filter(sheet=sheet, removed_at=None).exists():
        raise Refused(_("Noch steht kein Ziel darin. Bitte tragen Sie zuerst die Ziele ein."))
    side = side_of(row, by)
    setattr(sheet, f"{side}_signed_at", timezone.now())
    setattr(sheet, f"{side}_signed_by", by.user)
    sheet.save()
    trail.about_referral(trail.SHEET_SIGNED, by, row, organisation=organisation_of(row, by))
    return sheet


def current(referral: Referral, version: int) -> AlignmentSheet:
    sheet = sheet_of(referral)
    if sheet.version != version:
        raise Stale
    return sheet
