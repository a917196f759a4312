"""Two texts compared section by section, and their words marked."""

import re
import uuid
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.documents.sections import Section, read
from pages.versions.comparison import Change, compare, is_editorial
from pages.versions.marked_words import blocks_of, marked_line, marked_text, words_of

CANCEL = (
    "<p>Wer einen Termin nicht wahrnehmen kann, sagt ihn spätestens am Vortag ab. Die Absage geht an das Postfach.</p>"
)
REPORT = "<p>Der Verein meldet zweimal im Jahr, wie viele Gespräche geführt wurden.</p>"
MEET = "<p>Die Leitungen treffen sich im Frühjahr und im Herbst.</p>"


def outline(*rows: tuple[str, str, int, str, str]) -> list[Section]:
    """Sections from identity, number, level, heading, text."""
    return read(
        {
            "type": "section",
            "id": identity,
            "value": {"number": number, "level": level, "heading": heading, "text": text},
        }
        for identity, number, level, heading, text in rows
    )


BEFORE = outline(
    ("a", "1", 1, "Termine", CANCEL),
    ("b", "2", 1, "Meldungen", ""),
    ("c", "2.1", 2, "Gespräche", REPORT),
    ("d", "2.2", 2, "Treffen", MEET),
)


def told(old: list[Section], new: list[Section]) -> list[tuple[str, set[str]]]:
    return [
        (change.shown.identity, {str(one) for one in change.changes})
        for change in compare(old, new).sections
        if change.is_changed
    ]


def test_f5_a_text_compared_with_itself_says_nothing():
    comparison = compare(BEFORE, BEFORE)
    assert not comparison.changed and not comparison.counts
    assert [change.shown for change in comparison.sections] == BEFORE


def test_f5_added_and_removed_sections_stand_where_they_stand_in_their_text():
    after = [*BEFORE[:1], *outline(("n", "1a", 1, "Vertretung", "<p>Neu.</p>")), *BEFORE[1:2], *BEFORE[3:]]
    comparison = compare(BEFORE, after)
    assert [(change.shown.identity, set(change.changes)) for change in comparison.sections] == [
        ("a", set()),
        ("n", {Change.ADDED}),
        ("b", set()),
        ("c", {Change.REMOVED}),
        ("d", set()),
    ]


def test_f5_one_section_can_be_moved_renumbered_and_reworded_at_once():
    after = outline(
        ("d", "1", 1, "Treffen", MEET.replace("Herbst", "Winter")),
        ("a", "2", 1, "Termine", CANCEL),
        ("b", "3", 1, "Meldungen", ""),
        ("c", "3.1", 2, "Gespräche", REPORT),
    )
    assert told(BEFORE, after) == [
        ("d", {"moved", "renumbered", "reworded"}),
        ("a", {"renumbered"}),
        ("b", {"renumbered"}),
        ("c", {"renumbered"}),
    ]


def test_f5_what_lies_below_a_moved_chapter_has_not_moved_itself():
    chapter, *below = BEFORE[1:]
    assert told(BEFORE, [chapter, *below, BEFORE[0]]) in ([("b", {"moved"})], [("a", {"moved"})])


def test_f5_what_was_removed_stands_where_it_stood_even_if_its_neighbour_has_moved():
    first, second, third = (outline((name, "", 1, name, CANCEL))[0] for name in "xyz")
    gone = outline(("g", "", 1, "Weg", MEET))[0]
    comparison = compare([first, gone, second, third], [second, third, first])
    assert [change.shown.identity for change in comparison.sections] == ["g", "y", "z", "x"]


def test_f5_a_new_heading_above_moves_nothing():
    after = [BEFORE[0], *outline(("k", "", 1, "Neues Kapitel", "")), *BEFORE[1:]]
    assert told(BEFORE, after) == [("k", {"added"})]


def test_f5_a_section_that_goes_below_another_one_has_moved():
    after = [BEFORE[0], BEFORE[1], BEFORE[2], *outline(("d", "2.1.1", 3, "Treffen", MEET))]
    assert told(BEFORE, after) == [("d", {"moved", "renumbered"})]


