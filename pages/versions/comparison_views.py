"""Two versions of a document beside each other, section by section."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from pages.documents.access import may_edit, original_or_404
from pages.documents.frame import framed
from pages.models import LastRead, NormativePage, Version
from pages.versions import changes, queries
from pages.versions.compared_pair import NotComparable, Pair, pair_asked
from pages.versions.compared_sections import shown_sections, summary
from pages.versions.queries import Dated
from portal import page_access, page_cache

COMPARISON = "comparison"


@require_safe
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    page = original_or_404(request, pk)
    rows = visible_rows(request, page)
    old, new = request.GET.get("von", ""), request.GET.get("bis", "")
    context = framed(page, COMPARISON) | {"rows": rows, "shows_all": "alle" in request.GET}
    try:
        pair = pair_asked(rows, old, new)
    except NotComparable as reason:
        status = 404 if old or new else 200
        return render(request, "pages/versions/comparison.html", context | {"reason": reason}, status=status)
    if request.user.is_authenticated:
        LastRead.objects.changes_read(request.user, pair.old.version, pair.new.version)
    context |= {"pair": pair, "compared": compared(request, page, pair, context["shows_all"])}
    return render(request, "pages/versions/comparison.html", context)


def visible_rows(request: HttpRequest, page: NormativePage) -> list[Dated]:
    """What is in preparation only to those who prepare it."""
    rows = queries.history(page)
    if may_edit(request.user, page):
        return rows
    return [row for row in rows if row.version.state == Version.State.ADOPTED]


def compared(request: HttpRequest, page: NormativePage, pair: Pair, shows_all: bool) -> SafeString:
    """Kept as the text itself is, unless one of the two can still change."""
    name = f"comparison-{pair.old.version.pk}-{pair.new.version.pk}-{shows_all}-{page_access.circle(request)}"
    version = page_cache.version_of(request) if pair.is_settled else ""
    return page_cache.get_or_build(version, name, lambda: written(request, page, pair, shows_all))


def written(request: HttpRequest, page: NormativePage, pair: Pair, shows_all: bool) -> SafeString:
    old, new = pair.old.version, pair.new.version
    found = changes.comparison(old, new)
    address = page.get_url(request) or ""
    context = {
        "pair": pair,
        "sections": shown_sections(found, address, pair.old, pair.new, shows_all),
        "changed": found.changed,
        "summary": summary(found),
        "reasons": [
            row.version for row in pair.steps if row.version.note or row.version.reason or row.version.decision
        ],
        "facts": changes.changed_facts(old, new),
        "unchanged_count": len(found.sections) - len(found.changed),
        "shows_all": shows_all,
    }
    return mark_safe(render_to_string("pages/versions/includes/compared.html", context))  # a template has escaped it
