"""Whether FIELD_KEYS are the keys this database was sealed with (R65)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import DatabaseError
from django.db.models import Model

from portal import conf, sealing
from portal.extensions import DEGRADED, OK, State
from portal.fields import Sealed, SealedTextField
from portal.models import KeyProof

WORD = "offen"
CLOSED = "öffnet nicht, was in dieser Datenbank versiegelt ist; bitte die Schlüssel dieser Installation setzen."


def leave() -> None:
    """Once for an installation, and not with keys that do not open what is there: the proof would hide just that."""
    if not KeyProof.objects.exists() and not sealing.problem_of(conf.get("FIELD_KEYS")) and opens_all_kinds():
        KeyProof.objects.get_or_create(pk=KeyProof.ONLY, defaults={"word": WORD})


def sealed_fields() -> Iterator[tuple[type[Model], SealedTextField]]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedTextField):
                yield model, field


def opens_all_kinds() -> bool:
    """Whether the newest value of each sealed field opens, the proof among them."""
    try:
        for model, field in sealed_fields():
            newest = model._base_manager.order_by("-pk").first()
            if newest is not None and isinstance(newest.__dict__[field.attname], Sealed):
                getattr(newest, field.attname)
    except (sealing.SealBrokenError, sealing.KeysMissingError):
        return False
    return True


def problem() -> str:
    """A word for what is wrong with the keys, "" for nothing."""
    return sealing.problem_of(conf.get("FIELD_KEYS")) or ("" if opens_all_kinds() else "closed")


def state() -> State:
    """For `/readyz`: "missing", "wrong", "twice", "too many" or "closed", or how many keys there are."""
    found = problem()
    return State(DEGRADED, found) if found else State(OK, len(conf.get("FIELD_KEYS")))


def stop_with_foreign_keys() -> None:
    """Ends the start of a server whose keys do not open its database; one that cannot be asked yet does not hold it up."""
    try:
        is_open = opens_all_kinds()
    except DatabaseError:
        return
    if not is_open:
        raise SystemExit(f"FIELD_KEYS: {CLOSED}")


def check_settings(**_options: Any) -> list[checks.CheckMessage]:
    found = sealing.problem_of(conf.get("FIELD_KEYS"))
    # A foreign project in development may set none; whoever seals something there is told when it happens.
    if not found or (found == "missing" and settings.DEBUG):
        return []
    text = f"FIELD_KEYS (PORTAL_FIELD_KEYS) {sealing.PROBLEMS[found]}"
    # A project that seals nothing yet may run without keys.
    return [
        checks.Warning(text, id="portal.W065") if found == "missing" else checks.Error(text, id="portal.E065"),
    ]


def check_database(databases: Sequence[str] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """`manage.py check --database default` asks."""
    try:
        is_closed = bool(databases) and not sealing.problem_of(conf.get("FIELD_KEYS")) and not opens_all_kinds()
    except DatabaseError:
        return []  # before the first migrate there is nothing sealed
    return [checks.Error(f"FIELD_KEYS {CLOSED}", id="portal.E066")] if is_closed else []
