"""The document of a day: which text counted then, and what a reader of it has to know."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.documents.extensions import Tab
from pages.documents.originals import original_of
from pages.models import NormativePage, Version
from pages.versions import queries
from pages.versions.queries import Dated
from portal import page_access, page_cache
from portal.navigation import reverse_or_none
from portal.page_access import open_to

HISTORY = "history"


@dataclass(frozen=True)
class DatedText:
    """A text that is not read as today's; `asked_on` is the day of the address."""

    asked_on: dt.date
    row: Dated
    is_todays: bool
    today_url: str
    comparison_url: str


def dated_text(request: HttpRequest, page: NormativePage, day: str) -> HttpResponse:
    """Of a translation the original: its former texts are kept there."""
    original = original_of(page)
    if original is not None and original.pk != page.pk:
        return to_original(request, original, day)
    asked = as_day(day)
    if asked is None:
        return told(request, page, _("Diesen Tag gibt es nicht. Sie lesen den Text, der heute gilt."), 404)
    rows = [row for row in queries.history(page) if row.version.state == Version.State.ADOPTED]
    row = next((row for row in rows if row.version.effective_on and row.version.effective_on <= asked), None)
    if row is None:
        return told(request, page, not_yet(rows), 404)
    return render(request, "pages/versions/dated.html", {"page": page, "text": text_of_day(request, page, row, asked)})


def to_original(request: HttpRequest, original: NormativePage, day: str) -> HttpResponse:
    may_open = open_to(request, NormativePage.objects.live()).filter(pk=original.pk).exists()
    return HttpResponseRedirect(f"{original.get_url(request)}{day}/") if may_open else HttpResponse(status=404)


def as_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def not_yet(rows: list[Dated]) -> str:
    if not rows:
        return _("Zu diesem Dokument sind keine früheren Fassungen bekannt. Sie lesen den Text, der heute gilt.")
    return _("An diesem Tag galt noch keine Fassung. Sie lesen den Text, der heute gilt.")


def told(request: HttpRequest, page: NormativePage, sentence: str, status: int) -> HttpResponse:
    response = page.render(request, context_overrides={"said": sentence})
    response.status_code = status
    return response


def text_of_day(request: HttpRequest, page: NormativePage, row: Dated, asked: dt.date) -> Any:
    """Kept as the text of today is: one rendering for all readers with the same rights."""
    name = f"document-{page.pk}-{asked}-{page_access.circle(request)}"
    return page_cache.get_or_build(page_cache.version_of(request), name, lambda: written(request, page, row, asked))


def written(request: HttpRequest, page: NormativePage, row: Dated, asked: dt.date) -> Any:
    comparison = reverse_or_none("versions:comparison", page.pk) or ""
    said = DatedText(
        asked_on=asked,
        row=row,
        is_todays=row.status in {queries.IN_FORCE, queries.REPEALED} and asked <= timezone.localdate(),
        today_url=page.get_url(request) or "",
        comparison_url=f"{comparison}?von={row.version.number}" if comparison and row.status == queries.FORMER else "",
    )
    return row.version.page.render_reading(request, dated=said)


def facts(page: NormativePage) -> dict[str, Any]:
    """For the band: the version that counts, the next one, the address that opens a day."""
    original = original_of(page)
    rows = queries.history(original) if original is not None else []
    return {
        "text_in_force": next((row for row in rows if row.status in {queries.IN_FORCE, queries.REPEALED}), None),
        "text_to_come": next((row for row in reversed(rows) if row.status == queries.FUTURE), None),
        "day_url": reverse_or_none("versions:day", original.pk) if original and rows else "",
        "comparison_url": reverse_or_none("versions:comparison", original.pk) if original and len(rows) > 1 else "",
        "versions_url": original.get_url() if original is not None else "",
    }


def tabs(page: NormativePage) -> list[Tab]:
    original = original_of(page)
    url = reverse_or_none("versions:history", original.pk) if original is not None else None
    return [Tab(HISTORY, _("Verlauf"), url, order=90)] if url else []
