"""The editors' report: what is searched often, found never, opened seldom, and what readers told."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.reports import ReportView

from portal.csv_safety import as_text
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post
from search.editors import forgetting, query_stats
from search.models import ReaderMessage, SearchTally

MAX_KEY = 64  # of SearchTally.key
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


@require_safe_or_post
def forget(request: HttpRequest) -> HttpResponse:
    """Delete all that is counted, of one query or altogether, after saying how much that is."""
    allowed(request, "search.delete_searchtally")
    sent = request.POST if request.method == "POST" else request.GET
    key = sent.get("key", "")[:MAX_KEY]
    if request.method != "POST" or not (key or "confirmed" in request.POST):
        return ask_before_forgetting(request, key, sent.get("liste", ""))
    count = forgetting.forget_searches(key=key, by=signed_in(request))
    said = ngettext("%(count)d Zählung ist gelöscht.", "%(count)d Zählungen sind gelöscht.", count)
    messages.success(request, said % {"count": count})
    return back(request)


def ask_before_forgetting(request: HttpRequest, key: str, chosen: str) -> HttpResponse:
    count = forgetting.searches(key).count()
    words = forgetting.searches(key).exclude(query="").values_list("query", flat=True).first() if key else ""
    said = ngettext("%(count)d Zählung wird gelöscht.", "%(count)d Zählungen werden gelöscht.", count)
    context = {
        "heading": _("Suchanfrage „%(words)s“ löschen") % {"words": words} if key else _("Alle Zählungen löschen"),
        "goes": said % {"count": count},
        "button": _("Löschen") if key else _("Alle löschen"),
        "sent": {"key": key, "liste": chosen} if key else {"confirmed": "1"},
    }
    return render(request, "search/admin/forget.html", context)


@require_safe_or_post
def forget_message(request: HttpRequest, pk: int) -> HttpResponse:
    allowed(request, "search.delete_readermessage")
    message = get_object_or_404(ReaderMessage, pk=pk)
    if request.method != "POST":
        heading, goes = _("Mitteilung löschen"), f"„{message.query}“: {message.text or '–'}"
        return render(request, "search/admin/forget.html", {"heading": heading, "goes": goes, "button": _("Löschen")})
    forgetting.forget_message(message=message, by=signed_in(request))
    messages.success(request, _("Die Mitteilung ist gelöscht."))
    return back(request)


def back(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("liste", "")
    query = f"?{urlencode({'liste': chosen})}" if chosen in LISTS and chosen else ""
    return redirect(f"{reverse('search_report')}{query}")
