"""The trail of what was done: written in the transaction of the act, chained, checked against anchors kept elsewhere.

Actions register under a name with their label and the detail keys they may carry, so that nothing personal slips in (R45–R47).
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal import conf, extensions
from portal.extensions import AuditAction
from portal.identity.users import Visitor
from portal.models import AuditEvent

Outcome = AuditEvent.Outcome
START = "0" * 64
LOCK = 0x6B6F6F70  # one number for the advisory lock of all who append
MAX_DETAIL = 200
CUT_NAME = "audit.cut"  # the triggers of the database know it, too
Value = str | int | bool | None


def register(name: str, label: str | Promise, details: Sequence[str] = ()) -> str:
    """Declares an action, at import of the module that does it; returns its name. `details` are the keys it may carry."""
    return extensions.audit_actions.add(AuditAction(name, label, frozenset(details))).name


def actions() -> dict[str, str | Promise]:
    return {action.name: action.label for action in sorted(extensions.audit_actions, key=lambda action: action.name)}


def label(name: str) -> str:
    action = extensions.audit_actions.get(name)
    return str(action.label) if action else name


def record(
    action: str,
    actor: Visitor | None = None,
    *,
    outcome: AuditEvent.Outcome = Outcome.DONE,
    about: tuple[str, object] | None = None,
    details: Mapping[str, Value] | None = None,
) -> AuditEvent:
    """Appends one event in the transaction of the caller; if it cannot be written, the act fails with it.

    `about` is the kind and id of what it was done to. KeyError for an action or a detail that was not registered.
    """
    declared = extensions.audit_actions.get(action)
    if declared is None:
        raise KeyError(action)
    unknown = set(details or {}) - declared.details
    if unknown:
        raise KeyError(f"{action}: {', '.join(sorted(unknown))}")
    kind, key = about or ("", "")
    event = AuditEvent(
        at=timezone.now(),
        action=action,
        outcome=outcome,
        actor_id=getattr(actor, "pk", None),
        object_type=kind,
        object_id=str(key),
        details={name: shortened(value) for name, value in (details or {}).items()},
    )
    with transaction.atomic(savepoint=False):  # nobody goes on without the event, so there is nothing to come back to
        lock_for_append()
        # Read after the lock, for the number of the row before is the order of the chain.
        event.previous = AuditEvent.objects.order_by("-pk").values_list("mac", flat=True).first() or START
        event.mac = chain_mac(event)
        event.save(force_insert=True)
    return event


def shortened(value: Value) -> Value:
    return value[:MAX_DETAIL] if isinstance(value, str) else value


def lock_for_append() -> None:
    """Nobody else appends until this transaction ends; SQLite's transactions are alone from their beginning."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def chain_mac(event: AuditEvent) -> str:
    """HMAC-SHA256 over the row before and this row, in one notation whatever the database."""
    row = [
        event.previous,
        event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        event.action,
        event.outcome,
        event.actor_id,
        event.object_type,
        event.object_id,
        event.details,
    ]
    # ASCII and sorted: databases return the same details in different orders and spellings.
    text = json.dumps(row, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(chain_key(), text.encode(), hashlib.sha256).hexdigest()


def chain_key() -> bytes:
    """AUDIT_KEY, or one derived from the secret key; whoever changes it ends the chain and must start a new anchor file."""
    own = conf.get("AUDIT_KEY") or settings.SECRET_KEY
    return hashlib.sha256(b"portal.audit\x00" + own.encode()).digest()


@dataclass(frozen=True)
class Anchor:
    """The head of the trail at a moment, kept outside the database: without it nobody sees that the end was cut off."""

    number: int
    mac: str
    day: str

    def line(self) -> str:
        return f"{self.day} {self.number} {self.mac}"


def head_anchor() -> Anchor | None:
    last = AuditEvent.objects.order_by("-pk").values_list("pk", "mac").first()
    return Anchor(last[0], last[1], timezone.localdate().isoformat()) if last else None


def read_anchors(text: str) -> list[Anchor]:
    """Anchors from the lines of a file; ValueError names the first line that is none."""
    anchors = []
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            day, number, code = line.split()
            anchors.append(Anchor(int(number), code, dt.date.fromisoformat(day).isoformat()))
        except ValueError as error:
            raise ValueError(str(place)) from error
    return anchors


@dataclass(frozen=True)
class Finding:
    """What is wrong, and at which event (0: none in particular)."""

    number: int
    problem: str | Promise


def verify(anchors: Sequence[Anchor] = ()) -> tuple[int, list[Finding]]:
    """How many events there are, what is missing at either end, the first break of the chain, and every anchor not met."""
    cut = planned_cut()
    expected = {anchor.number: anchor.mac for anchor in anchors if cut is None or anchor.number > cut.number}
    previous, count, last = cut.mac if cut else START, 0, 0
    findings: list[Finding] = []
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=2000):
        count, last = count + 1, event.pk
        if count == 1 and cut is None and not is_beginning(event):
            findings.append(Finding(event.pk, _("ist der erste; was davor stand, fehlt")))
        # After the first break every later link is doubtful, and naming them all would bury it.
        if not findings:
            findings += breaks(event, previous)
        previous = event.mac
        if not hmac.compare_digest(expected.pop(event.pk, event.mac), event.mac):
            findings.append(Finding(event.pk, _("weicht vom Anker ab")))
    if not count:
        findings.append(Finding(0, _("fehlt: Das Protokoll ist leer, obwohl die Einrichtung sein erster Eintrag ist")))
    elif last_number() > last and last_number() not in expected:
        findings.append(Finding(last_number(), _("fehlt am Ende")))
    return count, [*findings, *(Finding(number, _("fehlt, steht aber im Anker")) for number in sorted(expected))]


def begin() -> None:
    """The first event of an installation; from then on a trail without events has been emptied."""
    record(BEGUN)


def is_beginning(event: AuditEvent) -> bool:
    """Trails from before there was such an event begin with their first number."""
    return event.action == BEGUN or event.pk == 1


def planned_cut() -> Anchor | None:
    """The head of what retention has cut off, as the newest event about it says; only the key can have signed one."""
    for event in AuditEvent.objects.filter(action=CUT_NAME).order_by("-pk"):
        if hmac.compare_digest(event.mac, chain_mac(event)):
            return Anchor(event.details["until"], event.details["head"], event.at.date().isoformat())
    return None


def last_number() -> int:
    """The highest number ever given, where the database tells: PostgreSQL's sequence counts acts that were rolled back, too."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [AuditEvent._meta.db_table])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def breaks(event: AuditEvent, previous: str) -> Iterator[Finding]:
    if event.previous != previous:
        yield Finding(event.pk, _("schließt nicht an den Eintrag davor an"))
    elif not hmac.compare_digest(event.mac, chain_mac(event)):
        yield Finding(event.pk, _("wurde verändert"))


BEGUN = register("audit.begin", _("Portal eingerichtet, Protokoll begonnen"))
SIGNED_IN = register("session.start", _("Angemeldet"))
SIGN_IN_REFUSED = register("session.refused", _("Anmeldung abgewiesen"))
SIGNED_OUT = register("session.end", _("Abgemeldet"))
TRAIL_READ = register("audit.read", _("Protokoll gelesen"), ("filters", "page"))
TRAIL_EXPORTED = register("audit.export", _("Protokoll ausgegeben"), ("filters", "rows"))
