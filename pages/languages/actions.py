"""Counts anew how a translation stands, when it or its original is published. No person does that, so nothing is recorded."""

from collections import Counter
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from pages.documents.translation import CURRENT, MACHINE, MISSING, OUTDATED, translation_states
from pages.languages import queries
from pages.models import NormativePage, TranslationProgress, Version

STATES = (CURRENT, OUTDATED, MACHINE, MISSING)


def count(page: NormativePage) -> None:
    """Of one translation, as it is published now. Writes only what has changed, for what is kept for readers hangs on it."""
    found = Counter(translation_states(page).values())
    numbers = {state: found[state] for state in STATES}
    known = TranslationProgress.objects.filter(page=page).values(*STATES).first()
    if known != numbers:
        TranslationProgress.objects.update_or_create(page=page, defaults={**numbers, "counted_at": timezone.now()})


def count_of(original: NormativePage) -> None:
    for page in queries.published_versions(original).exclude(locale=Locale.get_default()):
        count(page)


@transaction.atomic
def count_all() -> int:
    """For what was published before anything was counted; returns how many translations there are. Safe to repeat."""
    pages = NormativePage.objects.live().exclude(locale=Locale.get_default())
    for page in pages.iterator(chunk_size=20):
        count(page)
    return pages.count()


def follow_version(version: Version) -> None:
    count_of(version.document)


def follow_publication(page: NormativePage, _revision: Any, _by: Any) -> None:
    """Of a translation; an original's text has changed when a version of it has begun."""
    stored = NormativePage.objects.live().filter(pk=page.pk).exclude(locale=Locale.get_default()).first()
    if stored is not None:
        count(stored)
