"""The text of a section as people type it: nothing that was there is lost where nobody touched it (F14)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pages.proposals import wording

STORED = (
    '<p data-block-key="a">Ein <b>fetter</b> Satz mit <a linktype="page" id="3">einem Link</a> &amp; mehr.</p>'
    '<ul><li data-block-key="b">eins</li><li>zwei<ol><li>erstens</li><li>zweitens <i>kursiv</i></li></ol></li></ul>'
    "<p>1. Absatz mit Zahl<br/>und einer Zeile</p>"
)
TYPED = """Ein fetter Satz mit einem Link & mehr.

- eins
- zwei
  1. erstens
  2. zweitens kursiv

1. Absatz mit Zahl
und einer Zeile"""

WORDS = st.text("abcdefgh äß", min_size=1, max_size=12).filter(str.strip)
INLINE = st.one_of(
    WORDS,
    WORDS.map(lambda words: f"<b>{words}</b>"),
    WORDS.map(lambda words: f'<a href="https://example.org/"><i>{words}</i></a>'),
)
LINES = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
BLOCKS = st.one_of(
    LINES.map(lambda line: f"<p>{line}</p>"),
    st.lists(LINES, min_size=1, max_size=3).map(lambda rows: f"<ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>"),
    st.lists(LINES, min_size=1, max_size=3).map(lambda rows: f"<ol>{''.join(f'<li>{row}</li>' for row in rows)}</ol>"),
)
TEXTS = st.lists(BLOCKS, max_size=5).map("".join)


def test_f14_a_section_is_typed_as_paragraphs_and_lists():
    assert wording.plain(STORED) == TYPED
    assert wording.stored(STORED, TYPED) == STORED


def test_f14_a_changed_word_leaves_formatting_links_and_other_blocks_alone():
    changed = wording.stored(STORED, TYPED.replace("Satz", "guter Satz").replace("mit Zahl", "mit Nummer"))
    assert changed == STORED.replace("Satz", "guter Satz").replace("mit Zahl", "mit Nummer")


def test_f14_a_word_replaced_inside_bold_stays_bold_and_one_beside_it_does_not_become_so():
    assert wording.stored("<p>Ein <b>fetter</b> Satz.</p>", "Ein starker Satz.") == "<p>Ein <b>starker</b> Satz.</p>"
    assert wording.stored("<p>Ein <b>fetter</b> Satz.</p>", "Ein fetter neuer Satz.") == (
        "<p>Ein <b>fetter</b> neuer Satz.</p>"
    )

    link = '<p>Siehe <a href="https://example.org/">diese Seite</a>.</p>'
    assert wording.stored(link, "Siehe diese andere Seite.") == link.replace("diese Seite", "diese andere Seite")
    assert wording.stored(link, "Siehe Abschnitt 3.") == "<p>Siehe Abschnitt 3.</p>"


def test_f14_items_are_put_in_moved_in_and_taken_out():
    stored = "<ul><li>eins</li><li>zwei</li></ul>"
    assert (
        wording.stored(stored, "- eins\n- dazwischen\n- zwei")
        == "<ul><li>eins</li><li>dazwischen</li><li>zwei</li></ul>"
    )
    assert wording.stored(stored, "- eins\n  - zwei") == "<ul><li>eins<ul><li>zwei</li></ul></li></ul>"
    assert wording.stored(stored, "- zwei") == "<ul><li>zwei</li></ul>"
    assert wording.stored(stored, "1. eins\n2. zwei") == "<ol><li>eins</li><li>zwei</li></ol>"


def test_f14_what_is_typed_is_never_markup():
    assert wording.stored("", "<script>alert(1)</script> & <b>") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;</p>"
    )
    assert "<script" not in wording.stored(STORED, TYPED.replace("eins", "<script>"))


def test_f14_one_text_stored_in_two_ways_is_the_same():
    again = STORED.replace("<b>", "<strong>").replace("</b>", "</strong>").replace(' data-block-key="a"', "")
    assert wording.is_same(STORED, again)
    assert not wording.is_same(STORED, STORED.replace("<b>fetter</b>", "fetter"))
    assert not wording.is_same("<p>a</p><p>b</p>", "<p>a b</p>")


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_f14_untouched_text_comes_back_as_it_was(html):
    assert wording.stored(html, wording.plain(html)) == html


@settings(max_examples=80, deadline=None)
@given(TEXTS, TEXTS)
def test_f14_what_is_typed_over_any_text_reads_as_typed(html, other):
    typed = wording.plain(other)
    assert wording.plain(wording.stored(html, typed)) == typed


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.integers(0, 20))
def test_f14_a_paragraph_added_leaves_all_others_as_stored(html, place):
    before = wording.read(html)
    paragraphs = [at for at, block in enumerate(before) if not block.depth]
    if not paragraphs:
        return
    at = paragraphs[place % len(paragraphs)]
    lines = wording.written(before[:at]), "Ganz anders", wording.written(before[at:])
    after = wording.read(wording.stored(html, "\n\n".join(filter(None, lines))))
    assert [one for one in after if one.text != "Ganz anders"] == list(before)
