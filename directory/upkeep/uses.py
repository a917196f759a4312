"""Where a contact is shown: in coverage, as a deputy, and wherever apps above this one say (F24)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import Locale, Page, ReferenceIndex

from directory.models import Coverage, Deputy, Position
from portal import page_access
from portal.extensions import Point
from portal.navigation import reverse_or_none


@dataclass(frozen=True)
class Use:
    """A place that shows a contact: `kind` is what the place is, `url` leads there if there is a page for it.

    `path` is where a page lies in the tree, so that it is named only to those who may open it; `number` counts the places it is.
    """

    kind: str | Promise
    title: str
    url: str = ""
    path: str = ""
    number: int = 1


def in_coverage(position: Position) -> list[Use]:
    today = timezone.localdate()
    rows = Coverage.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), contact=position)
    ordered = rows.select_related("service", "municipality").order_by("service__order", "municipality__name")
    page = reverse_or_none("directory:responsible") or ""
    return [
        Use(
            _("Zuständigkeit"),
            f"{row.service}, {row.municipality}",
            f"{page}?{urlencode({'gemeinde': row.municipality.ags, 'dienst': row.service.slug})}" if page else "",
        )
        for row in ordered
    ]


def as_deputy(position: Position) -> list[Use]:
    links = Deputy.objects.filter(deputy=position).select_related("position__person", "position__organisation")
    return [
        Use(
            _("Vertretung"),
            f"{link.position.person}, {link.position.organisation}",
            reverse_or_none("directory:person", link.position.person_id) or "",
        )
        # Whoever has left is not stood in for any more.
        for link in links
        if not link.position.is_over
    ]


def on_pages(position: Position) -> list[Use]:
    """Live pages in their original language that chose the contact, as Wagtail's index of references knows them."""
    rows = ReferenceIndex.get_references_to(position).filter(base_content_type=ContentType.objects.get_for_model(Page))
    keys = {int(key) for key in rows.values_list("object_id", flat=True)}
    # A translation names whom its original names: it is the original that has to be changed.
    pages = Page.objects.live().filter(pk__in=keys, locale=Locale.get_default()).specific(defer=True)
    return [
        Use(page.specific_class._meta.verbose_name, page.title, page.url or "", page.path)
        for page in pages.order_by("title")
    ]


uses: Point[Callable[[Position], Iterable[Use]]] = Point()
for provider in (in_coverage, as_deputy, on_pages):
    uses.add(provider)


def uses_of(position: Position, request: HttpRequest) -> list[Use]:
    """All of them; of pages that the person may not open only how many they are."""
    found = [use for provider in uses for use in provider(position)]
    closed = page_access.closed_paths(request)
    hidden = [use for use in found if use.path and use.path.startswith(closed)]
    return [use for use in found if use not in hidden] + ([unnamed(len(hidden))] if hidden else [])


def unnamed(number: int) -> Use:
    said = ngettext("%(n)d Seite, die Sie nicht öffnen dürfen", "%(n)d Seiten, die Sie nicht öffnen dürfen", number)
    return Use(_("Geschützt"), said % {"n": number}, number=number)


def number_of(places: Iterable[Use]) -> int:
    return sum(use.number for use in places)
