"""What happens in the half-yearly round: it begins, organisations are asked and reminded, and confirm (AA-KV 4, F23)."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import deadlines
from directory.models import Confirmation, ConfirmationLink, Organisation, Round
from directory.upkeep import notifications
from directory.upkeep.rounds import latest, may_start, participants
from portal import mail
from portal.audit import trail
from portal.identity import invitations
from portal.models import User

LINK_DAYS = 28
REMINDER_DAYS = 7
CONFIRMED = trail.register("directory.confirmed", _("Verzeichniseinträge bestätigt"), ["by_link"])
STARTED = trail.register("directory.round_started", _("Bestätigungsrunde begonnen"), ["organisations"])


@transaction.atomic
def start(*, by: User | None = None) -> Round | None:
    """Asks every active organisation to confirm; None if the last round is less than half a year old."""
    today = timezone.localdate()
    if not may_start(today):
        return None
    started, is_new = Round.objects.get_or_create(started_on=today, defaults={"due_on": deadlines.round_due(today)})
    # Two commands at the same moment: the second one finds the round of the first.
    if not is_new:
        return None
    rows = [Confirmation(round=started, organisation=organisation) for organisation in participants()]
    Confirmation.objects.bulk_create(rows)
    trail.record(STARTED, by, about=("round", started.pk), details={"organisations": len(rows)})
    request_confirmations(started)
    return started


@transaction.atomic
def remind() -> int:
    """Asks again those who have not confirmed for a week; returns the number of mails. A second time on a day does nothing."""
    last = latest()
    return request_confirmations(last) if last is not None else 0


def request_confirmations(going_on: Round) -> int:
    """One mail, with a link of their own, to everybody who keeps the entries of an organisation that was not asked lately."""
    today = timezone.localdate()
    waiting = {
        row.organisation_id: row
        for row in Confirmation.objects.select_for_update().filter(round=going_on).open()
        # A row that was asked today stays out, so that a second run on a day sends nothing.
        if row.asked_on is None or (today - row.asked_on).days >= REMINDER_DAYS
    }
    sent = 0
    for organisation, people in notifications.recipients(waiting).items():
        row = waiting[organisation]
        for person in people:
            page = link(row, person.user) if person.user else mail.link("directory:keep_one", organisation)
            context = {
                "page": page,
                "entries": mail.link("directory:organisation", organisation),
                "due": row.round.due_on,
            }
            mail.send_on_commit("directory/upkeep/mail/confirm_entries.txt", [person], context)
            sent += 1
    Confirmation.objects.filter(pk__in=[row.pk for row in waiting.values()]).update(asked_on=today)
    return sent


def link(confirmation: Confirmation, user: User) -> str:
    """A fresh link for one person; the one before is void."""
    # Only the digest is stored: whoever reads the database cannot confirm for others.
    secret = secrets.token_urlsafe(32)
    ConfirmationLink.objects.update_or_create(
        confirmation=confirmation,
        user=user,
        defaults={
            "digest": invitations.digest(secret),
            "expires_at": timezone.now() + dt.timedelta(days=LINK_DAYS),
        },
    )
    return mail.link("directory:confirm_by_link", secret)


@transaction.atomic
def confirm(*, organisation: Organisation, by: User, by_link: bool = False) -> None:
    """The organisation's entries are right today. Nothing else moves that day (F23)."""
    today = timezone.localdate()
    Organisation.objects.filter(pk=organisation.pk).update(confirmed_on=today)
    organisation.confirmed_on = today
    # People, too: their entries are what was looked through.
    organisation.positions.current().update(confirmed_on=today)
    last = latest()
    if last is not None:
        Confirmation.objects.open().filter(round=last, organisation=organisation).update(
            confirmed_at=timezone.now(), confirmed_by=by
        )
    trail.record(CONFIRMED, by, about=("organisation", organisation.pk), details={"by_link": by_link})
