"""The editors' side of the search: words that mean the same, recommended results, the report of searches."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.audit.editor_views import AuditedCreateView, AuditedViewSet
from search.editors import explaining
from search.editors.reports import SearchReport, forget, forget_message
from search.models import PinnedResult, SynonymGroup, wording


class CreateSynonyms(AuditedCreateView):
    def get_initial_form_instance(self) -> SynonymGroup | None:
        """Starts with the query somebody came from."""
        words = wording(self.request.GET.get("words", ""))[:80]
        return SynonymGroup(words=f"{words}\n") if words else super().get_initial_form_instance()


class SynonymViewSet(AuditedViewSet):
    model = SynonymGroup
    icon = "list-ul"
    menu_label = _("Synonyme, Abkürzungen")
    list_display = ["__str__", "kind", "note"]
    list_filter = ["kind"]
    search_fields = ["words", "note"]
    add_view_class = CreateSynonyms


class PinnedViewSet(AuditedViewSet):
    model = PinnedResult
    icon = "pick"
    menu_label = _("Empfohlene Treffer")
    list_display = ["query", "page", "section", "position"]
    search_fields = ["query"]


class SearchGroup(SnippetViewSetGroup):
    items = (SynonymViewSet, PinnedViewSet)
    menu_label = _("Suche pflegen")
    menu_icon = "search"
    menu_order = 260

    def get_submenu_items(self) -> list[MenuItem]:
        return [
            *super().get_submenu_items(),
            ExplainItem(_("Warum diese Reihenfolge?"), reverse("search_explain"), icon_name="help"),
        ]


class ExplainItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(explaining.PERMISSION))


register_snippet(SearchGroup)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [
        path("berichte/suche/", SearchReport.as_view(), name="search_report"),
        path("berichte/suche/warum/", explaining.explain, name="search_explain"),
        path("berichte/suche/liste/", SearchReport.as_view(results_only=True), name="search_report_results"),
        path("berichte/suche/vergessen/", forget, name="search_forget"),
        path("berichte/suche/mitteilungen/<int:pk>/", forget_message, name="search_forget_message"),
    ]


class ReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("search.view_searchtally"))


@hooks.register("register_reports_menu_item")
def report_item() -> MenuItem:
    return ReportItem(_("Suchanfragen"), reverse("search_report"), name="searches", icon_name="search", order=650)
