"""F53, F55, F56, F62: the form is filled from the tally, keeps four answers apart, and asks for a reason where one is due."""

import pytest
from django.urls import reverse

from cases.access import actor
from cases.indicators import submission_actions
from cases.indicators.queries import answers_of
from cases.models import Answer, ReportingPeriod, Submission, SubmissionStep
from portal.identity.auth import OrganisationRole
from tests.cases.factories import member, signed_in
from tests.cases.indicators.carriers import TODAY

pytestmark = pytest.mark.django_db


def address(carriers, name="submission"):
    return reverse(f"indicators:{name}", args=[carriers.submission.pk])


def state_of(response):
    return response.context["form"].state


def cells(response):
    table = response.context["table"]
    return {cell.name: cell for block in table.blocks for row in block.rows for cell in row.cells}


def test_f62_the_form_is_filled_from_the_tally_and_says_so(carriers):
    for _each in range(3):
        carriers.stroke("sprache", "vermittlung")
    page = signed_in(carriers.jonas).get(address(carriers))
    cell = cells(page)["contacts.sprache.vermittlung"]
    assert (cell.value, cell.mark) == ("3", "tally")
    assert cells(page)["contacts.wohnen.beratung"].mark == "open"
    assert 'class="cell cell--tally" data-cell="contacts.sprache.vermittlung"' in page.content.decode()


def test_f62_a_corrected_value_shows_what_was_counted_and_asks_for_a_reason(carriers):
    carriers.stroke("sprache", "vermittlung")
    browser = signed_in(carriers.jonas)
    values = carriers.complete(contacts__sprache__vermittlung="17", talks="1")
    answer = browser.post(address(carriers, "submit"), {**values, "stand": state_of(browser.get(address(carriers)))})
    assert answer.status_code == 422
    assert "gezählt: 1" in answer.content.decode()
    assert "contacts.sprache:grund" in answer.context["problems"]
    values["contacts.sprache:grund"] = "Zwei Zettel nachgetragen"
    answer = browser.post(address(carriers, "submit"), {**values, "stand": state_of(answer)})
    assert answer.status_code == 302
    carriers.submission.refresh_from_db()
    assert carriers.submission.state == "submitted"


def test_f54_after_a_refused_handing_in_saving_does_not_hand_in(carriers):
    browser = signed_in(carriers.jonas)
    values = {**carriers.complete(talks=""), "stand": state_of(browser.get(address(carriers)))}
    content = browser.post(address(carriers, "submit"), values).content.decode()
    assert f'action="{address(carriers)}"' in content and f'data-save="{address(carriers)}"' in content


def test_f62_a_value_taken_over_follows_the_tally_until_it_is_handed_in(carriers):
    carriers.stroke()
    browser = signed_in(carriers.jonas)
    page = browser.get(address(carriers))
    browser.post(address(carriers), {"contacts.arbeit.beratung": "1", "stand": state_of(page)})
    carriers.stroke()
    assert cells(browser.get(address(carriers)))["contacts.arbeit.beratung"].value == "2"


def test_f55_four_answers_are_kept_apart(carriers):
    browser = signed_in(carriers.jonas)
    values = {
        "plans": "0",
        "contacts.ehrenamt:art": "nothing",
        "contacts.aufenthalt:art": "not_available",
        "contacts.aufenthalt:grund": "Bogen verloren",
        "stand": state_of(browser.get(address(carriers))),
    }
    assert browser.post(address(carriers), values).status_code == 302
    stored = answers_of(carriers.submission)
    assert (stored["plans", "", ""].kind, stored["plans", "", ""].number) == ("value", 0)
    assert stored["contacts", "ehrenamt", ""].kind == "nothing"
    assert stored["contacts", "aufenthalt", ""].kind == "not_available"
    assert ("contacts", "wohnen", "beratung") not in stored
    content = browser.get(address(carriers)).content.decode()
    assert "entfällt" in content and "fehlt" in content


def test_f55_an_open_field_is_not_handed_in_as_zero(carriers):
    browser = signed_in(carriers.jonas)
    values = carriers.complete(contacts__wohnen__netzwerk="")
    answer = browser.post(address(carriers, "submit"), {**values, "stand": state_of(browser.get(address(carriers)))})
    assert answer.status_code == 422
    assert list(answer.context["problems"]) == ["contacts.wohnen.netzwerk"]
    assert answers_of(carriers.submission)["contacts", "wohnen", "beratung"].number == 20, "what was typed is kept"


def test_f55_one_button_answers_what_is_open_with_zero(carriers):
    browser = signed_in(carriers.jonas)
    values = {"plans": "3", "contacts.ehrenamt:art": "nothing", "aktion": "nullen"}
    browser.post(address(carriers), {**values, "stand": state_of(browser.get(address(carriers)))})
    stored = answers_of(carriers.submission)
    assert stored["plans", "", ""].number == 3
    assert stored["contacts", "wohnen", "beratung"].number == 0
    assert stored["contacts", "ehrenamt", ""].kind == "nothing"


