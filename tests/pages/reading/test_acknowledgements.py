"""Taking note of a version: asked again only for a major one, by name only where names belong (F13, F6)."""

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Locale, PageViewRestriction

from directory.models import Organisation
from pages.models import (
    Acknowledgement,
    AcknowledgementReminder,
    AcknowledgementRule,
    AskedRole,
    NormativePage,
    Party,
)
from pages.reading import actions, asked, queries
from pages.reading.queries import Count
from portal.duties import actions as duty_mails
from portal.identity.auth import needs_factor
from portal.models import AuditEvent, OutgoingMail
from tests import factories
from tests.directory import people
from tests.pages import partners
from tests.pages.reading import texts
from tests.pages.reading.texts import NOW, TODAY

pytestmark = pytest.mark.django_db
OWN = "/kenntnisnahmen/"


@pytest.fixture
def clock(portal):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@dataclass
class Circle:
    page: NormativePage
    own: Organisation
    rike: Client
    pavel: Client
    superior: Client
    stranger: Client
    coordinator: Client
    clock: Any

    def later(self, days: int) -> None:
        """No session outlives the night."""
        self.clock.shift(dt.timedelta(days=days))
        for client in (self.rike, self.pavel, self.superior, self.stranger, self.coordinator):
            signed_in(client)

    def ask(self, asked_of: str = "all", organisations=(), roles=(), days: int = 14) -> AcknowledgementRule:
        rule = AcknowledgementRule(document=self.page, asked_of=asked_of, days=days)
        actions.ask(rule=rule, organisations=organisations, roles=roles, by=self.coordinator.user)
        return rule

    def confirm(self, client: Client, version=None) -> Any:
        version = version or self.page.versions.in_force_on(dt.date.today()).first()  # of the travelled clock
        return client.post(f"{OWN}{self.page.pk}/bestaetigen/", {"fassung": version.pk}, follow=True)


def browser(user) -> Client:
    client = Client()
    client.user = user
    return signed_in(client)


def signed_in(client: Client) -> Client:
    client.force_login(client.user)
    if needs_factor(client.user):
        factories.verify(client, client.user)
    return client


def staff(where: Organisation, first: str, last: str, role: str = "caseworker", **fields) -> Client:
    return browser(people.member(where, role, first_name=first, last_name=last, **fields))


@pytest.fixture
def circle(clock):
    own = factories.OrganisationFactory(name="Sozialwerk Musterland")
    other = factories.OrganisationFactory(name="Jobcenter Musterland")
    return Circle(
        page=texts.guideline(),
        own=own,
        rike=staff(own, "Rike", "Amsel"),
        pavel=staff(own, "Pavel", "Star"),
        superior=staff(own, "Mirko", "Antes", "supervisor"),
        stranger=staff(other, "Tomasz", "Wilga"),
        coordinator=browser(partners.coordinator()),
        clock=clock,
    )


def text(response) -> str:
    return response.content.decode()


def titles(client: Client) -> list[str]:
    return [duty.title for duty in partners.duties(client)]


def test_f13_the_box_asks_for_the_version_that_is_shown_and_says_what_has_changed(circle):
    texts.published(circle.page, s2="Bis Januar.", s3="")
    circle.ask()
    page = text(circle.rike.get(circle.page.url))
    assert "Sie haben Fassung 2 noch nicht bestätigt." in page
    assert "Geändert sind 2 und 3." in page
    assert f'href="/fassungen/{circle.page.pk}/vergleich/?von=1&amp;bis=2">Nur Änderungen lesen' in page
    said = text(circle.confirm(circle.rike))
    assert "Bestätigt am 23. November 2026, Fassung 2" in said
    assert "noch nicht bestätigt" not in said
    given = Acknowledgement.objects.get()
    assert (given.user, given.read.number, given.digest) == (circle.rike.user, 2, given.read.digest)
    assert AuditEvent.objects.filter(action="acknowledgement.give").count() == 1
    circle.confirm(circle.rike)
    assert Acknowledgement.objects.count() == 1


