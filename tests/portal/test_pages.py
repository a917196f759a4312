"""Frame and pages as a signed-in person gets them, without a browser."""

import datetime as dt
import re

import pytest
from django.test import Client, RequestFactory
from django.urls import translate_url
from django.utils.translation import override
from wagtail.models import Locale, Page

from pages.models import HomePage, NormativePage, StandardPage
from portal import mail
from portal.requests import error_pages
from portal.templatetags.portal_tags import rail_date, tel
from tests import factories

pytestmark = pytest.mark.usefixtures("standing_clock")


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def document(portal):
    page = factories.normative_page(
        [factories.section("1", "Grundsätze", "<p>Text.</p>"), factories.section("2", "Fristen", "<p>Text.</p>")],
        short_title="RL BR",
        kind="guideline",
        summary="Was die Beratung leistet.",
        in_force_on=dt.date(2026, 7, 1),
    )
    page.parties.create(name="Landkreis Rebental")
    return page


@pytest.fixture
def english_home(portal):
    home = HomePage.objects.get().copy_for_translation(Locale.objects.get(language_code="en"))
    home.slug, home.title = "home", "Home"
    home.save_revision().publish()
    return home


def renumbered(page, numbers):
    """Published again with other numbers for the same sections; a missing number drops its section."""
    raw = [
        {**one, "value": {**one["value"], "number": number}}
        for one, number in zip(page.sections.raw_data, numbers, strict=True)
    ]
    page.sections = [one for one in raw if one["value"]["number"]]
    page.save_revision().publish()
    page.refresh_from_db()


@pytest.mark.parametrize("path", ["/", "/neuigkeiten/", "/vereinbarungen/", "/impressum/", "/konto/"])
def test_every_page_has_the_frame(reader, path):
    html = text_of(reader.get(path))
    assert '<a class="skip" href="#inhalt">' in html
    assert 'name="q"' in html
    assert 'id="hauptmenue"' in html
    assert "Abmelden" in html
    assert 'href="/datenschutz/"' in html
    assert 'href="#"' not in html
    assert html.count("<h1") == 1


def test_only_editors_are_led_to_the_editor(reader, editor):
    assert "Redaktion</a>" not in text_of(reader.get("/"))
    assert re.search(r'href="/cms/"[^>]*>.*?Redaktion</a>', text_of(editor.get("/")))


def test_account_menu_names_person_and_organisation(portal):
    membership = factories.MembershipFactory(organisation__name="Sozialwerk am Rebenhang", user__first_name="Ayla")
    client = Client()
    client.force_login(membership.user)
    html = text_of(client.get("/konto/"))
    assert membership.user.get_full_name() in html
    assert "Sozialwerk am Rebenhang" in html
    assert "Lesen" in html


def test_start_page_shows_what_changed_and_what_is_new(reader, document):
    factories.news_page("Neue Sprechzeiten ab Dezember")
    html = text_of(reader.get("/"))
    assert document.url in html
    assert "Neue Sprechzeiten ab Dezember" in html
    assert "Richtlinien</a> <span" in html
    assert "in Kraft" in html


def test_empty_portal_says_what_will_be_where(reader):
    html = text_of(reader.get("/"))
    assert "Noch kein Dokument veröffentlicht." in html
    assert "Noch keine Neuigkeiten." in html


def test_register_is_grouped_and_can_be_narrowed(reader, document):
    factories.normative_page(title="Muster Einwilligung", kind="template")
    everything = text_of(reader.get("/vereinbarungen/"))
    assert "Richtlinien" in everything
    assert "Muster Einwilligung" in everything
    assert "Landkreis Rebental" in everything
    narrowed = text_of(reader.get("/vereinbarungen/?art=template"))
    assert "Muster Einwilligung" in narrowed
    assert document.title not in narrowed
    assert document.title in text_of(reader.get("/vereinbarungen/?art=unsinn"))


def test_news_come_in_pages(reader):
    for number in range(12):
        factories.news_page(f"Rundbrief {number}", published_on=dt.date(2026, 1, 1 + number))
    first, second = text_of(reader.get("/neuigkeiten/")), text_of(reader.get("/neuigkeiten/?seite=2"))
    assert "Rundbrief 11" in first
    assert "Rundbrief 1<" not in first
    assert "Rundbrief 1<" in second
    assert 'href="?seite=2"' in first
    assert "Seite 2 von 2" in second
    assert "Rundbrief 0<" in text_of(reader.get("/neuigkeiten/?seite=99"))


def test_document_shows_status_facts_and_citation(reader, document):
    html = text_of(reader.get(document.url))
    assert "seit 1. Juli 2026" in html
    assert "<b>RL BR 2</b>, in Kraft seit 1. Juli 2026" in html
    assert 'id="z-2"' in html
    assert f'id="{document.outline()[1].anchor}"' in html
    assert "Landkreis Rebental" in html


