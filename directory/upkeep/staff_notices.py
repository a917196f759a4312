"""What an organisation says about its staff: the notice to the county and the change of the directory are one act (LÖ-RL 4.2 to 4.4)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import deadlines
from directory.models import (
    Absence,
    Coverage,
    Deputy,
    Person,
    Position,
    StaffNotice,
    SubstituteTask,
)
from directory.upkeep import actions, notifications
from portal import mail
from portal.audit import trail

Kind = StaffNotice.Kind
DAY = dt.timedelta(days=1)
NOTICE_SENT = trail.register("directory.notice_sent", _("Personalmeldung abgegeben"), ["kind", "late"])
NOTICE_SEEN = trail.register("directory.notice_seen", _("Personalmeldung zur Kenntnis genommen"))
NOTICES = "directory:notices"
TASKS = "directory:keep"


@transaction.atomic
def announce_new(
    *, position: Position, person: Person, deputies: Sequence[Position], note: str, by: Any
) -> StaffNotice:
    """Somebody new: person, position and notice. `position` is not stored yet."""
    with actions.recorded(organisation=position.organisation, by=by):
        person.full_clean()
        person.save()
        position.person = person
        position.full_clean()
        position.save()
        set_deputies(position=position, deputies=deputies)
    first = position.valid_from or timezone.localdate()
    return send(
        notice_of(position, Kind.NEW, first, [("share", "", share(position)), ("site", "", place(position))]), note, by
    )


@transaction.atomic
def save_contact(*, position: Position, person: Person, deputies: Sequence[Position], by: Any) -> None:
    """Stores what somebody changed about a person and what they do; what the county has to know is held as an unsent notice."""
    with actions.recorded(organisation=position.organisation, by=by, person=person):
        person.full_clean()
        person.save()
        position.full_clean()
        position.save()
        set_deputies(position=position, deputies=deputies)


@transaction.atomic
def announce_leaving(
    *, position: Position, last_day: dt.date, successor: Position | None, note: str, by: Any
) -> StaffNotice:
    """Somebody goes; whoever is named takes over what the contact is shown for from the day after."""
    with actions.recorded(organisation=position.organisation, by=by):
        end_position(position, last_day, successor)
    after = [("until", "", f"{last_day:%d.%m.%Y}")]
    return send(notice_of(position, Kind.LEAVING, last_day, after), note, by)


@transaction.atomic
def announce_share(*, position: Position, day: dt.date, new: Any, note: str, by: Any) -> StaffNotice:
    before = share(position)
    with actions.recorded(organisation=position.organisation, by=by):
        position = from_day(position, day, share=new)
    return send(notice_of(position, Kind.SHARE, day, [("share", before, share(position))]), note, by)


@transaction.atomic
def announce_place(*, position: Position, day: dt.date, site: Any, room: str, note: str, by: Any) -> StaffNotice:
    before = place(position)
    with actions.recorded(organisation=position.organisation, by=by):
        position = from_day(position, day, site=site, room=room)
    return send(notice_of(position, Kind.PLACE, day, [("site", before, place(position))]), note, by)


@transaction.atomic
def enter_absence(
    *, position: Position, first: dt.date, last: dt.date | None, substitute: Position | None, note: str, by: Any
) -> Absence:
    """An absence; one of more than six weeks is a notice too, and asks for a substitute from week 7 unless one is named."""
    absence = Absence(person=position.person, first_day=first, last_day=last)
    absence.full_clean()
    absence.save()
    if deadlines.is_long(first, last):
        until = f"{last:%d.%m.%Y}" if last else str(_("offen"))
        send(notice_of(position, Kind.ABSENCE, first, [("until", "", until)]), note, by)
        task = SubstituteTask.objects.create(
            absence=absence, position=position, due_on=deadlines.substitute_from(first)
        )
        if substitute is not None:
            name_substitute(task=task, substitute=substitute, by=by)
    elif substitute is not None:
        with actions.recorded(organisation=position.organisation, by=by):
            put_first(position, substitute)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, last_day: dt.date, by: Any) -> bool:
    """Another last day; before the first one it means that the person was never away. A task that is not needed any more goes."""
    task = SubstituteTask.objects.filter(absence=absence).first()
    if last_day < absence.first_day:
        absence.delete()
        return True
    absence.last_day = last_day
    absence.full_clean()
    absence.save()
    if task is not None and task.closed_at is None and not deadlines.is_long(absence.first_day, last_day):
        task.delete()
    if task is None and deadlines.is_long(absence.first_day, last_day):
        position = absence.person.positions.current().order_by("pk").first()
        if position is not None:
            SubstituteTask.objects.create(
                absence=absence, position=position, due_on=deadlines.substitute_from(absence.first_day)
            )
    return True


@transaction.atomic
def name_substitute(*, task: SubstituteTask, substitute: Position, by: Any) -> None:
    """Closes the task: the substitute is the first deputy."""
    with actions.recorded(organisation=task.position.organisation, by=by):
        put_first(task.position, substitute)
    task.substitute, task.closed_at, task.closed_by = substitute, timezone.now(), by
    task.validate_constraints()
    task.save()


@transaction.atomic
def send_notice(*, notice: StaffNotice, note: str = "", by: Any) -> bool:
    """Hands in what the portal noticed; False if it was handed in before."""
    held = StaffNotice.objects.select_for_update().get(pk=notice.pk)
    if held.sent_at is not None:
        return False
    send(held, note, by)
    return True


@transaction.atomic
def acknowledge_notice(*, notice: StaffNotice, by: Any) -> bool:
    done = StaffNotice.objects.to_acknowledge().filter(pk=notice.pk)
    changed = bool(done.update(acknowledged_at=timezone.now(), acknowledged_by=by.pk))
    if changed:
        trail.record(NOTICE_SEEN, by, about=("staff_notice", notice.pk))
    return changed


def notice_of(position: Position, kind: str, day: dt.date, told: Sequence[tuple[str, str, str]]) -> StaffNotice:
    return StaffNotice(
        organisation=position.organisation,
        kind=kind,
        person=position.person,
        position=position,
        name=str(position.person),
        event_on=day,
        details=[{"field": name, "before": before, "after": after} for name, before, after in told if before or after],
    )


def send(notice: StaffNotice, note: str, by: Any) -> StaffNotice:
    """To the county's coordinators, with a link; an unsent notice of the same is the one that is sent."""
    waiting = StaffNotice.objects.unsent().filter(kind=notice.kind, position=notice.position).first()
    if waiting is not None and notice.pk is None:
        waiting.event_on, waiting.details = notice.event_on, notice.details
        notice = waiting
    notice.note = note
    notice.sent_at, notice.sent_by = timezone.now(), by
    notice.save()
    trail.record(
        NOTICE_SENT, by, about=("staff_notice", notice.pk), details={"kind": str(notice.kind), "late": notice.is_late}
    )
    mail.send_on_commit(
        "directory/upkeep/mail/staff_notice.txt",
        notifications.coordinators(),
        {"organisation": notice.organisation.name, "page": mail.link(NOTICES)},
    )
    return notice


