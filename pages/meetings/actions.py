"""What happens around a meeting: the rhythm opens it, it gets a date, points, minutes, decisions.

Whatever changes a meeting waits for its row first, so that of two at once the second sees what the first has done.
"""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation
from pages.meetings import calendar_entry, notifications, queries, rhythm
from pages.meetings.calendar_entry import Slot
from pages.models import AgendaItem, Decision, EventDate, Meeting, MeetingInvitation, NormativePage
from pages.named_persons import Named, in_force, named_persons
from portal.audit import trail
from portal.models import User

State = AgendaItem.State
DATED = trail.register("meeting.date", _("Termin eines Treffens gesetzt"), ("people",))
MOVED = trail.register("meeting.move", _("Termin eines Treffens geändert"))
DECIDED = trail.register("meeting.agenda", _("Über einen Punkt der Tagesordnung entschieden"), ("state",))
PUBLISHED = trail.register("meeting.minutes", _("Protokoll veröffentlicht"))
CHANGED_AFTER = trail.register("meeting.minutes_change", _("Veröffentlichtes Protokoll geändert"))
RESOLVED = trail.register("meeting.decision", _("Beschluss festgehalten"), ("organisation",))
DONE = trail.register("meeting.done", _("Beschluss erledigt"))


def locked(pk: int) -> Meeting:
    meeting: Meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("agreement", "event_date__event").get(pk=pk)
    )
    return meeting


@transaction.atomic
def follow_rhythm() -> int:
    """One open meeting for each agreement whose partners have to meet and have set no date; returns how many are new."""
    today = timezone.localdate()
    agreements = list(
        in_force(today).exclude(meeting_of="").filter(meeting_months__isnull=False).select_for_update(of=("self",))
    )
    # What an agreement does not ask for any more is no duty; what hangs on it stays.
    Meeting.objects.owed().exclude(agreement__in=agreements).update(due_on=None)
    return sum(follow(agreement) for agreement in agreements)


def follow(agreement: NormativePage) -> bool:
    now = timezone.now()
    waiting = Meeting.objects.owed().filter(agreement=agreement).first()
    if queries.is_set(agreement, now):
        return False
    start = agreement.in_force_on or timezone.localtime(now).date()
    due = rhythm.next_by(queries.last_held(agreement, now), start, agreement.meeting_months or 0)
    if waiting is not None:
        Meeting.objects.filter(pk=waiting.pk).update(due_on=due)
        return False
    Meeting.objects.create(agreement=agreement, title=title_of(agreement), due_on=due)
    return True


def title_of(agreement: NormativePage) -> str:
    return str(_("Treffen zur %(name)s") % {"name": agreement.cite_name()})[:120]


@transaction.atomic
def add_meeting(*, agreement: NormativePage, title: str, by: User) -> Meeting:
    """One beside the rhythm. The one that the rhythm has opened is taken first."""
    waiting = Meeting.objects.owed().filter(agreement=agreement).first()
    if waiting is None:
        return Meeting.objects.create(agreement=agreement, title=title)
    Meeting.objects.filter(pk=waiting.pk).update(title=title)
    waiting.title = title
    return waiting


@transaction.atomic
def set_date(*, meeting: Meeting, slot: Slot, by: User, also: Iterable[Named] = ()) -> EventDate:
    """Into the calendar, and invitations to whom the agreement names today. A meeting that has a date keeps the one it has."""
    meeting = locked(meeting.pk)
    if meeting.event_date is not None and not meeting.event_date.is_cancelled:
        return meeting.event_date
    date = calendar_entry.create_event(meeting, slot, by)
    meeting.event_date = date
    meeting.save(update_fields=["event_date"])
    meeting.invitations.all().delete()
    people = invite(meeting=meeting, also=also)
    trail.record(DATED, by, about=("meeting", meeting.pk), details={"people": people})
    return date


@transaction.atomic
def move(*, meeting: Meeting, slot: Slot, by: User) -> None:
    """All who were invited get the calendar file anew."""
    meeting = locked(meeting.pk)
    if meeting.event_date is None:
        raise ValidationError(_("Dieses Treffen hat noch keinen Termin."))
    calendar_entry.move_event(meeting.event_date, slot, by)
    trail.record(MOVED, by, about=("meeting", meeting.pk))


