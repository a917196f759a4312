"""R43: mails are neutral, reach the mail server once it is there again, and only those who may still read them."""

import datetime as dt
import re
import smtplib
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.db.models import Q
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task_backends
from django_tasks_db.models import DBTaskResult

from portal import mail
from portal.calendar_files import CANCELLED, CONFIRMED, Address, CalendarEntry, CalendarPart, invitation
from portal.models import OutgoingMail
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
ROOT = Path(__file__).resolve().parents[2]
FRAME = "portal/mail/frame.txt"
NEUTRAL = FRAME  # any template will do: it has a first line and a rest

# What a mail may name, by template. Nothing here may be personal beyond the recipient's own name.
ALLOWED: dict[str, set[str]] = {
    FRAME: {"name", "body", "portal", "county", "office", "phone", "hours"},
    "cases/indicators/mail/accepted.txt": {"page"},
    "cases/indicators/mail/due.txt": {"due", "page"},
    "cases/indicators/mail/opened_again.txt": {"until", "page"},
    "cases/indicators/mail/proof_accepted.txt": {"page"},
    "cases/indicators/mail/proof_due.txt": {"due", "page"},
    "cases/indicators/mail/proof_returned.txt": {"page"},
    "cases/indicators/mail/proof_submitted.txt": {"page"},
    "cases/indicators/mail/proof_to_accept.txt": {"page"},
    "cases/indicators/mail/returned.txt": {"page"},
    "cases/indicators/mail/submitted.txt": {"page"},
    "cases/indicators/mail/to_accept.txt": {"page"},
    "cases/referrals/mail/something_waits.txt": {"page"},
    "directory/upkeep/mail/central_changed.txt": {"number", "organisations", "page"},
    "directory/upkeep/mail/confirm_entries.txt": {"entries", "due", "page"},
    "directory/upkeep/mail/contacts_changed.txt": {"number", "organisations", "page"},
    "directory/upkeep/mail/something_due.txt": {"page"},
    "directory/upkeep/mail/staff_notice.txt": {"organisation", "page"},
    "pages/approval/mail/adopted.txt": {"page"},
    "pages/approval/mail/ask.txt": {"page"},
    "pages/approval/mail/objected.txt": {"page"},
    "pages/approval/mail/party_leaves.txt": {"page"},
    "pages/approval/mail/party_stays.txt": {"page"},
    "pages/approval/mail/remind.txt": {"page"},
    "pages/approval/mail/taken_back.txt": set(),
    "pages/job_shadowing/mail/cancelled.txt": {"page"},
    "pages/job_shadowing/mail/confirmed.txt": {"page"},
    "pages/job_shadowing/mail/reminder.txt": {"page"},
    "pages/job_shadowing/mail/something_waits.txt": {"page"},
    "pages/proposals/mail/answered.txt": {"page"},
    "pages/proposals/mail/commented.txt": {"page"},
    "pages/proposals/mail/in_force.txt": {"page"},
    "pages/proposals/mail/remarked.txt": {"page"},
    "pages/reading/mail/changed.txt": {"page"},
    "pages/reading/mail/overdue.txt": {"page"},
    "pages/registration/mail/booked.txt": {"event", "page", "when"},
    "pages/registration/mail/called_off.txt": {"event", "page", "when"},
    "pages/registration/mail/changed.txt": {"event", "page", "when"},
    "pages/registration/mail/ended.txt": {"event", "page", "when"},
    "pages/registration/mail/not_given.txt": {"event", "page", "when"},
    "pages/registration/mail/offered.txt": {"event", "page", "until", "when"},
    "pages/registration/mail/requested.txt": {"event", "page", "until", "when"},
    "pages/registration/mail/waiting.txt": {"event", "page", "when"},
    "pages/meetings/mail/cancelled.txt": {"page"},
    "pages/meetings/mail/changed.txt": {"page"},
    "pages/meetings/mail/invited.txt": {"page"},
    "pages/meetings/mail/minutes.txt": {"page"},
    "pages/meetings/mail/point_decided.txt": {"page"},
    "pages/polls/mail/asked.txt": {"due", "page"},
    "pages/polls/mail/reminder.txt": {"due", "page"},
    "pages/polls/mail/withdrawn.txt": {"page"},
    "pages/terms/mail/term_changed.txt": {"page"},
    "pages/versions/mail/lapsed.txt": {"page"},
    "portal/duties/mail/digest.txt": {"occasion", "page"},
    "portal/mail/codes_issued.txt": {"page"},
    "portal/mail/factor_added.txt": {"kind", "page"},
    "portal/mail/factor_link.txt": {"link"},
    "portal/mail/factor_removed.txt": {"kind", "page"},
    "portal/mail/factors_removed.txt": {"page"},
    "portal/mail/recovery_code_used.txt": {"left", "page"},
    "portal/mail/account_unlocked.txt": {"page"},
    "portal/mail/watched_act.txt": {"page"},
    "portal/mail/role_offered.txt": {"page"},
    "portal/mail/address_requested.txt": {"page"},
    "portal/mail/address_changed.txt": set(),
    "portal/mail/address_link.txt": {"link"},
    "portal/mail/factor_reset_requested.txt": {"link"},
    "portal/mail/factor_reset_ended.txt": {"page"},
    "portal/mail/invitation.txt": {"link"},
    "portal/mail/password_changed.txt": {"page"},
    "portal/mail/password_link.txt": {"link"},
    "portal/mail/roles_changed.txt": {"page"},
}


