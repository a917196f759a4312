"""F53: opening, due and lock date; the last day counts to 23:59:59 in Berlin, in summer and in winter."""

import datetime as dt

import pytest
from django.urls import reverse

from cases.access import actor
from cases.indicators import answer_actions, periods
from cases.indicators.errors import Locked, Refused
from cases.models import ReportingPeriod, Submission
from tests.cases.factories import signed_in

UTC = dt.UTC


@pytest.mark.parametrize(
    ("day", "last_second"),
    [
        (dt.date(2027, 1, 31), dt.datetime(2027, 1, 31, 22, 59, 59, 999999, tzinfo=UTC)),
        (dt.date(2026, 7, 31), dt.datetime(2026, 7, 31, 21, 59, 59, 999999, tzinfo=UTC)),
        (dt.date(2027, 3, 28), dt.datetime(2027, 3, 28, 21, 59, 59, 999999, tzinfo=UTC)),  # summer time begins
        (dt.date(2026, 10, 25), dt.datetime(2026, 10, 25, 22, 59, 59, 999999, tzinfo=UTC)),  # and ends
    ],
)
def test_f53_the_last_day_is_whole_in_berlin(day, last_second):
    assert not periods.is_over(day, last_second)
    assert periods.is_over(day, last_second + dt.timedelta(microseconds=1))


def test_f53_the_duties_of_a_year():
    due = {(one.kind, one.last_day): (one.due_on, one.clause) for one in periods.of_year(2026)}
    assert due["calendar_year", dt.date(2026, 12, 31)] == (dt.date(2027, 1, 15), "LÖ-RL 3.11.3")
    assert due["funding", dt.date(2026, 12, 31)] == (dt.date(2027, 3, 31), "LÖ-RL 3.10.1")
    assert due["half_year", dt.date(2026, 6, 30)] == (dt.date(2026, 7, 31), "LÖ-RL 3.11.2")
    assert all(one.locks_on > one.due_on for one in periods.of_year(2026))


@pytest.mark.django_db
def test_f53_a_form_takes_values_from_its_first_day_to_its_lock(carriers, clock):
    by, row = actor(carriers.jonas), carriers.submission
    locks = carriers.half_year.locks_on
    clock.move_to(dt.datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC))
    with pytest.raises(Refused):
        answer_actions.save_answers(submission=row, values={}, by=by)
    clock.move_to(dt.datetime(2026, 6, 30, 22, 0, tzinfo=UTC))
    answer_actions.save_answers(submission=row, values={}, by=by)
    clock.move_to(dt.datetime.combine(locks, dt.time(23, 59, 59), periods.BERLIN))
    answer_actions.save_answers(submission=row, values={}, by=by)
    clock.move_to(periods.end_of(locks))
    with pytest.raises(Locked):
        answer_actions.save_answers(submission=row, values={}, by=by)


@pytest.mark.django_db
def test_f53_values_for_a_locked_period_are_refused_and_stay_on_the_page(carriers, clock):
    browser = signed_in(carriers.jonas)
    address = reverse("indicators:submission", args=[carriers.submission.pk])
    state = browser.get(address).context["form"].state
    clock.move_to(periods.end_of(carriers.half_year.locks_on))
    answer = signed_in(carriers.jonas).post(address, {"plans": "12", "stand": state})
    assert answer.status_code == 409
    assert "gesperrt" in answer.content.decode() and 'value="12"' in answer.content.decode()


@pytest.mark.django_db
def test_f53_a_year_is_made_once_for_whoever_must_report(carriers):
    browser = signed_in(carriers.birgit)
    page = browser.get(reverse("indicators:periods"))
    values = {
        "jahr": "2027",
        "katalog": carriers.catalogue.pk,
        "arten": ["half_year", "calendar_year"],
        "wer": [f"o{carriers.sozialwerk.pk}"],
    }
    assert f"o{carriers.jobcenter.pk}" not in page.content.decode(), "a job centre reports nothing here"
    for _twice in range(2):
        assert browser.post(reverse("indicators:periods"), values).status_code == 302
    assert ReportingPeriod.objects.filter(first_day__year=2027).count() == 3
    made = Submission.objects.unrestricted().filter(period__first_day__year=2027)
    assert {row.organisation_id for row in made} == {carriers.sozialwerk.pk} and made.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["", "1", "zwanzig", "99999999999999999999"])
def test_f53_a_year_that_is_none_is_refused(carriers, year):
    values = {"jahr": year, "katalog": carriers.catalogue.pk, "arten": ["half_year"], "wer": ["o0"]}
    answer = signed_in(carriers.birgit).post(reverse("indicators:periods"), values)
    assert answer.status_code == 422 and {"jahr", "wer"} <= set(answer.context["form"].errors)