def test_f5_words_set_in_another_way_are_not_called_reworded():
    after = outline(("a", "1", 1, "Termine", CANCEL.replace("spätestens", "<b>spätestens</b>")))
    assert told(BEFORE[:1], after) == [("a", {"restyled"})]


def test_f5_keys_of_the_editor_and_soft_hyphens_are_no_change():
    after = outline(
        (
            "a",
            "1 ",
            1,
            "Ter\u00admine",
            CANCEL.replace("<p>", '<p data-block-key="x1">').replace("Termin ", "Ter\u00admin "),
        )
    )
    assert told(BEFORE[:1], after) == []


def test_f5_a_text_imported_anew_compares_by_number_heading_and_words():
    again = outline(
        ("z1", "1", 1, "Termine", CANCEL.replace("Vortag", "Tag davor")),
        ("z2", "2", 1, "Meldungen", ""),
        ("z3", "2.1", 2, "Zusammenkünfte", MEET),
        ("z4", "2.2", 2, "Statistik", REPORT.replace("zweimal", "einmal")),
        ("z5", "3", 1, "Schluss", "<p>Etwas ganz anderes steht hier.</p>"),
    )
    pairs = {
        (change.old.identity if change.old else "", change.new.identity if change.new else "")
        for change in compare(BEFORE, again).sections
    }
    assert pairs == {("a", "z1"), ("b", "z2"), ("d", "z3"), ("c", "z4"), ("", "z5")}


def test_f6_a_changed_word_is_editorial_but_a_digit_a_number_or_a_place_is_not():
    def with_first(number: str = "1", text: str = CANCEL) -> list[Section]:
        return [*outline(("a", number, 1, "Termine", text)), *BEFORE[1:]]

    day = CANCEL.replace("am Vortag", "2 Tage vorher")
    assert is_editorial(compare(BEFORE, BEFORE))
    assert is_editorial(compare(BEFORE, with_first(text=CANCEL.replace("sagt", "sage"))))
    assert not is_editorial(compare(BEFORE, with_first(text=day)))
    assert not is_editorial(compare(with_first(text=day), with_first(text=day.replace("2 Tage", "3 Tage"))))
    assert not is_editorial(compare(BEFORE, with_first(number="1a")))
    assert not is_editorial(compare(BEFORE, BEFORE[:-1]))
    assert not is_editorial(compare(BEFORE, [*BEFORE[1:], BEFORE[0]]))


