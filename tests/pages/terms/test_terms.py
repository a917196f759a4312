"""The clocks of agreements: on the page, under "Zu erledigen", in the calendar feed, and what is recorded about them (F12, F61)."""

import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from wagtail.models import Locale

from directory.models import Position
from pages.events.actions import make_feed
from pages.models import NormativePage, TermDay, TermEvent
from pages.named_persons import in_force
from portal import agreed
from portal.models import AuditEvent
from search.documents import Query, Viewer
from search.engines import get_engine
from tests import factories
from tests.pages import partners

TODAY = dt.date(2026, 11, 28)
# Signed on 1 February 2025, in its second year: renews on 1 February 2027, objection until 31 October, then a year later.
SIGNED = dt.date(2025, 2, 1)
RENEWING = {
    "term": "period",
    "term_months": 12,
    "signed_on": SIGNED,
    "in_force_on": SIGNED,
    "renewal": "automatic",
    "renewal_months": 12,
    "objection_months": 1,
    "meeting_of": "",
    "meeting_months": None,
}
OBJECTION_DAY = dt.date(2026, 12, 31)
END = dt.date(2027, 1, 31)
pytestmark = pytest.mark.django_db


@dataclass
class Circle:
    office: Position
    deputy: Position
    carrier: Position
    agreement: NormativePage
    coordinator: Client

    def client(self, position: Position) -> Client:
        return partners.browser(position.person.user)

    @property
    def page(self) -> str:
        return f"/fristen/{self.agreement.pk}/"


@pytest.fixture
def clock(portal):
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(11), tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def circle(clock):
    return made(**RENEWING)


def made(**fields) -> Circle:
    office = factories.OrganisationFactory(name="Jobcenter Musterland")
    carrier = factories.OrganisationFactory(name="Trägerverein Musterland")
    first, deputy = partners.named(office, "Amsel"), partners.named(office, "Buchfink")
    second = partners.named(carrier, "Star")
    clause = factories.section("8", "Laufzeit")
    fields = {"term_clause": clause["id"], **fields}
    page = partners.signed((first, deputy), (second, None), sections=[clause], **fields)
    return Circle(first, deputy, second, page, partners.browser(partners.coordinator()))


def change(circle, **fields) -> None:
    for name, value in fields.items():
        setattr(circle.agreement, name, value)
    circle.agreement.save_revision().publish()
    circle.agreement.refresh_from_db()


def reminded(client: Client) -> list[tuple[str, dt.date]]:
    found = [(duty.kind, duty.due) for duty in partners.duties(client) if duty.kind.startswith("terms.")]
    assert partners.counted(client) == len(partners.duties(client))
    return found


def rows(client: Client, circle: Circle) -> list[tuple[str, dt.date]]:
    return [(row.kind, row.on) for row in client.get(circle.page).context["rows"]]


def test_f12_the_named_persons_their_deputies_and_the_coordinator_are_reminded(circle, clock):
    expected = [("terms.objection", OBJECTION_DAY)]
    for client in (circle.client(circle.office), circle.client(circle.deputy), circle.client(circle.carrier)):
        assert reminded(client) == expected
    assert reminded(circle.coordinator) == expected
    stranger = partners.named(factories.OrganisationFactory(), "Fremd")
    assert reminded(circle.client(stranger)) == []
    [duty] = partners.duties(circle.client(circle.office))
    assert (duty.title, duty.clause) == ("Verlängerung prüfen: KV M", "KV M 8")
    assert circle.client(circle.office).get(duty.url).status_code == 200


def test_f12_the_reminder_begins_sixty_days_before_and_ends_with_the_day(circle, clock):
    client = circle.client(circle.office)
    for days, is_reminded in ((61, False), (60, True), (0, True), (-1, False)):
        at = dt.datetime.combine(OBJECTION_DAY - dt.timedelta(days=days), dt.time(22, 30), tzinfo=dt.UTC)
        clock.move_to(at - dt.timedelta(hours=12))
        client.force_login(circle.office.person.user)
        assert bool(reminded(client)) is is_reminded, days


