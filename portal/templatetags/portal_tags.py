"""What every page's frame shows. One tag, so that no project needs a context processor of ours."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from portal import conf, navigation
from portal.navigation import Entry, Language

register = template.Library()
THEMES = ("light", "dark")
THEME_COOKIE = "portal_theme"


@dataclass(frozen=True)
class Frame:
    """Everything around the content of a page."""

    county: str
    theme: str = ""
    home_url: str = "/"
    search_url: str | None = None
    account_url: str | None = None
    sign_out_url: str | None = None
    theme_url: str | None = None
    person: str = ""
    organisation: str = ""
    menu: list[Entry] = field(default_factory=list)
    footer: list[Entry] = field(default_factory=list)
    crumbs: list[Entry] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)


@register.simple_tag(takes_context=True)
def portal_frame(context: template.Context) -> Frame:
    request = context.get("request")
    if request is None:
        return Frame(conf.get("COUNTY_NAME"))
    theme = request.COOKIES.get(THEME_COOKIE, "")
    shown = {
        "county": conf.get("COUNTY_NAME"),
        "theme": theme if theme in THEMES else "",
        "theme_url": navigation.reverse_or_none("portal:theme"),
        "home_url": navigation.home_url(),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Frame(**shown, languages=navigation.view_languages(request))
    return Frame(**shown, **personal(request), **placed(request, context.get("page")))


def personal(request: HttpRequest) -> dict[str, Any]:
    found = navigation.entries(request)
    return {
        "search_url": navigation.reverse_or_none("search:results"),
        "account_url": navigation.reverse_or_none("portal:account"),
        "sign_out_url": navigation.reverse_or_none("portal:sign_out"),
        "person": display_name(request.user),
        "organisation": organisation_of(request.user),
        "menu": [entry for entry in found if entry.area == "menu"],
        "footer": [entry for entry in found if entry.area == "footer"],
    }


def placed(request: HttpRequest, page: object) -> dict[str, Any]:
    """Breadcrumbs and languages: of the page in the tree, else of the view."""
    if not isinstance(page, Page) or not page.path:
        return {"languages": navigation.view_languages(request)}
    above, translations = navigation.crumbs_and_translations(request, page)
    crumbs = [Entry(one.title, one.get_url(request) or "/") for one in above]
    return {"crumbs": crumbs, "languages": navigation.page_languages(request, page, translations)}


def display_name(user: Any) -> str:
    full_name = getattr(user, "get_full_name", str)()
    return full_name or str(user.get_username())


def organisation_of(user: Any) -> str:
    """The names of the organisations the person belongs to, where the project knows memberships."""
    memberships = getattr(user, "memberships", None)
    if memberships is None:
        return ""
    names = memberships.values_list("organisation__name", flat=True).distinct().order_by("organisation__name")
    return ", ".join(names)


@register.simple_tag
def setting(name: str) -> Any:
    return conf.get(name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("portal/icons.svg"), name
    )


@register.filter
def rail_date(day: dt.date | dt.datetime | None) -> str:
    """For lists: "Di 10.11." ("Tue 10 Nov" in English); a day of another year is "10.11.2025"."""
    if day is None:
        return ""
    local = timezone.localtime(day).date() if isinstance(day, dt.datetime) else day
    if local.year != timezone.localdate().year:
        return date_format(local, "j.n.Y" if get_language() == "de" else "j M Y")
    return date_format(local, "D j.n." if get_language() == "de" else "D j M")


@register.filter
def tel(number: str) -> str:
    """A German number as dialled from anywhere: "069 90009-100" is +496990009100."""
    digits = "".join(char for char in number if char.isdigit() or char == "+")
    return f"+49{digits[1:]}" if digits.startswith("0") and not digits.startswith("00") else digits
