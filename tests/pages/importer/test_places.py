"""Where numbers stand: what follows what, what restarts, what is too far away, which reading wins."""

from textwrap import dedent

import pytest

from pages.importer.outline import build_outline
from pages.importer.sections.hierarchy import BEAM, HOPELESS, prune
from pages.importer.sections.line_marks import Mark, marks
from pages.importer.sections.places import list_places, misplaced, section_places, succession
from pages.importer.sections.plausibility import item_look, section_look
from pages.importer.sections.states import Open, State
from pages.importer.sections.surroundings import Context
from pages.importer.source_lines import read_lines


def tree(text: str) -> list[tuple[str, str]]:
    outline = build_outline(read_lines(dedent(text).strip("\n")))
    return [(" > ".join(section.path), section.heading) for section in outline.sections]


def mark(text: str, scheme: str = "") -> Mark:
    return next(reading for reading in marks(text) if scheme in {"", reading.scheme})


def context(text: str, **signs: object) -> Context:
    usual = {
        "more": "",
        "gap": True,
        "gap_after": True,
        "styled": False,
        "mid_sentence": 0.0,
        "intro": False,
        "unfinished": False,
        "in_parties": False,
        "prose_before": False,
        "title_next": False,
    }
    return Context(index=5, readings=tuple(marks(text)), **{**usual, **signs})


@pytest.mark.parametrize(
    ("last", "values", "worth"),
    [
        ((3,), (4,), 2.0),
        ((3,), (3, 1), 2.5),
        ((3, 2, 1), (3, 3), 2.0),
        ((3,), (3, 1, 1), 0.5),
        ((3,), (3, 2), -0.5),
        ((3,), (5,), -1.0),
        ((3, 1), (5, 2), -2.0),
        ((3, 1), (6, 1), -2.5),
        ((3,), (6,), None),
        ((3,), (2,), None),
        ((3, 1), (3,), None),
        ((3,), (3, 3), None),
        ((3,), (3,), -3.0),
    ],
)
def test_f9_how_well_a_number_follows_another(
    last: tuple[int, ...], values: tuple[int, ...], worth: float | None
) -> None:
    assert succession(last, values) == worth


def test_f9_a_number_with_a_letter_follows_the_one_without() -> None:
    assert succession((5,), (5,), ("", "a")) == 2.0
    assert succession((5,), (5,), ("a", "a")) < 0


@pytest.mark.parametrize(
    ("above", "text", "penalty"),
    [
        ("§", "(1) Satz", 0.0),
        ("(n)", "§ 1 Titel", -5.0),
        ("§", "§ 2 Titel", -8.0),
        ("annex", "§ 2 Titel", 0.0),
        ("decimal", "I. Titel", -1.0),
        ("I.", "A. Titel", 0.0),
        ("decimal", "(1) Satz", 0.0),
        ("(n)", "1. Satz", -5.0),
    ],
)
def test_f9_what_may_stand_below_what(above: str, text: str, penalty: float) -> None:
    assert misplaced(Open(True, above, (1,), 0), mark(text)) == penalty


def test_f9_a_number_never_stands_below_one_of_its_own_kind() -> None:
    state = State(stack=(Open(True, "§", (1,), 0), Open(True, "(n)", (2,), 1)), last={"§": (1,), "(n)": (2,)})
    places = [(stack, note) for stack, _worth, note in section_places(state, mark("(3) Satz"))]
    assert places == [(state.stack[:1], "")]


@pytest.mark.parametrize(("head", "notes"), [(3, ["duplicate", "restart"]), (0, ["duplicate"])])
def test_f9_numbers_restart_only_below_a_heading_that_came_since(head: int, notes: list[str]) -> None:
    state = State(stack=(Open(True, "§", (1,), 2),), last={"§": (1,)}, head=head)
    assert [note for _stack, _worth, note in section_places(state, mark("§ 1 Titel"))] == notes


def test_f9_items_follow_in_their_list() -> None:
    state = State(stack=(Open(False, "a)", (1,), 2),))
    place = context("b) Wort")
    assert [worth for _stack, worth in list_places(state, mark("b) Wort"), place)] == [3.0]
    assert [worth for _stack, worth in list_places(state, mark("c) Wort", "a)"), place)] == [-0.5]
    assert list(list_places(state, mark("d) Wort"), place)) == []
    after_prose = context("b) Wort", prose_before=True)
    assert [worth for _stack, worth in list_places(state, mark("b) Wort"), after_prose)] == [2.0]