@pytest.mark.parametrize(
    ("old", "new", "result"),
    [
        (
            "<p>bis zum 15. Januar.</p>",
            "<p>bis zum 31. Januar.</p>",
            "<p>bis zum <del>15</del> <ins>31</ins>. Januar.</p>",
        ),
        ("<p>A gilt. B gilt.</p>", "<p>A gilt. C gilt. B gilt.</p>", "<p>A gilt. <ins>C gilt.</ins> B gilt.</p>"),
        (
            "<p>Der Verein meldet. Der Bund zahlt.</p>",
            "<p>Der Verein meldet. Der Kreis hilft. Der Bund zahlt.</p>",
            "<p>Der Verein meldet. <ins>Der Kreis hilft.</ins> Der Bund zahlt.</p>",
        ),
        (
            "<p>Sie sagt, ob sie übernimmt. Bis dahin bleibt es so.</p>",
            "<p>Sie sagt, ob sie übernimmt. Sonst nennt sie den Grund. Bis dahin bleibt es so.</p>",
            "<p>Sie sagt, ob sie übernimmt. <ins>Sonst nennt sie den Grund.</ins> Bis dahin bleibt es so.</p>",
        ),
        (
            "<p>Er meldet bis Mai.</p>",
            "<p>Er meldet bald bis Mai. Dann folgt der Rest.</p>",
            "<p>Er meldet <ins>bald</ins> bis Mai. <ins>Dann folgt der Rest.</ins></p>",
        ),
        (
            "<p>Die Stelle meldet. Bald danach zahlt der Bund alles.</p>",
            "<p>Die Beratung meldet. Später danach zahlt der Bund alles.</p>",
            "<p>Die <del>Stelle</del> <ins>Beratung</ins> meldet. "
            "<del>Bald</del> <ins>Später</ins> danach zahlt der Bund alles.</p>",
        ),
        (
            "<ul><li>eins</li><li>zwei</li></ul>",
            "<ul><li>eins</li><li>neu</li><li>zwei b</li></ul>",
            "<ul><li>eins</li><li><ins>neu</ins></li><li>zwei <ins>b</ins></li></ul>",
        ),
        (
            "<ol><li>eins</li><li>zwei</li><li>drei</li></ol>",
            "<ol><li>eins</li><li>drei</li></ol>",
            '<ol><li>eins</li><li><del>zwei</del></li><li value="2">drei</li></ol>',
        ),
        (
            '<p>nach <a linktype="page" id="3">Regel vom Mai</a></p>',
            '<p>nach <a linktype="page" id="3">Regel vom Juni</a></p>',
            '<p>nach <a linktype="page" id="3">Regel vom <del>Mai</del> <ins>Juni</ins></a></p>',
        ),
        (
            '<p><a href="https://x.example/">Hier</a></p>',
            '<p><a href="https://y.example/">Hier</a></p>',
            '<p><a href="https://x.example/"><del>Hier</del></a> <a href="https://y.example/"><ins>Hier</ins></a></p>',
        ),
        (
            "<p>Die Beratung lädt ein und die Stelle dankt.</p>",
            "<p>Der Verein sagt ab und die Person wartet.</p>",
            "<p><del>Die Beratung lädt ein und die Stelle dankt.</del></p>"
            "<p><ins>Der Verein sagt ab und die Person wartet.</ins></p>",
        ),
        ("<p>eins<br/>zwei</p>", "<p>eins<br/>drei</p>", "<p>eins<br/><del>zwei</del> <ins>drei</ins></p>"),
    ],
)
def test_f5_words_are_marked_as_somebody_would_mark_them(old, new, result):
    assert marked_text(blocks_of(old), blocks_of(new)) == result


def test_f5_a_heading_is_marked_word_by_word():
    assert marked_line("Vertretung <im> Urlaub", "Vertretung bei Krankheit") == (
        "Vertretung <del>&lt;im&gt; Urlaub</del> <ins>bei Krankheit</ins>"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<p onclick="x()">a</p>',
        '<a href="javascript:alert(1)">b</a>',
        '<a href=" JaVaScRiPt:alert(1)">b</a>',
        '<a href="//evil.example/">b</a>',
        '<img src=x onerror="x()">',
        "<p>&lt;img src=x onerror=x()&gt;</p>",
        '<a href="https://x.example/&quot; onclick=&quot;x()">b</a>',
        "<ul><li>a",
        "</ul></li></b></a>x",
        "<ul><ul><li>a</li></ul></ul>",
    ],
)
def test_f5_nothing_but_words_and_what_editors_can_write_gets_through(hostile):
    for result in (marked_text([], blocks_of(hostile)), marked_text(blocks_of(hostile), blocks_of(REPORT))):
        assert_well_formed(result)
        assert "script" not in result.lower().replace("&lt;", "") or "<script" not in result.lower()
        assert not re.search(r"<[^>]*(javascript:|//evil)", result, re.IGNORECASE)


# Properties

ALLOWED = {"p", "ul", "ol", "li", "b", "i", "a", "br", "ins", "del"}
ATTRIBUTES = {"a": {"href", "linktype", "id"}, "li": {"value"}}


