"""The index follows what editors do, by itself and only after commit."""

import pytest
from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from pages.models import NewsIndexPage, NormativeIndexPage, NormativePage, StandardPage, Version
from portal import extensions
from search import indexing
from search.engines import get_engine
from tests.factories import news_page, normative_page, section


def page_with(text="<p>Quittenbrot für alle</p>", **fields):
    return normative_page([section("1", "Obst", text), section("2", "Getreide", "<p>Roggen</p>")], **fields)


def test_publishing_makes_sections_findable(live, titles_found):
    live(page_with)
    assert titles_found("Quittenbrot") == ["Obst"]


def test_a_section_is_found_with_number_path_and_link(live):
    from search.documents import Query, Viewer

    page = live(
        normative_page,
        [section("3", "Mittel"), section("3.1", "", "<p>Quittenbrot &amp; Tee</p><ul><li>Erstens</li></ul>", level=2)],
    )
    hit = get_engine().search(Query("Quittenbrot", viewer=Viewer())).hits[0]
    assert (hit.document.number, hit.document.path, hit.document.title) == ("3.1", ("Mittel",), "Mittel")
    assert hit.document.url == f"{page.get_url()}#z-3-1"
    assert hit.document.text == "Quittenbrot & Tee\n- Erstens"
    assert hit.document.document_title == page.title


def test_a_draft_is_not_found_and_nor_is_what_it_changes(live, titles_found):
    page = live(page_with)
    page.title = "Entwurf Mispelgelee"
    live(page.save_revision)
    assert titles_found("Mispelgelee") == []
    live(normative_page, [section("1", "Geheim", "<p>Mispelgelee</p>")], live=False)
    assert titles_found("Mispelgelee") == []


def test_republishing_replaces_sections(live, titles_found):
    page = live(page_with)
    page.sections = [section("1", "Obst", "<p>Mispel</p>")]
    live(lambda: page.save_revision().publish())
    assert (titles_found("Quittenbrot"), titles_found("Roggen"), titles_found("Mispel")) == ([], [], ["Obst"])


def test_unpublishing_and_deleting_remove_everything(live, titles_found):
    first, second = live(page_with), live(page_with, title="Andere Richtlinie")
    assert len(titles_found("Quittenbrot")) == 2
    live(first.unpublish)
    assert len(titles_found("Quittenbrot")) == 1
    live(Page.objects.get(pk=second.pk).delete)
    assert titles_found("Quittenbrot") == []


def test_a_restricted_page_is_found_by_nobody_until_it_is_free_again(live, titles_found):
    page = live(page_with)
    restriction = live(
        PageViewRestriction.objects.create, page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )
    assert titles_found("Quittenbrot") == []
    live(restriction.delete)
    assert titles_found("Quittenbrot") == ["Obst"]


def test_moving_a_page_changes_its_address_and_its_rights(live, titles_found):
    page = live(news_page, title="Quittenbrot im Herbst")
    home = NewsIndexPage.objects.get(locale__language_code="de").get_parent()
    hidden = home.add_child(instance=NewsIndexPage(title="Intern", slug="intern"))
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.PASSWORD, password="x")
    live(page.move, hidden, "last-child")
    assert titles_found("Quittenbrot") == []


def test_a_new_slug_of_a_parent_reaches_the_links(live):
    from search.documents import Query, Viewer

    live(page_with)
    index = NormativeIndexPage.objects.get(locale__language_code="de")
    index.slug = "regeln"
    live(lambda: index.save_revision().publish())
    hit = get_engine().search(Query("Quittenbrot", viewer=Viewer())).hits[0]
    assert "/regeln/" in hit.document.url


def test_the_short_name_in_a_title_is_another_name_of_the_document(live):
    from search.documents import Query, Viewer

    live(page_with, title="Verordnung über Obst und Getreide (OuGV)")
    (hit,) = get_engine().search(Query("Quittenbrot", viewer=Viewer())).hits
    assert hit.document.document_aliases == ("OuGV", "Kooperationsvereinbarung")


def test_aliases_are_not_found_twice(live, titles_found):
    page = live(news_page, title="Quittenbrot im Herbst")
    live(page.create_alias, update_slug="noch-einmal")
    assert titles_found("Quittenbrot") == ["Quittenbrot im Herbst"]


def test_news_and_text_pages_are_found(live, titles_found):
    live(news_page, title="Herbstfest", teaser="Mit Quittenbrot.", body="<p>Und Mispelgelee.</p>")
    home = NewsIndexPage.objects.get(locale__language_code="de").get_parent()
    live(lambda: home.add_child(instance=StandardPage(title="Küche", slug="kueche", body="<p>Topf und Sieb</p>")))
    assert titles_found("Mispelgelee") == ["Herbstfest"]
    assert titles_found("Sieb") == ["Küche"]


def test_f35_a_former_number_finds_the_section_that_had_it(live):
    from search.documents import Query, Viewer

    one = section("7", "Obst", "<p>Quittenbrot</p>", identity="6f1c0a52-2f38-4d7a-9a53-0d6f6b1f7c01")
    page = live(normative_page, [one])
    page.sections = [{**one, "value": {**one["value"], "number": "9"}}]
    live(lambda: page.save_revision().publish())
    hit = get_engine().search(Query("Ziffer 7", viewer=Viewer())).hits[0]
    assert (hit.document.number, hit.former) == ("9", "7")


def test_what_is_rolled_back_never_reaches_the_index(live, titles_found):
    def fail() -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            page_with()
            raise RuntimeError

    live(fail)
    assert titles_found("Quittenbrot") == []


def test_one_publication_writes_the_index_once(live, monkeypatch):
    page = live(page_with)
    calls: list[object] = []
    monkeypatch.setattr(indexing, "update", lambda *args: calls.append(args))
    live(lambda: page.save_revision().publish())
    assert calls == [(NormativePage, page.pk), (Version, page.versions.get().pk)]


def test_a_broken_index_does_not_stop_publishing(live, titles_found, monkeypatch, caplog):
    def refuse(*args: object) -> None:
        raise OSError("Platte voll")

    monkeypatch.setattr(type(get_engine()), "put", refuse)
    page = live(page_with)
    assert page.live
    assert "search index not updated" in caplog.text
    monkeypatch.undo()


def test_rebuild_finds_everything_again(live, titles_found):
    live(page_with)
    get_engine().store.set_aside()
    assert titles_found("Quittenbrot") == []
    indexing.rebuild()
    assert titles_found("Quittenbrot") == ["Obst"]


def test_a_damaged_index_heals_itself(live, titles_found, settings):
    live(page_with)
    get_engine().store.close()
    settings.PORTAL_SEARCH_INDEX.write_bytes(b"kaputt" * 1000)
    extensions.worker_looks.get("search_index").do()
    assert titles_found("Quittenbrot") == ["Obst"]
    assert get_engine().is_complete()
