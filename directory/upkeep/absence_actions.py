"""Absences of staff, and who stands in from week 7 on (LÖ-RL 4.2)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import deadlines
from directory.models import Absence, Position, StaffNotice, SubstituteTask
from directory.upkeep import actions, succession
from directory.upkeep.notice_actions import hand_in
from directory.upkeep.staff_notices import notice_of
from portal.audit import trail
from portal.models import User

ABSENCE_SAVED = trail.register("directory.absence_saved", _("Abwesenheit eingetragen"), ["is_long"])
ABSENCE_REMOVED = trail.register("directory.absence_removed", _("Abwesenheit entfernt"))
SUBSTITUTE_NAMED = trail.register("directory.substitute_named", _("Vertretung ab Woche 7 eingetragen"))


@transaction.atomic
def enter_absence(
    *, position: Position, first: dt.date, last: dt.date | None, substitute: Position | None, note: str, by: User
) -> Absence:
    """An absence; one of more than six weeks is a notice too, and asks for a substitute from week 7 unless one is named."""
    absence = Absence(person=position.person, first_day=first, last_day=last)
    save_absence(absence, by)
    if deadlines.is_long(first, last):
        until = f"{last:%d.%m.%Y}" if last else str(_("offen"))
        notice = notice_of(position, StaffNotice.Kind.ABSENCE, first, [("until", "", until)])
        hand_in(notice=notice, note=note, by=by)
        task = open_task(absence, position)
        if substitute is not None:
            name_substitute(task=task, substitute=substitute, by=by)
    elif substitute is not None:
        with actions.recorded(organisation=position.organisation, by=by):
            succession.put_first(position, substitute)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, last_day: dt.date, by: User) -> None:
    """Another last day; before the first one it means that the person was never away."""
    if last_day < absence.first_day:
        trail.record(ABSENCE_REMOVED, by, about=("absence", absence.pk))
        absence.delete()
        return
    absence.last_day = last_day
    save_absence(absence, by)
    meet_week_seven(absence)


def save_absence(absence: Absence, by: User) -> None:
    absence.full_clean()
    absence.save()
    is_long = deadlines.is_long(absence.first_day, absence.last_day)
    # Neither the days nor the person: how long somebody is away is nobody's business but the organisation's.
    trail.record(ABSENCE_SAVED, by, about=("absence", absence.pk), details={"is_long": is_long})


def meet_week_seven(absence: Absence) -> None:
    """Opens the task of naming a substitute where the absence has become long, and takes back one nobody needs any more."""
    task = SubstituteTask.objects.filter(absence=absence).first()
    is_long = deadlines.is_long(absence.first_day, absence.last_day)
    if task is not None and task.closed_at is None and not is_long:
        task.delete()
    if task is None and is_long:
        # Absences are of a person; the task names one position, the oldest they hold.
        position = absence.person.positions.current().order_by("pk").first()
        if position is not None:
            open_task(absence, position)


def open_task(absence: Absence, position: Position) -> SubstituteTask:
    due_on = deadlines.substitute_from(absence.first_day)
    return SubstituteTask.objects.create(absence=absence, position=position, due_on=due_on)


@transaction.atomic
def name_substitute(*, task: SubstituteTask, substitute: Position, by: User) -> None:
    """Closes the task: the substitute is the first deputy."""
    with actions.recorded(organisation=task.position.organisation, by=by):
        succession.put_first(task.position, substitute)
    task.substitute, task.closed_at, task.closed_by = substitute, timezone.now(), by
    task.validate_constraints()
    task.save()
    trail.record(SUBSTITUTE_NAMED, by, about=("substitute_task", task.pk))
