"""One suite for every engine: what a reader may rely on, whatever answers."""

import multiprocessing
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.documents import NOBODY, Document, Query, Viewer, WordGroup, fingerprint
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine
from tests.search.pairs import PAIRS
from tests.servers import PATIENT

READER = Viewer()
RULES = "Rahmenrichtlinie Beratung im Rebental"


def section(key: str, text: str = "", title: str = "Allgemeines", number: str = "", **fields: object) -> Document:
    fields.setdefault("owner", f"page:{key}")
    fields.setdefault("document_title", RULES)
    fields.setdefault("number_path", (number,) if number else ())
    return Document(id=key, kind=fields.pop("kind", "section"), title=title, text=text, number=number, **fields)


@pytest.fixture(params=["embedded", "elastic"])
def engine(request, tmp_path):
    if request.param == "embedded":
        yield EmbeddedEngine(tmp_path / "search.sqlite3")
        return
    found = ElasticEngine([request.getfixturevalue("elasticsearch")], f"test-{uuid4().hex}", tmp_path / "lock", PATIENT)
    yield found
    found.index.drop_all()
    found.client.close()


def fill(engine, *documents):
    with engine.rebuild() as builder:
        for document in documents:
            builder.put(document.owner, [document])


def found(engine, text, viewer=READER, **fields):
    return [hit.document.id for hit in engine.search(Query(text, viewer=viewer, **fields)).hits]


FILLER = [
    section(f"f{n}", f"{word} und manches andere, das hier steht.", title=word)
    for n, word in enumerate(
        ["Allerlei", "Garten", "Wetter", "Küche", "Sport", "Musik", "Reise", "Tiere", "Bücher", "Malerei"]
    )
]


def test_f36_fifty_pairs_find_each_other(engine):
    fill(engine, *FILLER, *(section(f"p{n}", text) for n, (_typed, text) in enumerate(PAIRS)))
    missed = [typed for n, (typed, _text) in enumerate(PAIRS) if f"p{n}" not in found(engine, typed, size=60)]
    assert len(PAIRS) == 50
    assert missed == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Schweigepflicht", "Alle wahren Verschwiegenheit"),
        ("Dolmetscher", "Sprachmittler helfen beim Gespräch"),
        ("VZÄ", "mindestens ein halbes Vollzeitäquivalent"),
        ("Vollzeitäquivalent", "mindestens 0,5 VZÄ"),
        ("LRA", "Das Landratsamt ordnet zu"),
        ("SGB 2", "Leistungen nach dem SGB II"),
        ("Agentur für Arbeit", "Die Arbeitsagentur lädt ein"),
        ("IM", "Das Integrationsmanagement berichtet"),
        ("Kita", "Plätze in der Kindertagesstätte"),
        ("Wer zahlt den Dolmetscher?", "Die Kosten der Sprachmittler trägt die Stadt"),
        ("Bis wann muss der Bericht da sein?", "Der Bericht ist spätestens am 3. März vorzulegen"),
        ("Hospitatzion", "Hospitationen sind möglich"),
        ("Verwendugsnachweis", "Der Verwendungsnachweis ist fällig"),
    ],
)
def test_other_words_abbreviations_questions_and_typos_find(engine, typed, text):
    fill(engine, *FILLER, section("x", text))
    assert found(engine, typed)[:1] == ["x"]


def test_leistung_and_leisten_stay_apart(engine):
    fill(engine, section("noun", "Die Leistung wird gezahlt"), section("thing", "Holzleisten und Leisten am Schuh"))
    assert found(engine, "Leistung") == ["noun"]


