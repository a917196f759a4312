"""Turns an outline into a draft page: the one way in for the command line and for the editor."""

import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext
from wagtail.models import Locale, Page

from pages import numbering
from pages.importer import depth, own_links
from pages.importer.outline import Outline
from pages.importer.repeated_title import without_title
from pages.importer.unreadable import UnreadableDocument
from pages.models import NormativeIndexPage, NormativePage, Party
from pages.models.terms import Terms
from portal.models import User
from portal.requests.confined_process import gettext_noop

NO_SECTION = gettext_noop("In „%(name)s“ ist kein Text, der sich gliedern lässt. Bitte wählen Sie eine andere Datei.")
TERM_OF_RENEWAL: dict[str | None, dict[str, Any]] = {
    "indefinite": {"term": Terms.Term.INDEFINITE},
    "yearly": {"term": Terms.Term.PERIOD, "term_months": 12, "renewal": Terms.Renewal.OPTIONAL, "renewal_months": 12},
    "fixed": {"term": Terms.Term.UNTIL},
}


def import_parent(user: User | AnonymousUser) -> NormativeIndexPage | None:
    """The overview page that new documents go below; None when there is none or `user` may not add to it."""
    index = NormativePage.index_for(Locale.get_default())
    return index if index is not None and index.permissions_for_user(user).can_add_subpage() else None


def refuse_empty(name: str, outline: Outline) -> None:
    """UnreadableDocument for one that has no section at all."""
    if not outline.sections:
        raise UnreadableDocument(gettext(NO_SECTION), {"name": name}, NO_SECTION)


def suggested(outline: Outline) -> dict[str, Any]:
    """Field values of the page that the document itself suggests; an editor confirms them."""
    facts = outline.facts
    values: dict[str, Any] = {
        "title": outline.title[:250],
        "kind": outline.kind,
        "signed_on": facts.signed,
        "signed_at": facts.signed_at[:100],
        "in_force_on": facts.in_force,
        "notice_months": facts.notice_months,
    }
    term = dict(TERM_OF_RENEWAL.get(facts.renewal, {}))
    if term.get("term") == Terms.Term.UNTIL:
        term = {**term, "term_until": facts.term_until} if facts.term_until else {}
    return {**values, **term}


@transaction.atomic
def create_page(
    *,
    outline: Outline,
    parent: Page,
    source_name: str,
    fields: dict[str, Any] | None = None,
    publish: bool = False,
    by: User | None = None,
) -> NormativePage:
    """A draft page below `parent` with all sections and parties; published at once when asked."""
    values = {**suggested(outline), **(fields or {})}
    page = NormativePage(
        **values,
        live=False,
        slug=free_slug(parent, values["title"]),
        sections=stream(outline),
        source_name=source_name[:255],
        locale=parent.locale,
    )
    page.parties = [  # type: ignore[misc]  # modelcluster keeps children assigned so until the page is saved
        Party(sort_order=order, name=party.name[:250], role=party.role[:120], represented_by=party.represented_by[:200])
        for order, party in enumerate(outline.facts.parties)
    ]
    parent.add_child(instance=page)
    revision = page.save_revision(user=by, log_action=True)
    if publish:
        revision.publish(user=by)
        page.refresh_from_db()
    return page


def stream(outline: Outline) -> list[dict[str, Any]]:
    """The sections as raw stream data, without the title that stands above them; each gets its permanent identity here."""
    sections = list(without_title(outline.sections, outline.title))
    levels = depth.squeezed([section.level for section in sections], numbering.MAX_LEVEL)
    return [
        {
            "type": "section",
            "id": str(uuid.uuid4()),
            "value": {
                "number": section.number or "",
                "level": level,
                "heading": section.heading[:300],
                "text": own_links.tied(section.html),
            },
        }
        for section, level in zip(sections, levels, strict=True)
    ]


def free_slug(parent: Page, title: str) -> str:
    stem = slugify(title.replace("ß", "ss"))[:80].strip("-") or "dokument"
    taken = set(parent.get_children().filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := stem if number == 1 else f"{stem}-{number}") not in taken
    )
