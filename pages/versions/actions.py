"""How a text becomes a version: prepared, with the parties, adopted, in force from its day on, or withdrawn.

Whatever changes a version waits for its document's row first, so that of two at once the second sees what the first has done.
"""

import datetime as dt
import json
from typing import Required, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from pages.models import NormativePage, Version
from pages.versions import extensions, notifications, queries
from pages.versions.fingerprint import fingerprint
from portal.audit import trail
from portal.models import User

State = Version.State
OF_TODAY = ("parties", "contacts", "contacts_number")
LOOKED_BACK = dt.timedelta(days=31)
PREPARED = trail.register("version.prepare", _("Fassung vorbereitet"))
ASKED = trail.register("version.ask", _("Fassung den Beteiligten vorgelegt"), ("digest",))
ADOPTED = trail.register("version.adopt", _("Fassung beschlossen"), ("digest", "effective_on"))
BEGAN = trail.register("version.begin", _("Fassung in Kraft getreten"), ("digest",))
TAKEN_BACK = trail.register("version.take_back", _("Fassung zum Entwurf zurückgenommen"))
LAPSED = trail.register("version.lapse", _("Fassung ohne nötige Zustimmungen nicht in Kraft getreten"))
WITHDRAWN = trail.register("version.withdraw", _("Fassung zurückgezogen"))
PUBLISHED = trail.register("version.publish", _("Fassung in der Redaktion veröffentlicht"), ("digest",))

PAST = _("Der Tag liegt nicht in der Zukunft. Eine Fassung gilt nie rückwirkend; bitte wählen Sie einen späteren Tag.")
NO_DAY = _("Bitte geben Sie an, von welchem Tag an die Fassung gelten soll.")
SAME_TEXT = _("Der Entwurf unterscheidet sich nicht vom geltenden Text. Bitte ändern Sie ihn zuerst in der Redaktion.")
TAKEN = _("Von diesem Tag an gilt schon eine andere Fassung. Bitte wählen Sie einen anderen Tag.")
NOTE_MISSING = _("Eine wesentliche Änderung braucht einen Satz, was sich ändert, und einen, warum.")
TWO = _("Es gibt schon eine Fassung in Vorbereitung. Bitte beenden Sie zuerst diese.")
OTHER_STATE = _("Der Stand dieser Fassung hat sich geändert. Bitte sehen Sie nach, wie sie jetzt steht.")


def lock(document: NormativePage) -> NormativePage:
    """The row alone: what is published meanwhile is read after it."""
    found: NormativePage = NormativePage.objects.select_for_update(of=("self",)).get(pk=document.pk)
    return found


def locked(version: Version, *states: State) -> Version:
    """ValidationError where it is in none of these states any more."""
    lock(version.document)
    found = Version.objects.with_texts().get(pk=version.pk)
    if found.state not in states:
        raise ValidationError(OTHER_STATE)
    return found


def text_of(page: NormativePage) -> str:
    return fingerprint(page.title, page.outline())


def next_number(document: NormativePage) -> int:
    rows = document.versions.exclude(state=State.WITHDRAWN)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


class Facts(TypedDict, total=False):
    """What is said of a version; what is left out is empty, and the change a major one."""

    effective_on: Required[dt.date | None]
    is_major: bool
    note: str
    reason: str
    decision: str
    in_writing: bool


@transaction.atomic
def prepare(*, document: NormativePage, by: User, **facts: Unpack[Facts]) -> Version:
    """A draft of the next version; its text is what the editor works at until it is put before the parties or adopted."""
    document = lock(document)
    if document.versions.unfinished().exists():
        raise ValidationError(TWO)
    return described(Version(document=document, number=next_number(document), created_by=by), facts, by)


@transaction.atomic
def change(*, version: Version, by: User, **facts: Unpack[Facts]) -> Version:
    return described(locked(version, State.DRAFT), facts, by)


def described(version: Version, facts: Facts, by: User) -> Version:
    note, reason = facts.get("note", "").strip(), facts.get("reason", "").strip()
    is_major = facts.get("is_major", True)
    if is_major and not (note and reason):
        raise ValidationError(NOTE_MISSING)
    refuse_day(version, facts["effective_on"])
    version.effective_on, version.is_major = facts["effective_on"], is_major
    version.note, version.reason, version.decision = note, reason, facts.get("decision", "").strip()
    version.in_writing = facts.get("in_writing", False)
    version.save()
    trail.record(PREPARED, by, about=("version", version.pk))
    return version


def refuse_day(version: Version, day: dt.date | None) -> None:
    """Whoever asks for today gets it: the day has begun, but nothing has to be agreed by others yet."""
    if day is None:
        return
    if day < timezone.localdate():
        raise ValidationError(PAST)
    others = version.document.versions.exclude(state=State.WITHDRAWN).exclude(pk=version.pk)
    if others.filter(effective_on=day).exists():
        raise ValidationError(TAKEN)


@transaction.atomic
def ask(*, version: Version, by: User) -> Version:
    """Settles the text; from now on it is this one that others agree to. The day must leave them time: tomorrow at the earliest."""
    version = locked(version, State.DRAFT)
    if version.effective_on is None:
        raise ValidationError(NO_DAY)
    if version.effective_on <= timezone.localdate():
        raise ValidationError(PAST)
    settle(version)
    version.state, version.lapsed_on = State.ASKED, None
    version.save()
    trail.record(ASKED, by, about=("version", version.pk), details={"digest": version.digest})
    return version