def numbered(engine):
    other = {"document_title": "Vereinbarung Clearing", "document_aliases": ("KV Clearing",)}
    fill(
        engine,
        section("10", "Die Daten bleiben hier.", "Daten", "10"),
        section("3.11", "Kennzahlen.", "Kennzahlen", "3.11", number_path=("3", "3.11")),
        section("3.11.2", "Halbjahr.", "Halbjahr", "3.11.2", number_path=("3", "3.11", "3.11.2")),
        section("s4", "Pflichten.", "Pflichten", "§ 4"),
        section("s4.2", "Näheres.", "", "(2)", number_path=("§ 4", "(2)")),
        section("a1", "Liste.", "Liste", "Anlage 1"),
        section("b10", "Ganz anders.", "Kosten", "10", **other),
        section("talk", "Siehe Ziffer 10 und § 4 Abs. 2 und 3.11.2 und Anlage 1.", "Verweise", "7"),
        section("old", "Umgezogen.", "Umgezogen", "12", former_numbers=("8.3",)),
    )


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("3.11.2", "3.11.2"), ("Nr. 3.11.2", "3.11.2"), ("3.11.2 Rahmenrichtlinie", "3.11.2"), ("Ziffer 3.11", "3.11"),
        ("§ 4", "s4"), ("§4", "s4"), ("§ 4 Abs. 2", "s4.2"), ("§ 4 (2)", "s4.2"), ("§ 4 Absatz 9", "s4"),
        ("Anlage 1", "a1"), ("10 Rahmenrichtlinie", "10"), ("Rahmenrichtlinie Ziff. 10", "10"),
        ("10 KV Clearing", "b10"), ("Clearing 10", "b10"), ("8.3", "old"),
    ],
)  # fmt: skip
def test_f35_official_number_comes_first(engine, typed, first):
    numbered(engine)
    assert found(engine, typed)[0] == first


def test_f35_a_number_alone_lists_every_document_that_has_it(engine):
    numbered(engine)
    assert set(found(engine, "10")[:2]) == {"10", "b10"}


def test_a_former_number_says_so(engine):
    numbered(engine)
    assert engine.search(Query("8.3", viewer=READER)).hits[0].former == "8.3"


def test_a_count_in_a_sentence_is_no_number(engine):
    numbered(engine)
    engine.put("page:w", [section("w", "Nach 10 Wochen Ausfall kommt Ersatz.", "Ausfall")])
    assert found(engine, "10 Wochen Ausfall")[0] == "w"


def test_f34_the_snippet_marks_what_matched(engine):
    long = "Einleitung ohne Belang. " * 40 + "Die Kündigungsfrist beträgt sechs Monate."
    fill(engine, *FILLER, section("x", long, "Ende"))
    hit = engine.search(Query("Frist für die Kündigung", viewer=READER)).hits[0]
    assert [part.text for part in hit.snippet if part.is_mark] == ["Kündigungsfrist"]
    assert sum(len(part.text) for part in hit.snippet) < 320


def test_snippets_are_text_never_markup(engine):
    fill(engine, *FILLER, section("x", "<script>alert(1)</script> Kündigung & Co"))
    assert "<script>" in "".join(part.text for part in engine.search(Query("Kündigung", viewer=READER)).hits[0].snippet)


def test_a_long_section_is_one_hit_shown_by_its_best_passage(engine):
    paragraphs = [
        f"{word} ist das Thema dieses Absatzes, und davon handelt er lang. " * 8 for word in ("Obst", "Brot", "Salz")
    ]
    fill(engine, *FILLER, section("x", "\n".join(paragraphs)))
    results = engine.search(Query("Brot", viewer=READER))
    assert [hit.document.id for hit in results.hits] == ["x"]
    assert results.hits[0].passage.startswith("Brot")


def test_heading_counts_more_than_text_and_a_phrase_more_than_scattered_words(engine):
    fill(
        engine,
        *FILLER,
        section("text", "Nebenbei: Aufbewahrung von Akten."),
        section("head", "Es geht um Akten.", "Aufbewahrung"),
        section("near", "Der freie Träger hilft."),
        section("far", "Der Träger hilft, und zwar allen in der Stadt und auch auf dem Land; der Eintritt ist frei."),
    )
    assert found(engine, "Aufbewahrung") == ["head", "text"]
    assert found(engine, "freier Träger")[0] == "near"


def test_quotes_ask_for_the_wording_and_a_minus_excludes(engine):
    fill(
        engine,
        *FILLER,
        section("a", "Die freien Träger"),
        section("b", "Träger, die frei sind"),
        section("c", "Träger mit Kosten"),
    )
    assert found(engine, '"freie Träger"') == ["a"]
    assert set(found(engine, "Träger -Kosten")) == {"a", "b"}


