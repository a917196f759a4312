"""Mails: plain text, a neutral subject, a link, the recipient's own name, nothing else that is personal (R43).

A mail is a sealed row, written in the transaction of the act and sent by the queue after it. A server that is away loses
nothing: the row stays, and the next attempt comes with growing pauses. Only the process that claimed a row sends it.
"""

import datetime as dt
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from portal import conf
from portal.calendar_files import CalendarPart
from portal.models import OutgoingMail, User

logger = logging.getLogger(__name__)

PAUSES = (5, 30, 120, 600, 3600)  # seconds before the next attempt; the last one again and again
CLAIM = dt.timedelta(minutes=10)  # longer than any mail server keeps us waiting
KEPT = dt.timedelta(days=3)  # no link in a mail lives longer
URGENT = 10


@dataclass(frozen=True)
class Recipient:
    """Somebody who is told something. `user` is missing for an address without an account; a deactivated one gets nothing."""

    address: str
    name: str = ""
    user: User | None = None


def send_on_commit(
    template: str,
    recipients: Iterable[User | Recipient],
    context: Mapping[str, Any] | None = None,
    calendar: CalendarPart | None = None,
) -> None:
    """One mail to each recipient (a user or a `Recipient`) when the transaction of the caller is through.

    The template's first line is the subject. Salutation and closing come by themselves; links are made by `link()`.
    `calendar` goes along as a part that calendars take (see `calendar_files.invitation`).
    """
    for recipient in recipients:
        to = recipient if isinstance(recipient, Recipient) else of(recipient)
        if not to.address or (to.user is not None and not to.user.is_active):
            continue
        subject, text = written(template, to, context or {})
        mail = OutgoingMail(user=to.user, written_at=timezone.now())
        content = {"to": to.address, "subject": subject, "text": text}
        if calendar is not None:
            content |= {"calendar": calendar.content.decode(), "method": calendar.method}
        mail.content = json.dumps(content)
        # In the transaction of the act: what is rolled back is not told.
        mail.save(force_insert=True)
        transaction.on_commit(Sending(str(mail.pk)))


def of(user: User) -> Recipient:
    return Recipient(user.email, " ".join(user.get_full_name().split()), user)


def link(name: str, *args: object) -> str:
    """The German page of that name at the portal's fixed address, whatever host a request came to (R54)."""
    with override(settings.LANGUAGE_CODE):
        return f"{conf.base_url()}{reverse(name, args=args)}"


def written(template: str, to: Recipient, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text; mails are German, and plain text needs no escaping."""
    shown = {
        **context,
        "name": to.name,
        "portal": conf.base_url(),
        "county": conf.get("COUNTY_NAME"),
        "office": conf.get("CONTACT_OFFICE"),
        "phone": conf.get("CONTACT_PHONE"),
        "hours": conf.get("CONTACT_HOURS"),
    }
    with override(settings.LANGUAGE_CODE):
        # The first line of a template is its subject, so that both are translated and reviewed together.
        subject, _newline, body = rendered(template, shown).strip().partition("\n")
        return subject.strip(), rendered("portal/mail/frame.txt", {**shown, "body": body.strip()}).strip() + "\n"


def rendered(template: str, shown: Mapping[str, Any]) -> str:
    wrapper: Any = get_template(template)
    return str(wrapper.template.render(Context(dict(shown), autoescape=False)))


@dataclass(frozen=True)
class Sending:
    """Work for after the commit; a mail that cannot be queued is found by `resume()`."""

    pk: str

    def __call__(self) -> None:
        try:
            enqueue(self.pk)
        except Exception:
            logger.exception("mail not queued: %s", self.pk)


def enqueue(pk: str) -> None:
    deliver_ = deliver.using(priority=URGENT) if deliver.get_backend().supports_priority else deliver
    deliver_.enqueue(pk)


@task()
def deliver(pk: str, attempt: int = 0) -> None:
    """Hands one mail to the server, or arranges for the next attempt. Without its row there is nothing left to do."""
    mail = claim(pk)
    # Another process sends it, or it has gone already: tasks may run twice.
    if mail is None:
        return
    if mail.user is not None and not mail.user.is_active:
        mail.delete()
        return
    try:
        message(mail).send()
    except Exception as error:
        logger.warning("mail not sent: %s, %s (attempt %d)", pk, type(error).__name__, attempt + 1)
        give_back(mail, attempt)
    else:
        mail.delete()


def claim(pk: str) -> OutgoingMail | None:
    """The row, for this process alone; a claim that nobody has ended is void after a while."""
    now = timezone.now()
    # One UPDATE with the condition in it: of two processes the second changes no row.
    free = OutgoingMail.objects.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM), pk=pk)
    if not free.update(claimed_at=now):
        return None
    return OutgoingMail.objects.select_related("user").filter(pk=pk).first()


def give_back(mail: OutgoingMail, attempt: int) -> None:
    if mail.written_at < timezone.now() - KEPT:
        logger.error("mail given up: %s", mail.pk)
        mail.delete()
        return
    OutgoingMail.objects.filter(pk=mail.pk).update(claimed_at=None)
    if deliver.get_backend().supports_defer:
        pause = dt.timedelta(seconds=PAUSES[min(attempt, len(PAUSES) - 1)])
        deliver.using(run_after=timezone.now() + pause).enqueue(str(mail.pk), attempt + 1)


def message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """With an id of its own, so that a mail that did go out twice is seen to be the same."""
    content = json.loads(mail.content)
    host = urlsplit(conf.base_url()).hostname or "localhost"
    headers = {"Message-ID": f"<{mail.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    written_ = EmailMultiAlternatives(content["subject"], content["text"], to=[content["to"]], headers=headers)
    if "calendar" in content:
        # Outlook acts on the part beside the text, other programs offer the attached file: each needs its own.
        written_.attach_alternative(content["calendar"], f"text/calendar; method={content['method']}")
        written_.attach("Termin.ics", content["calendar"].encode(), "application/ics")
    return written_


def resume() -> int:
    """Queues again what lies here unclaimed, for example because the queue was away; returns how many."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - CLAIM)
    waiting = list(OutgoingMail.objects.filter(free).order_by("written_at").values_list("pk", flat=True))
    for pk in waiting:
        enqueue(str(pk))
    return len(waiting)
