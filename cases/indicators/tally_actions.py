"""Strokes: one added or taken back, a whole day at once, and the grant of a page for a day (F62)."""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.indicators import counting, trail
from cases.indicators.errors import Refused
from cases.indicators.periods import day_of
from cases.indicators.tally_choices import Choices, choices_on
from cases.models import ReportingPeriod, Tally, TallyGrant
from directory.models import Membership, Organisation, Site
from portal.audit.trail import record
from portal.identity.auth import OrganisationRole
from portal.models import User

SECRET_BYTES = 32
MOST = 200


@dataclass(frozen=True)
class Stroke:
    """What was tapped. `pk` is made by the page, so that what is sent twice counts once. `day` is asked when a page of
    yesterday is still open."""

    pk: uuid.UUID
    day: dt.date
    talk: str
    topic: str = ""
    form: str = ""
    counts: str = ""
    number: int = 1


@dataclass(frozen=True)
class Place:
    """For whom and where somebody counts."""

    user: User
    organisation: Organisation
    site: Site | None = None


@transaction.atomic
def open_tally(*, organisation: Organisation, site: Site | None, by: Actor) -> tuple[TallyGrant, str]:
    """The secret goes into the browser and is stored nowhere; the grant ends with the day."""
    if organisation.pk not in by.caseworker_in:
        raise Refused(_("Die Strichliste ist für Fachkräfte der Organisation."))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    grant = TallyGrant.objects.create(
        user=by.user, organisation=organisation, site=site, digest=digest(secret), day=day_of(timezone.now())
    )
    record(trail.TALLY_OPENED, by.user, about=("tally_grant", grant.pk), details={"organisation": organisation.pk})
    return grant, secret


def grant_of(secret: str) -> TallyGrant | None:
    """The grant that holds now: this day, not ended, of an active caseworker of the organisation. Two queries."""
    if not secret:
        return None
    rows = TallyGrant.objects.unrestricted().select_related("user", "organisation", "site")
    grant: TallyGrant | None = rows.filter(
        digest=digest(secret), day=day_of(timezone.now()), ended_at=None, user__is_active=True
    ).first()
    if grant is None:
        return None
    works_there = Membership.objects.filter(
        user=grant.user_id, organisation=grant.organisation_id, role=OrganisationRole.CASEWORKER
    )
    return grant if works_there.exists() else None


@transaction.atomic
def end_tally(grant: TallyGrant) -> None:
    grant.ended_at = timezone.now()
    grant.save(update_fields=["ended_at"])
    record(
        trail.TALLY_ENDED,
        grant.user,
        about=("tally_grant", grant.pk),
        details={"organisation": grant.organisation_id},
    )


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def add_stroke(*, stroke: Stroke, place: Place, identity: str = "") -> list[uuid.UUID]:
    """Returns what was newly counted of clients. The same key again changes nothing.

    Leaves no event: only the sums of an organisation are to be seen, never who tallied.
    """
    refuse_day(stroke.day)
    refuse_unknown(stroke, choices_on(stroke.day))
    _row, is_new = Tally.objects.unrestricted().get_or_create(
        pk=stroke.pk,
        defaults={
            "organisation": place.organisation,
            "site": place.site,
            "by": place.user,
            "day": stroke.day,
            "talk": stroke.talk,
            "topic": stroke.topic,
            "form": stroke.form,
            "counts": stroke.counts,
            "number": stroke.number,
        },
    )
    if not is_new or not identity or not stroke.counts:
        return []
    return counting.count_client(
        organisation=place.organisation, site=place.site, counts=stroke.counts, identity=identity, day=stroke.day
    )


@transaction.atomic
def add_strokes(*, strokes: Iterable[Stroke], place: Place) -> int:
    """A whole day at once; all or nothing."""
    count = 0
    for stroke in strokes:
        add_stroke(stroke=stroke, place=place)
        count += stroke.number
    return count


@transaction.atomic
def undo_stroke(*, pk: uuid.UUID, place: Place, counted: Iterable[uuid.UUID] = ()) -> bool:
    """One's own of today, and whatever client it counted first; whether there was one."""
    today = day_of(timezone.now())
    refuse_day(today)
    own = Tally.objects.unrestricted().filter(
        by=place.user, organisation=place.organisation, counted_at__gte=start(today)
    )
    gone, _by_model = own.filter(pk=pk).delete()
    if gone:
        counting.uncount(counted)
    return bool(gone)


def start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(0)))


def refuse_day(day: dt.date) -> None:
    if day > day_of(timezone.now()):
        raise Refused(_("Dieser Tag kommt erst noch. Gezählt wird, was schon war."), code="future")
    if is_locked(day):
        raise Refused(
            _("Der Zeitraum, in dem dieser Tag liegt, ist abgeschlossen. Bitte berichtigen Sie die Meldung selbst."),
            code="locked",
        )


def is_locked(day: dt.date) -> bool:
    """Whether a period of that day is over for good; further periods of the day may still be open, but would then differ."""
    today = day_of(timezone.now())
    around = ReportingPeriod.objects.filter(first_day__lte=day, last_day__gte=day)
    return any(period.locked_at is not None or period.locks_on < today for period in around)


def refuse_unknown(stroke: Stroke, choices: Choices) -> None:
    if not 1 <= stroke.number <= MOST:
        raise Refused(_("Bitte eine ganze Zahl von 1 bis 200."), code="number")
    if stroke.talk == Tally.Talk.NETWORKING:
        is_known = not stroke.topic and stroke.form in choices.keys("kinds")
    else:
        is_known = (
            stroke.talk == Tally.Talk.COUNSELLING
            and stroke.topic in choices.keys("topics")
            and stroke.form in choices.keys("forms")
        )
    if not is_known or stroke.counts not in Tally.Counts.values:
        raise Refused(_("Bitte wählen Sie Thema und Form aus der Liste."), code="choice")


@transaction.atomic
def forget_who() -> int:
    """From the day after, a stroke belongs to the organisation alone; grants of past days are gone."""
    today = day_of(timezone.now())
    TallyGrant.objects.unrestricted().filter(day__lt=today).delete()
    strokes = Tally.objects.unrestricted().filter(by__isnull=False, counted_at__lt=start(today))
    return int(strokes.update(by=None))
