"""What is due with translations: those behind the text in force, once for each document and language."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.languages.queries import language_of
from pages.languages.words import in_words
from pages.models import TranslationProgress
from portal.duties.answering import counted
from portal.extensions import Answering, Asker, Duty
from portal.identity import roles
from portal.identity.auth import PortalRole
from portal.navigation import reverse_or_none

PART = gettext_lazy("Übersetzungen")


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    return counted(to_follow(asker.pk))


def owed(answering: Answering) -> Iterator[Duty]:
    """One query."""
    if reverse_or_none("wagtailadmin_home") is None:
        return
    rows = to_follow(answering.pk).select_related("page__locale").defer("page__sections")
    yield from (duty(row) for row in rows.order_by("page__title", "pk"))


def to_follow(key: Any) -> QuerySet[TranslationProgress]:
    return TranslationProgress.objects.behind().filter(roles.held_in_portal(key, PortalRole.EDITOR))


def duty(row: TranslationProgress) -> Duty:
    named = {"document": row.page.cite_name(), "language": language_of(row.page.locale.language_code).name}
    return Duty(
        title=_("Übersetzung nachführen: %(document)s, %(language)s") % named,
        part=PART,
        url=reverse("wagtailadmin_pages:edit", args=[row.page_id]),
        kind="languages.translation",
        key=row.page_id,
        state=in_words(row),
    )
