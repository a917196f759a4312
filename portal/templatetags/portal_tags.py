"""What every page's frame shows. One tag, so that no project needs a context processor of ours."""

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django import forms, template
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.forms import BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal import conf, extensions, navigation
from portal.audit import trail
from portal.compiled_query import CompiledQuery
from portal.extensions import Asker, Entry, FrameFact
from portal.navigation import Language

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
    suggestions_url: str | None = None
    account_url: str | None = None
    sign_out_url: str | None = None
    theme_url: str | None = None
    person: str = ""
    organisation: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
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
    page = context.get("page")
    return Frame(**shown, **around(request, page if isinstance(page, Page) and page.path else None))


def around(request: HttpRequest, page: Page | None) -> dict[str, Any]:
    """What only those who are signed in see."""
    tree = navigation.tree(request, page)
    may_edit, organisation, facts = access(request)
    editor_url = navigation.reverse_or_none("wagtailadmin_home") if may_edit else None
    editor = [Entry(_("Redaktion"), editor_url, order=900, icon="edit")] if editor_url else []
    return {
        "search_url": navigation.reverse_or_none("search:results"),
        "suggestions_url": navigation.reverse_or_none("search:suggestions"),
        "account_url": navigation.reverse_or_none("portal:account"),
        "sign_out_url": navigation.reverse_or_none("portal:sign_out"),
        "person": display_name(request.user),
        "organisation": organisation,
        "facts": facts,
        "menu": navigation.marked(request, [*tree.menu, *navigation.entries(request), *editor], facts),
        "footer": navigation.marked(request, tree.footer),
        "crumbs": tree.crumbs,
        "languages": navigation.page_languages(request, tree.translations)
        if page
        else navigation.view_languages(request),
    }


def display_name(user: Any) -> str:
    full_name = getattr(user, "get_full_name", str)()
    return full_name or str(user.get_username())


def access(request: HttpRequest) -> tuple[bool, str, dict[str, Any]]:
    """Whether the person may enter the editor, the names of the own organisations, and what apps ask about; one query for all."""
    user = request.user
    asked = tuple(fact for fact in extensions.frame_facts if fact.is_wanted(request))
    asker = Asker(user.pk, bool(getattr(user, "is_superuser", False)))
    found = person(asker, asked, timezone.localdate()).rows()
    names = sorted({row[1] for row in found if row[1]})
    may_edit = asker.is_superuser or any(row[0] for row in found)
    facts = dict(zip([fact.name for fact in asked], found[0][2:], strict=True)) if found else {}
    return may_edit, ", ".join(names), facts


@lru_cache(maxsize=200)
def person(asker: Asker, asked: tuple[FrameFact, ...], _day: dt.date) -> CompiledQuery:
    """The query for whether somebody may enter the editor, for each organisation's name, and for what is asked."""
    model = get_user_model()
    may_edit = Exists(editor_grants()) if hasattr(model, "groups") else Value(False)
    organisation = F("memberships__organisation__name") if hasattr(model, "memberships") else Value("")
    facts = {fact.name: fact.annotation(asker) for fact in asked}
    rows = model._default_manager.filter(pk=asker.pk).annotate(may_edit=may_edit, in_organisation=organisation, **facts)
    return CompiledQuery(rows.values_list("may_edit", "in_organisation", *facts))


def editor_grants() -> QuerySet[Permission]:
    """The right to enter the editor, held directly or through a group, by the user of the outer query."""
    right = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    return right.filter(Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk")))


@register.simple_tag
def setting(name: str) -> Any:
    return conf.get(name)


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("portal/icons.svg"), name
    )


@register.simple_tag
def portal_field(field: BoundField) -> SafeString:
    """A form field with label, hint, widget and error, tied together for screen readers; leaves other forms of a project alone."""
    if field.is_hidden:
        return mark_safe(str(field))  # Django's own widget
    is_select = isinstance(field.field.widget, forms.Select)
    kind = "kern-form-input__select" if is_select else "kern-form-input__input"
    own = field.field.widget.attrs.get("class", "")
    classes = " ".join(filter(None, [kind, f"{kind}--error" if field.errors else "", own]))
    widget = field.as_widget(attrs={"class": classes})
    shown = {"field": field, "errors": field.errors, "widget": widget, "is_select": is_select}
    return mark_safe(render_to_string("portal/includes/field.html", shown))  # a template escapes


@register.inclusion_tag("portal/includes/pagination.html", takes_context=True)
def pagination(context: template.Context, page_obj: paginator.Page, parameter: str) -> dict[str, Any]:
    """Links to the other pages of a list; the rest of the query string stays."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    base = f"?{query.urlencode()}&" if query else "?"
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    return {"page_obj": page_obj, "base": f"{base}{parameter}=", "page_numbers": list(numbers)}


@register.filter
def audit_label(action: str) -> str:
    return trail.label(action)


@register.filter
def long_day(day: dt.date) -> str:
    """A day with its weekday: "Dienstag, 17. November", "Tuesday, 17 November"."""
    return date_format(day, "l, j. F" if get_language() == "de" else "l, j F")


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