@transaction.atomic
def remind_of_what_is_due() -> int:
    """One mail a day to each organisation that owes a notice or a substitute; returns the number of mails. Safe to repeat."""
    today = timezone.localdate()
    soon = today + 2 * DAY
    fresh = Q(reminded_on=None) | Q(reminded_on__lt=today)
    notices = StaffNotice.objects.unsent().filter(fresh, due_on__lte=soon)
    tasks = SubstituteTask.objects.open().filter(fresh, due_on__lte=today + dt.timedelta(days=deadlines.NOTICE_DAYS))
    owing = {*notices.values_list("organisation", flat=True), *tasks.values_list("position__organisation", flat=True)}
    for rows in (notices, tasks):
        model = rows.model._default_manager
        model.filter(pk__in=list(rows.values_list("pk", flat=True))).update(reminded_on=today)
    told = 0
    for pk, people in notifications.recipients(owing).items():
        mail.send_on_commit(
            "directory/upkeep/mail/something_due.txt", people, {"page": mail.link("directory:keep_one", pk)}
        )
        told += len(people)
    return told


def end_position(position: Position, last_day: dt.date, successor: Position | None) -> None:
    position.valid_until = last_day
    position.full_clean()
    position.save()
    if successor is None:
        return
    hand_over(position, successor, last_day + DAY)
    for link in Deputy.objects.filter(deputy=position).select_related("position__person"):
        if link.position_id == successor.pk or link.position.person_id == successor.person_id:
            continue
        Deputy.objects.get_or_create(position=link.position, deputy=successor, defaults={"sort_order": link.sort_order})


def hand_over(position: Position, successor: Position, day: dt.date) -> None:
    """From that day the successor is the central contact wherever the other one is."""
    rows = Coverage.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), contact=position)
    for row in rows.select_for_update(of=["self"]):
        if row.valid_from is not None and row.valid_from >= day:
            row.contact = successor
            row.save()
            continue
        until, row.valid_until = row.valid_until, day - DAY
        row.save()
        row.pk, row.valid_from, row.valid_until, row.contact = None, day, until, successor
        row._state.adding = True
        row.save()


def from_day(position: Position, day: dt.date, **changed: Any) -> Position:
    """The position as it is from that day on: itself if the day has come, else one that follows it; deputies and coverage go along."""
    if day <= timezone.localdate():
        for name, value in changed.items():
            setattr(position, name, value)
        position.full_clean()
        position.save()
        return position
    following = Position.objects.get(pk=position.pk)
    following.pk, following.valid_from = None, day
    following._state.adding = True
    for name, value in changed.items():
        setattr(following, name, value)
    following.full_clean()
    following.save()
    for link in Deputy.objects.filter(position=position):
        Deputy.objects.create(position=following, deputy=link.deputy, sort_order=link.sort_order)
    for link in Deputy.objects.filter(deputy=position):
        Deputy.objects.create(position=link.position, deputy=following, sort_order=link.sort_order)
    hand_over(position, following, day)
    position.valid_until = day - DAY
    position.full_clean()
    position.save()
    return following


def set_deputies(*, position: Position, deputies: Sequence[Position]) -> None:
    Deputy.objects.filter(position=position).delete()
    for order, deputy in enumerate(dict.fromkeys(deputies)):
        link = Deputy(position=position, deputy=deputy, sort_order=order)
        link.full_clean()
        link.save()


def put_first(position: Position, deputy: Position) -> None:
    others = [link.deputy for link in Deputy.objects.filter(position=position).order_by("sort_order", "pk")]
    set_deputies(position=position, deputies=[deputy, *(one for one in others if one.pk != deputy.pk)])


def share(position: Position) -> str:
    return f"{position.share.normalize():f} %" if position.share else ""


def place(position: Position) -> str:
    return ", ".join(filter(None, (str(position.site or ""), position.room)))