def test_f13_it_is_a_task_until_it_is_confirmed(circle):
    circle.ask()
    [duty] = partners.duties(circle.rike)
    assert (duty.title, duty.due) == ("Zur Kenntnis nehmen: Richtlinie Quittenbaum", dt.date(2026, 12, 7))
    assert (duty.url, duty.clause, partners.counted(circle.rike)) == (circle.page.url, "", 1)
    circle.confirm(circle.rike)
    assert (titles(circle.rike), partners.counted(circle.rike)) == ([], 0)
    assert titles(circle.pavel) == ["Zur Kenntnis nehmen: Richtlinie Quittenbaum"]


def test_f6_a_minor_version_keeps_the_acknowledgement_and_a_major_one_asks_again(circle):
    circle.ask()
    circle.confirm(circle.rike)
    circle.later(days=1)
    texts.published(circle.page, is_major=False, s2="Bis August.")
    assert (titles(circle.rike), len(titles(circle.pavel))) == ([], 1)
    assert "Bestätigt am 23. November 2026, Fassung 1" in text(circle.rike.get(circle.page.url))
    circle.confirm(circle.pavel)
    assert Acknowledgement.objects.get(user=circle.pavel.user).read.number == 2
    circle.later(days=1)
    texts.published(circle.page, s1="Wir wollen mehr.", s2="Bis August.")
    for client in (circle.rike, circle.pavel):
        assert titles(client) == ["Zur Kenntnis nehmen: Richtlinie Quittenbaum"]
    # Against what she has read herself, which is older than the version before.
    assert "Geändert sind 1 und 2." in text(circle.rike.get(circle.page.url))
    assert "Geändert ist 1." in text(circle.pavel.get(circle.page.url))


def test_f13_a_version_that_was_followed_by_another_is_refused_with_a_sentence(circle):
    circle.ask()
    shown = circle.page.versions.get()
    circle.later(days=1)
    texts.published(circle.page, s2="Bis Januar.")
    said = text(circle.confirm(circle.rike, shown))
    assert "Inzwischen gilt eine neuere Fassung" in said
    assert "Sie haben Fassung 2 noch nicht bestätigt" in said
    assert not Acknowledgement.objects.exists()


def test_f13_a_future_version_cannot_be_confirmed_and_is_not_asked_for_before_its_day(circle):
    circle.ask()
    circle.confirm(circle.rike)
    later = texts.announced(circle.page, TODAY + dt.timedelta(days=5), circle.coordinator.user, s2="Bis Januar.")
    assert titles(circle.rike) == []
    assert "Inzwischen gilt" in text(circle.confirm(circle.pavel, later))
    circle.later(days=5)
    call_command("begin_versions", verbosity=0)
    [duty] = partners.duties(circle.rike)
    assert (duty.state, duty.due) == ("Fassung 2", dt.date(2026, 12, 12))


@pytest.mark.parametrize("sent", ["", "abc", "9" * 30, "-1", "²", "424242"])
def test_f13_a_version_that_is_none_is_refused_and_never_a_fault(circle, sent):
    circle.ask()
    response = circle.rike.post(f"{OWN}{circle.page.pk}/bestaetigen/", {"fassung": sent}, follow=True)
    assert "Inzwischen gilt eine neuere Fassung" in text(response)
    assert not Acknowledgement.objects.exists()


def test_f13_a_version_of_another_document_is_none(circle):
    circle.ask()
    other = texts.guideline(title="Andere Richtlinie").versions.get()
    circle.confirm(circle.rike, other)
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize(
    ("asked_of", "roles", "expected"),
    [
        ("all", [], {"Amsel", "Star", "Antes", "Wilga"}),
        ("all", ["supervisor"], {"Antes"}),
        ("parties", [], {"Wilga"}),
        ("chosen", [], {"Amsel", "Star", "Antes"}),
        ("chosen", ["caseworker", "reporter"], {"Amsel", "Star"}),
    ],
)
def test_f13_whoever_is_asked_is_asked_from_both_sides_alike(circle, asked_of, roles, expected):
    jobcenter = Organisation.objects.get(name="Jobcenter Musterland")
    circle.page.parties = [
        Party(name="Jobcenter", organisation=jobcenter),
        Party(name="Sozialwerk", organisation=circle.own, left_on=TODAY),
    ]
    circle.page.save()
    rule = circle.ask(asked_of, [circle.own], roles)
    assert {row.user.last_name for row in asked.memberships_under(rule).select_related("user")} == expected
    clients = (circle.rike, circle.pavel, circle.superior, circle.stranger, circle.coordinator)
    asking = {client.user.last_name for client in clients if asked.asked_of(client.user.pk).exists()}
    assert asking == expected
    assert {client.user.last_name for client in clients if titles(client)} == expected
    shown = {client.user.last_name for client in clients if "noch nicht bestätigt" in text(client.get(circle.page.url))}
    assert shown == expected


