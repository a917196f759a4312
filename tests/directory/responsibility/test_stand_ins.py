"""F22: who answers on a day, for any office with people who are there, away, gone or not yet come."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.models import Absence, Coverage, Deputy, Position, Service, TargetGroup
from directory.models.people import FOR_NOW
from directory.register.contact_cards import people
from directory.responsibility.answer import Choices, Question, answer
from directory.responsibility.cards import Card
from directory.responsibility.stand_ins import StandIn, deputies_of, first_there, names_answered_by
from search.documents import READER
from tests import factories

DAY = dt.date(2026, 11, 24)
OFFSETS = st.one_of(st.none(), st.integers(-3, 3).map(lambda offset: DAY + dt.timedelta(offset)))
PERIODS = st.tuples(OFFSETS, OFFSETS).filter(lambda days: not (days[0] and days[1] and days[1] < days[0]))
AWAY = st.sampled_from([None, DAY, DAY + dt.timedelta(20), FOR_NOW])
PEOPLE = st.lists(AWAY, max_size=5).map(
    lambda ends: tuple(StandIn(Position(pk=place), end) for place, end in enumerate(ends))
)
IN_DATABASE = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(PEOPLE)
def test_f22_somebody_absent_answers_never_and_nobody_only_if_all_are_absent(office):
    acting = first_there(office)
    assert (acting is None) == all(not person.is_there for person in office)
    if acting is not None:
        assert acting.is_there
        assert not any(person.is_there for person in office[: office.index(acting)]), "the order of the office counts"


@given(AWAY, PEOPLE)
def test_f22_the_next_deputy_is_another_one_who_is_there(contact_away, deputies):
    contact = StandIn(Position(pk=99), contact_away)
    card = Card(Service(), contact=contact, deputies=deputies)
    there = [person for person in (contact, *deputies) if person.is_there]
    assert card.acting is (there[0] if there else None)
    assert card.is_deputised == (bool(there) and not contact.is_there)
    assert card.deputy is next((person for person in there[1:] if person is not contact), None)


@pytest.fixture
def office(portal):
    return factories.OrganisationFactory(name="Sozialwerk am Rebenhang")


@pytest.mark.django_db
@IN_DATABASE
@given(st.lists(st.tuples(PERIODS, PERIODS), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_f22_deputies_come_in_order_and_are_there_exactly_on_days_without_absence_and_within_their_period(
    office, staff, chance
):
    contact = factories.PositionFactory(organisation=office)
    expected = []
    order = chance.sample(range(len(staff)), len(staff))
    for place, ((begin, end), (first, last)) in zip(order, staff, strict=True):
        position = factories.PositionFactory(organisation=office, valid_from=begin, valid_until=end)
        Deputy.objects.create(position=contact, deputy=position, sort_order=place)
        if first is not None:
            factories.away(position.person, first, last)
        is_away = first is not None and first <= DAY and (last is None or last >= DAY)
        expected.append((place, position.pk, position.is_valid_on(DAY) and not is_away))
    read = deputies_of([contact.pk], DAY, {READER})[contact.pk]
    assert [(person.position.pk, person.is_there) for person in read] == [row[1:] for row in sorted(expected)]


@pytest.mark.django_db
@IN_DATABASE
@given(st.lists(st.tuples(PERIODS, PERIODS), min_size=1, max_size=4), st.booleans(), st.randoms(use_true_random=False))
def test_f58_asked_from_the_deputies_side_the_same_person_answers(office, staff, is_away, chance):
    contact = factories.PositionFactory(organisation=office, person__user=factories.UserFactory())
    if is_away:
        factories.away(contact.person, DAY, DAY)
    order = chance.sample(range(len(staff)), len(staff))
    for place, ((begin, end), (first, last)) in zip(order, staff, strict=True):
        user = factories.UserFactory()
        position = factories.PositionFactory(organisation=office, valid_from=begin, valid_until=end, person__user=user)
        Deputy.objects.create(position=contact, deputy=position, sort_order=place)
        if first is not None:
            factories.away(position.person, first, last)
    acting = first_there(deputies_of([contact.pk], DAY, {READER})[contact.pk]) if is_away else None
    answering = {
        row.deputy.person.user_id: names_answered_by(row.deputy.person.user_id, DAY)
        for row in Deputy.objects.filter(position=contact)
    }
    expected = {contact.person.user_id: str(contact.person)}
    assert {user: names for user, names in answering.items() if names} == (
        {acting.position.person.user_id: expected} if acting else {}
    )


@pytest.mark.django_db
def test_f58_nobody_stands_in_for_themselves_or_for_a_closed_account(office):
    user, colleague = factories.UserFactory(), factories.UserFactory()
    own, away = (factories.PositionFactory(organisation=office, person__user=one) for one in (user, colleague))
    second = factories.PositionFactory(organisation=office, person=own.person)
    factories.deputies(second, own)
    factories.deputies(away, own)
    factories.away(away.person, DAY)
    assert names_answered_by(user.pk, DAY) == {colleague.pk: str(away.person)}
    colleague.is_active = False
    colleague.save()
    assert names_answered_by(user.pk, DAY) == {}


@pytest.mark.django_db
@IN_DATABASE
@given(st.lists(PERIODS, max_size=5))
def test_f19_the_answer_of_a_day_rests_only_on_what_is_valid_on_that_day(office, periods):
    Coverage.objects.all().delete()
    town, service = factories.MunicipalityFactory(), factories.ServiceFactory()
    for begin, end in periods:
        factories.CoverageFactory(
            municipality=town, service=service, organisation=office, valid_from=begin, valid_until=end
        )
    question = Question(town.pk, dt.datetime.combine(DAY, dt.time(12)), AnonymousUser())
    known = Choices((service,), tuple(TargetGroup.objects.all()))
    said = [card.coverage for card in answer(question, known)]
    valid = [row for row in Coverage.objects.order_by("pk") if row.is_valid_on(DAY)]
    assert [row for row in said if row is not None] == valid
    Coverage.objects.exclude(pk__in=[row.pk for row in valid]).delete()
    Absence.objects.all().delete()
    assert [card.coverage for card in answer(question, known)] == said


@pytest.mark.django_db
@pytest.mark.parametrize("visibility", ["own", "partners"])
def test_f67_cards_of_pages_and_of_responsibility_name_the_same_deputy(office, visibility):
    contact, hidden, open_one = (factories.PositionFactory(organisation=office) for _number in range(3))
    hidden.visibility = visibility
    hidden.save()
    factories.deputies(contact, hidden, open_one)
    factories.away(contact.person, DAY, DAY)
    coverage = factories.CoverageFactory(organisation=office, contact=contact)
    question = Question(coverage.municipality_id, dt.datetime.combine(DAY, dt.time(12)), AnonymousUser())
    [card] = answer(question, Choices((coverage.service,)))
    assert card.acting is not None
    assert card.acting.position == people([contact.pk], DAY)[contact.pk].stand_in
    assert card.acting.position == (hidden if visibility == "partners" else open_one)


@pytest.mark.django_db
def test_f19_an_organisation_answers_until_the_day_before_it_closes(office):
    office.closed_on = DAY
    office.save()
    coverage = factories.CoverageFactory(organisation=office)
    known = Choices((coverage.service,))

    def named(day: dt.date) -> list[Coverage | None]:
        question = Question(coverage.municipality_id, dt.datetime.combine(day, dt.time(12)), AnonymousUser())
        return [card.coverage for card in answer(question, known) if card.coverage]

    assert named(DAY - dt.timedelta(1)) == [coverage]
    assert named(DAY) == []