def settle(version: Version) -> None:
    """ValidationError where there is nothing new to settle."""
    revision = version.document.get_latest_revision()
    digest = text_of(revision.as_object()) if revision is not None else ""
    if revision is None or (version.document.live and digest == text_of(version.document)):
        raise ValidationError(SAME_TEXT)
    version.revision, version.digest = revision, digest
    version.__dict__.pop("page", None)


@transaction.atomic
def adopt(*, version: Version, by: User | None) -> Version:
    """From its day on it counts, today at the earliest. ValidationError with the reason while a gate is closed."""
    version = locked(version, State.DRAFT, State.ASKED)
    today, was_asked = timezone.localdate(), version.state == State.ASKED
    if version.effective_on is None:
        raise ValidationError(NO_DAY)
    if version.effective_on < today or (was_asked and version.effective_on == today):
        raise ValidationError(PAST)
    if not was_asked:
        settle(version)
    refuse_gated(version.page, version)
    version.state, version.adopted_at, version.adopted_by = State.ADOPTED, timezone.now(), by
    version.save()
    day = version.effective_on.isoformat()
    trail.record(ADOPTED, by, about=("version", version.pk), details={"digest": version.digest, "effective_on": day})
    if version.effective_on <= today:
        begin(version)
    for follow in extensions.adopted:
        follow(version)
    return version


def refuse_gated(page: NormativePage, version: Version | None) -> None:
    reasons = [reason for gate in extensions.gates if (reason := gate(page, version))]
    if reasons:
        raise ValidationError([ValidationError(reason) for reason in reasons])


@transaction.atomic
def take_back(*, version: Version, by: User) -> Version:
    """With the parties no more: what they agreed to is void, the text may be changed again."""
    version = locked(version, State.ASKED)
    for follow in extensions.taken_back:
        follow(version)
    unsettle(version)
    version.save()
    trail.record(TAKEN_BACK, by, about=("version", version.pk))
    return version


def unsettle(version: Version) -> None:
    version.state, version.revision, version.digest = State.DRAFT, None, ""


@transaction.atomic
def withdraw(*, version: Version, by: User | None) -> Version:
    """Of what is adopted only while its day has not come."""
    version = locked(version, State.DRAFT, State.ASKED, State.ADOPTED)
    is_future = version.effective_on is None or version.effective_on > timezone.localdate()
    if version.state == State.ADOPTED and not is_future:
        raise ValidationError(_("Diese Fassung gilt schon. Bitte bereiten Sie eine neue vor."))
    if version.is_scheduled:
        Revision.objects.filter(pk=version.revision_id).update(approved_go_live_at=None)
    for follow in extensions.taken_back:
        follow(version)
    version.state = State.WITHDRAWN
    version.save()
    trail.record(WITHDRAWN, by, about=("version", version.pk))
    return version


def take_effect() -> int:
    """Publishes what counts from today on, and takes back what has not been agreed in time; returns how many began.

    Safe to repeat. After a longer standstill it looks back a month.
    """
    today = timezone.localdate()
    for version in Version.objects.filter(state=State.ASKED, effective_on__lte=today).with_texts():
        lapse(version)
    for version in Version.objects.unscheduled():
        withdraw(version=version, by=None)
    lately = (today - LOOKED_BACK, today)
    due = Version.objects.adopted().filter(began_at=None, is_scheduled=False, effective_on__range=lately)
    return sum(begin_if_newest(version, today) for version in due.with_texts().order_by("effective_on"))


@transaction.atomic
def lapse(version: Version) -> None:
    """Approvals missing on its day: it stays a draft and is never in force in hindsight."""
    lock(version.document)
    version = Version.objects.with_texts().get(pk=version.pk)
    if version.state != State.ASKED:
        return
    version.lapsed_on, version.effective_on = version.effective_on, None
    unsettle(version)
    version.save()
    trail.record(LAPSED, None, about=("version", version.pk))
    notifications.lapsed(version)


@transaction.atomic
def begin_if_newest(version: Version, today: dt.date) -> bool:
    newest = queries.in_force(lock(version.document), today)
    if newest is None or newest.pk != version.pk or newest.began_at is not None:
        return False
    begin(Version.objects.with_texts().get(pk=version.pk))
    return True


def begin(version: Version) -> None:
    """Its text becomes the page. Whom the page names, and who has joined or left, stays as it is today."""
    revision = published_form(version)
    revision.as_object().publish(revision, user=version.adopted_by, skip_permission_checks=True, is_settled=True)
    started(version)


def started(version: Version) -> None:
    version.began_at = timezone.now()
    version.save(update_fields=["began_at"])
    trail.record(BEGAN, version.adopted_by, about=("version", version.pk), details={"digest": version.digest})
    for follow in extensions.began:
        follow(version)


def published_form(version: Version) -> Revision:
    """The stored revision itself where the people and parties it names are those of today."""
    stored = Revision.objects.get(pk=version.revision_id)
    live = NormativePage.objects.get(pk=version.document_id)
    today = json.loads(live.to_json())
    content = stored.content | {name: today[name] for name in OF_TODAY}
    if not live.live or content == stored.content:
        return stored
    newest = live.latest_revision
    revision = live.with_content_json(content).save_revision(log_action=False, clean=False)
    if newest is not None and newest.pk != stored.pk:
        # What somebody works at in the editor stays what the editor opens.
        Revision.objects.filter(pk=revision.pk).update(created_at=stored.created_at)
        NormativePage.objects.filter(pk=live.pk).update(latest_revision=newest)
    return Revision.objects.get(pk=revision.pk)