def test_what_only_touches_the_question_is_nearest_not_a_hit(engine):
    fill(engine, *FILLER, section("x", "Der Antrag auf Förderung"), section("y", "Familien und andere"))
    results = engine.search(Query("Familiennachzug Ehegattensplitting", viewer=READER))
    assert results.hits == ()
    assert [hit.document.id for hit in results.nearest] == ["y"]


def test_a_typo_is_answered_and_named(engine):
    fill(engine, *FILLER, section("x", "Hospitation im Jobcenter"))
    assert engine.search(Query("Hospitatoin", viewer=READER)).did_you_mean == "Hospitation"


def test_f33_facets_count_what_each_choice_would_show(engine):
    fill(
        engine,
        section("a", "Kennzahlen", kind="section"),
        section("b", "Kennzahlen", kind="section", document_title="Andere"),
        section("c", "Kennzahlen", kind="news", document_title=""),
        *FILLER,
    )
    results = engine.search(Query("Kennzahlen", viewer=READER, filters={"kind": ("news",)}))
    assert [hit.document.id for hit in results.hits] == ["c"]
    assert results.total == 1
    assert {(v.value, v.count, v.is_active) for v in results.facets["kind"]} == {
        ("section", 2, False),
        ("news", 1, True),
    }


def test_f38_nobody_finds_counts_or_guesses_what_is_not_for_him(engine):
    secret = section("s", "Das Geheimwort lautet Quittenbrot", "Quittenbrot", "99.1", audience="group:7")
    fill(engine, *FILLER, section("open", "Äpfel"), secret)
    insider = Viewer(frozenset({"reader", "group:7"}))
    assert found(engine, "Quittenbrot", insider) == ["s"]
    for viewer in (READER, NOBODY):
        for typed in ("Quittenbrot", "Quittenbrod", "99.1", "Quitten", "Geheimwort"):
            results = engine.search(Query(typed, viewer=viewer))
            assert not any(hit.document.id == "s" for hit in (*results.hits, *results.nearest))
            assert "Quittenbrot" not in (results.did_you_mean, *results.also_searched)
            assert "s" not in [value.value for values in results.facets.values() for value in values]
        assert engine.suggest("Quitten", viewer) == []
    assert found(engine, "Äpfel", NOBODY) == []


def test_put_replaces_all_of_an_owner_and_remove_takes_it_away(engine):
    fill(engine, *FILLER)
    engine.put("page:1", [section("a", "Pflaume", owner="page:1"), section("b", "Birne", owner="page:1")])
    engine.put("page:1", [section("b", "Quitte", owner="page:1")])
    assert (found(engine, "Pflaume"), found(engine, "Birne"), found(engine, "Quitte")) == ([], [], ["b"])
    engine.remove("page:1")
    assert found(engine, "Quitte") == []
    assert engine.count().documents == len(FILLER)


def test_a_rebuild_shows_nothing_before_its_end_and_keeps_what_changed_meanwhile(engine):
    fill(engine, section("old", "Pflaume"), section("both", "Birne"))
    with engine.rebuild() as builder:
        builder.put("page:new", [section("new", "Quitte")])
        builder.put("page:both", [section("both", "Birne")])
        engine.put("page:both", [section("both", "Mispel")])
        assert found(engine, "Pflaume") == ["old"]
        assert found(engine, "Quitte") == []
    assert (found(engine, "Pflaume"), found(engine, "Quitte")) == ([], ["new"])
    assert (found(engine, "Mispel"), found(engine, "Birne")) == (["both"], [])


def test_a_rebuild_that_fails_changes_nothing(engine):
    fill(engine, section("old", "Pflaume"))
    with pytest.raises(RuntimeError), engine.rebuild() as builder:
        builder.put("page:new", [section("new", "Quitte")])
        raise RuntimeError
    assert found(engine, "Pflaume") == ["old"]
    assert leftovers(engine) == []


