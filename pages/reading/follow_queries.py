"""What somebody follows, as pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from pages.documents.sections import Section
from pages.models import Follow, FollowChoice, NormativePage
from portal.models import User
from portal.page_access import open_to


@dataclass(frozen=True)
class Followed:
    """`section` is missing where the whole document is followed; `is_gone` where the section is no longer in the text."""

    row: Follow
    document: NormativePage
    url: str
    section: Section | None = None
    is_gone: bool = False


def section_of(document: NormativePage, identity: str) -> Section | None:
    return next((one for one in document.outline() if one.identity == identity), None) if identity else None


def followed_by(request: HttpRequest, user: User) -> list[Followed]:
    """By title, the whole document before its sections; without what the person may not open. Three queries."""
    rows = list(Follow.objects.filter(user=user.pk))
    pages = NormativePage.objects.live().filter(pk__in={row.document_id for row in rows})
    documents = {page.pk: page for page in open_to(request, pages).select_related("locale")}
    outlines = {pk: {one.identity: one for one in documents[pk].outline()} for pk in with_sections(rows, documents)}
    found = [shown(row, documents[row.document_id], outlines, request) for row in rows if row.document_id in documents]
    return sorted(found, key=lambda one: (one.document.title, one.row.section != "", place_of(one)))


def with_sections(rows: Iterable[Follow], documents: dict[int, NormativePage]) -> set[int]:
    return {row.document_id for row in rows if row.section and row.document_id in documents}


def shown(
    row: Follow, document: NormativePage, outlines: dict[int, dict[str, Section]], request: HttpRequest
) -> Followed:
    url = document.get_url(request) or ""
    if not row.section:
        return Followed(row, document, url)
    section = outlines[document.pk].get(row.section)
    anchor = f"#{section.link_anchor}" if section else ""
    return Followed(row, document, f"{url}{anchor}", section, is_gone=section is None)


def place_of(one: Followed) -> int:
    return one.row.pk


def pace_of(user: User) -> str:
    row = FollowChoice.objects.filter(user=user.pk).first()
    return row.pace if row else FollowChoice.Pace.DAILY


def rows_of(user: User, document: NormativePage) -> dict[str, Follow]:
    """By identity of the section, "" for the whole document."""
    return {row.section: row for row in Follow.objects.filter(user=user.pk, document=document)}
