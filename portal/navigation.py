"""Menu, footer, breadcrumbs and languages of a page."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from portal import extensions, page_access, page_cache
from portal.extensions import Entry

PAGE_FIELDS = (
    "id",
    "title",
    "slug",
    "path",
    "depth",
    "url_path",
    "live",
    "show_in_menus",
    "translation_key",
    "last_published_at",
    "content_type",
    "locale",
)


@dataclass(frozen=True)
class Language:
    """A language of the switch; `url` is the same place in it, or its start page."""

    code: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Translation:
    """A live page that says the same in another language: of the page itself, or of the start page."""

    language: str
    url: str
    page_id: int
    is_of_page: bool
    published_at: dt.datetime | None


@dataclass(frozen=True)
class Tree:
    """What the page tree gives to the frame of a page; `translations` are of the page itself and of the start page."""

    menu: list[Entry]
    footer: list[Entry]
    crumbs: list[Entry]
    translations: list["Translation"]


def entries(request: HttpRequest) -> list[Entry]:
    added = [entry for provider in extensions.menu for entry in provider(request)]
    return [entry for entry in added if not entry.permission or request.user.has_perm(entry.permission)]


def marked(
    request: HttpRequest, unordered: Iterable[Entry], facts: Mapping[str, Any] = MappingProxyType({})
) -> list[Entry]:
    """The entries in order, with the current place marked and what is new counted. Of places within each other it is the inner one."""
    ordered = sorted(unordered, key=lambda entry: entry.order)
    shown = [entry for entry in ordered if not entry.shown_with or facts.get(entry.shown_with)]
    home = home_url()
    places = {entry.url: aria_current(request, entry.url, home) for entry in shown}
    here = max((url for url, current in places.items() if current), key=len, default="")
    return [
        replace(entry, current=places[here] if entry.url == here else "", count=int(facts.get(entry.fact) or 0))
        for entry in shown
    ]


def aria_current(request: HttpRequest, url: str, home: str) -> str:
    """The value of aria-current: "page" on the page itself, "true" below it."""
    if request.path == url:
        return "page"
    return "true" if url != home and request.path.startswith(url) else ""


def reverse_or_none(name: str, *args: object) -> str | None:
    """The URL of a view, or None where a foreign project has not included it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def home_root() -> tuple[str, str]:
    """The url_path and language of the start page for the active language; where there is none yet, of the default one."""
    roots = {root.language_code: root.root_path for root in Site.get_site_root_paths()}
    # A language may have no start page yet; its readers are led to the German one.
    for code in (get_language() or "", settings.LANGUAGE_CODE):
        if code in roots:
            return roots[code], code
    return next(((path, code) for code, path in roots.items()), ("/", settings.LANGUAGE_CODE))


def home_url() -> str:
    return start_url(home_root()[1])


def start_url(code: str) -> str:
    with override(code):
        return reverse_or_none("wagtail_serve", "") or "/"


def tree(request: HttpRequest, page: Page | None) -> Tree:
    """All that the frame of a page needs of the page tree: one query, or none where nothing has changed since the last time."""
    return page_cache.get_or_build(
        page_cache.version_of(request),
        f"tree-{page.path if page else ''}-{page_access.circle(request)}",
        lambda: read_tree(request, page),
    )


def read_tree(request: HttpRequest, page: Page | None) -> Tree:
    root_path, language = home_root()
    tops = [root.root_path for root in Site.get_site_root_paths()]
    steps = steps_to(page) if page else []
    key = page.translation_key if page else None
    near = list(page_access.open_to(request, pages_near(root_path, tops, steps, key)))
    start = Entry(_("Start"), start_url(language), 0)
    return Tree(
        menu=[start, *page_entries(request, menu_pages(near, root_path))],
        footer=page_entries(request, footer_pages(near, root_path)),
        crumbs=page_entries(request, [relative for relative in near if is_above(relative, steps, tops)]),
        translations=[
            translation_of(request, relative, key)
            for relative in near
            if relative.translation_key == key or relative.url_path in tops
        ],
    )


def steps_to(page: Page) -> list[str]:
    """The tree paths of all pages above this one, the root first."""
    return [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]


def menu_pages(pages: Iterable[Page], root_path: str) -> list[Page]:
    """The pages one step below the start page that editors want in the menu."""
    depth = root_path.count("/") + 1
    below = [page for page in pages if page.url_path.startswith(root_path) and page.url_path.count("/") == depth]
    return [page for page in below if page.show_in_menus]


def footer_pages(pages: Iterable[Page], root_path: str) -> list[Page]:
    below = [page for page in pages if page.url_path.startswith(root_path) and page.url_path != root_path]
    return [page for page in below if page.in_footer]


def is_above(page: Page, steps: list[str], tops: list[str]) -> bool:
    """Whether a page lies on the way to the page that is shown; the root of the tree belongs to no site and is left out."""
    return page.path in steps and any(page.url_path.startswith(top) for top in tops)


def translation_of(request: HttpRequest, page: Page, key: object) -> Translation:
    return Translation(
        page.locale.language_code,
        page.get_url(request) or "",
        page.pk,
        page.translation_key == key,
        page.last_published_at,
    )


def pages_near(root_path: str, tops: list[str], steps: list[str], translation_key: object) -> QuerySet[Page]:
    # Begins with a condition that nothing meets, for an empty Q would meet all pages.
    footer = Q(pk__in=[])
    for condition in extensions.footer_pages:
        footer |= condition
    shown = Q(url_path__startswith=root_path) & (Q(show_in_menus=True) | footer)
    placed = Q(path__in=steps) | Q(translation_key=translation_key) | Q(url_path__in=tops)
    pages = Page.objects.annotate(in_footer=ExpressionWrapper(footer, BooleanField()))
    return pages.filter(shown | placed, live=True).select_related("locale").only(*PAGE_FIELDS).order_by("path")


def page_entries(request: HttpRequest, pages: Iterable[Page]) -> list[Entry]:
    urls = ((page, page.get_url(request)) for page in pages)
    return [Entry(page.title, url, order) for order, (page, url) in enumerate(urls, start=1) if url]


def page_languages(request: HttpRequest, translations: Iterable[Translation]) -> list[Language]:
    """The page in each language; the start page where it has no translation; nothing for a language without a start page."""
    same = {translation.language: translation for translation in translations if translation.is_of_page}
    starts = {translation.language: translation for translation in translations if not translation.is_of_page}
    languages = []
    for code, name in settings.LANGUAGES:
        target = same.get(code) or starts.get(code)
        if code == get_language():
            languages.append(Language(code, str(name), request.path, True))
        elif target is not None:
            languages.append(Language(code, str(name), target.url or start_url(code), False))
    return languages


def view_languages(request: HttpRequest) -> list[Language]:
    """The same view in each language; none where no view was found (an error page has no other language)."""
    if request.resolver_match is None or request.resolver_match.url_name == "wagtail_serve":
        return []
    here, active = request.get_full_path(), get_language()
    targets = [
        (code, str(name), here if code == active else translate_url(here, code)) for code, name in settings.LANGUAGES
    ]
    languages = [Language(code, name, url, code == active) for code, name, url in targets]
    # Where every language leads to the same address there is nothing to switch.
    return languages if len({language.url for language in languages}) > 1 else []