def test_f13_who_is_not_asked_cannot_confirm(circle):
    circle.ask("chosen", [circle.own])
    assert "von Ihnen keine Kenntnisnahme verlangt" in text(circle.confirm(circle.stranger))
    assert not Acknowledgement.objects.exists()


def test_f13_it_rests_while_not_everybody_may_open_the_page_or_it_is_repealed(circle):
    circle.ask()
    closed = PageViewRestriction.objects.create(page=circle.page, restriction_type="groups")
    assert titles(circle.rike) == []
    closed.restriction_type = "login"
    closed.save()
    assert len(titles(circle.rike)) == 1
    NormativePage.objects.filter(pk=circle.page.pk).update(repealed_on=TODAY)
    assert (titles(circle.rike), partners.counted(circle.rike)) == ([], 0)


def test_f13_whoever_came_later_has_as_many_days(circle):
    circle.ask()
    circle.later(days=30)
    late = staff(circle.own, "Neu", "Zaunkönig")
    assert [duty.due for duty in partners.duties(late)] == [dt.date(2027, 1, 6)]
    assert [duty.due for duty in partners.duties(circle.rike)] == [dt.date(2026, 12, 7)]


def test_f13_names_stand_before_the_superior_numbers_before_the_others(circle):
    circle.ask()
    circle.confirm(circle.rike)
    page = circle.superior.get(f"{OWN}{circle.page.pk}/")
    [[team, readers]] = page.context["standing"].teams
    assert team == circle.own
    assert [(one.user.last_name, one.given is not None) for one in readers] == [
        ("Antes", False),
        ("Star", False),
        ("Amsel", True),
    ]
    assert "Wilga" not in text(page)
    for client in (circle.rike, circle.stranger, circle.coordinator):
        page = client.get(f"{OWN}{circle.page.pk}/")
        assert not page.context["standing"].teams
        assert "1 von 4 haben bestätigt" in text(page)
        for name in ("Pavel", "Antes"):
            assert name not in text(page).replace(client.user.get_full_name(), "")
    assert circle.rike.get(f"{OWN}{circle.page.pk}/").context["standing"].counts == ()
    unproved = Client()
    unproved.force_login(circle.superior.user)
    assert unproved.get(f"{OWN}{circle.page.pk}/").status_code == 302


def test_f13_no_number_is_one_persons(circle):
    assert queries.pooled([Count("A", 4, 1), Count("B", 1, 0), Count("C", 1, 1)]) == [
        Count("A", 4, 1),
        Count("", 2, 1),
    ]
    assert queries.pooled([Count("A", 4, 1), Count("B", 1, 0), Count("C", 2, 2)]) == [
        Count("A", 4, 1),
        Count("", 3, 2),
    ]
    circle.ask()
    counts = circle.coordinator.get(f"{OWN}{circle.page.pk}/").context["standing"].counts
    assert counts == [Count("", 4, 0)]


def test_f13_the_list_leaves_as_a_file_without_formulas(circle):
    circle.rike.user.first_name = "=HYPERLINK(1)"
    circle.rike.user.save()
    circle.ask()
    circle.confirm(circle.pavel)
    listed = f"{OWN}{circle.page.pk}/liste/"
    response = circle.superior.get(f"{listed}namen-csv/")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert ["Sozialwerk Musterland", "'=HYPERLINK(1) Amsel", "fehlt noch", ""] in rows
    assert ["Sozialwerk Musterland", "Pavel Star", "bestätigt, Fassung 1", "23.11.2026"] in rows
    assert circle.superior.get(f"{listed}pdf/").content.startswith(b"%PDF")
    assert AuditEvent.objects.filter(action="acknowledgement.list").count() == 2
    assert circle.superior.get(f"{listed}zahlen-csv/").status_code == 404
    assert circle.superior.get(f"{listed}exe/").status_code == 404
    assert circle.coordinator.get(f"{listed}namen-csv/").status_code == 404
    numbers = text(circle.coordinator.get(f"{listed}zahlen-csv/"))
    assert "zusammengefasst;4;1;3" in numbers
    assert "Star" not in numbers
    assert circle.rike.get(f"{listed}namen-csv/").status_code == 404


