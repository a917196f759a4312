"""The editor's side of the pages: routes, the section editor, warnings after saving."""

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import telepath
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale, Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from pages.blocks import SectionStreamBlock
from pages.documents import publication
from pages.documents.parts import urls as part_urls
from pages.documents.section_editor import SectionStreamAdapter, findings_of, number_sections
from pages.importer import urls as importer_urls
from pages.importer.drafts import import_parent
from pages.job_shadowing import pledge_views
from pages.languages import editor_urls as language_editor_urls
from pages.models import EventPage, NormativePage
from pages.references import views as reference_views
from pages.references.findings import first_told, keep_findings, kept_findings
from pages.registration import actions as registration
from pages.rich_text import TogetherPageLinkHandler
from portal import page_cache
from portal.identity.users import signed_in
from portal.models import User
from portal.navigation import reverse_or_none

FINDINGS_SHOWN = 5
EDIT = "wagtailadmin_pages:edit"

telepath.register(SectionStreamAdapter(), SectionStreamBlock)


@hooks.register("register_rich_text_features", order=10)
def resolve_page_links_together(features: FeatureRegistry) -> None:
    features.register_link_type(TogetherPageLinkHandler)


@hooks.register("register_admin_urls")
def section_editor_urls() -> list[URLPattern]:
    return [path("abschnitte/ziffern/", number_sections, name="pages_number_sections"), *part_urls.urlpatterns]


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    return importer_urls.urlpatterns


@hooks.register("register_admin_urls")
def pledge_urls() -> list[URLPattern]:
    return [path("hospitation/verschwiegenheit/", pledge_views.write_pledge, name="pages_pledge")]


@hooks.register("register_admin_urls")
def reference_urls() -> list[URLPattern]:
    return [path("verweise/", reference_views.report, name="pages_references")]


@hooks.register("register_reports_menu_item")
def reference_menu_item() -> MenuItem:
    return MenuItem(gettext_lazy("Verweise prüfen"), reverse_lazy("pages_references"), icon_name="link", order=800)


@hooks.register("register_admin_urls")
def language_urls() -> list[URLPattern]:
    return language_editor_urls.urlpatterns


@hooks.register("register_admin_menu_item")
def languages_menu_item() -> MenuItem:
    label = gettext_lazy("Übersetzungen")
    return MenuItem(label, reverse_lazy("pages_translations"), name="translations", icon_name="globe", order=112)


@hooks.register("register_admin_menu_item")
def pledge_menu_item() -> MenuItem:
    label = gettext_lazy("Verschwiegenheit")
    return MenuItem(label, reverse_lazy("pages_pledge"), name="pledge", icon_name="lock", order=115)


@hooks.register("construct_main_menu")
def add_documents_to_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """A way to the documents that does not lead through the page tree."""
    index = import_parent(request.user)
    if index is not None:
        url = reverse("wagtailadmin_explore", args=[index.pk])
        items.append(MenuItem(_("Vereinbarungen"), url, name="documents", icon_name="list-ol", order=110))
        way_in = reverse("pages_import")
        items.append(MenuItem(_("Dokument einlesen"), way_in, name="import-document", icon_name="upload", order=111))
        asked = reverse_or_none("acknowledgements:own")
        if asked:
            items.append(MenuItem(_("Kenntnisnahmen"), asked, name="acknowledgements", icon_name="view", order=112))


@hooks.register("register_page_header_buttons")
def versions_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From the editor to the versions of the document, where they are put before the parties and adopted."""
    url = reverse_or_none("versions:history", page.pk) if isinstance(page.specific, NormativePage) else None
    if url:
        yield Button(_("Verlauf und Zustimmung"), url, icon_name="history", priority=66)


@hooks.register("before_publish_page", order=-10)
def tell_refusal(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What was typed is a draft by now; why it is not published stands above it."""
    if not isinstance(page, NormativePage):
        return None
    try:
        for may in publication.before:
            may(page, None, signed_in(request))
    except publication.PublicationRefused as reason:
        if page.live and page.live_revision_id is None:  # made in the same breath
            NormativePage.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
            page_cache.renew()
        messages.warning(request, format_html("{} {}", _("Als Entwurf gespeichert."), str(reason)))
        return redirect(EDIT, page.pk)
    return None


@hooks.register("before_publish_page")
def tell_dead_references(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Read now, since what references meant is gone with the text of today. Dead ones are told once before; then it is published."""
    if not isinstance(page, NormativePage):
        return None
    dead = [one.sentence for one in keep_findings(request, page) if one.is_dead]
    is_edit = request.resolver_match is not None and request.resolver_match.view_name == EDIT
    if not is_edit or not first_told(request, page, dead):
        return None
    heading = _(
        "Der Entwurf ist gespeichert, aber noch nicht veröffentlicht. Diese Verweise führen nicht mehr dahin, wohin sie sollen:"
    )
    warn(request, heading, dead, _("Soll es so bleiben, veröffentlichen Sie bitte noch einmal."))
    return redirect(EDIT, page.pk)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_doubtful_numbers(request: HttpRequest, page: Page) -> None:
    """Pointed out and never forbidden: duplicate and skipped numbers, since some documents are printed that way, and references."""
    if not isinstance(page, NormativePage) or not request.accepts("text/html"):
        return
    warn(
        request,
        _("Gespeichert. Bitte prüfen Sie die Ziffern:"),
        findings_of(
            [(section.number, section.level) for section in page.outline()], getattr(page, "edited_run", range(0))
        ),
    )
    warn(request, _("Bitte prüfen Sie die Verweise:"), [one.sentence for one in kept_findings(request, page)])


def warn(request: HttpRequest, heading: str, findings: Sequence[str], ending: str = "") -> None:
    if not findings:
        return
    more = len(findings) - FINDINGS_SHOWN
    shown = [*findings[:FINDINGS_SHOWN], *([_("… und %(count)s weitere.") % {"count": more}] if more > 0 else [])]
    lines = format_html_join("", "<li>{}</li>", ([line] for line in shown))
    messages.warning(request, format_html("{}<ul>{}</ul>{}", heading, lines, ending))


@hooks.register("before_delete_page")
def tell_who_has_a_place(request: HttpRequest, page: Page) -> None:
    """The places go with the page; whoever had one hears of it before."""
    if request.method == "POST" and isinstance(page, EventPage) and page.original.pk == page.pk:
        registration.call_off_event(event=page, by=signed_in(request))


@hooks.register("construct_translated_pages_to_cascade_actions")
def take_translations_along(pages: list[Page], action: str) -> dict[Page, QuerySet[Page]]:
    """A translation never outlives its original: it is taken offline, moved and deleted with it. Not the other way round."""
    original = Locale.get_default()
    return {page: Page.objects.translation_of(page, inclusive=False) for page in pages if page.locale_id == original.pk}
