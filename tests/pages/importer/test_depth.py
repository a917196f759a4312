"""F68: what is deeper than a page can be stays told apart at its lower end, and the editor accepts every number of a statute."""

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Locale

from pages import numbering
from pages.importer import depth
from pages.importer.depth import squeezed
from pages.importer.drafts import create_page
from pages.importer.outline import build_outline
from pages.importer.source_lines import read_lines
from pages.models import NormativePage
from tests.pages.documents.test_section_editor import edit, refused


def test_f68_what_fits_stays_as_it_is() -> None:
    assert squeezed([], 6) == []
    assert squeezed([1, 2, 3, 6, 1], 6) == [1, 2, 3, 6, 1]


def test_f68_the_upper_sections_of_a_branch_that_is_too_deep_give_way() -> None:
    """Book, division, title, §, (1), 1., a) in four levels, and a book with § directly below its division."""
    levels = [1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4]
    assert squeezed(levels, 4) == [1, 1, 1, 1, 2, 3, 4, 1, 2, 3, 4]


@settings(max_examples=60)
@given(st.lists(st.integers(1, 9), max_size=30))
def test_f68_no_level_is_beyond_the_most_and_siblings_stay_siblings(wild: list[int]) -> None:
    levels = fitted(wild)
    made, above = squeezed(levels, 4), depth.parents(levels)
    assert all(1 <= level <= 4 for level in made)
    for index, level in enumerate(made):
        others = [made[other] for other in range(len(made)) if above[other] == above[index]]
        assert set(others) == {level}
        assert above[index] < 0 or made[above[index]] in {level - 1, level}


def fitted(levels: list[int]) -> list[int]:
    """No level that skips one, as an outline has them."""
    made: list[int] = []
    for level in levels:
        made.append(min(level, made[-1] + 1 if made else 1))
    return made


@pytest.mark.parametrize(
    ("printed", "anchor"),
    [
        ("Buch 1", "buch-1"),
        ("Titel 2", "titel-2"),
        ("Untertitel 2a", "untertitel-2a"),
        ("Unterabschnitt 3", "unterabschnitt-3"),
        ("Hauptteil II", "hauptteil-2"),
        ("Unterkapitel 1", "unterkap-1"),
        ("Kapitel 4a", "kap-4a"),
        ("Abschnitt 2", "abschnitt-2"),
        ("Teil B", "teil-2"),
    ],
)
def test_f11_the_divisions_of_statutes_are_numbers(printed: str, anchor: str) -> None:
    number = numbering.parse(printed)
    assert number is not None
    assert numbering.slug([printed]) == anchor
    assert numbering.parse(numbering.following(number)) is not None


STATUTE = """# Gesetz über das Lesen im Rebental

## Buch 1 Grundlagen

### Abschnitt 1 Lesen

#### Titel 1 Kinder

##### Untertitel 1 Orte

###### Kapitel 1a Kleine Orte

§ 1 Räume

(1) Räume sind hell und liegen im Rebental.

(2) Der Verein stellt sie.

## Buch 2 Schluss

### Abschnitt 1 Geltung

§ 2 Inkrafttreten

(1) Das Gesetz gilt ab sofort.

(2) Es gilt im Rebental.
"""


def test_f68_the_draft_of_a_statute_can_be_saved_in_the_editor(editor: Client, portal: None) -> None:
    outline = build_outline(read_lines(STATUTE))
    assert max(section.level for section in outline.sections) > numbering.MAX_LEVEL
    parent = NormativePage.index_for(Locale.get_default())
    assert parent is not None
    page = create_page(outline=outline, parent=parent, source_name="gesetz.md")
    answer = edit(editor, page, page.sections.raw_data)
    assert refused(answer) == {}
    cited = [numbering.citation(section.path) for section in page.outline()]
    assert any(one.endswith("§ 1 Abs. 2") for one in cited) and any(one.endswith("§ 2 Abs. 1") for one in cited)
    assert max(section.level for section in page.outline()) <= numbering.MAX_LEVEL