def test_f13_the_person_alone_gets_the_proof_and_takes_all_along(circle):
    circle.ask()
    circle.confirm(circle.rike)
    given = Acknowledgement.objects.get()
    page = f"{OWN}nachweis/{given.pk}/"
    assert page in text(circle.rike.get(OWN))
    assert circle.rike.get(page).content.startswith(b"%PDF")
    for client in (circle.pavel, circle.superior, circle.coordinator):
        assert client.get(page).status_code == 404
    data = json.loads(circle.rike.get(f"{OWN}meine.json").content)
    [row] = data["acknowledgements"]
    assert (row["document"], row["version"], row["digest"]) == ("Richtlinie Quittenbaum", 1, given.digest)
    circle.rike.user.delete()
    assert not Acknowledgement.objects.exists()


def test_f13_whoever_is_late_is_told_once_and_not_twice_on_that_day(circle):
    circle.ask(days=1)
    circle.confirm(circle.rike)
    call_command("tend_acknowledgements", verbosity=0)
    assert not OutgoingMail.objects.exists()
    circle.later(days=2)
    for _again in range(2):
        call_command("tend_acknowledgements", verbosity=0)
    told = {row.user_id for row in AcknowledgementReminder.objects.all()}
    assert told == {circle.pavel.user.pk, circle.superior.user.pk, circle.stranger.user.pk}
    sent = sent_to()
    assert sent == sorted([circle.pavel.user.email, circle.superior.user.email, circle.stranger.user.email])
    [duty] = partners.duties(circle.pavel)
    assert duty.mailed_on == TODAY + dt.timedelta(days=2)
    assert not duty_mails.send_digest(circle.pavel.user)


def sent_to() -> list[str]:
    return sorted(json.loads(mail.content)["to"] for mail in OutgoingMail.objects.all())


def test_f13_the_superior_is_told_that_somebody_in_the_team_is_late(circle):
    circle.ask(days=1)
    circle.confirm(circle.superior)
    assert titles(circle.superior) == []
    circle.later(days=2)
    [title] = titles(circle.superior)
    assert title == "Im Team überfällig: Kenntnisnahme von „Richtlinie Quittenbaum“"
    assert partners.counted(circle.superior) == 1
    for client in (circle.rike, circle.pavel):
        circle.confirm(client)
    assert (titles(circle.superior), partners.counted(circle.superior)) == ([], 0)


def test_f13_a_translation_counts_for_the_same_document(circle):
    circle.ask()
    english = circle.page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title = "Guideline Quince"
    english.save_revision().publish()
    english.refresh_from_db()
    assert f'action="/en/kenntnisnahmen/{english.pk}/bestaetigen/"' in text(circle.rike.get(english.url))
    number = circle.page.versions.get().pk
    circle.rike.post(f"/en/kenntnisnahmen/{english.pk}/bestaetigen/", {"fassung": number})
    assert Acknowledgement.objects.get().version.document == circle.page
    assert titles(circle.rike) == []


def test_f13_the_coordinator_asks_and_ends_it_and_nobody_else_does(circle):
    page = f"{OWN}{circle.page.pk}/verlangen/"
    form = {"asked_of": "chosen", "organisations": [], "rollen": [], "days": "0"}
    wrong = circle.coordinator.post(page, form)
    assert wrong.status_code == 422
    assert "mindestens eine Stelle" in " ".join(wrong.context["form"].errors["organisations"])
    assert "days" in wrong.context["form"].errors
    form |= {"organisations": [circle.own.pk], "rollen": ["caseworker"], "days": "10"}
    assert circle.coordinator.post(page, form).status_code == 302
    rule = AcknowledgementRule.objects.get()
    assert (rule.due_on, [row.role for row in AskedRole.objects.all()]) == (dt.date(2026, 12, 3), ["caseworker"])
    assert {client.user.last_name for client in (circle.rike, circle.superior) if titles(client)} == {"Amsel"}
    for client in (circle.rike, circle.superior):
        assert client.get(page).status_code == 403
    opened = people.opened(circle.coordinator, page)
    assert circle.coordinator.post(page, {**form, "days": "20", **opened}).status_code == 302
    assert circle.coordinator.post(page, {**form, "days": "30", **opened}).status_code == 409
    circle.confirm(circle.rike)
    end = f"{OWN}{circle.page.pk}/nicht-mehr-verlangen/"
    assert "bleibt nachweisbar" in text(circle.coordinator.get(end))
    circle.coordinator.post(end)
    assert (titles(circle.rike), Acknowledgement.objects.count()) == ([], 1)
    assert circle.rike.get(f"{OWN}{circle.page.pk}/").status_code == 404


