"""What readers see, kept until it changes.

One row holds a token. Every change of published content replaces it, in the same transaction; what is kept under a token is
therefore exactly what the database says, in every process, also after a rollback. Kept things live in the memory of the
process, so that a release starts afresh.
"""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.locmem import LocMemCache
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from portal.models import ContentVersion

T = TypeVar("T")
KEPT_SECONDS = 24 * 60 * 60
# One per process and not Django's default cache: a foreign project may have put that anywhere.
_memory = LocMemCache("portal-freshness", {"OPTIONS": {"MAX_ENTRIES": 500}})
_followed: tuple[type[Model], ...] = ()


def follow(*models: type[Model]) -> None:
    """Names models, their subclasses included, whose instances are part of what readers see; called from `ready()`."""
    global _followed
    _followed = tuple(dict.fromkeys([*_followed, *models]))
    post_save.connect(_changed, dispatch_uid="portal-freshness-save")
    post_delete.connect(_changed, dispatch_uid="portal-freshness-delete")
    # A restriction names its groups only after it is saved.
    m2m_changed.connect(_changed, dispatch_uid="portal-freshness-link")


def _changed(instance: Model, **_kwargs: Any) -> None:
    if isinstance(instance, _followed):
        renew()


def renew() -> None:
    """Declares all that is kept out of date; for changes that send no signal, such as `QuerySet.update`."""
    ContentVersion.objects.update_or_create(pk=ContentVersion.ONLY, defaults={"token": uuid.uuid4()})


def version_of(request: HttpRequest) -> str:
    """What this request sees, as the first part of every key: read once, before anything kept under it is looked up or built.

    "" while a draft is previewed and before the first content is there: then nothing is kept.
    """
    known: str | None = getattr(request, "_portal_content_version", None)
    if known is None:
        row = ContentVersion.objects.filter(pk=ContentVersion.ONLY).values_list("token").first()
        known = f"{row[0].hex}|{request.get_host()}" if row else ""
        request._portal_content_version = known  # type: ignore[attr-defined]  # kept for this request only
    return "" if getattr(request, "is_preview", False) else known


def current_version() -> str:
    """The same for what is built for no request and is the same on every host; one query. "" before the first content is there."""
    token = ContentVersion.objects.filter(pk=ContentVersion.ONLY).values_list("token", flat=True).first()
    return token.hex if token else ""


def get_or_build(version: str, name: str, build: Callable[[], T]) -> T:
    """The result of `build`, remembered for version, name, language and day. None is never kept."""
    if not version:
        return build()
    key = f"{version}|{get_language()}|{timezone.localdate()}|{name}"
    value: T | None = _memory.get(key)
    # Two requests may build the same at once; both get it right, and the second one is kept.
    if value is None:
        value = build()
        if value is not None:
            _memory.set(key, value, KEPT_SECONDS)
    return value
