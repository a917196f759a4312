"""What editors do to the search works at once, and what the search tells them names nobody."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.urls import reverse
from wagtail.models import PageViewRestriction

from search import indexing
from search.documents import Viewer
from search.editors import query_stats
from search.editors.spool import Spool
from search.language.personal import looks_personal
from search.models import PinnedResult, ReaderMessage, SearchTally, SynonymGroup
from tests.factories import normative_page, section

URL = reverse("search:results")


@pytest.fixture(autouse=True)
def clock():
    """A Wednesday: no test passes from one week to the next."""
    with time_machine.travel(dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)) as traveller:
        yield traveller


@pytest.fixture
def guideline(portal):
    page = normative_page(
        [
            section("1", "Fahrtkosten", "<p>Quittenbrot wird erstattet.</p>"),
            section("2", "Kennzahlen", "<p>Halbjährlich.</p>"),
        ],
        title="Richtlinie Obstbau",
    )
    indexing.rebuild()
    return page


def search(client, text, **more):
    return client.get(URL, {"q": text, **more}).content.decode()


def synonyms(*words, kind="synonym"):
    group = SynonymGroup(kind=kind, words="\n".join(words))
    group.full_clean()
    group.save()
    return group


# Words that mean the same --------------------------------------------------------------------------


def test_f37_a_synonym_works_with_the_next_query_and_ends_with_it(reader, guideline):
    assert "Kein Treffer" in search(reader, "Brummkreisel")
    group = synonyms("Brummkreisel", "Quittenbrot")
    html = search(reader, "Brummkreisel")
    assert "1 Treffer" in html
    assert "#z-1" in html
    group.delete()
    assert "Kein Treffer" in search(reader, "Brummkreisel")


def test_f37_an_abbreviation_is_found_both_ways(reader, guideline):
    synonyms("QBR", "Quittenbrot", kind="abbreviation")
    assert "#z-1" in search(reader, "QBR")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Eins"], "mindestens zwei"),
        (["Haus", "Häuser"], "dasselbe Wort"),
        (["Haus", '"Hütte"'], "Suchzeichen"),
        (["Haus", "-Hütte"], "Suchzeichen"),
        (["Haus", "Hüt*"], "Suchzeichen"),
        (["Haus", "Hütte, Zelt"], "Komma"),
        (["Haus", "und die"], "kein Wort"),
        (["Haus", "!!!"], "kein Wort"),
        (["Haus", "eins zwei drei vier fünf sechs"], "zu lang"),
    ],
)
def test_f37_nonsense_is_refused_with_a_sentence(db, words, said):
    with pytest.raises(ValidationError) as refused:
        synonyms(*words)
    assert said in str(refused.value)


def test_f37_contradictions_are_refused(db):
    synonyms("IMX", "Imkerei Mittelberg", kind="abbreviation")
    with pytest.raises(ValidationError, match="schon erklärt"):
        synonyms("IMX", "Inventar Mobil", kind="abbreviation")
    with pytest.raises(ValidationError, match="stehen schon zusammen"):
        synonyms("IMX", "Imkerei Mittelberg", "Bienen")


def test_only_editors_reach_the_tools(reader, editor, portal):
    names = ["wagtailsnippets_search_synonymgroup:list", "wagtailsnippets_search_pinnedresult:list", "search_report"]
    for name in names:
        assert editor.get(reverse(name)).status_code == 200, name
        assert reader.get(reverse(name)).status_code in {302, 403}, name
    assert "Suchanfragen" in editor.get(reverse("wagtailadmin_home")).content.decode()


def test_an_editor_adds_a_synonym_in_the_form(editor, guideline):
    url = reverse("wagtailsnippets_search_synonymgroup:add")
    assert "Brummkreisel" in editor.get(url, {"words": "Brummkreisel"}).content.decode().replace("brumm", "Brumm")
    refused = editor.post(url, {"kind": "synonym", "words": "Eins", "note": ""}).content.decode()
    assert "mindestens zwei" in refused
    done = editor.post(url, {"kind": "synonym", "words": "Brummkreisel\nQuittenbrot", "note": ""})
    assert done.status_code == 302
    assert "#z-1" in search(editor, "Brummkreisel")


# Recommended results -------------------------------------------------------------------------------


def pin(query, page, section=""):
    one = PinnedResult(query=query, page=page, section=section)
    one.full_clean(exclude=["key"])
    one.save()
    return one


def test_a_recommendation_stands_first_and_is_marked(reader, guideline):
    pin("Dienstreise", guideline, "1")
    html = search(reader, "  dienstreisen? ")
    assert re.search(r"Von der Redaktion empfohlen.*?#z-1", html, re.S)
    assert "1 Empfehlung für" in html
    assert "Von der Redaktion empfohlen" not in search(reader, "Dienstreise Antrag")


def test_a_recommended_hit_is_not_listed_twice(reader, guideline):
    pin("Fahrtkosten", guideline, "z-1")
    html = search(reader, "Fahrtkosten")
    assert html.count('#z-1"') == 1


@pytest.mark.parametrize("change", ["offline", "restricted", "renumbered"])
def test_f38_a_recommendation_goes_with_its_page(reader, guideline, change):
    pin("Dienstreise", guideline, "1")
    if change == "offline":
        guideline.unpublish()
    elif change == "restricted":
        PageViewRestriction.objects.create(page=guideline.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    else:
        guideline.sections = [section("9", "Anderes", "<p>Nur Anderes.</p>")]
        guideline.save_revision().publish()
    assert "empfohlen" not in search(reader, "Dienstreise")


def test_f38_a_recommendation_is_only_for_those_who_may_open_it(guideline, rf):
    from search.editors import editorial

    pin("Dienstreise", guideline)
    request = rf.get("/")
    assert editorial.pinned(request, "Dienstreise", Viewer())
    assert editorial.pinned(request, "Dienstreise", Viewer(frozenset({"group:7"}))) == []


def test_a_section_that_is_not_there_cannot_be_recommended(guideline):
    with pytest.raises(ValidationError, match="gibt es auf der veröffentlichten Seite nicht"):
        pin("Dienstreise", guideline, "17.4")


# Counting ------------------------------------------------------------------------------------------


def test_searches_are_counted_by_wording_and_week(reader, guideline):
    for text in ("Fahrtkosten", " fahrtkosten? ", "FAHRTKOSTEN"):
        search(reader, text)
        query_stats.gather()
    row = SearchTally.objects.get()
    assert (row.query, row.searches, row.hits, row.clicks) == ("fahrtkosten", 3, 1, 0)
    assert row.week.weekday() == 0


def test_f41_nothing_in_the_counting_tells_who_or_when(portal):
    assert {field.name for field in SearchTally._meta.get_fields()} == {
        "id", "key", "week", "query", "searches", "hits", "clicks",
    }  # fmt: skip
    assert {field.name for field in ReaderMessage._meta.get_fields()} == {"id", "query", "text", "received_on"}


def test_f41_a_rare_query_is_not_kept_in_words_and_not_listed(reader, guideline):
    search(reader, "Quittenbrot")
    search(reader, "Quittenbrot")
    query_stats.gather()
    assert SearchTally.objects.get().query == ""
    assert list(query_stats.report()) == []
    search(reader, "Quittenbrot")
    query_stats.gather()
    assert [row["query"] for row in query_stats.report()] == ["quittenbrot"]


def test_f41_what_waits_for_the_worker_holds_no_words_of_a_rare_query(reader, guideline):
    left = query_stats.spool().path
    for _again in range(4):
        search(reader, "Quittenbrot")
    assert "quitte" not in left.read_text(encoding="utf-8").lower()
    query_stats.gather()
    assert (SearchTally.objects.get().searches, SearchTally.objects.get().query) == (4, "")
    search(reader, "Quittenbrot")
    assert "quittenbrot" in left.read_text(encoding="utf-8")
    query_stats.gather()
    assert (SearchTally.objects.get().searches, SearchTally.objects.get().query) == (5, "quittenbrot")
    search(reader, "Quittenbrot")  # the database knows the words now
    assert "quitte" not in left.read_text(encoding="utf-8").lower()


def test_what_two_requests_left_is_written_with_the_hits_of_the_later_one(portal):
    for hits in (7, 3):
        query_stats.count_search("quitte", hits)
    assert not SearchTally.objects.exists()
    assert query_stats.gather() == 2
    row = SearchTally.objects.get()
    assert (row.searches, row.hits, row.clicks) == (2, 3, 0)
    assert query_stats.gather() == 0


def test_a_batch_that_could_not_be_written_is_written_next_time(portal, monkeypatch):
    query_stats.count_search("quitte", 1)
    with monkeypatch.context() as away:
        away.setattr(query_stats, "write_down", lambda *args: (_ for _ in ()).throw(OperationalError("locked")))
        with pytest.raises(OperationalError):
            query_stats.gather()
    query_stats.count_search("quitte", 1)
    assert query_stats.gather() == 2
    assert SearchTally.objects.get().searches == 2


def test_three_searches_in_three_weeks_are_three(portal, clock):
    for _week in range(3):
        query_stats.count_search("obst", 0)
        query_stats.gather()
        clock.shift(dt.timedelta(weeks=1))
    assert [(row["query"], row["times_searched"]) for row in query_stats.without_hits()] == [("obst", 3)]


@pytest.mark.parametrize(("hour", "monday"), [(22, dt.date(2026, 2, 23)), (23, dt.date(2026, 3, 2))])
def test_a_week_begins_at_midnight_where_the_portal_is(clock, hour, monday):
    """On a Sunday in March, 23 h in London is 0 h of Monday in Berlin."""
    clock.move_to(dt.datetime(2026, 3, 1, hour, 30, tzinfo=dt.UTC))
    assert query_stats.this_week() == monday


def test_a_click_after_a_day_is_not_counted(clock, portal):
    early, late = query_stats.count_search("birne", 1), query_stats.count_search("quitte", 1)
    clock.shift(query_stats.CLICK_SECONDS - 60)
    query_stats.count_click(early)
    clock.shift(120)
    query_stats.count_click(late)
    query_stats.gather()
    clicks = {row.key: row.clicks for row in SearchTally.objects.all()}
    assert clicks == {query_stats.key_of("birne"): 1, query_stats.key_of("quitte"): 0}


@pytest.mark.parametrize(
    "typed",
    [
        "mara@example.org",
        "0170 1234567",
        "geboren 3.4.1987",
        "1987-04-03",
        "3. April 1987",
        "Akte 4711 08 15 99",
        "12 345678 A 901",
    ],
)
def test_f41_personal_looking_queries_are_not_counted(reader, guideline, typed):
    for _again in range(4):
        search(reader, typed)
    assert not query_stats.spool().path.exists()
    assert not SearchTally.objects.exists()


@pytest.mark.parametrize(
    "typed", ["3.11.2 Richtlinie", "§ 4 Abs. 2", "SGB II", "Ziffer 10", "16a AufenthG", "1. Juli", "Anlage 1 2 3"]
)
def test_official_numbers_do_not_look_personal(typed):
    assert not looks_personal(typed)


def test_paging_and_filtering_count_no_further_search(reader, guideline):
    search(reader, "Fahrtkosten")
    search(reader, "Fahrtkosten", seite="2")
    search(reader, "Fahrtkosten", art="section")
    query_stats.gather()
    assert SearchTally.objects.get().searches == 1


def test_a_click_is_counted_with_the_token_of_the_page_only(reader, guideline):
    token = re.search(r'data-token="([^"]+)"', search(reader, "Fahrtkosten"))[1]
    for sent in (token, token[:-1] + "x", "", "a:b:c", token):
        assert reader.post(reverse("search:clicked"), {"treffer": sent}).status_code == 204
    query_stats.gather()
    assert SearchTally.objects.get().clicks == 1  # never more clicks than searches


def test_links_of_hits_are_the_true_addresses(reader, guideline):
    assert f'href="{guideline.get_url()}#z-1"' in search(reader, "Fahrtkosten")


def test_a_failing_count_does_not_stop_the_search(reader, guideline, monkeypatch):
    def full(*args):
        raise OSError("no space left")

    monkeypatch.setattr(Spool, "append", full)
    html = search(reader, "Fahrtkosten")
    assert "1 Treffer" in html
    assert "data-token" not in html or 'data-token=""' in html


# The report ----------------------------------------------------------------------------------------


@pytest.fixture
def counted(portal):
    week = query_stats.this_week()
    for query, searches, hits, clicks in (("ohne", 5, 0, 0), ("selten", 9, 4, 1), ("gut", 7, 3, 6), ("=1+1", 3, 0, 0)):
        SearchTally.objects.create(
            key=query_stats.key_of(query), week=week, query=query, searches=searches, hits=hits, clicks=clicks
        )


@pytest.mark.parametrize(
    ("chosen", "queries"),
    [("", {"ohne", "selten", "gut", "=1+1"}), ("ohne-treffer", {"ohne", "=1+1"}), ("selten-geklickt", {"selten"})],
)
def test_f41_the_report_has_its_lists(editor, counted, chosen, queries):
    html = editor.get(reverse("search_report"), {"liste": chosen}).content.decode()
    assert set(re.findall(r'<td class="title"><a [^>]*>([^<]+)</a>', html)) == queries
    assert "Daraus ein Synonym machen" in html


def test_the_report_is_exported_and_formulas_stay_text(editor, counted):
    answer = editor.get(reverse("search_report"), {"export": "csv", "liste": "ohne-treffer"})
    lines = answer.getvalue().decode().splitlines()
    assert len(lines) == 3
    assert any(line.startswith("'=1+1,") for line in lines)
    assert editor.get(reverse("search_report"), {"export": "xlsx"}).status_code == 200


def test_counts_are_deleted_one_by_one_and_all(editor, reader, counted):
    url = reverse("search_forget")
    query_stats.count_search("gut", 3)  # not written down yet
    assert reader.post(url, {"key": query_stats.key_of("gut")}).status_code in {302, 403}
    editor.post(url, {"key": query_stats.key_of("gut")})
    query_stats.gather()
    assert not SearchTally.objects.filter(key=query_stats.key_of("gut")).exists()
    assert "3 Zählungen werden gelöscht" in editor.post(url).content.decode()
    assert SearchTally.objects.count() == 3
    editor.post(url, {"confirmed": "1"})
    assert not SearchTally.objects.exists()


# Telling the editors -------------------------------------------------------------------------------


def test_f41_a_reader_tells_the_editors_what_is_missing(reader, editor, guideline):
    html = search(reader, "Brummkreisel")
    assert 'action="/suche/mitteilen/"' in html
    answer = reader.post(
        reverse("search:tell_editors"), {"query": "Brummkreisel", "text": "Wo steht das?"}, follow=True
    )
    assert "Die Redaktion sieht Ihre Mitteilung" in answer.content.decode()
    report = editor.get(reverse("search_report")).content.decode()
    assert "Wo steht das?" in report
    one = ReaderMessage.objects.get()
    editor.post(reverse("search_forget_message", args=[one.pk]))
    assert not ReaderMessage.objects.exists()


def test_f41_messages_that_look_personal_are_refused(reader, portal):
    answer = reader.post(reverse("search:tell_editors"), {"query": "Brummkreisel", "text": "Für Frau X, geb. 3.4.1987"})
    assert answer.status_code == 422
    assert "Angaben zu einer Person" in answer.content.decode()
    assert not ReaderMessage.objects.exists()


def test_messages_are_limited_per_session(reader, portal):
    url = reverse("search:tell_editors")
    codes = [reader.post(url, {"query": f"Wort {letter}"}).status_code for letter in "abcdefg"]
    assert codes == [302] * 5 + [422] * 2
    assert ReaderMessage.objects.count() == 5


def test_messages_need_the_token_of_the_form(portal):
    from django.test import Client

    from tests.factories import UserFactory

    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    assert client.post(reverse("search:tell_editors"), {"query": "Wort"}).status_code == 403