class Strict(HTMLParser):
    """Fails at what does not nest, and at any tag or attribute that is not ours."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED
        assert {name for name, _value in attrs} <= ATTRIBUTES.get(tag, set())
        if tag != "br":
            self.open.append(tag)
        assert self.open.count("ins") + self.open.count("del") <= 1

    def handle_startendtag(self, tag, attrs):
        assert tag == "br"

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag


def assert_well_formed(html):
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert not parser.open


def without(mark, html):
    return re.sub(rf"<{mark}>.*?</{mark}>", " ", html, flags=re.DOTALL)


word = st.sampled_from(
    [
        "der",
        "die",
        "Stelle",
        "meldet",
        "15",
        "31.12.2026",
        "§",
        "4",
        "Abs.",
        "und,",
        "Träger",
        "im-Haus",
        "<x>",
        "&",
        "Ende.",
    ]
)
phrase = st.lists(word, min_size=1, max_size=12).map(
    lambda words: " ".join(w.replace("&", "&amp;").replace("<", "&lt;") for w in words)
)
styled = st.tuples(
    phrase, st.sampled_from(["{}", "<b>{}</b>", "<i>{}</i>", '<a href="https://x.example/">{}</a>'])
).map(lambda pair: pair[1].format(pair[0]))
paragraph = st.lists(styled, min_size=1, max_size=3).map(lambda parts: f"<p>{' '.join(parts)}</p>")
items = st.lists(styled, min_size=1, max_size=3)
listed = st.tuples(st.sampled_from(["ul", "ol"]), items, items).map(
    lambda drawn: (
        f"<{drawn[0]}>"
        + "".join(f"<li>{item}</li>" for item in drawn[1])
        + f"<li>{drawn[2][0]}<ul>{''.join(f'<li>{item}</li>' for item in drawn[2])}</ul></li></{drawn[0]}>"
    )
)
text = st.lists(paragraph | listed, max_size=4).map("".join)


@settings(max_examples=60, deadline=None)
@given(old=text, new=text)
def test_f5_without_the_marks_stand_the_old_and_the_new_words(old, new):
    before, after = blocks_of(old), blocks_of(new)
    result = marked_text(before, after)
    assert_well_formed(result)
    assert words_of(blocks_of(without("ins", result))) == words_of(before)
    assert words_of(blocks_of(without("del", result))) == words_of(after)
    assert ("<ins>" in result or "<del>" in result) == ([b.key for b in before] != [b.key for b in after])


row = st.tuples(
    st.sampled_from("abcdefgh"),
    st.sampled_from(["", "1", "1.1", "2", "a)", "§ 3"]),
    st.integers(1, 3),
    st.sampled_from(["", "Termine", "Meldungen"]),
    st.sampled_from(["", CANCEL, REPORT, MEET]),
)
sections = st.lists(row, max_size=8, unique_by=lambda drawn: drawn[0]).map(lambda rows: outline(*rows))


def renewed(outlined):
    """The same text with other identities, as a second import gives it."""
    return [
        Section(str(uuid.uuid4()), one.number, one.level, one.heading, one.source_html, one.path, one.number_anchor)
        for one in outlined
    ]


@settings(max_examples=80, deadline=None)
@given(old=sections, new=sections, is_renewed=st.booleans())
def test_f5_every_section_of_both_texts_appears_once(old, new, is_renewed):
    new = renewed(new) if is_renewed else new
    changes = compare(old, new).sections
    assert [change.new for change in changes if change.new] == new
    assert sorted(change.old.identity for change in changes if change.old) == sorted(one.identity for one in old)
    assert compare(old, old).changed == ()


@settings(max_examples=80, deadline=None)
@given(old=sections, new=sections)
def test_f5_the_other_way_round_what_was_added_is_removed(old, new):
    there, back = compare(old, new), compare(new, old)
    for mine, other in (
        (Change.ADDED, Change.REMOVED),
        (Change.REMOVED, Change.ADDED),
        (Change.MOVED, Change.MOVED),
        (Change.RENUMBERED, Change.RENUMBERED),
        (Change.REWORDED, Change.REWORDED),
    ):
        assert there.counts.get(mine, 0) == back.counts.get(other, 0)
    assert is_editorial(there) == is_editorial(back)
