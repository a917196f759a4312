"""When what is to be deleted: the periods, and the day that follows from them for each referral, record, consent, ground (F52, R40)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Max, Q
from django.utils import timezone

from cases.models import (
    Appointment,
    Attachment,
    ClientRecord,
    Consent,
    GoalChange,
    LegalGround,
    Message,
    Purpose,
    Referral,
    RetentionPeriod,
)
from cases.models.scoping import ScopedQuerySet
from cases.referrals import states

Subject = RetentionPeriod.Subject
# As in the migration that puts them into the database; they count where somebody has taken a row out.
DAYS = {
    Subject.DRAFT: 90,
    Subject.REFERRAL: 183,
    Subject.ENDED: 30,
    Subject.RECORD: 365,
    Subject.CONSENT: 1095,
    Subject.GROUND: 1095,
    Subject.BREACH: 1825,
}
# What counts as new content of a closed referral, and the column that says when it came.
CONTENT: tuple[tuple[Any, str], ...] = (
    (Message, "at"),
    (Attachment, "at"),
    (Appointment, "made_at"),
    (GoalChange, "at"),
)


def periods() -> dict[str, int]:
    """Days by subject."""
    return {
        **{str(name): days for name, days in DAYS.items()},
        **dict(RetentionPeriod.objects.values_list("subject", "days")),
    }


def day_of(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


def purge_day(since: dt.date, days: int, contents: Iterable[dt.date] = ()) -> dt.date:
    """New content puts it off by one whole period, counted from the last that came before the first date; later ones do not count."""
    first = since + dt.timedelta(days=days)
    counted = [day for day in contents if since <= day <= first]
    return max(counted) + dt.timedelta(days=days) if counted else first


def ends(consent: Consent) -> dt.datetime:
    """Withdrawn or run out, whichever came first."""
    return min(consent.withdrawal.at, consent.valid_until) if consent.is_withdrawn else consent.valid_until


def referral_days(rows: ScopedQuerySet, lasting: Mapping[str, int]) -> dict[Any, dt.date]:
    """The day of each draft and each closed referral among the rows; what is under way has none."""
    ended = rows.filter(Q(state=states.DRAFT) | Q(closed_at__isnull=False)).select_related("consent__withdrawal")
    contents = contents_since_closing(rows)
    return {row.pk: referral_day(row, lasting, contents[row.pk]) for row in ended}


def referral_day(row: Referral, lasting: Mapping[str, int], contents: Iterable[dt.date]) -> dt.date:
    if row.closed_at is None:
        last = max([day_of(row.changed_at), *contents])
        return last + dt.timedelta(days=lasting[Subject.DRAFT])
    closed = day_of(row.closed_at)
    usual = purge_day(closed, lasting[Subject.REFERRAL], contents)
    if row.consent is None:
        return usual
    # Without consent there is no reason to keep it for as long.
    over = max(closed, day_of(ends(row.consent)))
    return min(usual, purge_day(over, lasting[Subject.ENDED], contents))


def contents_since_closing(rows: ScopedQuerySet) -> dict[Any, list[dt.date]]:
    """The days on which something was added after the end; of drafts all."""
    found: dict[Any, list[dt.date]] = defaultdict(list)
    for model, column in CONTENT:
        late = Q(referral__state=states.DRAFT) | Q(**{f"{column}__gte": F("referral__closed_at")})
        added = model.objects.unrestricted().filter(late, referral__in=rows.values("pk"))
        for referral, moment in added.values_list("referral", column):
            found[referral].append(day_of(moment))
    return found


def record_days(rows: ScopedQuerySet, lasting: Mapping[str, int]) -> dict[Any, dt.date]:
    """The day of each record without a referral under way; not before its referrals and not while a consent holds."""
    open_ones = Referral.objects.unrestricted().open().values("record")
    days = dt.timedelta(days=lasting[Subject.RECORD])
    idle = rows.filter(emptied_at=None).exclude(pk__in=open_ones)
    touched, kept = last_touched(rows), kept_by_others(rows, lasting)
    return {
        row.pk: max([day_of(max([row.changed_at, *touched[row.pk]])) + days, *kept[row.pk]])
        for row in idle.only("pk", "changed_at", "organisation")
    }


def last_touched(rows: ScopedQuerySet) -> dict[Any, list[dt.datetime]]:
    """When something about each was last done."""
    touched: dict[Any, list[dt.datetime]] = defaultdict(list)
    columns = (
        (Referral, ("changed_at",)),
        (Consent, ("prepared_at", "given_at", "withdrawal__at")),
        (LegalGround, ("asked_at", "confirmed_at", "refused_at")),
    )
    for model, names in columns:
        about = model.objects.unrestricted().filter(record__in=rows.values("pk")).order_by().values("record")
        for line in about.annotate(**{f"last_{number}": Max(name) for number, name in enumerate(names)}):
            moments = [value for key, value in line.items() if key != "record" and value is not None]
            touched[line["record"]].extend(moments)
    return touched


def kept_by_others(rows: ScopedQuerySet, lasting: Mapping[str, int]) -> dict[Any, list[dt.date]]:
    kept: dict[Any, list[dt.date]] = defaultdict(list)
    referrals = Referral.objects.unrestricted().filter(record__in=rows.values("pk"))
    days = referral_days(referrals, lasting)
    for pk, record in referrals.values_list("pk", "record"):
        kept[record] += [days[pk]] if pk in days else []
    for consent in Consent.objects.unrestricted().given().filter(record__in=rows.values("pk"), withdrawal=None):
        kept[consent.record_id].append(day_of(consent.valid_until))
    return kept


def proof_day(consent: Consent, lasting: Mapping[str, int]) -> dt.date:
    """Of a given consent the proof outlives what it allowed; one never given goes as a draft does."""
    if consent.given_at is None:
        return day_of(consent.prepared_at) + dt.timedelta(days=lasting[Subject.DRAFT])
    return day_of(ends(consent)) + dt.timedelta(days=lasting[Subject.CONSENT])


def ground_day(ground: LegalGround, lasting: Mapping[str, int]) -> dt.date | None:
    decided = ground.confirmed_at or ground.refused_at
    return day_of(decided) + dt.timedelta(days=lasting[Subject.GROUND]) if decided else None


def held_records() -> ScopedQuerySet:
    """Records nobody may delete now: a legal ground waits for its decision, or a conflict is not settled (R40)."""
    waiting = LegalGround.objects.unrestricted().waiting().values("record")
    conflicts = Referral.objects.unrestricted().open().filter(purpose=Purpose.CONFLICT).values("record")
    rows: ScopedQuerySet = ClientRecord.objects.unrestricted().filter(Q(pk__in=waiting) | Q(pk__in=conflicts))
    return rows


def is_held(record_id: Any) -> bool:
    return bool(held_records().filter(pk=record_id).exists())


def set_dates() -> None:
    """Writes the days that pages show. May run as often as one likes."""
    lasting = periods()
    referrals, records = Referral.objects.unrestricted(), ClientRecord.objects.unrestricted().filter(emptied_at=None)
    write_dates(ClientRecord, record_days(records, lasting))
    write_dates(Referral, referral_days(referrals, lasting))


def write_day(referral: Referral) -> None:
    """At once when something ends, so that nobody has to wait for the next morning to see it. The row is held by who calls."""
    rows = Referral.objects.unrestricted().filter(pk=referral.pk)
    referral.purge_on = referral_days(rows, periods()).get(referral.pk)
    rows.update(purge_on=referral.purge_on)


def write_dates(model: Any, days: Mapping[Any, dt.date]) -> None:
    rows = model.objects.unrestricted()
    for pk, known in rows.order_by("pk").values_list("pk", "purge_on"):
        if known != days.get(pk):
            rows.filter(pk=pk).update(purge_on=days.get(pk))
