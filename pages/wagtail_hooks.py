"""The editor's side of the pages: routes, the section editor, warnings after saving."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import telepath
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from pages.blocks import SectionStreamBlock
from pages.editing import SectionStreamAdapter, findings_of, number_sections
from pages.models import NormativePage
from pages.rich_text import TogetherPageLinkHandler

FINDINGS_SHOWN = 5

telepath.register(SectionStreamAdapter(), SectionStreamBlock)


@hooks.register("register_rich_text_features", order=10)
def resolve_page_links_together(features: FeatureRegistry) -> None:
    features.register_link_type(TogetherPageLinkHandler)


@hooks.register("register_admin_urls")
def section_editor_urls() -> list[URLPattern]:
    return [path("abschnitte/ziffern/", number_sections, name="pages_number_sections")]


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_doubtful_numbers(request: HttpRequest, page: Page) -> None:
    """Duplicate and skipped numbers are pointed out and never forbidden: some documents are printed that way."""
    if not isinstance(page, NormativePage) or not request.accepts("text/html"):
        return
    found = findings_of([(section.number, section.level) for section in page.outline()])
    if not found:
        return
    more = len(found) - FINDINGS_SHOWN
    shown = found[:FINDINGS_SHOWN] + ([_("… und %(count)s weitere.") % {"count": more}] if more > 0 else [])
    lines = format_html_join("", "<li>{}</li>", ([line] for line in shown))
    messages.warning(request, format_html("{}<ul>{}</ul>", _("Gespeichert. Bitte prüfen Sie die Ziffern:"), lines))
