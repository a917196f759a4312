"""The editors' report: what is searched often, found never, opened seldom, and what readers told."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views.reports import ReportView

from portal.csv_safety import as_text
from search.editors import query_stats
from search.models import ReaderMessage, SearchTally

LISTS = {
    "": (gettext_lazy("Alle"), query_stats.report),
    "ohne-treffer": (gettext_lazy("Ohne Treffer"), query_stats.without_hits),
    "selten-geklickt": (gettext_lazy("Selten geklickt"), query_stats.seldom_opened),
}


class SearchReport(ReportView):
    model = SearchTally
    permission_required = "view"
    page_title = gettext_lazy("Suchanfragen")
    header_icon = "search"
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    template_name = "search/admin/report.html"
    results_template_name = "search/admin/report_results.html"
    list_export = ["query", "times_searched", "latest_hits", "opened", "last_week"]
    export_headings = {
        "query": gettext_lazy("Suchanfrage"),
        "times_searched": gettext_lazy("Suchen"),
        "latest_hits": gettext_lazy("Treffer zuletzt"),
        "opened": gettext_lazy("Geöffnet"),
        "last_week": gettext_lazy("Zuletzt in der Woche ab"),
    }
    export_filename = "suchanfragen"
    custom_field_preprocess = {"query": {"csv": as_text, "xlsx": as_text}}

    @property
    def chosen(self) -> str:
        name = self.request.GET.get("liste", "")
        return name if name in LISTS else ""

    def get_queryset(self) -> query_stats.Rows:
        return LISTS[self.chosen][1]()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        user = self.request.user
        return {
            **context,
            "lists": [(name, label, name == self.chosen) for name, (label, _rows) in LISTS.items()],
            "reader_messages": ReaderMessage.objects.all()[:100],
            "min_searches": query_stats.MIN_SEARCHES,
            "synonym_url": reverse("wagtailsnippets_search_synonymgroup:add"),
            "may_add_synonym": user.has_perm("search.add_synonymgroup"),
            "may_delete": user.has_perm("search.delete_searchtally"),
            "may_delete_messages": user.has_perm("search.delete_readermessage"),
        }


def allowed(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Delete all that is counted of one query, or say how many there are before all are deleted."""
    allowed(request, "search.delete_searchtally")
    key = request.POST.get("key", "")
    if key:
        SearchTally.objects.filter(key=key).delete()
        messages.success(request, _("Die Suchanfrage ist gelöscht."))
        return back(request)
    if "confirmed" not in request.POST:
        return render(request, "search/admin/forget_all.html", {"count": SearchTally.objects.count()})
    count, _rows = SearchTally.objects.all().delete()
    said = ngettext("%(count)d Zählung ist gelöscht.", "%(count)d Zählungen sind gelöscht.", count)
    messages.success(request, said % {"count": count})
    return back(request)


@require_POST
def forget_message(request: HttpRequest, pk: int) -> HttpResponse:
    allowed(request, "search.delete_readermessage")
    get_object_or_404(ReaderMessage, pk=pk).delete()
    messages.success(request, _("Die Mitteilung ist gelöscht."))
    return back(request)


def back(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("liste", "")
    query = f"?{urlencode({'liste': chosen})}" if chosen in LISTS and chosen else ""
    return redirect(f"{reverse('search_report')}{query}")
