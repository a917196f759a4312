"""The parties of a document, and how they stand to its next version."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory.holidays import public_holidays
from pages.approval import errors, states
from pages.approval.states import Standing, Tally
from pages.contacts import ShownParty, shown_parties
from pages.models import Approval, ApprovalLink, Departure, NormativePage, Version

SATURDAY = 5
REMINDER_DAYS = 3  # working days before the last day


@dataclass(frozen=True)
class PartyRow:
    """`departure` is the notice in force; `is_bound` whether the party belongs to it today."""

    shown: ShownParty
    departure: Departure | None
    is_bound: bool


def party_rows(page: NormativePage) -> list[PartyRow]:
    """Those who are bound first. Four queries."""
    today = timezone.localdate()
    departures = Departure.objects.filter(document=page, withdrawn_at=None)
    leaving = {row.organisation_id or row.name: row for row in departures}
    rows = [
        PartyRow(
            shown,
            leaving.get(shown.party.organisation_id or shown.party.name),
            shown.party.left_on is None or shown.party.left_on > today,
        )
        for shown in shown_parties(page)
    ]
    return sorted(rows, key=lambda row: not row.is_bound)


def unfinished(page: NormativePage) -> Version | None:
    """The version in preparation or with the parties."""
    found: Version | None = page.versions.unfinished().with_texts().first()
    return found


def approvals_of(version: Version) -> list[Approval]:
    """About the text as it is now, each with its newest link's last day; none while it is a draft."""
    rows = Approval.objects.of_text().filter(version=version).with_people()
    return list(rows.annotate(last_day=Max("links__last_day"), sent_at=Max("links__sent_at")))


def tally_of(version: Version) -> Tally:
    return tally(Approval.objects.of_text().filter(version=version))


def tally(rows: "QuerySet[Approval] | Sequence[Approval]") -> Tally:
    return states.tally(Standing(row.state, row.is_required, row.signed_on is not None) for row in rows)


def missing(version: Version) -> str:
    """What is not there yet for it to come into force, as a sentence; "" when all is."""
    found = tally_of(version)
    if not found.is_agreed or not found.needed:
        said = _("Es fehlen noch Zustimmungen: %(agreed)s von %(needed)s nötigen sind da.")
        return said % {"agreed": found.agreed, "needed": found.needed}
    if version.in_writing and not found.is_signed:
        said = _("Es fehlen noch Unterschriften: %(signed)s von %(needed)s nötigen sind eingetragen.")
        return said % {"signed": found.signed, "needed": found.needed}
    return ""


def refusal(approval: Approval, link: ApprovalLink) -> str | Promise:
    """Why a link takes no answer now; "" if it does."""
    version = approval.version
    if version.state not in {Version.State.ASKED, Version.State.ADOPTED} or approval.digest != version.digest:
        return errors.CHANGED
    if link.voided_at is not None:
        return errors.VOID
    if approval.state in {Approval.State.AGREED, Approval.State.OBJECTED}:
        return errors.USED
    is_late = link.last_day < timezone.localdate() or version.state == Version.State.ADOPTED
    return errors.LATE if is_late else ""


def to_remind(day: dt.date) -> list[Approval]:
    rows = Approval.objects.open().filter(reminded_on=None).exclude(address="")
    rows = rows.select_related("version__document").annotate(last_day=Max("links__last_day"))
    return [row for row in rows if row.last_day and reminder_day(row.last_day) <= day <= row.last_day]


def reminder_day(last_day: dt.date) -> dt.date:
    """So many working days before."""
    day = last_day
    for _step in range(REMINDER_DAYS):
        day -= dt.timedelta(days=1)
        while day.weekday() >= SATURDAY or day in public_holidays(day):
            day -= dt.timedelta(days=1)
    return day
