"""Everything around the content of a page: menu, crumbs, languages, and what is new for the person signed in."""

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal import conf, extensions, navigation
from portal.compiled_query import ANYBODY, CompiledQuery
from portal.extensions import Asker, Entry, FrameFact
from portal.identity.users import Account, signed_in
from portal.navigation import Language

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
    stay_url: str | None = None
    time_left_url: str | None = None
    theme_url: str | None = None
    person: str = ""
    organisation: str = ""
    may_edit: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
    menu: list[Entry] = field(default_factory=list)
    footer: list[Entry] = field(default_factory=list)
    crumbs: list[Entry] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)


def frame_of(request: HttpRequest | None, page: Page | None) -> Frame:
    """The frame for a page of the tree or, with `page` None, of a view; an error page may have no request to ask."""
    if request is None:
        return Frame(conf.get("COUNTY_NAME"))
    # A cookie is what somebody sends: only known words get into the page.
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
    return Frame(**shown, **around(request, page if page and page.path else None))  # a preview has no place yet


def around(request: HttpRequest, page: Page | None) -> dict[str, Any]:
    """What only those who are signed in see."""
    tree = navigation.tree(request, page)
    # Asked on every page: all that depends on the person comes from one query.
    may_edit, organisation, facts = access(request)
    editor_url = navigation.reverse_or_none("wagtailadmin_home") if may_edit else None
    editor = [Entry(_("Redaktion"), editor_url, order=900, icon="edit")] if editor_url else []
    return {
        "search_url": navigation.reverse_or_none("search:results"),
        "suggestions_url": navigation.reverse_or_none("search:suggestions"),
        "account_url": navigation.reverse_or_none("portal:account"),
        "sign_out_url": navigation.reverse_or_none("portal:sign_out"),
        "stay_url": navigation.reverse_or_none("portal:stay"),
        "time_left_url": navigation.reverse_or_none("portal:time_left"),
        "person": display_name(signed_in(request)),
        "organisation": organisation,
        "may_edit": may_edit,
        "facts": facts,
        "menu": navigation.marked(request, [*tree.menu, *navigation.entries(request), *editor], facts),
        "footer": navigation.marked(request, tree.footer),
        "crumbs": tree.crumbs,
        "languages": navigation.page_languages(request, tree.translations)
        if page
        else navigation.view_languages(request),
    }


def display_name(user: Account) -> str:
    full_name = getattr(user, "get_full_name", str)()
    return full_name or str(user.get_username())


def access(request: HttpRequest) -> tuple[bool, str, dict[str, Any]]:
    """Whether the person may enter the editor, the names of the own organisations, and what apps ask about; one query for all."""
    user = request.user
    wanted = tuple(fact for fact in extensions.frame_facts if fact.is_wanted(request))
    asker = Asker(user.pk, bool(getattr(user, "is_superuser", False)))
    # One row for each organisation of the person; rights and facts are the same in all of them.
    rows = rows_about(asker, wanted)
    names = sorted({row[1] for row in rows if row[1]})
    may_edit = asker.is_superuser or any(row[0] for row in rows)
    facts = dict(zip([fact.name for fact in wanted], rows[0][2:], strict=True)) if rows else {}
    return may_edit, ", ".join(names), facts


def rows_about(asker: Asker, wanted: tuple[FrameFact, ...]) -> list[tuple[Any, ...]]:
    """Put together once a day for everybody: that takes a hundred times as long as the answer."""
    if not isinstance(asker.pk, int):  # the users of a foreign project may have keys of another kind
        return person(asker, wanted, timezone.localdate()).rows()
    return person(asker._replace(pk=ANYBODY), wanted, timezone.localdate()).rows(asker.pk)


@lru_cache(maxsize=200)
def person(asker: Asker, asked: tuple[FrameFact, ...], _day: dt.date) -> CompiledQuery:
    """The query for whether somebody may enter the editor, for each organisation's name, and for what is asked."""
    model = get_user_model()
    # Users of a foreign project may have neither groups nor memberships.
    may_edit = Exists(editor_grants()) if hasattr(model, "groups") else Value(False)
    organisation = F("memberships__organisation__name") if hasattr(model, "memberships") else Value("")
    facts = {fact.name: fact.annotation(asker) for fact in asked}
    rows = model._default_manager.filter(pk=asker.pk).annotate(may_edit=may_edit, in_organisation=organisation, **facts)
    return CompiledQuery(rows.values_list("may_edit", "in_organisation", *facts))


def editor_grants() -> QuerySet[Permission]:
    """The right to enter the editor, held directly or through a group, by the user of the outer query."""
    right = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    return right.filter(Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk")))