@pytest.mark.parametrize(
    ("in_force_on", "repealed_on", "said"),
    [
        (dt.date(2020, 1, 1), None, "seit 1. Januar 2020"),
        (dt.date(2999, 1, 1), None, "ab 1. Januar 2999"),
        (dt.date(2020, 1, 1), dt.date(2021, 1, 1), "seit 1. Januar 2021"),
    ],
)
def test_status_is_said_in_words(reader, in_force_on, repealed_on, said):
    page = factories.normative_page([factories.section("1", "A")], in_force_on=in_force_on, repealed_on=repealed_on)
    assert f"<b>{said}</b>" in text_of(reader.get(page.url))


def test_empty_document_says_so(reader):
    html = text_of(reader.get(factories.normative_page([]).url))
    assert "Dieses Dokument hat noch keinen Text." in html


def test_former_number_opens_its_section(reader, document):
    renumbered(document, ["1", "3"])
    html = text_of(reader.get(document.url))
    assert re.search(r'id="z-3">.*id="z-2">.*Dieser Abschnitt hieß früher 2, heute 3\.', html)


def test_number_that_another_section_has_now_names_the_one_before(reader, document):
    renumbered(document, ["2", "3"])
    html = text_of(reader.get(document.url))
    assert html.count('id="z-2"') == 1
    assert re.search(r'id="z-2">.*Unter dieser Ziffer stand bis .* ein anderer Abschnitt\..*href="#z-3"', html)


def test_number_of_a_dropped_section_says_that_it_is_gone(reader, document):
    renumbered(document, ["1", ""])
    assert re.search(r'id="z-2">.*2 ist am .* entfallen\.', text_of(reader.get(document.url)))


def test_document_costs_few_queries_however_long_it_is(portal, django_assert_max_num_queries):
    client = Client()
    client.force_login(factories.MembershipFactory().user)
    long = factories.normative_page(
        [factories.section(str(n), f"Abschnitt {n}", "<p>Text.</p>") for n in range(1, 301)]
    )
    client.get(long.url)
    with django_assert_max_num_queries(12):
        assert client.get(long.url).status_code == 200


def test_restricted_document_stays_restricted(reader, document):
    document.view_restrictions.create(restriction_type="groups")
    assert reader.get(document.url).status_code != 200


def test_restricted_parent_restricts_its_documents(reader, document):
    document.get_parent().view_restrictions.create(restriction_type="groups")
    assert reader.get(document.url).status_code != 200


def test_unpublished_and_misspelt_pages_are_not_found(reader, document):
    assert reader.get(f"{document.url}unsinn/").status_code == 404
    assert reader.get("/vereinbarungen/unsinn/").status_code == 404
    document.unpublish()
    assert reader.get(document.url).status_code == 404


def test_page_below_a_page_is_found(reader):
    imprint = StandardPage.objects.get(slug="impressum")
    below = imprint.add_child(instance=StandardPage(title="Bildnachweise", slug="bilder", locale=imprint.locale))
    html = text_of(reader.get(below.url))
    assert re.search(r'Sie sind hier.*href="/">Start</a>.*href="/impressum/">Impressum</a>', html)


def test_search_in_the_head_keeps_the_words(reader):
    html = text_of(reader.get("/konto/?q=%3Cb%3E"))
    assert 'value="&lt;b&gt;"' in html


def test_languages_of_a_page_without_translation_lead_to_the_start_page(reader, document, english_home):
    assert re.search(r'href="/en/"[^>]*hreflang="en"', text_of(reader.get(document.url)))


def test_languages_of_a_translated_page_lead_to_its_translation(reader, document, english_home):
    english = Locale.objects.get(language_code="en")
    translated = NormativePage.objects.get(pk=document.pk).copy_for_translation(english, copy_parents=True)
    translated.title, translated.slug = "Guideline on Counselling", "guideline"
    translated.save_revision().publish()
    translated.refresh_from_db()
    assert re.search(rf'href="{translated.url}"[^>]*hreflang="en"', text_of(reader.get(document.url)))
    html = text_of(reader.get(translated.url))
    assert '<html lang="en">' in html
    assert re.search(rf'href="{document.url}"[^>]*hreflang="de"', html)
    assert "since 1 July 2026" in html


def test_languages_of_a_view_lead_to_the_same_view(reader):
    assert re.search(r'href="/en/konto/"[^>]*hreflang="en"', text_of(reader.get("/konto/")))
    html = text_of(reader.get("/en/konto/"))
    assert "What the portal knows about you" in html or "Sign out" in html
    with override("en"):
        assert translate_url("/en/konto/", "de") == "/konto/"


def test_no_language_is_offered_that_has_no_start_page(reader, document):
    assert 'hreflang="en"' not in text_of(reader.get(document.url))


def test_sign_in_says_errors_on_top_and_at_the_field(client, portal):
    html = text_of(client.post("/anmelden/", {"username": "", "password": ""}))
    assert "2 Angaben fehlen oder stimmen nicht" in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_username_error"' in html
    assert re.search(r'aria-describedby="[^"]*id_username_error', html)
    assert 'href="#id_username"' in html


