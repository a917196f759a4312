"""F57, R42: no sum, filter, difference or comparison gives a small figure away. Each rule is shown to be needed by one who leaves it out."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.indicators import suppression
from cases.indicators.suppression import TOTAL, Figure, Position, Published, Table, publish, publish_again
from tests.cases.indicators.attack import System

K = 3
PLACES = {"a": "nord", "b": "nord", "c": "sued", "d": "west", "e": "west"}
SLOW = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
QUICK = settings(max_examples=100, deadline=None)
numbers = st.one_of(st.integers(0, 3), st.integers(0, 8), st.just(0))


def table(rows: int, columns: int, values: dict[str, list[int]]) -> Table:
    names = [f"r{one}" for one in range(rows)] or [""]
    heads = [f"s{one}" for one in range(columns)] or [""]
    figures = []
    for organisation, numbers_ in values.items():
        cells = ((row, head) for row in names for head in heads)
        figures += [
            Figure(organisation, PLACES[organisation], row, head, number)
            for (row, head), number in zip(cells, numbers_, strict=True)
        ]
    return Table(tuple(filter(None, names)), tuple(filter(None, heads)), ("nord", "sued", "west"), tuple(figures))


@st.composite
def counties(draw: st.DrawFn, rows: int = 2, columns: int = 2, organisations: str = "abcd") -> Table:
    cells = max(rows, 1) * max(columns, 1)
    one = st.lists(numbers, min_size=cells, max_size=cells)
    return table(rows, columns, {name: draw(one) for name in organisations})


def has(figure: Figure, position: Position) -> bool:
    return position in suppression.positions_of(figure)


class Attacker:
    """Somebody of an organisation ("" for an outsider), with some tables as they were published."""

    def __init__(self, me: str, *seen: tuple[str, Table, Published]) -> None:
        self.me, self.system, self.seen = me, System(), seen
        for period, one, published in seen:
            for figure in self.others(one):
                key = self.key(period, figure)
                self.system.truth[key] = self.system.truth.get(key, 0) + figure.number
            for position, value in published.values.items():
                if value is not None:
                    self.system.know(self.parts(period, one, position))

    def others(self, one: Table) -> list[Figure]:
        return [figure for figure in one.figures if figure.organisation != self.me]

    def key(self, period: str, figure: Figure) -> tuple[str, ...]:
        return (period, figure.place, figure.row, figure.column)

    def parts(self, period: str, one: Table, position: Position) -> set[tuple[str, ...]]:
        return {self.key(period, each) for each in self.others(one) if has(each, position)}

    def narrowed_down(self) -> Iterator[str]:
        """What is found out although it should not be: of sums, and of what one place counted (often one organisation)."""
        for period, one, published in self.seen:
            for position in published.hidden if not published.is_withheld else ():
                left = self.parts(period, one, position)  # empty where nobody but the attacker reports
                if left and not self.is_open(left):
                    yield f"{self.me}: {period} {position} is {self.true(left)}"
        for key, number in self.system.truth.items():
            low, high = self.system.bounds_of([key]) if 0 < number < K else (0, number + 1)
            if low == high:
                yield f"{self.me}: {key} is {number}"

    def true(self, parts: set[tuple[str, ...]]) -> int:
        return sum(self.system.truth[each] for each in parts)

    def is_open(self, parts: set[tuple[str, ...]]) -> bool:
        """It could be another number, and k or more."""
        low, high = self.system.bounds_of(parts)
        return low < high and high >= K


def found_out(*seen: tuple[str, Table, Published]) -> list[str]:
    known = sorted({figure.organisation for _period, one, _shown in seen for figure in one.figures})
    return [found for me in ("", *known) for found in Attacker(me, *seen).narrowed_down()]


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (3, 0), (2, 2), (2, 3)])
def test_f57_no_attacker_narrows_a_figure_down(rows: int, columns: int) -> None:
    @SLOW
    @given(counties(rows, columns))
    def attack(county: Table) -> None:
        assert found_out(("h1", county, publish(county, k=K))) == []

    attack()


@QUICK
@given(counties(3, 3, "abcde"), st.integers(2, 6))
def test_f57_what_is_shown_is_true_and_never_small(county: Table, k: int) -> None:
    published = publish(county, k=k)

    for position, value in published.values.items():
        if value is not None:
            assert value == sum(one.number for one in county.figures if has(one, position))
            for me in ("", *"abcde"):
                left = sum(one.number for one in county.figures if one.organisation != me and has(one, position))
                assert left == 0 or left >= k


LARGE = table(2, 2, {"a": [5, 6, 7, 8], "b": [4, 9, 5, 6], "c": [7, 5, 8, 4], "d": [6, 7, 5, 9]})
ONE_SMALL = table(2, 2, {"a": [1, 6, 7, 8], "b": [0, 9, 5, 6], "c": [0, 5, 8, 4], "d": [0, 7, 5, 9]})


def test_f57_large_figures_are_all_shown() -> None:
    assert publish(LARGE, k=K).hidden == frozenset()


def test_f57_a_small_cell_takes_three_more_with_it() -> None:
    cells = {position for position in publish(ONE_SMALL, k=K).hidden if position[0] == "cell"}

    assert cells == {("cell", row, column) for row in ("r0", "r1") for column in ("s0", "s1")}
    assert publish(ONE_SMALL, k=K).values[TOTAL] == sum(one.number for one in ONE_SMALL.figures)


def test_f57_what_remains_without_the_own_figures_must_not_be_small_either() -> None:
    county = table(2, 2, {"a": [50, 6, 7, 8], "b": [1, 9, 5, 6], "c": [1, 5, 8, 4], "d": [0, 7, 5, 9]})

    assert publish(county, k=K).values["cell", "r0", "s0"] is None


def test_f57_two_organisations_publish_nothing() -> None:
    assert publish(table(2, 2, {"a": [5, 6, 7, 8], "b": [4, 9, 5, 6]}), k=K).is_withheld


@pytest.mark.parametrize(
    "weakened",
    [
        {"weak": lambda *_: None},  # no complementary positions
        {"small": lambda *_: frozenset()},  # nothing counts as small
        {"leads": lambda *_args, **_kwargs: True},  # every hidden position is thought to be free
    ],
    ids=["complement", "small", "cycles"],
)
def test_f57_the_attack_finds_what_a_weaker_rule_gives_away(
    weakened: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in weakened.items():
        monkeypatch.setattr(suppression, name, value)
    counties_ = [
        ONE_SMALL,
        table(0, 0, {"a": [1], "b": [4], "c": [6]}),
        table(0, 0, {"a": [0], "b": [2], "c": [0]}),
        table(2, 0, {"a": [5, 4], "b": [2, 6]}),
    ]

    assert any(found_out(("h1", county, publish(county, k=K))) for county in counties_)


def test_f57_attackers_subtract_their_own_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """An outsider alone is not the measure."""
    monkeypatch.setattr(Table, "attackers", lambda self: iter([suppression.Attacker(self.sums, frozenset())]))
    county = table(2, 2, {"a": [50, 6, 7, 8], "b": [0, 9, 5, 6], "c": [2, 5, 8, 4], "d": [0, 7, 5, 9]})

    assert publish(county, k=K).hidden == frozenset()
    left = Attacker("a", ("h1", county, publish(county, k=K)))
    assert left.system.bounds_of(left.parts("h1", county, ("cell", "r0", "s0"))) == (2, 2)


@SLOW
@given(counties(2, 2, "abc"), counties(2, 2, "abc"))
def test_f57_the_year_gives_no_half_of_it_away(first: Table, second: Table) -> None:
    """The year is the sum of its halves, position by position, and everybody knows it."""
    year = Table(first.rows, first.columns, first.places, (*first.figures, *second.figures))
    halves = [publish(first, k=K), publish(second, k=K)]
    whole = publish(year, k=K, forced=halves[0].hidden | halves[1].hidden)

    for position, value in whole.values.items():
        if value is not None:
            assert None not in (halves[0].values[position], halves[1].values[position])
    # All it shows follows from the halves, so that two attacks on those alone are complete.
    assert found_out(("h1", first, halves[0])) == []
    assert found_out(("h2", second, halves[1])) == []


def test_f57_a_year_shown_by_its_own_rule_alone_gives_a_half_away() -> None:
    """Why the hidden positions of the halves stay hidden in the year."""
    first, second = ONE_SMALL, LARGE
    year = Table(first.rows, first.columns, first.places, (*first.figures, *second.figures))
    shown = publish(year, k=K)
    second_shown = publish(second, k=K)

    assert publish(first, k=K).values["cell", "r0", "s0"] is None
    assert shown.values["cell", "r0", "s0"] - second_shown.values["cell", "r0", "s0"] == 1


def with_more(county: Table, organisation: str, values: list[int]) -> Table:
    more = table(len(county.rows), len(county.columns), {organisation: values})
    return Table(county.rows, county.columns, county.places, (*county.figures, *more.figures))


def differing(me: str, before: Table, shown: Published, after: Table, again: Published) -> System:
    """Both states as one system, the late report an unknown of its own in the second."""
    attacker = Attacker(me, ("h1", before, shown))
    system = attacker.system
    late = [one for one in after.figures if one not in before.figures or one.organisation == "e"]
    system.truth |= {attacker.key("late", one): one.number for one in late}
    for position, value in again.values.items():
        if value is not None:
            more = {attacker.key("late", one) for one in late if has(one, position)}
            system.know(attacker.parts("h1", before, position) | more)
    return system


@SLOW
@given(counties(2, 2, "abc"), st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_f57_a_late_report_is_not_what_two_states_differ_by(county: Table, late: list[int]) -> None:
    shown, later = publish(county, k=K), with_more(county, "e", late)
    again = publish_again(later, k=K, shown=shown, earlier=[county])

    if again is not None:
        for me in ("", "a", "b", "c"):
            system = differing(me, county, shown, later, again)
            for number, (row, column) in zip(late, ((r, c) for r in county.rows for c in county.columns), strict=True):
                if 0 < number < K:
                    # Who reports late adds to what was there before: nothing else has changed.
                    low, high = system.bounds_of([("late", "west", row, column)])
                    assert low < high


def test_f57_a_small_late_report_waits() -> None:
    shown = publish(LARGE, k=K)

    assert publish_again(with_more(LARGE, "e", [1, 0, 0, 0]), k=K, shown=shown, earlier=[LARGE]) is None
    assert publish_again(with_more(LARGE, "e", [4, 3, 5, 9]), k=K, shown=shown, earlier=[LARGE]) is not None


def test_f57_a_correction_never_shows_what_was_hidden() -> None:
    shown = publish(ONE_SMALL, k=K)
    corrected = table(2, 2, {"a": [9, 6, 7, 8], "b": [8, 9, 5, 6], "c": [7, 5, 8, 4], "d": [9, 7, 5, 9]})
    again = publish_again(corrected, k=K, shown=shown, earlier=[ONE_SMALL])

    assert again is None or again.hidden == shown.hidden


def test_f57_a_correction_to_a_small_figure_is_not_shown() -> None:
    """Hiding it now would not help: its neighbours were shown before."""
    assert publish_again(ONE_SMALL, k=K, shown=publish(LARGE, k=K), earlier=[LARGE]) is None


def test_f57_a_large_table_is_judged_in_time() -> None:
    names = [f"o{one}" for one in range(50)]
    figures = [
        Figure(name, f"ort{place % 12}", f"r{row}", f"s{column}", (place * 7 + row * 3 + column) % 5)
        for place, name in enumerate(names)
        for row in range(10)
        for column in range(6)
    ]
    rows, columns = tuple(f"r{one}" for one in range(10)), tuple(f"s{one}" for one in range(6))
    county = Table(rows, columns, tuple(f"ort{one}" for one in range(12)), tuple(figures))

    assert not publish(county, k=K).is_withheld
