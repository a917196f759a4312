"""All sums equal an independent recomputation, whatever was counted and whatever was typed (property tests)."""

import datetime as dt
import uuid
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.indicators import places
from cases.indicators.checks import Checked
from cases.indicators.queries import Before, catalogue_of
from cases.indicators.sums import Sums, sums_of
from cases.models import Tally

TOPICS = ["arbeit", "sprache", "wohnen", "gesundheit", "schule", "aufenthalt", "ehrenamt", "alltag"]
FORMS = ["beratung", "begleitung", "vermittlung", "netzwerk"]
KINDS = ["behoerden", "vereine"]
DAYS = [dt.date(2026, 6, 30), dt.date(2026, 7, 1), dt.date(2026, 11, 23), dt.date(2026, 12, 31), dt.date(2027, 1, 1)]
talk = st.tuples(st.just("counselling"), st.sampled_from(TOPICS), st.sampled_from(FORMS))
network = st.tuples(st.just("networking"), st.just(""), st.sampled_from(KINDS))
stroke = st.tuples(st.one_of(talk, network), st.sampled_from(DAYS), st.integers(1, 200), st.booleans())


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_strokes=st.lists(stroke, max_size=25))
def test_f62_sums_of_strokes_equal_a_count_by_hand(carriers, given_strokes):
    Tally.objects.unrestricted().delete()
    Tally.objects.bulk_create(
        Tally(
            pk=uuid.uuid4(),
            organisation=carriers.sozialwerk if is_own else carriers.brueckenhaus,
            day=day,
            talk=one[0],
            topic=one[1],
            form=one[2],
            number=number,
        )
        for one, day, number, is_own in given_strokes
    )
    expected: Counter[tuple[str, str, str]] = Counter()
    for (kind, topic, form), day, number, is_own in given_strokes:
        if is_own and dt.date(2026, 7, 1) <= day <= dt.date(2026, 12, 31):
            if kind == "counselling":
                expected["talks", "", ""] += number
                expected["contacts", topic, form] += number
            else:
                expected["networking", form, ""] += number
    found = sums_of(carriers.submission, list(carriers.catalogue.indicators.all()))
    assert found.values == dict(expected)


@pytest.mark.django_db
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_f55_totals_leave_out_what_is_no_number(carriers, data):
    catalogue = catalogue_of(carriers.half_year)
    contacts = next(one for one in catalogue.indicators if one.key == "contacts")
    values, expected, has_numbers = {}, 0, False
    for topic in TOPICS:
        kind = data.draw(st.sampled_from(["value", "nothing", "not_available"]))
        values[f"contacts.{topic}:art"] = kind
        for form in FORMS:
            number = data.draw(st.one_of(st.none(), st.integers(0, places.LARGEST)))
            values[f"contacts.{topic}.{form}"] = "" if number is None else str(number)
            if kind == "value" and number is not None:
                expected, has_numbers = expected + number, True
    checked = Checked(catalogue, values, Sums(), Before())
    assert checked.total(contacts) == (expected if has_numbers else None)
    rows = [sum(checked.numbers(place)) for place in catalogue.places_of(contacts)]
    assert sum(rows) == expected


@given(text=st.text(max_size=12))
def test_f55_only_plain_digits_are_a_number(text):
    try:
        number = places.whole_number(text)
    except ValueError:
        assert not (text and all(one in "0123456789" for one in text) and int(text) <= places.LARGEST)
    else:
        assert 0 <= number <= places.LARGEST and str(number) == (text.lstrip("0") or "0")


@given(now=st.integers(0, 10**6), before=st.integers(0, 10**6), percent=st.integers(1, 1000))
def test_f56_a_deviation_is_what_its_definition_says(now, before, percent):
    expected = (
        abs(now - before) >= places.SMALL_CHANGE and abs(now - before) / max(before, 1e-9) * 100 >= percent - 1e-9
    )
    assert places.deviates(now, before, percent) == expected
    assert not places.deviates(now, None, percent) and not places.deviates(now, before, None)