def test_f61_the_day_changes_at_midnight_in_berlin(circle, clock):
    client = circle.client(circle.office)
    clock.move_to(dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC))
    client.force_login(circle.office.person.user)
    assert reminded(client)
    clock.move_to(dt.datetime(2026, 12, 31, 23, 1, tzinfo=dt.UTC))
    client.force_login(circle.office.person.user)
    assert reminded(client) == []


def test_f58_a_colleague_who_stands_in_is_reminded_on_behalf(circle):
    other = partners.named(circle.carrier.organisation, "Meise")
    factories.deputies(circle.carrier, other)
    factories.away(circle.carrier.person, TODAY, TODAY + dt.timedelta(days=20))
    [duty] = partners.duties(circle.client(other))
    assert (duty.kind, duty.on_behalf_of) == ("terms.objection", str(circle.carrier.person))


def test_f61_changing_the_terms_changes_the_clocks_at_once(circle):
    client = circle.client(circle.office)
    change(circle, objection_months=3)
    assert reminded(client) == []
    assert rows(client, circle)[0] == ("renewal", dt.date(2027, 2, 1))
    change(circle, term_months=23, renewal="", renewal_months=None)
    assert reminded(client) == [("terms.end", OBJECTION_DAY)]
    assert rows(client, circle) == [("end", OBJECTION_DAY)]
    change(circle, term="indefinite", term_months=None)
    assert (rows(client, circle), list(TermDay.objects.all())) == ([], [])


def test_f61_a_reminder_that_nobody_needs_any_more_can_be_put_aside(circle):
    client = circle.client(circle.office)
    assert client.post(f"{circle.page}bleibt/", {"tag": "2026-12-31"}).status_code == 302
    assert reminded(client) == reminded(circle.client(circle.deputy)) == []
    assert reminded(circle.client(circle.carrier)) and reminded(circle.coordinator)
    circle.coordinator.post(f"{circle.page}bleibt/", {"tag": "2026-12-31"})
    assert reminded(circle.coordinator) == []
    assert reminded(circle.client(circle.carrier))
    assert TermEvent.objects.filter(kind="settled").count() == 2
    client.post(f"{circle.page}bleibt/", {"tag": "2026-12-31"})
    client.post(f"{circle.page}bleibt/", {"tag": "Unsinn"})
    assert TermEvent.objects.filter(kind="settled").count() == 2


def objected(circle, day: str, **sent):
    sent = {"stelle": circle.carrier.organisation_id, "tag": day, **sent}
    return circle.coordinator.post(f"{circle.page}widerspruch/", sent, follow=True)


def test_f12_an_objection_in_time_ends_the_agreement_with_its_term(circle, clock):
    said = objected(circle, "20.11.2026").content.decode()
    assert "31. Januar 2027" in said
    circle.agreement.refresh_from_db()
    assert (circle.agreement.ends_on, circle.agreement.status()) == (END, "in_force")
    assert rows(circle.coordinator, circle) == [("end", END)]
    clock.move_to(dt.datetime(2027, 2, 1, 8, tzinfo=dt.UTC))
    assert circle.agreement.status() == "repealed"
    assert "Ausgelaufen" in partners.browser(circle.office.person.user).get(circle.agreement.get_url()).content.decode()
    assert list(in_force()) == []
    [event] = AuditEvent.objects.filter(action="term.objection")
    assert event.actor_id


def test_f12_whoever_is_named_is_told_that_the_term_has_changed(circle, django_capture_on_commit_callbacks):
    connection.run_on_commit.clear()  # what the fixtures have left there
    with django_capture_on_commit_callbacks(execute=True):
        objected(circle, "20.11.2026")
        objected(circle, "21.11.2026")
    people = (circle.office, circle.deputy, circle.carrier)
    assert sorted(one.to[0] for one in mail.outbox) == sorted(one.person.user.email for one in people)
    assert circle.page in mail.outbox[0].body and "Musterland" not in mail.outbox[0].body


