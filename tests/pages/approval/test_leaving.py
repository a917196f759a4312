"""A party leaves: what day counts, until when it is bound, and what becomes of the agreement (F10)."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pages.approval import leaving, leaving_actions
from pages.approval.leaving import Rule
from pages.models import Departure, NormativePage, Party
from portal.models import AuditEvent
from tests import factories
from tests.pages import partners

TODAY = dt.date(2026, 11, 23)
DAY = dt.date


@pytest.fixture
def clock(portal):
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(11), tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def parties():
    names = ("Jobcenter Musterland", "Trägerverein Musterland", "Stadt Musterstadt")
    return [partners.named(factories.OrganisationFactory(name=name), name.split()[0]) for name in names]


def signed(parties, **terms) -> NormativePage:
    said = {"notice_months": 6, "notice_form": "written", "notice_reckoning": "receipt", "leaving": "continues"}
    return partners.signed(*[(one, None) for one in parties], **{**said, **terms})


def sent(page, party, **changes) -> dict:
    return {
        "party": Party.objects.get(page=page, organisation=party.organisation).pk,
        "ground": "notice",
        "dispatched_on": "2.11.2026",
        "received_on": "5.11.2026",
        "is_written": "on",
        "last_day": "",
        "reason": "",
        **changes,
    }


@pytest.fixture
def coordinator():
    return partners.browser(partners.coordinator())


def leave(client, page, party, **changes):
    return client.post(f"/beteiligte/{page.pk}/ausscheiden/", sent(page, party, **changes))


def left_on(page, party):
    return Party.objects.get(page=page, organisation=party.organisation).left_on


def ended(page):
    return NormativePage.objects.get(pk=page.pk).repealed_on


@pytest.mark.parametrize(
    ("rule", "ground", "dispatched", "received", "last"),
    [
        (Rule(6, "receipt"), "notice", DAY(2026, 11, 2), DAY(2026, 11, 5), DAY(2027, 5, 5)),
        (Rule(6, "dispatch"), "notice", DAY(2026, 11, 2), DAY(2026, 11, 5), DAY(2027, 5, 2)),
        (Rule(6, ""), "notice", DAY(2026, 11, 2), DAY(2026, 11, 5), DAY(2027, 5, 5)),
        (Rule(6, "dispatch"), "notice", None, DAY(2026, 11, 5), DAY(2027, 5, 5)),
        (Rule(6, "receipt"), "notice", None, DAY(2026, 8, 31), DAY(2027, 2, 28)),
        (Rule(6, "receipt"), "notice", None, DAY(2027, 8, 31), DAY(2028, 2, 29)),
        (Rule(6, "receipt"), "cause", DAY(2026, 11, 2), DAY(2026, 11, 5), DAY(2026, 11, 5)),
        (Rule(6, "receipt"), "consent", None, DAY(2026, 11, 5), DAY(2026, 11, 5)),
        (Rule(None, "receipt"), "notice", None, DAY(2026, 11, 5), DAY(2026, 11, 5)),
    ],
)
def test_f10_the_day_that_the_agreement_names_counts(rule, ground, dispatched, received, last):
    assert leaving.earliest_end(rule, ground, dispatched, received) == last


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(day=st.dates(DAY(2000, 1, 1), DAY(2090, 1, 1)), months=st.integers(1, 60))
def test_f10_notice_never_ends_in_another_month_than_agreed(day, months):
    last = leaving.earliest_end(Rule(months, "receipt"), "notice", None, day)
    assert (last.year - day.year) * 12 + last.month - day.month == months
    assert last.day == day.day or (last + dt.timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("rule", "essential", "others", "ends"),
    [
        ("continues", True, 3, False),
        ("continues_unless_essential", False, 3, False),
        ("continues_unless_essential", True, 3, True),
        ("ends", False, 3, True),
        ("", True, 2, False),
        ("continues", False, 1, True),
    ],
)
def test_f10_the_agreement_goes_on_or_ends_as_it_says(rule, essential, others, ends):
    assert leaving.ends_agreement(Rule(leaving=rule), essential, others) is ends


def test_f10_a_party_leaves_and_the_others_go_on(clock, parties, coordinator, django_capture_on_commit_callbacks):
    page = signed(parties)
    with django_capture_on_commit_callbacks(execute=True):
        response = leave(coordinator, page, parties[1])
    assert response.status_code == 302
    assert (left_on(page, parties[1]), ended(page)) == (DAY(2027, 5, 6), None)
    assert {to for one in mail.outbox for to in one.to} == {one.person.user.email for one in parties}
    assert all(page.title not in one.subject + one.body for one in mail.outbox)
    shown = coordinator.get(f"/beteiligte/{page.pk}/").content.decode()
    assert "Letzter Tag: 5. Mai 2027" in shown
    assert "zugegangen am 5. November 2026" in shown
    assert AuditEvent.objects.get(action="party.leave").details["ends"] is False
    clock.move_to(dt.datetime(2027, 5, 5, 11, tzinfo=dt.UTC))
    reader = partners.browser(parties[0].person.user)
    assert "scheidet aus" in reader.get(f"/beteiligte/{page.pk}/").content.decode()
    clock.move_to(dt.datetime(2027, 5, 6, 11, tzinfo=dt.UTC))
    reader = partners.browser(parties[0].person.user)
    assert "Letzter Tag war der 5. Mai 2027" in reader.get(f"/beteiligte/{page.pk}/").content.decode()


def test_f10_with_a_core_party_the_agreement_ends(clock, parties, coordinator):
    page = signed(parties, leaving="continues_unless_essential")
    Party.objects.filter(page=page, organisation=parties[0].organisation).update(is_essential=True)
    assert leave(coordinator, page, parties[0], ground="cause", reason="Die Aufgabe fällt weg.").status_code == 302
    page = NormativePage.objects.get(pk=page.pk)
    assert page.repealed_on == DAY(2026, 11, 6)
    assert page.status() == "repealed"
    assert page.get_latest_revision_as_object().repealed_on == DAY(2026, 11, 6)


def test_f10_what_is_published_later_does_not_bring_a_party_back(clock, parties, coordinator):
    page = signed(parties)
    draft = page.get_latest_revision_as_object()
    draft.summary = "Neu gefasst."
    draft.save_revision()
    leave(coordinator, page, parties[1])
    page.refresh_from_db()
    page.get_latest_revision().publish()
    assert left_on(page, parties[1]) == DAY(2027, 5, 6)


@pytest.mark.parametrize(
    ("changes", "terms", "field"),
    [
        ({"is_written": ""}, {}, "is_written"),
        ({"received_on": "24.11.2026"}, {}, "received_on"),
        ({"dispatched_on": "6.11.2026"}, {}, "dispatched_on"),
        ({"last_day": "4.5.2027"}, {}, "last_day"),
        ({"ground": "cause"}, {}, "reason"),
        ({"ground": "consent"}, {}, "last_day"),
        ({}, {"notice_by": "all"}, "ground"),
    ],
)
def test_f10_a_notice_that_the_agreement_does_not_allow_is_refused(clock, parties, coordinator, changes, terms, field):
    page = signed(parties, **terms)
    response = leave(coordinator, page, parties[1], **changes)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert "Trägerverein" in response.content.decode()
    assert not Departure.objects.exists()
    assert left_on(page, parties[1]) is None


def test_f10_nobody_leaves_twice(clock, parties, coordinator):
    page = signed(parties)
    leave(coordinator, page, parties[1])
    response = leave(coordinator, page, parties[1])
    assert response.status_code == 422
    assert response.context["form"].errors["party"]
    assert Departure.objects.count() == 1


def test_f10_a_notice_is_taken_back_before_its_day_and_not_after(clock, parties, coordinator):
    page = signed(parties, leaving="ends")
    leave(coordinator, page, parties[1])
    departure = Departure.objects.get()
    assert (left_on(page, parties[1]), ended(page)) == (DAY(2027, 5, 6), DAY(2027, 5, 6))
    address = f"/beteiligte/{page.pk}/ausscheiden/{departure.pk}/zuruecknehmen/"
    assert "im Einvernehmen" in coordinator.get(address).content.decode()
    coordinator.post(address)
    assert (left_on(page, parties[1]), ended(page)) == (None, None)
    leave(coordinator, page, parties[1])
    clock.move_to(dt.datetime(2027, 5, 6, 11, tzinfo=dt.UTC))
    again = Departure.objects.get(withdrawn_at=None)
    assert not leaving_actions.take_back(departure=again, by=partners.coordinator(email="k@example.org"))
    assert left_on(page, parties[1]) == DAY(2027, 5, 6)


def test_f10_only_the_coordinator_records_who_leaves(clock, parties):
    page = signed(parties)
    reader = partners.browser(parties[0].person.user)
    assert reader.get(f"/beteiligte/{page.pk}/").status_code == 200
    assert leave(reader, page, parties[1]).status_code == 403
