"""What is due, on its page, on the start page, in the menu, in the morning's mail and for programs: from any app, in one way."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse

from directory.models import Absence
from portal import extensions, frame
from portal.duties.answering import answers_for, summed
from portal.extensions import Answering, Asker, Duty, DutySource
from portal.models import DutyDigest, User
from tests import factories
from tests.portal.conftest import MONDAY_NOON

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
PAGE = "/zu-erledigen/"
NEUTRAL = "Im geschützten Bereich wartet etwas"


class Desk:
    """A source of duties as an app would add it: each row is owed by one account."""

    def __init__(self, name: str, is_restricted: bool = False) -> None:
        self.name, self.rows = name, []
        extensions.duty_sources.add(DutySource(name, self.owed, self.number, is_restricted))

    def give(self, user, title: str, days: int | None = None, **fields) -> None:
        due = fields.pop("due", None if days is None else TODAY + dt.timedelta(days))
        fields = {"part": "Werkbank", "url": "/werkbank/", "kind": self.name, "key": title, "due": due, **fields}
        self.rows.append((user.pk, Duty(title=title, **fields)))

    def owed(self, answering: Answering):
        for owner, duty in self.rows:
            if owner in answering.people:
                named = answering.absent.get(owner, "")
                yield Duty(**{**vars(duty), "on_behalf_of": named})

    def number(self, asker: Asker):
        """As an app with a table would: rows of whomever the person answers for."""
        people = User.objects.filter(answers_for(asker.pk, "pk"))
        counts = {owner: sum(1 for other, _duty in self.rows if other == owner) for owner, _duty in self.rows}

        whens = [When(pk=owner, then=Value(number)) for owner, number in counts.items()]
        return summed(people, Case(*whens, default=Value(0), output_field=IntegerField()))


@pytest.fixture(autouse=True)
def only_ours(portal, standing_clock, monkeypatch):
    """It is Monday, 23 November 2026; the directory owes nobody anything here, but says who stands in for whom."""
    fresh = extensions.Point(key=lambda source: source.name)
    monkeypatch.setattr(extensions, "duty_sources", fresh)

    frame.person.cache_clear()
    yield
    frame.person.cache_clear()


@pytest.fixture
def desk():
    return Desk("desk")


@pytest.fixture
def vault():
    return Desk("vault", is_restricted=True)


def browser(sign_in, verified=None, **traits):
    client = sign_in(verified=verified, **traits)
    return client, User.objects.latest("pk")


def menu_count(html: str) -> str:
    return html.partition('href="/zu-erledigen/"')[2].partition("</a>")[0].replace("&nbsp;", " ")


def stand_in(absent_user, user) -> None:
    """Who has the second account answers for the first, who is away."""
    away = factories.PositionFactory(person__user=absent_user, person__first_name="Jonas", person__last_name="Ehrlich")
    there = factories.PositionFactory(person__user=user)
    factories.deputies(away, there)
    factories.away(away.person, TODAY - dt.timedelta(3), TODAY + dt.timedelta(3))


def test_f58_the_page_groups_by_urgency_and_names_day_distance_part_and_clause(sign_in, desk):
    client, user = browser(sign_in)
    desk.give(user, "Später", 20)
    desk.give(user, "Ohne Tag")
    desk.give(user, "Diese Woche", 2, clause="KV M 5.3", clause_url="/kv/#z-5-3", state="Brückenhaus")
    desk.give(user, "Überfällig", -2)
    answer = client.get(PAGE)
    html = answer.content.decode()
    places = [html.index(f">{title}</a>") for title in ("Überfällig", "Diese Woche", "Später", "Ohne Tag")]
    assert places == sorted(places)
    assert [(group.name, len(group.duties)) for group in answer.context["groups"]] == [
        ("overdue", 1),
        ("week", 1),
        ("later", 1),
        ("undated", 1),
    ]
    assert "seit 2 Tagen überfällig" in html
    assert "in 2 Tagen" in html
    assert '<a class="cite" href="/kv/#z-5-3">' in html
    assert "<span>Werkbank</span><span>Brückenhaus</span>" in html
    assert "entry--overdue" in html


def test_f58_who_owes_nothing_is_told_so(sign_in, desk):
    client, _user = browser(sign_in)
    desk.give(factories.UserFactory(), "Von anderen", 1)
    html = client.get(PAGE).content.decode()
    assert "Für Sie ist nichts zu erledigen." in html
    assert "Von anderen" not in html
    assert "offen" not in menu_count(html)
    assert 'id="faellig"' not in client.get("/").content.decode()


def test_f58_the_start_page_shows_the_most_urgent_and_how_many_there_are(sign_in, desk):
    client, user = browser(sign_in)
    for number in range(9):
        desk.give(user, f"Aufgabe {number}", number)
    html = client.get("/").content.decode()
    panel = html.partition('id="faellig"')[2].partition('id="geaendert"')[0]
    assert [number for number in range(9) if f"Aufgabe {number}" in panel] == list(range(6))
    assert "Alle 9 zeigen" in panel


def test_f58_the_menu_counts_inside_the_one_query_of_the_frame(sign_in, desk, django_assert_num_queries):
    client, user = browser(sign_in)
    page = factories.normative_page([factories.section("1", "Ziel")])
    client.get(page.get_url())
    with django_assert_num_queries(5):  # session, token, person, what was read of it, and all that the frame asks
        html = client.get(page.get_url()).content.decode()
    assert "offen" not in menu_count(html)

    desk.give(user, "Eins", 1)
    desk.give(user, "Zwei")
    frame.person.cache_clear()
    with django_assert_num_queries(5):
        html = client.get(page.get_url()).content.decode()
    assert '(2<span class="kern-sr-only"> offen</span>)' in menu_count(html)


def test_f58_one_query_put_together_once_counts_for_everybody(sign_in, desk):

    first, one = browser(sign_in)
    second, other = browser(sign_in)
    desk.give(one, "Eins", 1)
    for title in ("Zwei", "Drei"):
        desk.give(other, title, 1)
    assert "(1<" in menu_count(first.get(PAGE).content.decode())
    assert "(2<" in menu_count(second.get(PAGE).content.decode())
    assert frame.person.cache_info().misses == 1


def test_f58_duties_of_an_absent_colleague_are_shown_to_who_stands_in(sign_in, desk):
    client, user = browser(sign_in)
    colleague = factories.UserFactory()
    desk.give(colleague, "Des Kollegen", 1)
    assert "Des Kollegen" not in client.get(PAGE).content.decode()
    stand_in(colleague, user)
    html = client.get(PAGE).content.decode()
    assert "Des Kollegen" in html
    assert "in Vertretung für Jonas Ehrlich" in html
    assert "Sie vertreten heute Jonas Ehrlich." in html
    assert "(1<" in menu_count(html)
    Absence.objects.update(last_day=TODAY - dt.timedelta(1))
    html = client.get(PAGE).content.decode()
    assert "Des Kollegen" not in html
    assert "(1<" not in menu_count(html)


def test_f58_of_what_is_restricted_a_session_without_factor_learns_only_that_it_waits(sign_in, desk, vault):
    client, user = browser(sign_in, verified=False)
    vault.give(user, "FÜ-2026-0417 beantworten", -1, state="Jobcenter", clause="KV M 5.3")
    vault.give(user, "FÜ-2026-0418 beantworten", 1)
    desk.give(user, "Offenes", 1)
    for path in (PAGE, "/"):
        html = client.get(path).content.decode()
        assert html.count(NEUTRAL) == 1, path
        assert "FÜ-2026" not in html
        assert "Jobcenter" not in html.partition("<main")[2]
        assert "entry--overdue" not in html
        assert "(2<" in menu_count(html)  # the open one, and one line however much waits
    link = client.get(PAGE).content.decode().partition(f">{NEUTRAL}")[0].rpartition('href="')[2].rstrip('"')
    assert link == f"{reverse('portal:prove')}?next=%2Fzu-erledigen%2F"


def test_f58_with_a_proved_factor_it_is_said_in_full(sign_in, vault):
    client, user = browser(sign_in, verified=True)
    vault.give(user, "FÜ-2026-0417 beantworten", -1)
    vault.give(user, "FÜ-2026-0418 beantworten", 1)
    html = client.get(PAGE).content.decode()
    assert "FÜ-2026-0417 beantworten" in html
    assert NEUTRAL not in html
    assert "(2<" in menu_count(html)


def digests() -> list[str]:
    call_command("send_duties", stdout=StringIO())
    texts = [one.body for one in mail.outbox]
    mail.outbox.clear()
    return texts


@pytest.mark.django_db(transaction=True)
def test_f58_the_mail_of_the_morning_comes_once_a_day_and_names_nothing(sign_in, desk, vault, standing_clock):
    user = factories.UserFactory(first_name="Mara", last_name="Beispiel")
    desk.give(user, "Weggang melden: Rike Amsel", -1)
    desk.give(user, "Bald", 3)
    desk.give(user, "Fern", 30)
    vault.give(user, "FÜ-2026-0417 beantworten", 1)
    [text] = digests()
    assert "- überfällig: 1" in text
    assert "- in den nächsten drei Tagen fällig: 1" in text
    assert "- neu: 1" in text
    assert "- Im geschützten Bereich wartet etwas." in text
    assert PAGE in text
    assert not [word for word in ("Amsel", "Weggang", "FÜ-2026", "Bald", "Werkbank") if word in text]
    assert digests() == []


@pytest.mark.django_db(transaction=True)
def test_f58_a_day_later_it_comes_only_for_what_is_new_or_near(desk, standing_clock):
    user = factories.UserFactory()
    desk.give(user, "Fern", 30)
    desk.give(user, "Ohne Tag")
    assert len(digests()) == 1
    standing_clock.shift(dt.timedelta(days=1))
    assert digests() == []
    desk.give(user, "Neu", 60)
    [text] = digests()
    assert "- neu: 1" in text
    standing_clock.move_to(MONDAY_NOON + dt.timedelta(days=26))
    assert digests() == []
    standing_clock.shift(dt.timedelta(days=1))
    assert "fällig: 1" in digests()[0]


@pytest.mark.django_db(transaction=True)
def test_f58_what_had_a_mail_of_its_own_today_is_not_said_again(desk, standing_clock):
    user = factories.UserFactory()
    desk.give(user, "Schon erinnert", -1, mailed_on=TODAY)
    assert digests() == []
    standing_clock.shift(dt.timedelta(days=1))
    assert len(digests()) == 1


@pytest.mark.django_db(transaction=True)
def test_f58_who_does_not_want_the_mail_gets_none(sign_in, desk):
    client, user = browser(sign_in)
    desk.give(user, "Überfällig", -1)
    answer = client.post(reverse("portal:duties_mail"), {"mail": "nein"}, follow=True)
    assert "keine Mail mehr" in answer.content.decode()
    assert digests() == []
    answer = client.post(reverse("portal:duties_mail"), {"mail": "ja"}, follow=True)
    assert "Keine Mail mehr schicken" in answer.content.decode()
    assert len(digests()) == 1
    assert DutyDigest.objects.get().user == user


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("duties", *arguments, stdout=out)
    return out.getvalue()


def test_f58_programs_read_the_same_list(desk, settings):
    user = factories.UserFactory(email="mara@example.org")
    desk.give(user, "Bald", 2, clause="KV M 5.3", clause_url="/kv/#z-5-3")
    desk.give(user, "Bis zur Stunde", due=dt.datetime(2026, 11, 23, 14, 30, tzinfo=dt.UTC))
    settings.PORTAL_BASE_URL = "https://portal.example"
    rows = json.loads(printed("Mara@example.org", "--json"))
    assert [(row["title"], row["due"], row["group"]) for row in rows] == [
        ("Bis zur Stunde", "2026-11-23T14:30:00+00:00", "week"),
        ("Bald", "2026-11-25", "week"),
    ]
    assert rows[1]["clause_url"] == "https://portal.example/kv/#z-5-3"
    assert rows[0]["distance"] == "bis 15:30 Uhr"
    assert "25.11.2026, Bald, Werkbank, KV M 5.3" in printed("mara@example.org")


def test_f58_programs_learn_of_restricted_things_only_where_it_is_asked_for(vault):
    user = factories.UserFactory(email="mara@example.org")
    vault.give(user, "FÜ-2026-0417 beantworten", 1)
    assert [row["title"] for row in json.loads(printed("mara@example.org", "--json"))] == [NEUTRAL]
    assert json.loads(printed("mara@example.org", "--json"))[0]["due"] is None
    assert "FÜ-2026-0417" in printed("mara@example.org", "--json", "--restricted")


def test_f58_an_unknown_account_is_named_as_such():
    with pytest.raises(CommandError, match="gibt es nicht"):
        printed("niemand@example.org")
    assert "nichts zu erledigen" in printed(factories.UserFactory().email)


def test_f58_clauses_are_cited_as_in_the_documents_of_the_county(sign_in, desk):
    client, user = browser(sign_in)
    page = factories.normative_page([factories.section("4.3", "Neue", level=2)], short_title="RL M", cited_as="LÖ-RL")
    desk.give(user, "Melden", 1, clause="LÖ-RL 4.3")
    desk.give(user, "Anderes", 1, clause="BAGFW 5")
    desk.give(user, "Drittes", 1, clause="Art. 33 DSGVO")
    html = client.get(PAGE).content.decode()
    assert f'<a class="cite" href="{page.get_url()}#z-4-3">' in html
    assert "RL M 4.3" in html
    assert "BAGFW 5" not in html, "what no document of the county holds is not shown"
    assert "Art. 33 DSGVO</span>" in html, "a law counts everywhere"