@pytest.mark.parametrize("typed", ["-1", "1,5", "1.5", "12 345", "viele", "=1+1", "٣", "1000000", "1" * 12, "²"])
def test_f55_what_is_no_whole_number_is_refused_at_its_field_and_stays(carriers, typed):
    browser = signed_in(carriers.jonas)
    page = browser.get(address(carriers))
    answer = browser.post(address(carriers), {"plans": typed, "persons": "4", "stand": state_of(page)})
    assert answer.status_code == 422
    assert "ganze Zahl" in cells(answer)["plans"].error
    assert cells(answer)["plans"].value == typed
    assert cells(answer)["persons"].value == "4"
    assert not Answer.objects.unrestricted().exists()


def test_f56_a_row_off_the_period_before_needs_a_reason(carriers):
    first = ReportingPeriod.objects.get(name="1. Halbjahr 2026")
    earlier = Submission.objects.unrestricted().get(period=first, organisation=carriers.sozialwerk)
    earlier.unlocked_until = TODAY
    earlier.save()
    carriers.submitted(earlier)
    browser = signed_in(carriers.jonas)
    values = carriers.complete(contacts__wohnen__beratung="60")
    answer = browser.post(address(carriers, "submit"), {**values, "stand": state_of(browser.get(address(carriers)))})
    assert list(answer.context["problems"]) == ["contacts.wohnen:grund"]
    assert "120 statt 80 im Zeitraum davor (+50 %)" in answer.content.decode()


def test_f75_two_people_see_both_values_and_choose(carriers):
    first, second = signed_in(carriers.jonas), signed_in(member(carriers.sozialwerk, OrganisationRole.REPORTER))
    seen = state_of(first.get(address(carriers))), state_of(second.get(address(carriers)))
    assert first.post(address(carriers), {"plans": "5", "stand": seen[0]}).status_code == 302
    answer = second.post(address(carriers), {"plans": "7", "persons": "3", "stand": seen[1]})
    assert answer.status_code == 409
    content = answer.content.decode()
    assert '<span class="conflict__value">5</span>' in content and '<span class="conflict__value">7</span>' in content
    assert answers_of(carriers.submission)["plans", "", ""].number == 5
    again = {"plans": "7", "wahl-plans": "eingabe", "persons": "3", "stand": state_of(answer)}
    assert second.post(address(carriers), again).status_code == 302
    assert answers_of(carriers.submission)["plans", "", ""].number == 7


def test_f54_handed_in_twice_is_handed_in_once(carriers):
    browser = signed_in(carriers.jonas)
    values = {**carriers.complete(), "stand": state_of(browser.get(address(carriers)))}
    assert browser.post(address(carriers, "submit"), values).status_code == 302
    assert browser.post(address(carriers, "submit"), values).status_code == 302
    assert SubmissionStep.objects.unrestricted().filter(name="submit").count() == 1


def test_f55_what_is_saved_while_typing_comes_back_as_figures(carriers):
    browser = signed_in(carriers.jonas)
    page = browser.get(address(carriers))
    values = {"contacts.arbeit.beratung": "4", "contacts.arbeit.netzwerk": "2", "stand": state_of(page)}
    answer = browser.post(address(carriers), values, headers={"sec-fetch-mode": "cors"})
    assert answer.json()["rows"]["contacts.arbeit"] == 6
    assert answer.json()["totals"]["contacts"] == 6
    answer = browser.post(
        address(carriers), {**values, "plans": "x", "stand": answer.json()["state"]}, headers={"sec-fetch-mode": "cors"}
    )
    assert answer.status_code == 422 and "plans" in answer.json()["errors"]


def test_r20_a_stranger_s_submission_is_not_there(carriers):
    for user in (carriers.yasemin, carriers.ayla, carriers.tomasz):
        assert signed_in(user).get(address(carriers)).status_code == 404
    assert signed_in(carriers.birgit).get(address(carriers)).status_code == 404, "raw values only in the review"
    assert signed_in(carriers.mirko).get(address(carriers)).status_code == 200


def test_f54_who_leads_reads_and_does_not_write(carriers):
    page = signed_in(carriers.mirko).get(address(carriers))
    assert "Prüfen und abgeben" not in page.content.decode()
    with pytest.raises(submission_actions.Refused):
        submission_actions.submit(submission=carriers.submission, version=1, by=actor(carriers.mirko))


def test_f62_a_count_nobody_touched_is_the_one_of_now(carriers):
    """A colleague taps on while the page is open: that is no correction and asks for no reason."""
    carriers.stroke()
    browser = signed_in(carriers.jonas)
    page = browser.get(address(carriers))
    assert 'name="contacts.arbeit.beratung:gezaehlt" value="1"' in page.content.decode()
    carriers.stroke()
    values = {"contacts.arbeit.beratung": "1", "contacts.arbeit.beratung:gezaehlt": "1", "stand": state_of(page)}
    answer = browser.post(address(carriers), values, headers={"sec-fetch-mode": "cors"})
    assert answer.json()["counted"]["contacts.arbeit.beratung"] == 2
    stored = answers_of(carriers.submission)["contacts", "arbeit", "beratung"]
    assert (stored.number, stored.tallied) == (2, 2)
