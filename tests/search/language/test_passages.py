from hypothesis import given
from hypothesis import strategies as st

from search.language import passages
from search.language.passages import LARGE, WHOLE, words

sentence = st.integers(1, 60).map(lambda length: " ".join(["Wort", *["wort"] * (length - 1)]) + ".")
paragraph = st.lists(sentence, min_size=1, max_size=8).map(" ".join)
texts = st.lists(paragraph, min_size=1, max_size=10).map("\n".join)


@given(texts)
def test_the_words_of_a_text_are_all_there_in_their_order(text):
    assert " ".join(passages.passages(text)).split() == text.split()


@given(texts)
def test_a_short_text_stays_whole_and_a_long_one_falls_into_pieces_of_a_size(text):
    pieces = passages.passages(text)
    if words(text) <= WHOLE:
        assert pieces == [text]
    else:
        assert max(map(words, pieces)) <= 2 * LARGE
        assert all(piece.strip() for piece in pieces)


def test_a_list_stays_with_the_sentence_that_leads_to_it():
    lead = "Wort " * 30 + "nämlich:"
    items = "\n".join(f"- {'wort ' * 6}" for _no in range(3))
    text = f"{lead}\n{items}\n{'Wort ' * 120}"
    first, *_rest = passages.passages(text)
    assert first.startswith(lead)
    assert first.count("\n- ") == 3


def test_paragraphs_that_say_a_thing_each_are_passages_each():
    one, other, third = (f"{letter}{'wort ' * 59}ende." for letter in "ABC")
    assert passages.passages(f"{one}\n{other}\n{third}") == [one, other, third]


def test_a_paragraph_too_long_falls_apart_between_sentences():
    whole = " ".join("Wort " * 39 + "Ende." for _no in range(5))
    pieces = passages.passages(whole)
    assert len(pieces) > 1
    assert all(piece.endswith("Ende.") for piece in pieces)
