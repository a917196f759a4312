"""What somebody types for a place, and which municipality is meant."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.gazetteer import Town, gazetteer

MERGED, TODAY = dt.date(2025, 12, 31), dt.date(2026, 11, 21)
TOWNS = gazetteer(
    [
        Town(1, "08999001", "Ansbronn", postcodes=("74950", "74951"), places=("Altstadt", "Ansbronn-West")),
        Town(2, "08999002", "Grünranken", postcodes=("74969",), places=("Rankhöfe",)),
        Town(3, "08999003", "Oberlauben", postcodes=("74955",)),
        Town(4, "08999004", "Unterlauben", postcodes=("74955", "74956")),
        Town(5, "08999005", "Steinkelter", postcodes=("74953",), places=("Altstadt",)),
        Town(6, "08999006", "Kelterau", valid_until=MERGED, successors=(5,), postcodes=("74954",)),
        Town(7, "08999007", "Sankt Pankraz", postcodes=("74990",)),
        Town(8, "08999008", "Neurebtal", valid_from=dt.date(2027, 1, 1)),
        Town(9, "08999009", "Rebtal", valid_until=dt.date(2026, 12, 31), successors=(8,)),
    ]
)


def names(text: str) -> list[str]:
    return [match.town.name for match in TOWNS.find(text)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ansbronn", ["Ansbronn"]),
        ("ANSBRONN", ["Ansbronn"]),
        ("Stadt Ansbronn", ["Ansbronn"]),
        ("Gruenranken", ["Grünranken"]),
        ("Grunranken", ["Grünranken"]),
        ("Grün", ["Grünranken"]),
        ("Rankhöfe", ["Grünranken"]),
        ("Ansbron", ["Ansbronn"]),
        ("Ansborn", ["Ansbronn"]),
        ("Anzbronn", ["Ansbronn"]),
        ("Altstadt", ["Ansbronn", "Steinkelter"]),
        ("74955", ["Oberlauben", "Unterlauben"]),
        ("74955 Unterlauben", ["Unterlauben"]),
        ("74956", ["Unterlauben"]),
        ("74956 Ansbronn", ["Ansbronn", "Unterlauben"]),
        ("12345 Ansbronn", ["Ansbronn"]),
        ("08999002", ["Grünranken"]),
        ("St. Pankraz", ["Sankt Pankraz"]),
        ("Pankraz", ["Sankt Pankraz"]),
        ("99999", []),
        ("Nirgendwo", []),
        ("", []),
        ("?!", []),
    ],
)
def test_f20_a_place_is_found_however_it_is_typed(typed, meant):
    assert names(typed) == meant


def test_f20_a_merged_municipality_resolves_by_its_period():
    old = TOWNS.towns[6]
    assert [place.town.name for place in TOWNS.on(old, MERGED)] == ["Kelterau"]
    [place] = TOWNS.on(old, TODAY)
    assert (place.town.name, place.former.name) == ("Steinkelter", "Kelterau")


def test_f20_a_municipality_to_come_is_still_what_it_is_made_of():
    new = TOWNS.towns[8]
    assert [place.town.name for place in TOWNS.on(new, TODAY)] == ["Rebtal"]
    assert [place.town.name for place in TOWNS.on(new, dt.date(2027, 1, 1))] == ["Neurebtal"]


def test_municipalities_stand_in_german_order():
    towns = gazetteer([Town(1, "1", "Zehntheim"), Town(2, "2", "Öhlbronn"), Town(3, "3", "Alt", valid_until=MERGED)])
    assert [town.name for town in towns.standing(TODAY)] == ["Öhlbronn", "Zehntheim"]


def test_a_circle_of_successors_ends():
    end = dt.date(2020, 1, 1)
    circle = gazetteer(
        [Town(1, "1", "A", valid_until=end, successors=(2,)), Town(2, "2", "B", valid_until=end, successors=(1,))]
    )
    assert circle.on(circle.towns[1], TODAY) == []


@given(st.text(max_size=40))
def test_no_text_breaks_the_search_for_a_place(text):
    TOWNS.find(text)
    assert len(TOWNS.suggest(text)) <= 8