def test_f12_an_objection_too_late_ends_it_a_year_later(circle, clock):
    clock.move_to(dt.datetime(2027, 1, 2, 8, tzinfo=dt.UTC))
    circle.coordinator = partners.browser(partners.coordinator())
    assert "31. Januar 2028" in objected(circle, "01.01.2027").content.decode()
    circle.agreement.refresh_from_db()
    assert circle.agreement.ends_on == dt.date(2028, 1, 31)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": "29.11.2026"}, "Dieser Tag kommt erst noch"),
        ({"day": "01.01.2025"}, "galt die Vereinbarung noch nicht"),
        ({"day": "gestern"}, "Bitte den Tag so schreiben"),
        ({"day": "20.11.2026", "stelle": ""}, "Bitte wählen Sie, wer widerspricht"),
        ({"day": "20.11.2026", "stelle": "999999"}, "nicht beteiligt"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(circle, changes, said):
    answer = objected(circle, notiz="Schreiben liegt vor", **changes)
    assert answer.status_code == 422
    assert said in answer.content.decode() and "Schreiben liegt vor" in answer.content.decode()
    assert not TermEvent.objects.exists()


def test_f12_one_party_objects_once_and_a_mistake_is_taken_back(circle):
    objected(circle, "20.11.2026")
    again = objected(circle, "21.11.2026")
    assert again.status_code == 422 and "schon eingetragen" in again.content.decode()
    event = TermEvent.objects.get()
    address = f"{circle.page}eintraege/{event.pk}/entfernen/"
    assert "Widerspruch" in circle.coordinator.get(address).content.decode()
    assert circle.coordinator.post(address).status_code == 302
    circle.agreement.refresh_from_db()
    assert circle.agreement.ends_on is None
    assert AuditEvent.objects.filter(action="term.removed").count() == 1


def test_f61_an_agreement_that_renewed_itself_shows_the_end_of_the_term_that_runs(circle):
    reader = circle.client(circle.office)
    shown = reader.get(circle.agreement.get_url()).content.decode()
    assert "zurzeit bis 31. Januar 2027" in shown and "Widerspruch bis 31. Dezember 2026" in shown


def extended(circle, **changes):
    form = circle.coordinator.get(f"{circle.page}verlaengerung/").context["form"]
    sent = {"tag": "20.11.2026", "ende": form.initial["ende"] or "", **changes}
    return circle.coordinator.post(f"{circle.page}verlaengerung/", sent, follow=True)


def test_f61_an_optional_renewal_is_reminded_of_and_extends_by_its_span(circle):
    change(circle, signed_on=dt.date(2026, 1, 1), in_force_on=dt.date(2026, 1, 1), renewal="optional")
    assert reminded(circle.coordinator) == [("terms.extension", dt.date(2026, 12, 31))]
    stale = circle.coordinator.get(f"{circle.page}verlaengerung/").context["form"].initial["ende"]
    assert "Verlängert bis 31. Dezember 2027" in extended(circle).content.decode()
    circle.agreement.refresh_from_db()
    assert circle.agreement.ends_on == dt.date(2027, 12, 31)
    assert reminded(circle.coordinator) == []
    twice = extended(circle, ende=stale)
    assert twice.status_code == 422 and "inzwischen geändert" in twice.content.decode()
    assert TermEvent.objects.filter(kind="extension").count() == 1


def test_f61_what_has_run_out_is_not_extended_in_hindsight(circle):
    change(circle, signed_on=dt.date(2025, 10, 1), in_force_on=dt.date(2025, 10, 1), renewal="optional")
    assert circle.agreement.status() == "repealed"
    late = extended(circle)
    assert late.status_code == 422 and "schon ausgelaufen" in late.content.decode()
    assert "30. September 2027" in extended(circle, tag="15.09.2026").content.decode()
    circle.agreement.refresh_from_db()
    assert circle.agreement.status() == "in_force"


REVIEWED = {**RENEWING, "term": "open", "term_months": None, "renewal": "", "renewal_months": None}


def test_f61_the_yearly_check_is_due_until_it_is_done_and_comes_again(clock):
    circle = made(**{**REVIEWED, "objection_months": None, "review_months": 12})
    client = circle.client(circle.deputy)
    assert reminded(client) == [("terms.review", dt.date(2026, 2, 1))]
    assert circle.agreement.status() == "in_force"
    empty = client.post(f"{circle.page}ueberpruefung/", {"tag": "27.11.2026", "ergebnis": ""})
    assert empty.status_code == 422
    done = client.post(
        f"{circle.page}ueberpruefung/", {"tag": "27.11.2026", "ergebnis": "Bewährt sich."}, follow=True
    ).content.decode()
    assert "Die nächste ist am 27. November 2027" in done and "Bewährt sich." in done
    assert reminded(client) == []
    change(circle, review_months=6)
    assert rows(client, circle) == [("review", dt.date(2027, 5, 27))]


def test_f61_what_was_only_signed_is_reviewed_too_and_what_is_to_come_is_not_yet(clock):
    circle = made(**{**REVIEWED, "objection_months": None, "review_months": 12, "in_force_on": None})
    assert circle.agreement.status() == ""
    assert reminded(circle.coordinator) == [("terms.review", dt.date(2026, 2, 1))]
    change(circle, in_force_on=dt.date(2027, 1, 1), review_next_on=dt.date(2027, 1, 10))
    assert reminded(circle.coordinator) == []


def test_f61_a_stranger_reads_the_clocks_and_records_nothing(circle):
    client = circle.client(partners.named(factories.OrganisationFactory(), "Fremd"))
    assert client.get(circle.page).status_code == 200
    for step in ("ueberpruefung", "verlaengerung", "widerspruch"):
        assert client.post(f"{circle.page}{step}/", {"tag": "20.11.2026"}).status_code == 403
    client.post(f"{circle.page}bleibt/", {"tag": "2026-12-31"})
    assert not TermEvent.objects.exists()


def test_f61_every_clock_says_how_it_was_computed_and_where_it_is_agreed(circle):
    change(circle, notice_months=6)
    answer = circle.coordinator.get(circle.page)
    text = answer.content.decode()
    assert "1 Monat vor dem 31. Januar 2027" in text and "danach gilt sie 1 Jahr weiter" in text
    assert "noch bis 28. Mai 2027 gebunden" in text
    assert {row.clause.title for row in answer.context["rows"]} == {"KV M 8"}
    assert answer.context["tab"] == "fristen"


def test_f12_a_fixed_end_names_the_last_day_for_a_notice_in_the_facts_box(circle):
    change(
        circle,
        term="until",
        term_months=None,
        term_until=dt.date(2028, 12, 31),
        renewal="",
        renewal_months=None,
        notice_months=6,
    )
    facts = {fact.label: fact.sentences for fact in circle.agreement.facts()}
    assert facts["Kündigung"][0] == "spätestens 30. Juni 2028"
    assert facts["Laufzeit"][0] == "bis 31. Dezember 2028"


def test_f61_the_calendar_feed_shows_days_long_before_and_no_day_twice(circle):
    user = circle.office.person.user
    change(circle, signed_on=dt.date(2024, 5, 15), in_force_on=dt.date(2024, 5, 15))
    assert days_in_feed(user) == [dt.date(2027, 4, 14), dt.date(2028, 4, 14)]
    change(circle, signed_on=SIGNED, in_force_on=SIGNED)
    assert days_in_feed(user) == [OBJECTION_DAY, dt.date(2027, 12, 31)]


def days_in_feed(user) -> list[dt.date]:
    answer = Client().get(f"/kalender/feed/{make_feed(by=user)}.ics")
    assert answer.status_code == 200
    events = [one for one in Calendar.from_ical(answer.content).walk("VEVENT") if "duty-terms" in one["UID"]]
    return sorted(one["DTSTART"].dt for one in events)


def test_f61_what_has_run_out_counts_nowhere_any_more(circle):
    change(circle, response_days=7)
    organisations = [circle.office.organisation_id, circle.carrier.organisation_id]
    assert [one.value for one in agreed.response_days(organisations, TODAY)] == [7]
    change(circle, term="until", term_months=None, term_until=dt.date(2026, 11, 27), renewal="", renewal_months=None)
    assert circle.agreement.status() == "repealed"
    assert list(in_force()) == []
    assert agreed.response_days(organisations, TODAY) == []
    assert (rows(circle.coordinator, circle), reminded(circle.coordinator)) == ([], [])


def test_f61_a_template_has_no_clocks_itself(circle):
    change(circle, kind="template", renewal="optional", in_force_on=dt.date(2020, 1, 1), signed_on=None)
    assert (circle.agreement.status(), list(TermDay.objects.all())) == ("in_force", [])


def test_f61_the_daily_work_mends_what_was_changed_past_the_portal(circle):
    NormativePage.objects.update(objection_months=2)
    TermDay.objects.all().delete()
    call_command("follow_terms", verbosity=0)
    assert TermDay.objects.order_by("on").first().on == dt.date(2026, 11, 30)
    before = set(TermDay.objects.values_list("pk", flat=True))
    call_command("follow_terms", verbosity=0)
    assert set(TermDay.objects.values_list("pk", flat=True)) == before


def test_the_queries_do_not_grow_with_the_number_of_agreements(circle):
    client = circle.client(circle.office)
    client.get("/zu-erledigen/")
    with CaptureQueriesContext(connection) as one:
        client.get("/zu-erledigen/")
    for _number in range(3):
        partners.signed((circle.office, None), **RENEWING)
    client.get("/zu-erledigen/")
    with CaptureQueriesContext(connection) as four:
        assert len(reminded(client)) == 4
    # `reminded` opens the page three times.
    assert len(four) <= 3 * len(one)


def test_the_database_refuses_an_extension_without_end_and_a_review_without_result(circle):
    for fields in ({"kind": "extension"}, {"kind": "review"}, {"kind": "objection", "until": END}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TermEvent.objects.create(document=circle.agreement, on=TODAY, **fields)


def test_f61_the_search_knows_what_has_run_out(circle, clock, django_capture_on_commit_callbacks):
    def found() -> list[str]:
        return [hit.document.status for hit in get_engine().search(Query("Ziele", viewer=Viewer())).hits]

    connection.run_on_commit.clear()  # what the fixtures have left there
    with django_capture_on_commit_callbacks(execute=True):
        objected(circle, "20.11.2026")
    assert found() == ["in_force"]
    clock.move_to(dt.datetime(2027, 2, 1, 8, tzinfo=dt.UTC))
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("follow_terms", verbosity=0)
    assert found() == ["repealed"]


def test_f61_a_translation_runs_out_with_its_original_and_reminds_nobody_twice(circle):
    english = Locale.objects.get(language_code="en")
    copy = circle.agreement.copy_for_translation(english, copy_parents=True)
    copy.save_revision().publish()
    assert reminded(circle.coordinator) == [("terms.objection", OBJECTION_DAY)]
    objected(circle, "20.11.2026")
    copy.refresh_from_db()
    assert copy.ends_on == END
    shown = circle.coordinator.get(f"/fristen/{copy.pk}/")
    assert [row.kind for row in shown.context["rows"]] == ["end"]


def test_the_page_of_clocks_costs_the_same_whatever_has_happened(circle):
    counts = []
    for number in range(2):
        circle.coordinator.get(circle.page)
        with CaptureQueriesContext(connection) as queries:
            circle.coordinator.get(circle.page)
        counts.append(len(queries))
        for days in range(8):
            on = TODAY - dt.timedelta(days=20 * number + days)
            TermEvent.objects.create(document=circle.agreement, kind="review", on=on, note="Bewährt sich.")
    assert counts[0] == counts[1] <= 25, counts  # the frame and the tabs of all parts among them
