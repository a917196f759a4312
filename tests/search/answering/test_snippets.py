"""A snippet is a stretch of the text with its marks where the words are; it adds and loses nothing."""

from hypothesis import given
from hypothesis import strategies as st

from search.answering import snippets
from search.language import german

words = st.text(alphabet="abcäöß.-", min_size=1, max_size=12)
texts = st.lists(words, max_size=80).map(" ".join)


@st.composite
def marked_texts(draw):
    """A text and where some of its words stand."""
    text = draw(texts)
    spans, at = [], 0
    for word in text.split(" "):
        if word and draw(st.booleans()):
            spans.append((at, at + len(word)))
        at += len(word) + 1
    return text, spans


def joined(segments):
    return "".join(segment.text for segment in segments)


@given(marked_texts())
def test_a_marked_line_is_the_text_with_the_words_marked(marked):
    text, marks = marked
    segments = snippets.marked(text, marks)
    assert joined(segments) == text
    assert [segment.text for segment in segments if segment.is_mark] == [text[start:end] for start, end in marks]
    assert all(segment.text for segment in segments)


@given(marked_texts())
def test_a_snippet_is_one_stretch_of_the_text_and_says_where_it_was_cut(marked):
    text, marks = marked
    segments = snippets.snippet(text, marks)
    start, end = snippets.window(text, marks)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    assert joined(segments) == f"{before}{text[start:end]}{after}"
    assert end - start <= max(snippets.LENGTH, 0)


@given(marked_texts())
def test_the_marks_of_a_snippet_are_those_of_the_text_within_it(marked):
    text, marks = marked
    start, end = snippets.window(text, marks)
    inside = [text[first:last] for first, last in marks if start <= first and last <= end]
    assert [segment.text for segment in snippets.snippet(text, marks) if segment.is_mark] == inside


@given(marked_texts())
def test_where_a_word_matched_the_snippet_shows_one(marked):
    text, marks = marked
    assert any(segment.is_mark for segment in snippets.snippet(text, marks)) == bool(marks)


@given(marked_texts())
def test_a_snippet_is_cut_between_words(marked):
    text, marks = marked
    start, end = snippets.window(text, marks)
    assert start == 0 or text[start - 1] == " "
    assert end == len(text) or text[end] == " " or " " not in text[start:end]


def test_the_stretch_with_most_different_words_is_shown():
    text = "Apfel Apfel Apfel " + "und " * 100 + "Apfel Birne " + "und " * 100
    marks = [span for span in german.spans(text) if text[span[0]].isupper()]
    shown = [segment.text for segment in snippets.snippet(text, marks) if segment.is_mark]
    assert set(shown) == {"Apfel", "Birne"}


def test_lines_become_spaces():
    assert joined(snippets.snippet("eins\nzwei\tdrei", [])) == "eins zwei drei"


def test_only_words_found_by_a_wanted_stem_are_marked():
    text = "Frist und Fristen"
    found_by = [{"frist"}, {"und"}, {"frist"}]
    assert snippets.matched(text, found_by, {"frist"}) == [(0, 5), (10, 17)]
    assert snippets.matched(text, found_by, {"anders"}) == []