@transaction.atomic
def invite(*, meeting: Meeting, also: Iterable[Named] = ()) -> int:
    """Whoever is named today and was not told yet, deputies included; returns how many that are."""
    if meeting.event_date is None:
        return 0
    named = [*(named_persons(meeting.agreement) if meeting.agreement else ()), *also]
    known = set(meeting.invitations.values_list("position", flat=True))
    new: dict[int, MeetingInvitation] = {}
    for one in named:
        for position in one.people:
            if position.pk not in known | new.keys():
                is_deputy = position is not one.person
                new[position.pk] = MeetingInvitation(
                    meeting=meeting, organisation=one.organisation, position=position, is_deputy=is_deputy
                )
    MeetingInvitation.objects.bulk_create(new.values())
    rows = meeting.invitations.filter(position__in=new).select_related("position__person__user")
    notifications.invite(meeting, meeting.event_date, [row.position for row in rows])
    return len(new)


@transaction.atomic
def propose(*, meeting: Meeting, item: AgendaItem, organisation: Organisation | None, by: User) -> AgendaItem:
    """Of the coordinator a point stands on the agenda at once; `organisation` is then None."""
    item.meeting, item.organisation, item.proposed_by = meeting, organisation, by
    if organisation is None:
        item.state, item.place = State.ACCEPTED, next_place(locked(meeting.pk))
    item.save()
    return item


def next_place(meeting: Meeting) -> int:
    last = meeting.agenda.filter(state=State.ACCEPTED).aggregate(last=Max("place"))["last"]
    return int(last or 0) + 1


@transaction.atomic
def decide(*, item: AgendaItem, state: str, by: User, reason: str = "") -> bool:
    """Onto the agenda, at its end, or not, with the reason. False where that was decided already."""
    meeting = locked(item.meeting_id)
    item.refresh_from_db()
    if item.state == state:
        return False
    item.state, item.reason = state, reason if state == State.DECLINED else ""
    item.place = next_place(meeting) if state == State.ACCEPTED else 0
    item.save()
    trail.record(DECIDED, by, about=("agenda_item", item.pk), details={"state": state})
    if item.proposed_by_id != by.pk:
        notifications.agenda_decided(item)
    return True


@transaction.atomic
def reorder(*, item: AgendaItem, is_up: bool) -> None:
    """One place up or down; at an end nothing happens."""
    locked(item.meeting_id)
    points = list(item.meeting.agenda.filter(state=State.ACCEPTED))
    at = next((place for place, one in enumerate(points) if one.pk == item.pk), None)
    other = None if at is None else at - 1 if is_up else at + 1
    if at is None or other is None or not 0 <= other < len(points):
        return
    points[at], points[other] = points[other], points[at]
    for place, one in enumerate(points, start=1):
        AgendaItem.objects.filter(pk=one.pk).update(place=place)


@transaction.atomic
def save_minutes(*, meeting: Meeting, by: User) -> None:
    """The texts of the form; a change of what partners have read already is recorded."""
    meeting.save(update_fields=["attendance", "minutes"])
    if meeting.minutes_published_at is not None:
        trail.record(CHANGED_AFTER, by, about=("meeting", meeting.pk))


@transaction.atomic
def publish_minutes(*, meeting: Meeting, by: User) -> bool:
    """False where they stand there already, or are empty."""
    meeting = locked(meeting.pk)
    if meeting.minutes_published_at is not None or not meeting.minutes.strip():
        return False
    meeting.minutes_published_at, meeting.minutes_published_by = timezone.now(), by
    meeting.save(update_fields=["minutes_published_at", "minutes_published_by"])
    trail.record(PUBLISHED, by, about=("meeting", meeting.pk))
    notifications.minutes_published(meeting)
    return True


@transaction.atomic
def record_decision(*, decision: Decision, by: User) -> Decision:
    decision.save()
    trail.record(RESOLVED, by, about=("decision", decision.pk), details={"organisation": decision.organisation_id})
    return decision


@transaction.atomic
def finish(*, decision: Decision, note: str, by: User) -> bool:
    """False where somebody else has done so meanwhile."""
    changed = Decision.objects.filter(pk=decision.pk, done_at=None).update(
        done_at=timezone.now(), done_by=by, done_note=note
    )
    if changed:
        trail.record(DONE, by, about=("decision", decision.pk))
    return bool(changed)


def days_after(meeting: Meeting) -> dt.date:
    """Until when something is usually done that was decided in a meeting: four weeks."""
    start = timezone.localtime(meeting.starts_at).date() if meeting.starts_at else timezone.localdate()
    return start + dt.timedelta(weeks=4)
