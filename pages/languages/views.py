"""A document in two languages side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages.documents.access import document_or_404
from pages.documents.frame import framed
from pages.languages import queries
from pages.languages.beside import TAB
from pages.languages.queries import Pair
from portal import page_access, page_cache


@require_safe
def side_by_side(request: HttpRequest, pk: int) -> HttpResponse:
    page = document_or_404(request, pk)
    pair = queries.pair_of(request, page, request.GET.get("sprache", ""))
    if pair is None:
        raise Http404(_("Dieses Dokument gibt es nur in einer Sprache."))
    context = {**framed(page, TAB), "pair": pair, "texts": texts(request, pair)}
    return render(request, "pages/languages/side_by_side.html", context)


def texts(request: HttpRequest, pair: Pair) -> SafeString:
    """Kept as the document itself is: the same for all with the same rights, until something published changes."""
    return page_cache.get_or_build(
        page_cache.version_of(request),
        f"languages-{pair.original.pk}-{pair.translation.pk}-{page_access.circle(request)}",
        lambda: written(pair),
    )


def written(pair: Pair) -> SafeString:
    shown = {"pair": pair, "rows": queries.rows_of(pair)}
    return mark_safe(render_to_string("pages/languages/texts.html", shown))  # a template has escaped it
