"""No cell of a table begins a formula, and each says what was typed (F25)."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.csv_safety import as_text, as_typed

DANGEROUS = "=+-@\t\r\n＝＋－＠"
DOUBTFUL = st.text(alphabet=f"'{DANGEROUS}a1 ;\"", max_size=8)


@pytest.mark.parametrize("sign", DANGEROUS)
def test_f25_a_cell_that_would_begin_a_formula_is_marked(sign):
    assert as_text(f"{sign}1") == f"'{sign}1"


@pytest.mark.parametrize("text", ["", "Frau Amsel", "1+1", "'s-Gravenhage", "a=b", " =1"])
def test_other_text_stays_as_it_is(text):
    assert as_text(text) == text


@given(st.one_of(st.text(), DOUBTFUL))
@example("'=1")
@example("''+1")
@example("'")
def test_f25_no_text_begins_a_formula_and_each_can_be_read_back(text):
    cell = as_text(text)
    assert not cell.startswith(tuple(DANGEROUS))
    assert as_typed(cell) == text


@given(DOUBTFUL, DOUBTFUL)
@example("'=1", "=1")
def test_f25_two_texts_never_share_a_cell(text, other):
    assert (as_text(text) == as_text(other)) is (text == other)


@given(st.lists(st.one_of(DOUBTFUL, st.text(st.characters(codec="utf-8"))), min_size=1, max_size=5))
def test_f25_a_row_written_and_read_says_what_was_typed(texts):
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerow([as_text(text) for text in texts])
    [row] = csv.reader(io.StringIO(file.getvalue(), newline=""), delimiter=";")
    assert [as_typed(cell) for cell in row] == texts
