"""Notices to the county: handing them in, taking note of them, reminding of those that are owed (LÖ-RL 4.2 to 4.4)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import deadlines
from directory.models import StaffNotice, SubstituteTask
from directory.upkeep import notifications
from portal import mail
from portal.audit import trail
from portal.models import User

NOTICE_SENT = trail.register("directory.notice_sent", _("Personalmeldung abgegeben"), ["kind", "late"])
NOTICE_SEEN = trail.register("directory.notice_seen", _("Personalmeldung zur Kenntnis genommen"))
NOTICES = "directory:notices"
REMINDED_BEFORE = dt.timedelta(days=2)


def hand_in(*, notice: StaffNotice, note: str, by: User) -> StaffNotice:
    """To the county's coordinators, with a link; an unsent notice of the same is the one that is sent. Part of an act."""
    waiting = StaffNotice.objects.unsent().filter(kind=notice.kind, position=notice.position).first()
    if waiting is not None and notice.pk is None:
        waiting.event_on, waiting.details = notice.event_on, notice.details
        notice = waiting
    notice.note = note
    notice.sent_at, notice.sent_by = timezone.now(), by
    notice.save()
    trail.record(
        NOTICE_SENT, by, about=("staff_notice", notice.pk), details={"kind": str(notice.kind), "late": notice.is_late}
    )
    mail.send_on_commit(
        "directory/upkeep/mail/staff_notice.txt",
        notifications.coordinators(),
        {"organisation": notice.organisation.name, "page": mail.link(NOTICES)},
    )
    return notice


@transaction.atomic
def send_notice(*, notice: StaffNotice, note: str = "", by: User) -> bool:
    """Hands in what the portal noticed; False if it was handed in before."""
    held = StaffNotice.objects.select_for_update().get(pk=notice.pk)
    if held.sent_at is not None:
        return False
    hand_in(notice=held, note=note, by=by)
    return True


@transaction.atomic
def acknowledge_notice(*, notice: StaffNotice, by: User) -> bool:
    waiting = StaffNotice.objects.to_acknowledge().filter(pk=notice.pk)
    # The database decides who of two was first: only one of them finds the row still waiting.
    changed = bool(waiting.update(acknowledged_at=timezone.now(), acknowledged_by=by.pk))
    if changed:
        trail.record(NOTICE_SEEN, by, about=("staff_notice", notice.pk))
    return changed


@transaction.atomic
def remind_of_what_is_due() -> int:
    """One mail a day to each organisation that owes a notice or a substitute; returns the number of mails. Safe to repeat."""
    today = timezone.localdate()
    soon = today + REMINDED_BEFORE
    # Who was reminded today is left out, so that a second run on the same day sends nothing.
    fresh = Q(reminded_on=None) | Q(reminded_on__lt=today)
    notices = StaffNotice.objects.unsent().filter(fresh, due_on__lte=soon)
    tasks = SubstituteTask.objects.open().filter(fresh, due_on__lte=today + dt.timedelta(days=deadlines.NOTICE_DAYS))
    owing = {*notices.values_list("organisation", flat=True), *tasks.values_list("position__organisation", flat=True)}
    for rows in (notices, tasks):
        model = rows.model._default_manager
        model.filter(pk__in=list(rows.values_list("pk", flat=True))).update(reminded_on=today)
    number = 0
    for organisation, people in notifications.recipients(owing).items():
        page = mail.link("directory:keep_one", organisation)
        mail.send_on_commit("directory/upkeep/mail/something_due.txt", people, {"page": page})
        number += len(people)
    return number
