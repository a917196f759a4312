"""The words of the field are data that editors of the code may change: a slip in a line is told with file and number."""

import re

import pytest

from search.language import german, word_lists
from search.language.word_lists import FOLDER, MalformedLineError, read_groups, read_words

READ_BY = {"abbreviations": read_groups, "synonyms": read_groups}
FILES = sorted(FOLDER.iterdir())


def listed(tmp_path, *lines):
    path = tmp_path / "list.txt"
    path.write_text("\n".join(("# A list", "", *lines)), encoding="utf-8")
    return path


def told(path, number):
    return rf"^{re.escape(str(path))}:{number}: "


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_is_well_formed_says_what_it_lists_and_is_read(path):
    assert READ_BY.get(path.stem, read_words)(path) == getattr(word_lists, path.stem.upper())
    assert path.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", ["stop_words", "after_wie"])
def test_words_that_meet_folded_text_are_folded(name):
    words = getattr(word_lists, name.upper())
    assert {word for word in words if german.fold(word) != word} == set()


@pytest.mark.parametrize("line", ["zwei wörter", "Groß", "drei3", "bei-strich"])
def test_what_is_no_single_word_in_small_letters_is_refused(tmp_path, line):
    path = listed(tmp_path, "gut", line)
    with pytest.raises(MalformedLineError, match=told(path, 4)):
        read_words(path)


def test_a_word_listed_twice_is_refused(tmp_path):
    path = listed(tmp_path, "gut", "besser", "gut")
    with pytest.raises(MalformedLineError, match=told(path, 5)):
        read_words(path)


@pytest.mark.parametrize("line", ["allein", "eins | ", "eins|zwei", "eins | | zwei", "eins | zwei | eins", "| eins"])
def test_what_is_no_group_of_different_words_is_refused(tmp_path, line):
    path = listed(tmp_path, "gut | fein", line)
    with pytest.raises(MalformedLineError, match=told(path, 4)):
        read_groups(path)


@pytest.mark.parametrize("line", [" vorn", "hinten ", "mitten  drin", "mit\ttabulator", " "])
@pytest.mark.parametrize("read", [read_words, read_groups])
def test_spaces_that_nobody_sees_are_refused(tmp_path, read, line):
    path = listed(tmp_path, line)
    with pytest.raises(MalformedLineError, match=told(path, 3)):
        read(path)


def test_comments_and_empty_lines_are_no_entries(tmp_path):
    path = listed(tmp_path, "eins | zwei", "", "# Ende")
    assert read_groups(path) == (("eins", "zwei"),)
