"""The invented county: complete, loadable twice, signed into with the passwords that are printed, and wholly our own words."""

import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page, Revision
from wagtail_localize.models import StringSegment, Translation

from directory.models import Membership, Organisation, Person, Position
from pages import numbering
from pages.models import NewsPage, NormativePage
from portal.demo import accounts, content
from portal.identity.auth import OrganisationRole, PortalRole
from search.editors import query_stats
from search.models import PinnedResult, ReaderMessage, SynonymGroup
from tests.loaded import for_the_file

GUIDELINE = "richtlinie-integrationsmanagement"
SHINGLE = 8


@pytest.fixture(scope="module", autouse=True)
def county(django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Loaded once for the module and rolled back at its end; what a test changes is rolled back after the test."""
    with for_the_file(django_db_blocker, tmp_path_factory.mktemp("county")):
        call_command("setup_portal")
        call_command("load_demo", stdout=StringIO())
        yield


@pytest.fixture(autouse=True)
def development(db: None, settings) -> None:
    settings.DEBUG = True


def run(command: str, *args: str) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    models = (
        Page,
        Revision,
        NormativePage,
        NewsPage,
        Organisation,
        Position,
        Membership,
        get_user_model(),
        Translation,
    )
    return {model.__name__: model.objects.count() for model in models}


def guideline(language: str = "de") -> NormativePage:
    return NormativePage.objects.get(translation_key=content.page_key(GUIDELINE), locale__language_code=language)


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", re.sub(r"<[^>]+>", " ", text).casefold())
    return {tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)}


def test_loading_again_changes_nothing():
    NewsPage.objects.filter(slug="wohnraum-runde").first().delete()
    guideline().__class__.objects.filter(pk=guideline().pk).update(slug="umbenannt")
    before = counts()
    assert "schon geladen" in run("load_demo")
    assert counts() == before


def test_accounts_are_the_people_they_belong_to():
    assert str(Person.objects.get(user__email="lena.wolfart@rebental.example")) == "Lena Wolfart"
    assert Person.objects.filter(user__isnull=False).count() == 24


def test_every_role_is_held_by_somebody():
    assert set(Membership.objects.values_list("role", flat=True)) == set(OrganisationRole.values)
    held = set(Group.objects.filter(user__isnull=False).values_list("name", flat=True))
    assert set(PortalRole.values) <= held
    assert not get_user_model().objects.filter(is_superuser=True).exists()


def test_documents_have_more_than_eighty_sections_with_sound_numbers():
    documents = NormativePage.objects.live().filter(locale__language_code="de")
    assert set(documents.values_list("kind", flat=True)) == set(NormativePage.Kind.values)
    outlines = {page.slug: page.outline() for page in documents}
    assert sum(len(outline) for outline in outlines.values()) >= 110
    for slug, outline in outlines.items():
        assert not numbering.check([(section.number, section.level) for section in outline]), slug
        assert all(section.heading or section.source_html for section in outline), slug


def test_terms_name_the_sections_they_rest_on():
    for page in NormativePage.objects.all():
        known = {section.identity for section in page.outline()}
        named = [getattr(page, name) for name in NormativePage.CLAUSES]
        assert {identity for identity in named if identity} <= known, page.title
        page.full_clean()
    agreement = NormativePage.objects.get(slug="kooperationsvereinbarung-arbeit-und-integration")
    assert all(getattr(agreement, name) for name in NormativePage.CLAUSES)
    assert agreement.parties.count() == 9
    assert all(party.represented_by and party.contact_name and party.deputy_name for party in agreement.parties.all())


def test_f2_former_numbers_still_lead_to_their_sections():
    page = guideline()
    client = Client()
    client.force_login(get_user_model().objects.get(email="ayla.korber@rebental.example"))
    moved = next(section for section in page.outline() if section.number == "4.7")
    assert page.former_numbers.filter(anchor="z-4-8", section=moved.identity).exists()
    response = client.get(f"{page.url}z/4-8/")
    assert response.status_code == 302
    assert response.url.endswith("#z-4-8")


def test_numbers_are_not_offered_for_translation():
    paths = StringSegment.objects.filter(context__path__startswith="sections.").values_list("context__path", flat=True)
    assert paths
    assert {path.rsplit(".", 1)[1] for path in paths} == {"heading", "text"}


def test_the_english_guideline_is_older_than_its_source_and_not_complete():
    german, english = guideline("de").outline(), guideline("en").outline()
    assert [section.identity for section in german] == [section.identity for section in english]
    same = [
        one.number for one, other in zip(german, english, strict=True) if one.heading and one.heading == other.heading
    ]
    assert same == ["3.8", "5.10"]
    report = {page: next(one for one in page if one.number == "3.11.2") for page in (tuple(german), tuple(english))}
    assert "31. Januar" in report[tuple(german)].source_html
    assert "15 January" in report[tuple(english)].source_html
    assert guideline("en").last_published_at < guideline("de").last_published_at


def test_the_english_portal_shows_guideline_and_news():
    client = Client()
    client.force_login(get_user_model().objects.get(email="ayla.korber@rebental.example"))
    page = client.get(guideline("en").url)
    assert guideline("en").url.startswith("/en/agreements/")
    assert page.status_code == 200
    assert "Half-yearly report" in page.content.decode()
    titles = set(Page.objects.live().filter(locale__language_code="en", depth__lte=3).values_list("title", flat=True))
    assert {"Home", "Agreements", "News", "Imprint", "Data protection"} <= titles
    assert NewsPage.objects.live().filter(locale__language_code="en").count() == 3


def test_printed_passwords_open_the_portal():
    listed = json.loads(run("demo_accounts", "--json"))
    assert len(listed) >= 12
    for account in listed:
        assert set(account) == {"email", "password", "totp_secret", "name", "roles", "organisation"}
        assert len(account["password"]) >= 14
        assert account["roles"]
        client = Client()
        response = client.post("/anmelden/", {"username": account["email"], "password": account["password"]})
        assert response.status_code == 302
        assert client.session["_auth_user_id"]


def test_a_changed_password_is_set_back_and_an_unchanged_one_left_alone(django_assert_num_queries):
    user = get_user_model().objects.get(email="tomasz.wilga@rebental.example")
    user.set_password("ganz etwas anderes")
    user.save()
    [printed] = [one for one in accounts.demo_accounts() if one["email"] == user.email]
    user.refresh_from_db()
    assert user.check_password(printed["password"])
    stored = user.password
    accounts.demo_accounts()
    user.refresh_from_db()
    assert user.password == stored


def test_passwords_differ_from_installation_to_installation(settings):
    here = accounts.password_of("ayla.korber@rebental.example")
    settings.SECRET_KEY = "x" * 60
    assert accounts.password_of("ayla.korber@rebental.example") != here


def test_a_deleted_account_is_not_listed():
    get_user_model().objects.get(email="olga.tretjak@rebental.example").delete()
    assert "olga.tretjak" not in run("demo_accounts")


@pytest.mark.parametrize("command", ["load_demo", "demo_accounts"])
def test_refused_without_debug(command, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="nur in der Entwicklung"):
        call_command(command)


def test_accounts_without_the_demo_are_an_empty_list(capsys):
    get_user_model().objects.all().delete()
    call_command("demo_accounts", as_json=True)
    said = capsys.readouterr()
    assert json.loads(said.out) == []
    assert "load_demo" in said.err


def test_loading_an_unprepared_portal_says_what_to_do():
    Page.objects.filter(depth__gt=1).delete()
    with pytest.raises(CommandError, match="setup_portal"):
        call_command("load_demo")


def test_no_sentence_of_the_source_documents_is_used(seeds: list[Path]):
    theirs = set().union(*(shingles(path.read_text(encoding="utf-8")) for path in seeds))
    files = [path for path in content.FOLDER.rglob("*") if path.suffix in {".toml", ".txt", ".csv"}]
    ours = set().union(*(shingles(path.read_text(encoding="utf-8")) for path in files))
    assert not theirs & ours


def test_f36_the_tools_of_the_search_have_something_to_show():
    assert SynonymGroup.objects.count() == 2
    for group in SynonymGroup.objects.all():
        group.full_clean()
    [pinned] = PinnedResult.objects.all()
    pinned.full_clean()
    assert pinned.document().number == "3.11.2"
    assert {row["query"] for row in query_stats.without_hits()} == {"kitaplatz", "parkausweis"}
    assert {row["query"] for row in query_stats.seldom_opened()} == {"datenschutz"}
    assert ReaderMessage.objects.count() == 2