def test_sign_in_leads_on_to_the_page_that_was_wanted(client, portal):
    user = factories.UserFactory()
    html = text_of(client.get("/anmelden/?next=/konto/"))
    assert 'name="next" value="/konto/"' in html
    answer = client.post("/anmelden/", {"username": user.email, "password": "ein langes Kennwort", "next": "/konto/"})
    assert answer["Location"] == "/konto/"


def test_choice_of_light_or_dark_is_kept_and_dropped(reader):
    assert "data-kern-theme" not in text_of(reader.get("/konto/"))
    answer = reader.post("/darstellung/", {"theme": "dark", "next": "/konto/"})
    assert answer["Location"] == "/konto/"
    assert 'data-kern-theme="dark"' in text_of(reader.get("/konto/"))
    reader.post("/darstellung/", {"theme": "", "next": "/konto/"})
    assert "data-kern-theme" not in text_of(reader.get("/konto/"))


@pytest.mark.parametrize("target", ["https://fremd.example/", "//fremd.example/", "javascript:alert(1)", ""])
def test_choice_of_light_or_dark_leads_to_no_foreign_page(client, portal, target):
    assert client.post("/darstellung/", {"theme": "dark", "next": target})["Location"] == "/"


def test_unknown_theme_changes_nothing(reader):
    reader.post("/darstellung/", {"theme": '"><script>'})
    assert "data-kern-theme" not in text_of(reader.get("/konto/"))


def test_errors_say_what_to_do(reader):
    assert "Diese Seite gibt es nicht" in text_of(reader.get("/gibt-es-nicht/"))
    request = RequestFactory().get("/")
    assert "Hierfür reichen Ihre Rechte nicht" in text_of(error_pages.forbidden(request))


def test_failure_page_needs_no_request_and_no_database():
    """Without the database fixture any query would fail this test."""
    html = text_of(error_pages.server_error(RequestFactory().get("/")))
    assert "Das Portal hat eine Störung" in html
    assert "The portal has a fault" in html


def test_dates_of_lists_name_the_weekday_and_other_years():
    today = dt.date.today()
    with override("de"):
        assert re.fullmatch(r"(Mo|Di|Mi|Do|Fr|Sa|So) \d+\.\d+\.", rail_date(today))
        assert rail_date(today) == "Mo 23.11."
        assert rail_date(dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)) == "1.1.2027"  # it is next year in Berlin
        assert rail_date(dt.date(2019, 3, 4)) == "4.3.2019"
        assert rail_date(None) == ""


def test_numbers_can_be_dialled():
    assert tel("069 90009-100") == "+496990009100"
    assert tel("+49 69 90009-100") == "+496990009100"


def test_pages_name_no_foreign_host(reader, document):
    for path in ("/", document.url, "/konto/"):
        html = reader.get(path).content.decode()
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//', html) == []
        assert re.findall(r"<style|<script(?! src)| style=| on\w+=", html) == []


def test_menu_follows_the_pages(reader):
    page = Page.objects.get(slug="neuigkeiten")
    page.show_in_menus = False
    page.save()
    assert 'href="/neuigkeiten/"' not in text_of(reader.get("/konto/"))


@pytest.mark.parametrize("path", ["/gibt-es-nicht/", "/gibt.es.nicht", "/en/nothing/"])
def test_unknown_addresses_show_our_page_in_development_too(sign_in, settings, path):
    settings.DEBUG = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "portal.requests.error_pages.OwnNotFoundMiddleware"]
    answer = sign_in().get(path)
    assert answer.status_code == 404
    assert "URLconf" not in text_of(answer)
    assert 'id="hauptmenue"' in text_of(answer)


def test_the_county_s_own_office_is_on_pages_and_in_mails(client, portal, settings):
    settings.PORTAL_CONTACT_OFFICE = "Landratsamt Ostertal, Sachgebiet Integration"
    settings.PORTAL_CONTACT_PHONE = "069 90008-200"
    settings.PORTAL_CONTACT_HOURS = "Montag bis Donnerstag, 9 bis 12 Uhr"
    page = client.get("/anmelden/").content.decode()
    ways, footer = page[page.index("<main") : page.index("<footer")], page[page.index("<footer") :]
    _subject, letter = mail.written("portal/mail/password_changed.txt", mail.Recipient("a@example.org", "A", None), {})
    for text in (ways, footer, letter):
        assert "Landratsamt Ostertal, Sachgebiet Integration" in text
        assert "069 90008-200" in text
        assert "Montag bis Donnerstag, 9 bis 12 Uhr" in text


def test_an_office_that_is_not_set_is_not_invented(client, portal, settings):
    settings.PORTAL_CONTACT_OFFICE = settings.PORTAL_CONTACT_PHONE = settings.PORTAL_CONTACT_HOURS = ""
    assert "069" not in client.get("/anmelden/").content.decode()
    _subject, letter = mail.written("portal/mail/password_changed.txt", mail.Recipient("a@example.org", "A", None), {})
    assert "Fragen beantwortet" not in letter