@pytest.mark.parametrize(
    ("sign", "value"), [("styled", True), ("mid_sentence", 1.0), ("intro", False), ("in_parties", False)]
)
def test_f9_what_speaks_against_a_list_item(sign: str, value: object) -> None:
    text = "1. Beratung der Träger"
    for_item = context(text, intro=True, in_parties=True)
    against = context(text, **{"intro": True, "in_parties": True, sign: value})
    assert item_look(against, mark(text)) < item_look(for_item, mark(text))


@pytest.mark.parametrize(
    ("sign", "value"),
    [
        ("styled", False),
        ("gap", False),
        ("mid_sentence", 1.0),
        ("intro", True),
        ("unfinished", True),
        ("in_parties", True),
    ],
)
def test_f9_what_speaks_against_a_section(sign: str, value: object) -> None:
    text = "1. Beratung"
    against = context(text, **{"styled": True, sign: value})
    assert section_look(against, mark(text)) < section_look(context(text, styled=True), mark(text))


def test_f9_numbers_of_several_parts_count_items_only_in_a_list_that_has_begun() -> None:
    place = context("1.1 Wort", intro=True)
    assert list(list_places(State(), mark("1.1 Wort"), place)) == []
    begun = State(stack=(Open(False, "decimal", (1,), 2),))
    assert [worth for _stack, worth in list_places(begun, mark("1.1 Wort"), place)] == [3.0]
    assert item_look(context("§ 1 Wort", intro=True), mark("§ 1 Wort")) is None


def test_f9_a_letter_in_a_heading_style_goes_on_with_the_letters() -> None:
    text = """
        # A. Anfang

        Der Anfang ist gemacht.

        # H. Ausnahmen

        Ausnahmen gibt es keine.

        # I. Inkrafttreten

        Sie gilt ab morgen.

        # II. Ende

        Das Ende ist nah.
        """
    outline = build_outline(read_lines(dedent(text).strip("\n")))
    assert [(section.number, section.note) for section in outline.sections] == [
        ("A.", ""),
        ("H.", "gap"),
        ("I.", ""),
        ("II.", "gap"),
    ]


def test_f9_a_list_whose_first_number_could_be_a_section_is_read_by_what_comes_after_it() -> None:
    text = """
        Vereinbarung

        1. Aufgaben

        Die Stelle

        1. berät

        2. begleitet

        3. vermittelt

        Mehr nicht.

        2. Kosten

        Die Kosten trägt der Kreis.

        3. Dauer

        Sie gilt auf Dauer.
        """
    assert tree(text)[1:] == [("1", "Aufgaben"), ("2", "Kosten"), ("3", "Dauer")]


def test_f9_a_reading_that_falls_behind_is_followed_until_it_is_hopeless() -> None:
    scores = {"§": 0.0, "artikel": 1.0 - HOPELESS, "teil": -1.0 - HOPELESS}
    states = [State(score, (Open(True, scheme, (1,), 0),)) for scheme, score in scores.items()]
    assert [state.stack[0].scheme for state in prune(states)] == ["§", "artikel"]


def test_f9_of_readings_with_the_same_future_the_best_is_kept_and_no_more_than_a_beam_of_others() -> None:
    same = [State(score, (Open(True, "§", (1,), 0),)) for score in (1.0, 3.0, 2.0)]
    assert [state.score for state in prune(same)] == [3.0]
    others = [State(0.0, (Open(True, "§", (number,), 0),)) for number in range(2 * BEAM)]
    assert len(prune(others)) == BEAM


def test_f9_a_document_in_heading_styles_has_no_other_headings() -> None:
    text = """
        # Vereinbarung

        ## 1. Ziel

        Das Ziel ist klar.

        ## 2. Weg

        Kosten

        Die Kosten trägt der Kreis, wenn der Verein sie bis zum Ende des Jahres belegt.
        """
    assert tree(text) == [("", "Vereinbarung"), ("1", "Ziel"), ("2", "Weg")]
    plain = text.replace("#", "")
    assert ("2", "Kosten") in tree(plain)


def test_f9_annexes_that_are_only_announced_hold_nothing() -> None:
    text = """
        Vereinbarung

        § 1 Zweck

        Das Haus ist offen.

        Anlage 1: Karte der Orte

        Anlage 2: Liste der Räume

        Anlage 1: Karte der Orte

        Die Karte zeigt alle Orte.

        Anlage 2: Liste der Räume

        Die Liste nennt alle Räume.
        """
    assert [path for path, _heading in tree(text)] == ["", "§ 1", "Anlage 1", "Anlage 2"]
