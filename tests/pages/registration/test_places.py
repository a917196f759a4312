"""Places: no path beyond the number, the line, held places, the superior, what is refused and why."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction

from directory.models import Absence, Deputy
from pages.models import EventDate, FeedbackCount, Registration, SeatCount
from pages.registration import actions, queries, states
from pages.registration.actions import HeldPlaces
from pages.registration.errors import CalledOff, Closed, DoubleBooked, Full, NotAllowed, NotNow, NotOpenYet, TooFew
from pages.registration.extensions import Attendance, attendance
from pages.registration.hall import Guest
from portal.audit import trail
from portal.duties import queries as duty_queries
from portal.duties.answering import answering
from portal.identity.auth import OrganisationRole
from tests import factories
from tests.pages.registration.venue import HOUR, NOON, STARTS, Venue, event_page, member

pytestmark = pytest.mark.django_db


def test_f26_no_path_gives_more_places_than_there_are(venue):
    first, second, third = (member(venue.sozialwerk) for _number in range(3))
    venue.book(first)
    venue.book(second)
    with pytest.raises(Full):
        venue.book(third)
    with pytest.raises(Full):
        actions.add(date=venue.date, guest=Guest(venue.sozialwerk, name="Gast Nau"), by=venue.hosting)
    with pytest.raises(Full):
        actions.book(date=venue.date, guests=[Guest(None, name="Gast Nau")], waits_if_full=False, by=first)
    assert venue.taken == 2
    assert Registration.objects.count() == 2


def test_f26_two_seats_for_the_team_or_none(venue):
    """Where one is left, nobody of the two has it, unless the other may wait."""
    ayla, jonas, mirko = (member(venue.sozialwerk) for _number in range(3))
    venue.book(mirko)
    both = [Guest(venue.sozialwerk, user.directory_person, user) for user in (ayla, jonas)]
    with pytest.raises(Full):
        actions.book(date=venue.date, guests=both, waits_if_full=False, by=ayla)
    assert venue.taken == 1
    rows = actions.book(date=venue.date, guests=both, waits_if_full=True, by=ayla)
    assert [row.state for row in rows] == [states.BOOKED, states.WAITING]


def test_f26_opens_and_closes_on_time(venue, clock):
    venue.admission.opens_at, venue.admission.closes_hours = NOON + HOUR, 24
    venue.admission.save()
    ayla = member(venue.sozialwerk)
    with pytest.raises(NotOpenYet, match=r"23\. November, 13:00"):
        venue.book(ayla)
    clock.move_to(NOON + HOUR)
    row = venue.book(ayla)
    clock.move_to(STARTS - 24 * HOUR)
    with pytest.raises(Closed):
        venue.book(member(venue.sozialwerk))
    actions.step(registration=row.pk, name="cancel", by=ayla)
    assert venue.taken == 0


def test_f26_a_number_below_what_is_booked_is_refused_and_says_where(venue):
    for _number in range(2):
        venue.book(member(venue.sozialwerk))
    with pytest.raises(TooFew, match=r"Am 1\. Dezember 2026 sind schon 2 Plätze vergeben"):
        actions.set_up(event=venue.event, values={"capacity": 1}, held=[], by=venue.hosting)
    with pytest.raises(TooFew, match="zusammen 4"):
        held = [HeldPlaces(venue.jobcenter, 4, NOON.date())]
        actions.set_up(event=venue.event, values={"capacity": 3}, held=held, by=venue.hosting)


def test_f27_more_places_go_to_those_who_wait(venue):
    for _number in range(2):
        venue.book(member(venue.sozialwerk))
    waiting = [venue.book(member(venue.jobcenter), waits=True) for _number in range(2)]
    actions.set_up(event=venue.event, values={"capacity": 3}, held=[], by=venue.hosting)
    assert [venue.state(row) for row in waiting] == [states.OFFERED, states.WAITING]


def test_f27_a_freed_place_is_offered_in_order_and_passed_on_when_nobody_answers(venue, clock):
    ayla = member(venue.sozialwerk)
    row = venue.book(ayla)
    venue.book(member(venue.sozialwerk))
    first, second = member(venue.jobcenter), member(venue.jobcenter)
    lines = [venue.book(user, waits=True) for user in (first, second)]
    actions.step(registration=row.pk, name="cancel", by=ayla)
    assert [venue.state(one) for one in lines] == [states.OFFERED, states.WAITING]
    assert Registration.objects.get(pk=lines[0].pk).answer_until == NOON + 48 * HOUR
    # Whoever comes now does not jump the line.
    with pytest.raises(Full):
        venue.book(ayla)
    clock.move_to(NOON + 48 * HOUR)
    with pytest.raises(NotNow):
        actions.step(registration=lines[0].pk, name="accept", by=first)
    call_command("settle_places")
    assert [venue.state(one) for one in lines] == [states.LAPSED, states.OFFERED]
    actions.step(registration=lines[1].pk, name="accept", by=second)
    assert venue.state(lines[1]) == states.BOOKED
    assert venue.taken == 2


def test_f27_when_it_begins_nobody_waits_any_more(venue, clock):
    for _number in range(2):
        venue.book(member(venue.sozialwerk))
    row = venue.book(member(venue.jobcenter), waits=True)
    clock.move_to(STARTS)
    call_command("settle_places")
    call_command("settle_places")
    assert venue.state(row) == states.LAPSED


def test_f28_places_are_held_for_one_organisation_and_then_open_to_all(venue, clock):
    venue.hold(venue.jobcenter, 1, NOON.date())
    venue.book(member(venue.sozialwerk))
    waiting = venue.book(member(venue.sozialwerk), waits=True)
    assert waiting.state == states.WAITING
    venue_date = EventDate.objects.get(pk=venue.date.pk)
    assert queries.standing(venue_date, member(venue.jobcenter)).free == 1
    assert queries.standing(venue_date, member(venue.sozialwerk)).free == 0
    clock.move_to(NOON + 24 * HOUR)
    call_command("settle_places")
    assert venue.state(waiting) == states.OFFERED


def test_f28_the_organisation_itself_takes_its_held_place(venue):
    venue.hold(venue.jobcenter, 2, NOON.date())
    with pytest.raises(Full):
        venue.book(member(venue.sozialwerk))
    assert venue.book(member(venue.jobcenter)).state == states.BOOKED


@pytest.fixture
def asking(portal, clock):
    return Venue(needs_approval=True)


def test_f26_the_superior_decides_and_the_place_waits_meanwhile(asking):
    ayla = member(asking.sozialwerk)
    karin = member(asking.sozialwerk, OrganisationRole.SUPERVISOR)
    row = asking.book(ayla)
    assert (row.state, asking.taken, row.answer_until) == (states.REQUESTED, 1, NOON + (STARTS - NOON) / 2)
    for nobody in (ayla, member(asking.sozialwerk), member(asking.jobcenter, OrganisationRole.SUPERVISOR)):
        with pytest.raises(NotAllowed):
            actions.step(registration=row.pk, name="approve", by=nobody)
    actions.step(registration=row.pk, name="approve", by=karin)
    assert asking.state(row) == states.BOOKED


def test_f26_who_leads_needs_nobody_and_cannot_say_yes_to_a_request_of_their_own(asking):
    karin = member(asking.sozialwerk, OrganisationRole.SUPERVISOR)
    assert asking.book(karin).state == states.BOOKED


def test_f26_a_request_nobody_answers_lapses_and_the_place_goes_on(asking, clock):
    member(asking.sozialwerk, OrganisationRole.SUPERVISOR)
    rows = [asking.book(member(asking.sozialwerk)) for _number in range(2)]
    waiting = asking.book(member(asking.sozialwerk), waits=True)
    clock.move_to(rows[0].answer_until)
    call_command("settle_places")
    assert [asking.state(row) for row in rows] == [states.LAPSED, states.LAPSED]
    assert asking.state(waiting) == states.OFFERED


def test_f26_where_nobody_leads_the_host_answers(asking):
    row = asking.book(member(asking.jobcenter))
    actions.step(registration=row.pk, name="decline", by=asking.hosting, reason="Zu wenige Plätze.")
    assert (asking.state(row), Registration.objects.get(pk=row.pk).reason) == (states.DECLINED, "Zu wenige Plätze.")


def test_f26_an_offer_taken_asks_the_superior_too(asking):
    member(asking.sozialwerk, OrganisationRole.SUPERVISOR)
    first = asking.book(member(asking.sozialwerk))
    asking.book(member(asking.sozialwerk))
    user = member(asking.sozialwerk)
    row = asking.book(user, waits=True)
    actions.step(registration=first.pk, name="cancel", by=first.user)
    actions.step(registration=row.pk, name="accept", by=user)
    assert asking.state(row) == states.REQUESTED


def test_f26_nobody_is_at_two_events_at_a_time(venue):
    other = event_page("Asylrecht kompakt", STARTS + HOUR, hosts=[venue.host])
    there = Venue.__new__(Venue)
    there.__dict__ = {**venue.__dict__, "event": other, "date": EventDate.objects.get(event=other)}
    there.admission = venue.admission.__class__.objects.create(event=other, capacity=5)
    ayla = member(venue.sozialwerk)
    venue.book(ayla)
    with pytest.raises(DoubleBooked, match=r"„Sicher zählen“ am 1\. Dezember, 9:00 Uhr"):
        there.book(ayla)
    with pytest.raises(DoubleBooked):
        actions.add(date=there.date, guest=queries.own_guest(ayla, venue.sozialwerk), by=venue.hosting)
    other.starts_at, other.ends_at = STARTS + 3 * HOUR, STARTS + 4 * HOUR
    other.save_revision().publish()
    assert there.book(ayla).state == states.BOOKED


def test_f26_twice_by_the_same_person_is_one_place(venue):
    ayla = member(venue.sozialwerk)
    row = venue.book(ayla)
    with pytest.raises(NotNow):
        venue.book(ayla)
    actions.step(registration=row.pk, name="cancel", by=ayla)
    again = venue.book(ayla)
    assert (again.pk, again.sequence) == (row.pk, 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(date=venue.date, user=ayla, state=states.BOOKED)


def test_f26_strangers_change_nothing(venue):
    ayla = member(venue.sozialwerk)
    row = venue.book(ayla)
    for step in ("cancel", "remove", "attend"):
        with pytest.raises(NotAllowed):
            actions.step(registration=row.pk, name=step, by=member(venue.jobcenter))
    assert venue.state(row) == states.BOOKED


def test_f26_a_date_called_off_frees_everybody_and_takes_nobody(venue):
    row = venue.book(member(venue.sozialwerk))
    EventDate.objects.filter(pk=venue.date.pk).update(cancelled_at=NOON, sequence=1)
    call_command("settle_places")
    assert venue.state(row) == states.CALLED_OFF
    with pytest.raises(CalledOff):
        venue.book(member(venue.sozialwerk))


def test_f32_attendance_is_recorded_once_passed_on_and_can_be_taken_back(venue, clock):
    row = venue.book(member(venue.sozialwerk))
    said = []
    attendance.add(Attendance("test", lambda one: said.append((one.person, one.was_there))))
    try:
        with pytest.raises(NotNow):
            actions.attendance(date=venue.date, steps={row.pk: "attend"}, by=venue.hosting)
        clock.move_to(STARTS - HOUR)
        assert actions.attendance(date=venue.date, steps={row.pk: "attend"}, by=venue.hosting) == 1
        assert actions.attendance(date=venue.date, steps={row.pk: "attend"}, by=venue.hosting) == 0
        actions.attendance(date=venue.date, steps={row.pk: "undo"}, by=venue.hosting)
    finally:
        attendance.remove("test")
    assert said == [(row.person, True), (row.person, False)]
    with pytest.raises(NotAllowed):
        actions.attendance(date=venue.date, steps={row.pk: "miss"}, by=row.user)


def test_f32_answers_afterwards_are_counted_once_and_name_nobody(venue, clock):
    row = venue.book(member(venue.sozialwerk))
    clock.move_to(STARTS)
    actions.attendance(date=venue.date, steps={row.pk: "attend"}, by=venue.hosting)
    before = trail.AuditEvent.objects.count()
    row = Registration.objects.get(pk=row.pk)
    actions.give_feedback(registration=row, answers={"content": 1, "again": 2})
    with pytest.raises(NotNow):
        actions.give_feedback(registration=row, answers={"content": 1})
    assert list(FeedbackCount.objects.order_by("question").values_list("question", "answer", "number")) == [
        ("again", 2, 1),
        ("content", 1, 1),
    ]
    assert trail.AuditEvent.objects.count() == before


def test_f31_people_are_deleted_and_numbers_by_organisation_stay(venue, clock, settings):
    settings.PORTAL_PARTICIPANT_DAYS = 30
    came = venue.book(member(venue.sozialwerk))
    venue.book(member(venue.jobcenter))
    clock.move_to(STARTS + HOUR)
    actions.attendance(date=venue.date, steps={came.pk: "attend"}, by=venue.hosting)
    clock.move_to(STARTS + dt.timedelta(days=30))
    call_command("purge_participants")
    assert Registration.objects.count() == 2
    clock.move_to(STARTS + dt.timedelta(days=31))
    call_command("purge_participants")
    call_command("purge_participants")
    assert not Registration.objects.exists()
    counts = SeatCount.objects.order_by("organisation__name").values_list("organisation__name", "booked", "attended")
    assert list(counts) == [("Jobcenter", 1, 0), ("Sozialwerk", 1, 1)]


def owed(user) -> list[str]:
    return [duty.kind for duty in duty_queries.owed(answering(user.pk), with_restricted=True)]


def counted(user) -> int:
    """As the frame counts them, for all sources."""
    from portal.duties import menu

    asker = factories.UserFactory._meta.model.objects
    return asker.annotate(number=menu.number(_asker(user))).get(pk=user.pk).number


def _asker(user):
    from portal.extensions import Asker

    return Asker(user.pk, is_superuser=False)


def test_f58_superior_person_and_host_are_told_what_waits(asking, clock):
    karin = member(asking.sozialwerk, OrganisationRole.SUPERVISOR)
    asking.book(member(asking.sozialwerk))
    second = asking.book(member(asking.sozialwerk))
    user = member(asking.jobcenter)
    waiting = asking.book(user, waits=True)
    assert owed(karin) == ["registration.request", "registration.request"]
    assert counted(karin) == 2
    actions.step(registration=second.pk, name="decline", by=karin)
    assert (owed(user), counted(user)) == (["registration.offer"], 1)
    assert venue_state(waiting) == states.OFFERED
    actions.step(registration=Registration.objects.get(state=states.REQUESTED).pk, name="approve", by=karin)
    # The numbers ask the clock of the database, which no test can stop.
    long_ago = dt.datetime(2020, 1, 6, 8, tzinfo=dt.UTC)
    EventDate.objects.filter(pk=asking.date.pk).update(starts_at=long_ago, ends_at=long_ago + HOUR)
    assert (owed(asking.hosting), counted(asking.hosting)) == (["registration.attendance"], 1)


def venue_state(row: Registration) -> str:
    return Registration.objects.get(pk=row.pk).state


def test_f58_who_stands_in_for_the_superior_answers_too(asking):
    karin, mirko = (member(asking.sozialwerk, role) for role in (OrganisationRole.SUPERVISOR, OrganisationRole.READER))
    position = karin.directory_person.positions.get()
    Deputy.objects.create(position=position, deputy=mirko.directory_person.positions.get())
    Absence.objects.create(person=karin.directory_person, first_day=NOON.date(), last_day=NOON.date())
    row = asking.book(member(asking.sozialwerk))
    assert owed(mirko) == ["registration.request"]
    assert counted(mirko) == 1
    actions.step(registration=row.pk, name="approve", by=mirko)
    assert asking.state(row) == states.BOOKED


def test_f29_mails_tell_the_person_and_carry_the_entry(venue, django_capture_on_commit_callbacks):
    ayla = member(venue.sozialwerk)
    with django_capture_on_commit_callbacks(execute=True):
        row = venue.book(ayla)
    with django_capture_on_commit_callbacks(execute=True):
        actions.step(registration=row.pk, name="cancel", by=ayla)
    assert [one.subject for one in mail.outbox if one.to == [ayla.email]] == [
        "Ihr Platz ist gebucht",
        "Ihr Platz ist nicht mehr gebucht",
    ]
