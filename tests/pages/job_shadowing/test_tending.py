"""What time does: visits take place, requests lapse, people are reminded, data are deleted and counts stay (F31)."""

import datetime as dt

import pytest
import time_machine
from django.core import mail as outbox
from django.core.management import call_command
from django.utils import timezone

from pages.job_shadowing import counts, duties, request_actions, states, tending
from pages.models import ShadowingCount, ShadowingFeedback, ShadowingRequest, ShadowingSlot, ShadowingStep
from portal.duties.answering import answering
from portal.extensions import Asker
from portal.models import User
from tests.pages.job_shadowing.factories import Rebental, address, again, client_of, step

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
MONDAY = dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rebental(portal, clock):
    return Rebental()


def kinds(user):
    found = list(duties.owed(answering(user.pk)))
    number = User.objects.filter(pk=user.pk).annotate(number=duties.number(Asker(user.pk, is_superuser=False)))
    assert number.get().number == len(found)
    return [duty.kind.removeprefix("job_shadowing.") for duty in found]


def test_f58_each_side_finds_its_part_under_what_is_due(rebental, clock):
    rebental.wants_approval()
    row = rebental.asked()
    assert (kinds(rebental.superior), kinds(rebental.host), kinds(rebental.guest)) == (["approve"], [], ["pledge"])
    step(rebental.superior, row, "approve")
    assert (kinds(rebental.superior), kinds(rebental.host)) == ([], ["confirm"])
    assert kinds(rebental.teammate) == ["confirm"]
    assert kinds(rebental.bystander) == kinds(rebental.stranger) == []
    rebental.pledged()
    assert kinds(rebental.guest) == []
    step(rebental.host, row, "confirm")
    assert kinds(rebental.host) == ["clients"]
    client_of(rebental.host).post(address(row, "gefragt/"), {"version": again(row).version})
    assert kinds(rebental.host) == []
    clock.move_to(again(row).ends_at + DAY)
    tending.close_passed()
    assert (kinds(rebental.guest), kinds(rebental.host)) == (["feedback_guest"], ["feedback_host"])
    client_of(rebental.guest).post(
        address(row, "rueckmeldung/guest/"), {"was_useful": "yes", "was_prepared": "partly", "note": "Gern wieder"}
    )
    assert kinds(rebental.guest) == []


def test_f58_the_page_of_what_is_due_shows_it(rebental):
    rebental.asked()
    page = client_of(rebental.host).get("/zu-erledigen/").content.decode()
    assert "Über Hospitation entscheiden: Ayla Korber" in page


def test_f30_feedback_has_three_questions_for_both_and_both_read_it(rebental, clock):
    row = rebental.confirmed()
    url = address(row, "rueckmeldung/host/")
    assert client_of(rebental.host).get(url).status_code == 302  # not before it took place
    clock.move_to(row.ends_at + DAY)
    tending.close_passed()
    form = client_of(rebental.host).get(url)
    assert len(form.context["form"].fields) == 3
    incomplete = client_of(rebental.host).post(url, {"was_useful": "no", "note": "Zu kurz"})
    assert incomplete.status_code == 422
    assert "Zu kurz" in incomplete.content.decode()
    sent = {"was_useful": "no", "was_prepared": "yes", "note": "Zu kurz"}
    assert client_of(rebental.guest).post(url, sent).status_code == 302
    assert not ShadowingFeedback.objects.exists()  # the guest does not answer for the host
    client_of(rebental.host).post(url, sent)
    assert "Zu kurz" in client_of(rebental.guest).get(address(row)).content.decode()
    assert client_of(rebental.host).post(url, sent).status_code == 422
    assert ShadowingFeedback.objects.count() == 1


def test_f30_what_nobody_decided_lapses_and_what_is_over_took_place(rebental, clock):
    open_one = rebental.asked(guest=rebental.colleague)
    row = rebental.confirmed()
    call_command("tend_job_shadowing", verbosity=0)
    assert (again(open_one).state, again(row).state) == (states.AT_HOST, states.CONFIRMED)
    clock.move_to(row.ends_at)
    assert tending.close_passed() == 2
    assert tending.close_passed() == 0
    assert (again(open_one).state, again(row).state) == (states.LAPSED, states.COMPLETED)
    assert step(rebental.host, row, "miss").status_code == 302
    assert again(row).state == states.MISSED


def test_f30_both_are_reminded_once_on_the_last_working_day_before(rebental, clock, django_capture_on_commit_callbacks):
    rebental.slot = rebental.a_slot(days=14)  # Monday, 7 December
    row = rebental.confirmed()
    for day, sent in ((3, 0), (4, 2), (5, 0)):  # Thursday, Friday, Saturday
        clock.move_to(dt.datetime(2026, 12, day, 7, tzinfo=dt.UTC))
        outbox.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            tending.remind()
        assert len(outbox.outbox) == sent, day
    assert again(row).reminded_at is not None


def test_f31_data_go_after_their_days_and_the_counts_stay(rebental, clock, settings):
    settings.PORTAL_JOB_SHADOWING_KEEP_DAYS = 30
    withdrawn = rebental.asked(guest=rebental.colleague)
    row = rebental.confirmed()
    request_actions.move_request(request=withdrawn, step="withdraw", version=1, by=rebental.colleague)
    day = timezone.localtime(row.starts_at).date()
    clock.move_to(row.ends_at + DAY)
    tending.close_passed()
    own, office = rebental.counselling.pk, rebental.office.pk

    def count(first=day, last=day):
        return dict(counts.visits_made([own, office], first, last))

    assert count() == {own: 1}
    assert count(day + DAY, day + DAY) == {own: 0}
    clock.move_to(row.ends_at + 29 * DAY)
    assert tending.purge() == 1  # withdrawn a week before the visit
    assert ShadowingRequest.objects.get() == row
    clock.move_to(row.ends_at + 31 * DAY)
    assert tending.purge() == 1
    assert tending.purge() == 0
    for model in (ShadowingRequest, ShadowingStep, ShadowingFeedback, ShadowingSlot):
        assert not model.objects.exists()
    assert ShadowingCount.objects.get().number == 1
    assert count() == {own: 1}
    assert count(day - DAY, day - DAY) == {own: 0}


def test_f31_who_did_not_come_is_not_counted(rebental, clock):
    row = rebental.confirmed()
    clock.move_to(row.ends_at + DAY)
    tending.close_passed()
    step(rebental.host, row, "miss")
    clock.move_to(row.ends_at + 200 * DAY)
    tending.purge()
    assert not ShadowingCount.objects.exists()