def test_f13_others_who_are_asked_later_have_their_days_from_then(circle):
    rule = circle.ask("chosen", [circle.own])
    circle.later(days=60)
    rule.refresh_from_db()
    rule.asked_of = "all"
    actions.ask(rule=rule, organisations=(), roles=(), by=circle.coordinator.user)
    assert rule.due_on == dt.date(2027, 2, 5)


def test_f31_an_acknowledgement_is_forgotten_when_its_text_is_long_over(circle, clock, settings):
    settings.PORTAL_ACKNOWLEDGEMENT_YEARS = 2
    circle.ask()
    circle.confirm(circle.rike)
    clock.move_to(dt.datetime(2027, 1, 1, 9, tzinfo=texts.BERLIN))
    texts.published(circle.page, s2="Bis Januar.")
    for day, left in (
        (dt.datetime(2028, 12, 31, 9, tzinfo=texts.BERLIN), 1),
        (dt.datetime(2029, 1, 1, 9, tzinfo=texts.BERLIN), 0),
    ):
        clock.move_to(day)
        call_command("tend_acknowledgements", verbosity=0)
        assert Acknowledgement.objects.count() == left, day


@hypothesis_settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), max_size=8))
def test_f13_lines_of_numbers_keep_the_sum_and_hide_who_is_alone(rows):
    counts = [Count(f"Stelle {place}", people, min(given, people)) for place, (people, given) in enumerate(rows)]
    shown = queries.pooled(counts)
    assert sum(count.asked for count in shown) == sum(count.asked for count in counts)
    assert sum(count.given for count in shown) == sum(count.given for count in counts)
    assert all(count.asked > 1 for count in shown) or len(counts) == 1


def cost(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as made:
        assert client.get(url).status_code == 200
    return len(made)


def test_f13_the_box_costs_two_queries_and_nothing_where_nothing_is_asked(circle):
    before = cost(circle.rike, circle.page.url)
    circle.ask()
    assert cost(circle.rike, circle.page.url) == before + 2
    circle.confirm(circle.rike)
    circle.rike.get(circle.page.url)
    assert cost(circle.rike, circle.page.url) == before + 1


def test_f13_ones_own_page_costs_the_same_however_much_is_on_it(circle):
    def ask_for(number: int) -> None:
        rule = AcknowledgementRule(document=texts.guideline(title=f"Richtlinie {number}"), asked_of="all")
        actions.ask(rule=rule, organisations=(), roles=(), by=circle.coordinator.user)
        if number % 2:
            actions.acknowledge(version=rule.version, by=circle.rike.user)

    for number in range(4):
        ask_for(number)
    few = cost(circle.rike, OWN), cost(circle.rike, "/zu-erledigen/")
    for number in range(4, 12):
        ask_for(number)
    assert (cost(circle.rike, OWN), cost(circle.rike, "/zu-erledigen/")) == few


def test_f13_the_list_of_500_costs_as_much_as_of_three(circle):
    circle.ask()
    page = f"{OWN}{circle.page.pk}/"
    few = cost(circle.superior, page), cost(circle.coordinator, page)
    users = [factories.UserFactory.build(email=f"viele{n}@example.org") for n in range(500)]
    model = type(circle.rike.user)
    model.objects.bulk_create(users)
    many = list(model.objects.filter(email__startswith="viele"))
    factories.MembershipFactory._meta.model.objects.bulk_create(
        factories.MembershipFactory.build(user=user, organisation=circle.own) for user in many
    )
    assert (cost(circle.superior, page), cost(circle.coordinator, page)) == few
    assert circle.superior.get(page).context["standing"].total.asked == 504