class Away(EmailBackend):
    """A mail server that does not answer."""

    is_away = True

    def send_messages(self, messages):
        if Away.is_away:
            raise smtplib.SMTPServerDisconnected("mara@example.org refused")
        return super().send_messages(messages)


@pytest.fixture
def queue(settings):
    """The queue as in operation: tasks wait in the database for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    assert task_backends["default"].supports_defer


@pytest.fixture
def away(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    Away.is_away = True


def work() -> None:
    """What a worker does with the tasks that are due, without closing the connection of the test."""
    due = Q(run_after__lte=timezone.now()) | Q(run_after__year=9999)
    for result in list(DBTaskResult.objects.filter(due, status="READY")):
        DBTaskResult.objects.filter(pk=result.pk).update(status="RUNNING")
        result.task.call(*result.args_kwargs["args"], **result.args_kwargs["kwargs"])
        DBTaskResult.objects.filter(pk=result.pk).update(status="SUCCESSFUL")


def write(*recipients: object) -> None:
    mail.send_on_commit(NEUTRAL, recipients or [factories.UserFactory()], {"body": "Text"})


def templates() -> list[str]:
    """All texts in folders called mail, however deep: a subject that moves takes its mails along."""
    folders = [app / "templates" for app in ROOT.iterdir() if (app / "templates").is_dir()]
    return sorted(path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("mail/*.txt"))


def test_r43_every_mail_names_only_what_is_allowed():
    """A new template or variable must be entered here, by somebody who has thought about it."""
    used = {}
    for name in templates():
        source = get_template(name).template.source
        conditions = re.findall(r"{%\s*(?:el)?if (?:not )?([a-z_]+)", source)
        used[name] = {*re.findall(r"{{\s*([a-z_]+)", source), *conditions}
    assert used == ALLOWED


def test_r43_subjects_are_fixed_words():
    for name in templates():
        if name != FRAME:
            subject = get_template(name).template.source.strip().partition("\n")[0]
            assert "{" not in subject, name
            assert 10 <= len(subject) <= 70, name


def test_r43_a_mail_greets_by_name_and_goes_out_after_the_commit(django_capture_on_commit_callbacks):
    user = factories.UserFactory(first_name="Ayla", last_name="Korber & Söhne")
    with django_capture_on_commit_callbacks(execute=True):
        write(user)
        assert outbox.outbox == []
    [sent] = outbox.outbox
    assert sent.to == [user.email]
    assert "Guten Tag Ayla Korber & Söhne,\n" in sent.body
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_r43_what_is_rolled_back_is_not_told():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(mail.Recipient("nie@example.org"))
        raise ZeroDivisionError
    assert (outbox.outbox, OutgoingMail.objects.count()) == ([], 0)


def test_r43_the_row_is_sealed_and_the_task_carries_an_id_only(queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write(factories.UserFactory(email="quitte@example.org", first_name="Quirinus"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM portal_outgoingmail")
        stored = str(cursor.fetchall())
    task = DBTaskResult.objects.get()
    assert "quitte" not in stored
    assert "Quirinus" not in stored
    assert task.args_kwargs == {"args": [str(OutgoingMail.objects.get().pk)], "kwargs": {}}


def test_r43_a_mail_server_that_is_away_neither_loses_nor_doubles(
    queue, away, django_capture_on_commit_callbacks, caplog
):
    with time_machine.travel(NOON, tick=False) as clock:
        with django_capture_on_commit_callbacks(execute=True):
            write()
        for pause in (0, *mail.PAUSES):
            clock.shift(pause + 1)
            work()
        assert OutgoingMail.objects.count() == 1
        Away.is_away = False
        clock.shift(mail.PAUSES[-1] + 1)
        work()
        mail.resume()
        clock.shift(mail.PAUSES[-1] + 1)
        work()
    assert len(outbox.outbox) == 1
    assert not OutgoingMail.objects.exists()
    assert "example.org" not in caplog.text


def test_r43_a_mail_whose_task_was_lost_is_taken_up_again(queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write()
    DBTaskResult.objects.all().delete()
    assert mail.resume() == 1
    work()
    assert len(outbox.outbox) == 1


def test_r43_attempts_come_at_growing_pauses(queue, away):
    with time_machine.travel(NOON, tick=False):
        write()
        pk = str(OutgoingMail.objects.get().pk)
        for attempt in range(7):
            mail.deliver.func(pk, attempt)
    next_times = DBTaskResult.objects.order_by("run_after").values_list("run_after", flat=True)
    assert [(at - NOON).total_seconds() for at in next_times] == [5, 30, 120, 600, 3600, 3600, 3600]


@pytest.mark.parametrize(("hours", "is_kept"), [(72, True), (73, False)])
def test_r43_a_mail_is_tried_for_three_days(queue, away, hours, is_kept):
    with time_machine.travel(NOON, tick=False) as clock:
        write()
        clock.shift(dt.timedelta(hours=hours))
        mail.deliver.func(str(OutgoingMail.objects.get().pk))
    assert OutgoingMail.objects.exists() is is_kept


@pytest.mark.parametrize(("minutes", "is_free"), [(10, False), (11, True)])
def test_r43_a_claim_that_nobody_ended_is_void_after_ten_minutes(minutes, is_free):
    with time_machine.travel(NOON, tick=False) as clock:
        write()
        pk = str(OutgoingMail.objects.get().pk)
        assert mail.claim(pk)
        clock.shift(dt.timedelta(minutes=minutes))
        assert bool(mail.claim(pk)) is is_free


def test_r43_two_workers_send_one_mail():
    write()
    pk = str(OutgoingMail.objects.get().pk)
    assert mail.claim(pk) is not None
    assert mail.claim(pk) is None
    OutgoingMail.objects.update(claimed_at=timezone.now() - mail.CLAIM - dt.timedelta(seconds=1))
    assert mail.claim(pk) is not None


def test_r43_after_three_days_a_mail_is_given_up(queue, away):
    write()
    pk = str(OutgoingMail.objects.get().pk)
    OutgoingMail.objects.update(written_at=timezone.now() - mail.KEPT - dt.timedelta(minutes=1))
    mail.deliver.func(pk)
    assert not OutgoingMail.objects.exists()


def test_r43_nothing_goes_to_a_deactivated_person():
    user = factories.UserFactory()
    write(user)
    user.is_active = False
    user.save()
    mail.deliver.func(str(OutgoingMail.objects.get().pk))
    write(user)
    assert (outbox.outbox, OutgoingMail.objects.count()) == ([], 0)


def test_r54_links_have_the_fixed_address_and_language(settings):
    settings.PORTAL_BASE_URL = "https://portal.rebental.example/"
    with override("en"):
        assert mail.link("portal:account") == "https://portal.rebental.example/konto/"
        assert reverse("portal:account") == "/en/konto/"


def test_r43_a_name_cannot_write_headers(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write(factories.UserFactory(first_name="Ayla\nBcc: fremd@example.org"))
    assert "Guten Tag Ayla Bcc: fremd@example.org Beispiel" in outbox.outbox[0].body
    assert outbox.outbox[0].message()["Bcc"] is None


def test_f29_a_mail_carries_a_calendar_file_that_programs_act_on(django_capture_on_commit_callbacks):
    """Beside the text for Outlook, attached for others; sealed while it waits; nothing hostile gets into a header."""
    start = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    entry = CalendarEntry(
        "runde-1",
        start,
        start + dt.timedelta(hours=2),
        "Runde\r\nBcc: x@y.z",
        organiser=Address("portal@rebental.example", "Kreis"),
        attendee=Address("ayla@rebental.example", "Ayla\r\nBcc: x@y.z"),
    )
    for method, status in (("REQUEST", CONFIRMED), ("CANCEL", CANCELLED)):
        with django_capture_on_commit_callbacks(execute=True):
            part = invitation(replace(entry, status=status))
            mail.send_on_commit(NEUTRAL, [factories.UserFactory()], {"body": "Text"}, calendar=part)
            assert "Runde" not in str(OutgoingMail.objects.values("content").get())
        (sent,) = outbox.outbox
        message = sent.message()
        assert message["Bcc"] is None
        kinds = [(one.get_content_type(), one.get_param("method")) for one in message.walk() if not one.is_multipart()]
        assert kinds == [("text/plain", None), ("text/calendar", method), ("application/ics", None)]
        calendars = [one for one in message.walk() if one.get_content_type() in {"text/calendar", "application/ics"}]
        texts = {one.get_payload(decode=True).replace(b"\r\n", b"\n") for one in calendars}
        (read,) = texts
        assert f"METHOD:{method}".encode() in read
        assert b"\nBcc" not in read
        outbox.outbox.clear()
    with pytest.raises(ValueError, match="X"):
        CalendarPart(b"", "REQUEST\r\nX: 1")