def leftovers(engine):
    """What a rebuild that failed left beside the index."""
    if engine.name == "elastic":
        names = engine.client.indices.get(index=f"{engine.index.prefix}-*").body
        return [name for name in names if name != engine.index.current()]
    return [path.name for path in engine.store.path.parent.iterdir() if ".new-" in path.name]


def test_suggestions_begin_like_what_is_typed(engine):
    numbered(engine)
    assert [one.number for one in engine.suggest("3.1", READER)] == ["3.11", "3.11.2"]
    assert engine.suggest("Kenn", READER)[0].title == "Kennzahlen"
    assert engine.suggest("", READER) == engine.suggest('"*', READER) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120) | st.text(alphabet='"-*()[]{}:^~&|+§. \x00\ud800\u202eAb1', max_size=60))
def test_no_query_is_an_error(engine, typed):
    engine.put("page:a", [section("a", "Ab 1 § 4")])
    engine.search(Query(typed, viewer=READER))
    engine.suggest(typed, READER)


def test_pages_follow_each_other_without_repeats(engine):
    fill(engine, *(section(str(n), "Kennzahlen", f"Teil {n}") for n in range(25)))
    pages = [found(engine, "Kennzahlen", page=page, size=10) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert len(set(sum(pages, []))) == 25


def test_a_missing_or_broken_index_gives_a_notice_and_comes_back(tmp_path):
    path = tmp_path / "search.sqlite3"
    engine = EmbeddedEngine(path)
    assert engine.search(Query("Quitte", viewer=READER)).notice == "missing"
    assert not engine.is_complete()
    path.write_bytes(b"kein Suchindex " * 1000)
    assert engine.search(Query("Quitte", viewer=READER)).notice == "missing"
    assert engine.suggest("Qui", READER) == []
    assert not engine.is_complete()
    fill(engine, section("x", "Quitte"))
    assert engine.is_complete()
    assert found(engine, "Quitte") == ["x"]


def test_an_index_that_was_never_fully_built_says_so(tmp_path):
    engine = EmbeddedEngine(tmp_path / "search.sqlite3")
    engine.put("page:x", [section("x", "Quitte")])
    assert engine.search(Query("Quitte", viewer=READER)).notice == "incomplete"


@pytest.fixture
def older(tmp_path):
    """An engine on an index that an older version left; how many entries that has can be told."""
    path = tmp_path / "search.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE document (no INTEGER); INSERT INTO document VALUES (7)")
        connection.execute("PRAGMA user_version = 1")
    return EmbeddedEngine(path)


def test_f41_reading_an_index_of_an_older_format_leaves_it_as_it_is(older):
    assert older.search(Query("Quitte", viewer=READER)).notice == "missing"
    assert older.explain(Query("Quitte", viewer=READER)).results.notice == "missing"
    assert older.suggest("Qui", READER) == []
    assert (older.count().documents, older.held(), older.without_vector(1), older.is_complete()) == (0, {}, {}, False)
    with closing(sqlite3.connect(older.store.path)) as connection:
        assert connection.execute("SELECT no FROM document").fetchall() == [(7,)]
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_an_index_of_an_older_format_is_built_anew(older):
    fill(older, section("x", "Quitte"))
    assert found(older, "Quitte") == ["x"]


def test_a_change_begins_an_index_of_an_older_format_anew(older):
    older.put("page:x", [section("x", "Quitte")])
    assert found(older, "Quitte") == ["x"]
    assert older.search(Query("Quitte", viewer=READER)).notice == "incomplete"


def test_a_deleted_file_is_noticed_by_open_connections(tmp_path):
    engine = EmbeddedEngine(tmp_path / "search.sqlite3")
    fill(engine, section("x", "Quitte"))
    assert found(engine, "Quitte") == ["x"]
    for path in tmp_path.iterdir():
        path.unlink()
    assert engine.search(Query("Quitte", viewer=READER)).notice == "missing"


