from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from directory import start_page
from pages.blocks import TEXT_FEATURES, ContactsBlock
from pages.contacts import shown_contacts
from portal import page_cache
from portal.page_access import open_to

NEWS_PER_PAGE = 10


class HomePage(Page):
    """The start page: welcome, what has changed, news."""

    intro = models.TextField(_("Begrüßung"), blank=True, max_length=600)
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    max_count_per_parent = 1
    page_description = _("Startseite mit Begrüßung, letzten Änderungen und Neuigkeiten")

    class Meta:
        verbose_name = _("Startseite")

    @property
    def localized(self) -> Page:
        """In its own language itself, without the query that asking for the active language costs each page."""
        if self.locale.language_code == get_language():
            return self
        return super().localized

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Finds a page by its whole path at once; level by level a document would cost six more queries."""
        if not path_components:
            return super().route(request, path_components)
        name = f"page-{self.pk}-{'/'.join(path_components)}"
        steps = [f"{self.url_path}{'/'.join(path_components[:end])}/" for end in range(1, len(path_components) + 1)]
        page: Page | None = page_cache.get_or_build(
            page_cache.version_of(request), name, lambda: deepest_page(steps[-1:])
        ) or deepest_page(steps)
        if page is None:
            return super().route(request, path_components)
        return page.route(request, path_components[page.depth - self.depth :])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from pages.models.normative import NormativePage

        context = super().get_context(request, *args, **kwargs)
        context["today"] = timezone.localdate()
        news = open_to(request, NewsPage.objects.live().filter(locale=self.locale))
        context["news"] = news.order_by("-published_on", "-pk")[:4]
        context["news_index"] = open_to(request, NewsIndexPage.objects.live().filter(locale=self.locale)).first()
        documents = open_to(request, NormativePage.objects.live().filter(locale=self.locale)).defer("sections")
        context["changes"] = documents.order_by("-last_published_at")[:5]
        context["normative_index"] = NormativePage.index_for(self.locale, request)
        context["kinds"] = context["normative_index"].kinds(request) if context["normative_index"] else []
        return context | start_page.shown(request)


def deepest_page(url_paths: list[str]) -> Page | None:
    """The page that lies deepest among these; its `is_unrestricted` says that nobody is kept out of any page at all."""
    pages = Page.objects.filter(url_path__in=url_paths).annotate(
        is_unrestricted=~Exists(PageViewRestriction.objects.all())
    )
    nearest = pages.select_related("normativepage").order_by("-depth").first()
    if nearest is None:
        return None
    page: Page = getattr(nearest, "normativepage", None) or nearest.specific
    page.is_unrestricted = nearest.is_unrestricted
    return page


class NewsIndexPage(Page):
    """All news, newest first."""

    subpage_types = ["pages.NewsPage"]
    page_description = _("Liste der Neuigkeiten")

    class Meta:
        verbose_name = _("Neuigkeiten (Übersicht)")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["news"] = Paginator(self.news(request), NEWS_PER_PAGE).get_page(request.GET.get("seite"))
        return context

    def news(self, request: HttpRequest) -> QuerySet["NewsPage"]:
        return open_to(request, NewsPage.objects.live().child_of(self)).order_by("-published_on", "-pk")


class NewsPage(Page):
    """One news item."""

    published_on = models.DateField(_("Datum"), default=timezone.localdate)
    teaser = models.TextField(
        _("Kurztext"), max_length=300, help_text=_("Ein oder zwei Sätze für Startseite und Liste.")
    )
    body = RichTextField(_("Text"), blank=True, features=["h2", "h3", *TEXT_FEATURES])
    contacts = StreamField(
        ContactsBlock(),
        verbose_name=_("Ansprechpersonen"),
        blank=True,
        help_text=_("Aus dem Verzeichnis; immer so gezeigt, wie sie dort am Tag des Lesens stehen."),
    )
    override_translatable_fields = [SynchronizedField("contacts")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("teaser"),
        FieldPanel("body"),
        FieldPanel("contacts"),
    ]
    parent_page_types = ["pages.NewsIndexPage"]
    subpage_types: list[str] = []
    page_description = _("Eine Neuigkeit mit Datum")

    class Meta:
        verbose_name = _("Neuigkeit")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["contacts"] = shown_contacts(self.contacts) if self.contacts else []
        return context


class StandardPage(Page):
    """A page of plain text: imprint, data protection, help."""

    body = RichTextField(_("Text"), blank=True, features=["h2", "h3", *TEXT_FEATURES])
    show_in_footer = models.BooleanField(_("In der Fußzeile zeigen"), default=False)
    content_panels = [*Page.content_panels, FieldPanel("body")]
    promote_panels = [*Page.promote_panels, FieldPanel("show_in_footer")]
    page_description = _("Textseite, zum Beispiel Impressum oder Hilfe")

    class Meta:
        verbose_name = _("Textseite")
