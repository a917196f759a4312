"""Meetings of the invented county: one that was held, one whose date is being looked for, one whose date waits to be taken over."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.models import Position
from pages import demo
from pages.meetings import actions
from pages.meetings.calendar_entry import Slot
from pages.models import AgendaItem, Decision, Meeting, NormativePage, Poll, PollAnswer
from pages.named_persons import named_persons
from pages.polls import actions as polls
from portal.models import OutgoingMail, User

DOMAIN = "@rebental.example"
COORDINATOR = "birgit.moench-saal"
HELD_DAYS = 150
PLACE = "Kreishaus Ansbronn, Sitzungssaal 2"
MINUTES = """\
Frau Mönch-Saal stellt die Zahlen des letzten Halbjahrs vor. Es wurden mehr Gespräche geführt als im Halbjahr davor, vor allem zu Sprache und Arbeit.

Das Jobcenter berichtet: Einladungen kommen inzwischen früher bei den Trägern an. Die Rückmeldungen nach dem ersten gemeinsamen Gespräch brauchen noch zu lange.

Die Träger wünschen sich eine gemeinsame Liste der Sprachkurse mit freien Plätzen. Die Volkshochschule kann sie monatlich liefern.

Das nächste Treffen soll im Norden des Kreises sein."""
ATTENDANCE = (
    "Landratsamt, Jobcenter, Agentur für Arbeit, Stadt Ansbronn, Haldenrain, Sozialwerk, Brückenhaus, Weitblick"
)
POINTS = (
    ("Zahlen des Halbjahrs", "Was sich verändert hat und was daraus folgt.", ""),
    ("Rückmeldung nach dem ersten Gespräch", "Wie sie schneller wird.", "karin.seebald"),
    ("Sprachkurse mit freien Plätzen", "", "yasemin.koruk"),
)
# what, whose, how many days after the meeting, whether it is done
DECISIONS = (
    ("Liste der Sprachkurse jeden Monat an alle schicken", "Yasemin Koruk", 30, "Seit August jeweils am Monatsanfang."),
    ("Vordruck für die Rückmeldung auf eine Seite kürzen", "Karin Seebald", HELD_DAYS + 10, ""),
    ("Raum im Norden für das nächste Treffen suchen", "Mirko Antes", HELD_DAYS + 4, ""),
)
NEXT_POINTS = (
    ("Sprechstunden in den Unterkünften", "Wir möchten sie mit dem Jobcenter abstimmen.", "mirko.antes", True),
    ("Vertretung in den Sommerferien", "", "niklas.obertanner", False),
)


def is_loaded() -> bool:
    return Meeting.objects.exists()


@transaction.atomic
def load() -> None:
    begun, agreement = timezone.now(), demo.agreement()
    if agreement is None or not User.objects.filter(email=f"{COORDINATOR}{DOMAIN}").exists():
        return
    load_held(agreement)
    actions.follow_rhythm()
    coming = Meeting.objects.owed().filter(agreement=agreement).first()
    if coming is not None:
        load_coming(coming)
    load_waiting(agreement)
    # What is told here, nobody has done.
    OutgoingMail.objects.filter(written_at__gte=begun).delete()


def who(local: str) -> User:
    return User.objects.get(email=f"{local}{DOMAIN}")


def slot(days: int, begin: int, end: int) -> Slot:
    """On the working day nearest after so many days."""
    day = timezone.localdate() + dt.timedelta(days=days)
    day += dt.timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
    moments = [timezone.make_aware(dt.datetime.combine(day, dt.time(hour))) for hour in (begin, end)]
    return Slot(moments[0], moments[1], PLACE)


def load_held(agreement: NormativePage) -> None:
    by = who(COORDINATOR)
    meeting = Meeting.objects.create(agreement=agreement, title="Halbjahrestreffen im Sommer")
    date = actions.set_date(meeting=meeting, slot=slot(-HELD_DAYS, 9, 12), by=by)
    meeting.refresh_from_db()
    for title, text, local in POINTS:
        propose(meeting, title, text, local, is_accepted=True)
    meeting.attendance, meeting.minutes = ATTENDANCE, MINUTES
    actions.save_minutes(meeting=meeting, by=by)
    actions.publish_minutes(meeting=meeting, by=by)
    Meeting.objects.filter(pk=meeting.pk).update(minutes_published_at=date.ends_at + dt.timedelta(days=6))
    for text, name, days, note in DECISIONS:
        decide(meeting, text, name, days, note)


def propose(meeting: Meeting, title: str, text: str, local: str, *, is_accepted: bool) -> None:
    by = who(local or COORDINATOR)
    member = by.memberships.select_related("organisation").first()
    item = AgendaItem(title=title, text=text)
    actions.propose(meeting=meeting, item=item, organisation=member.organisation if local and member else None, by=by)
    if is_accepted and local:
        actions.decide(item=item, state=AgendaItem.State.ACCEPTED, by=who(COORDINATOR))


def decide(meeting: Meeting, text: str, name: str, days: int, note: str) -> None:
    position = demo.named(name)
    if position is None or meeting.starts_at is None:
        return
    due = timezone.localtime(meeting.starts_at).date() + dt.timedelta(days=days)
    decision = Decision(meeting=meeting, text=text, organisation=position.organisation, position=position, due_on=due)
    actions.record_decision(decision=decision, by=who(COORDINATOR))
    if note and position.person.user is not None:
        actions.finish(decision=decision, note=note, by=position.person.user)
        Decision.objects.filter(pk=decision.pk).update(done_at=meeting.starts_at + dt.timedelta(days=days - 2))


def load_coming(meeting: Meeting) -> None:
    """Its date is being looked for, and points are proposed already."""
    Meeting.objects.filter(pk=meeting.pk).update(title="Halbjahrestreffen im Winter")
    meeting.refresh_from_db()
    for title, text, local, is_accepted in NEXT_POINTS:
        propose(meeting, title, text, local, is_accepted=is_accepted)
    poll = Poll(
        agreement=meeting.agreement,
        meeting=meeting,
        title="Halbjahrestreffen im Winter",
        note="Drei Stunden, diesmal im Norden des Kreises. Bitte sagen Sie auch, wenn Ihre Vertretung käme.",
        place=PLACE,
        answer_by=timezone.localdate() + dt.timedelta(days=6),
    )
    slots = [slot(days, begin, end) for days, begin, end in ((17, 9, 12), (19, 13, 16), (24, 9, 12), (31, 9, 12))]
    open_poll(poll, slots)
    answers = {"Mönch-Saal": "yyny", "Silke": "ynmy", "Ines": "nymy", "Yasemin": "yymn", "Farida": "mymn"}
    for first_name, letters in answers.items():
        answer(poll, first_name, letters)


def load_waiting(agreement: NormativePage) -> None:
    """Everybody has answered: the coordinator takes a date over."""
    poll = Poll(
        agreement=agreement,
        title="Absprache zu den Sprechstunden in Unterkünften",
        note="Eine Stunde, per Video.",
        answer_by=timezone.localdate() + dt.timedelta(days=1),
    )
    open_poll(poll, [slot(days, begin, begin + 1) for days, begin in ((10, 11), (11, 9), (12, 15))])
    for place, row in enumerate(poll.invitees.all()):
        answer(poll, row.name, ("yym", "nyy", "myn")[place % 3])


def open_poll(poll: Poll, slots: list[Slot]) -> None:
    people = named_persons(poll.agreement) if poll.agreement else []
    polls.open_poll(poll=poll, slots=slots, people=people, by=who(COORDINATOR))
    Poll.objects.filter(pk=poll.pk).update(opened_at=timezone.now() - dt.timedelta(days=5))


def answer(poll: Poll, name: str, letters: str) -> None:
    invitee = poll.invitees.filter(name__contains=name).select_related("position__person__user").first()
    if invitee is None:
        return
    said: dict[str, Any] = {choice.value[0]: choice.value for choice in PollAnswer.Choice}
    choices = {option.pk: said[letter] for option, letter in zip(poll.options.all(), letters, strict=False)}
    by = account_of(invitee.position) or who(COORDINATOR)
    polls.answer(invitee=invitee, choices=choices, by=by, is_coordinator=True)


def account_of(position: Position | None) -> User | None:
    return position.person.user if position is not None else None
