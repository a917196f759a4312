"""Menu, footer, breadcrumbs and languages. Apps add entries under their own name, from `ready()`; an entry names the permission that shows it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

ENTRY_FIELDS = ("id", "title", "url_path", "locale", "slug", "depth", "translation_key", "live", "content_type")


@dataclass(frozen=True)
class Entry:
    """A link of the frame. `permission` "" shows it to everybody signed in; `order` is ascending; `area` is "menu" or "footer"."""

    label: str | Promise
    url: str
    order: int = 100
    permission: str = ""
    icon: str = ""
    current: str = ""
    area: str = "menu"


@dataclass(frozen=True)
class Language:
    """A language of the switch; `url` is the same place in it, or its start page."""

    code: str
    name: str
    url: str
    is_current: bool


Provider = Callable[[HttpRequest], list[Entry]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Adds a function that gives entries for a request; called once per page, so it must be cheap."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def entries(request: HttpRequest) -> list[Entry]:
    found = [entry for provider in _providers for entry in provider(request)]
    shown = [entry for entry in found if not entry.permission or request.user.has_perm(entry.permission)]
    return [
        replace(entry, current=current(request, entry.url)) for entry in sorted(shown, key=lambda entry: entry.order)
    ]


def current(request: HttpRequest, url: str) -> str:
    """The value of aria-current: "page" on the page itself, "true" below it."""
    if request.path == url:
        return "page"
    return "true" if url != home_url() and request.path.startswith(url) else ""


def reverse_or_none(name: str, *args: object) -> str | None:
    """The URL of a view, or None where a foreign project has not included it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def home_root() -> tuple[str, str]:
    """The url_path and language of the start page for the active language; that of the default language where there is none yet."""
    roots = {root.language_code: root.root_path for root in Site.get_site_root_paths()}
    for code in (get_language() or "", settings.LANGUAGE_CODE):
        if code in roots:
            return roots[code], code
    return next(((path, code) for code, path in roots.items()), ("/", settings.LANGUAGE_CODE))


def home_url() -> str:
    return start_url(home_root()[1])


def start_url(code: str) -> str:
    with override(code):
        return reverse_or_none("wagtail_serve", "") or "/"


def crumbs_and_translations(request: HttpRequest, page: Page) -> tuple[list[Page], list[Page]]:
    """The pages above `page` from the start page down, and the live translations of it and of the start page; one query."""
    root_path = next((root.root_path for root in page._get_relevant_site_root_paths(request)), page.url_path)
    steps = [page.path[:length] for length in range(page.steplen, len(page.path), page.steplen)]
    top = [root.root_path for root in Site.get_site_root_paths()]
    wanted = Q(path__in=steps) | Q(translation_key=page.translation_key) | Q(url_path__in=top)
    near = list(
        Page.objects.filter(wanted, live=True).select_related("locale").only(*ENTRY_FIELDS, "path").order_by("path")
    )
    crumbs = [one for one in near if one.path in steps and one.url_path.startswith(root_path)]
    return crumbs, [one for one in near if one.translation_key == page.translation_key or one.url_path in top]


def page_languages(request: HttpRequest, page: Page, translations: Iterable[Page]) -> list[Language]:
    same = {one.locale.language_code: one for one in translations if one.translation_key == page.translation_key}
    starts = {one.locale.language_code: one for one in translations if one.translation_key != page.translation_key}
    active = get_language()
    found = []
    for code, name in settings.LANGUAGES:
        target = same.get(code) or starts.get(code)
        if target is not None or code == active:
            url = target.get_url(request) if target else request.path
            found.append(Language(code, str(name), url or start_url(code), code == active))
    return found


def view_languages(request: HttpRequest) -> list[Language]:
    """The same view in each language; none where no view was found (an error page has no other language)."""
    if request.resolver_match is None or request.resolver_match.url_name == "wagtail_serve":
        return []
    here = request.get_full_path()
    targets = [
        (code, str(name), here if code == get_language() else translate_url(here, code))
        for code, name in settings.LANGUAGES
    ]
    found = [Language(code, name, url, code == get_language()) for code, name, url in targets]
    return found if len({one.url for one in found}) > 1 else []


def editor_entry(request: HttpRequest) -> list[Entry]:
    url = reverse_or_none("wagtailadmin_home")
    return [Entry(_("Redaktion"), url, order=900, permission="wagtailadmin.access_admin", icon="edit")] if url else []