def test_threads_read_and_write_at_once(tmp_path):
    engine = EmbeddedEngine(tmp_path / "search.sqlite3")
    fill(engine, section("x", "Quitte"))
    failures: list[BaseException] = []

    def work(n: int) -> None:
        try:
            for turn in range(5):
                engine.put(f"page:t{n}", [section(f"t{n}", f"Mispel {turn}", owner=f"page:t{n}")])
                assert found(engine, "Quitte") == ["x"]
        except BaseException as error:
            failures.append(error)
        finally:
            engine.store.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(found(engine, "Mispel")) == 4


def put_from_process(path: str) -> None:
    EmbeddedEngine(Path(path)).put("page:p", [section("p", "Mispel", owner="page:p")])


def test_another_process_writes_and_readers_see_it(tmp_path):
    path = tmp_path / "search.sqlite3"
    engine = EmbeddedEngine(path)
    fill(engine, section("x", "Quitte"))
    process = multiprocessing.get_context("spawn").Process(target=put_from_process, args=(str(path),))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert found(engine, "Mispel") == ["p"]


def test_a_typo_in_a_long_word_is_mended_though_its_parts_mean_something(engine):
    fill(engine, *FILLER, section("x", "Der Verwendungsnachweis ist fällig"), section("y", "Die Verwendung nach Plan"))
    results = engine.search(Query("Verwendungsnachwies", viewer=READER))
    assert results.hits[0].document.id == "x"
    assert results.did_you_mean == "Verwendungsnachweis"


def test_a_short_word_is_not_mended_into_another_one(engine):
    fill(engine, *FILLER, section("x", "Ein neues Notice Board"), section("y", "Die Schenkung"))
    results = engine.search(Query("Notizen", viewer=READER))
    assert (results.hits, results.did_you_mean) == ((), "")


def test_a_long_word_is_not_mended_into_one_that_begins_otherwise(engine):
    fill(engine, *FILLER, section("x", "Am Marktplatz stehen Bänke"))
    results = engine.search(Query("Parkplätze", viewer=READER))
    assert (results.hits, results.did_you_mean) == ((), "")
    assert found(engine, "Marktpaltz") == found(engine, "Narktplatz") == ["x"]


def test_how_long_asks_and_is_not_looked_for(engine):
    fill(engine, *FILLER, section("x", "Die Probezeit beträgt drei Monate"), section("y", "Eine lange, lange Reise"))
    assert found(engine, "Wie lange dauert die Probezeit?") == ["x"]
    assert found(engine, "lange Reise")[0] == "y"


def test_an_engine_tells_what_it_holds_of_whom(engine):
    one, two = section("a", "Quitten", owner="page:1"), section("b", "Mispeln", owner="page:1")
    fill(engine, *FILLER)
    engine.put("page:1", [one, two])
    held = engine.held()
    assert held["page:1"] == fingerprint([two, one])
    assert set(held) == {"page:1", *(filler.owner for filler in FILLER)}
    engine.put("page:1", [one])
    assert engine.held()["page:1"] == fingerprint([one])
    engine.remove("page:1")
    assert "page:1" not in engine.held()


def test_a_document_counts_for_each_of_its_organisations(engine):
    fill(
        engine,
        *FILLER,
        section("a", "Quitten", organisations=("Obstamt", "Obstverein")),
        section("b", "Quitten", organisations=("Obstverein",)),
        section("c", "Quitten"),
    )
    facet = engine.search(Query("Quitten", viewer=READER)).facets["organisations"]
    assert [(one.value, one.count) for one in facet] == [("Obstverein", 2), ("Obstamt", 1)]
    assert found(engine, "Quitten", filters={"organisations": ("Obstamt",)}) == ["a"]
    assert set(found(engine, "Quitten", filters={"organisations": ("Obstamt", "Obstverein")})) == {"a", "b"}


def test_a_query_brings_its_own_words(engine):
    fill(engine, *FILLER, section("a", "Es gibt Quittenbrot für alle.", title="Obst"))
    words = (WordGroup(("Brummkreisel", "Quittenbrot")),)
    assert found(engine, "Brummkreisel") == []
    assert found(engine, "Brummkreisel", word_groups=words) == ["a"]
    assert found(engine, "Brummkreisel") == []
