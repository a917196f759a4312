"""What somebody follows, as pages show it; and whom a new version concerns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from pages.documents.sections import Section
from pages.models import Follow, FollowChoice, FollowedChange, NormativePage, Version
from pages.versions.changes import comparison
from pages.versions.comparison import Change
from portal import page_access
from portal.models import User
from portal.page_access import Gate, open_to

TOLD = frozenset({Change.ADDED, Change.REMOVED, Change.REWORDED})


@dataclass(frozen=True)
class Followed:
    """`section` is missing where the whole document is followed; `is_gone` where the section is no longer in the text."""

    row: Follow
    document: NormativePage
    url: str
    versions: Sequence[Version] = ()
    section: Section | None = None
    is_gone: bool = False


def section_of(document: NormativePage, identity: str) -> Section | None:
    return next((one for one in document.outline() if one.identity == identity), None) if identity else None


def followed_by(request: HttpRequest, user: User) -> list[Followed]:
    """By title, the whole document before its sections; without what the person may not open. Three queries."""
    rows = list(Follow.objects.filter(user=user.pk))
    pages = NormativePage.objects.live().filter(pk__in={row.document_id for row in rows})
    documents = {page.pk: page for page in open_to(request, pages).select_related("locale")}
    told, outlines = major_versions(documents), {}
    for pk in {row.document_id for row in rows if row.section} & documents.keys():
        outlines[pk] = {one.identity: one for one in documents[pk].outline()}
    found = [
        shown(row, documents[row.document_id], outlines, told, request) for row in rows if row.document_id in documents
    ]
    return sorted(found, key=lambda one: (one.document.title, one.row.section != "", one.row.pk))


def shown(
    row: Follow,
    document: NormativePage,
    outlines: Mapping[int, Mapping[str, Section]],
    told: Mapping[int, list[Version]],
    request: HttpRequest,
) -> Followed:
    url, versions = document.get_url(request) or "", told.get(document.pk, [])
    if not row.section:
        return Followed(row, document, url, versions)
    section = outlines[document.pk].get(row.section)
    anchor = f"#{section.link_anchor}" if section else ""
    return Followed(row, document, f"{url}{anchor}", versions, section, is_gone=section is None)


def major_versions(documents: Iterable[int]) -> dict[int, list[Version]]:
    """Of each document the last one that counts, and those that are coming: what mails are about."""
    today = timezone.localdate()
    found: dict[int, list[Version]] = defaultdict(list)
    rows = Version.objects.adopted().filter(document__in=list(documents), is_major=True).order_by("effective_on")
    for row in rows:
        if row.effective_on is not None and row.effective_on <= today:
            found[row.document_id] = []
        found[row.document_id].append(row)
    return dict(found)


def pace_of(user: User) -> str:
    row = FollowChoice.objects.filter(user=user.pk).first()
    return row.pace if row else FollowChoice.Pace.DAILY


def rows_of(user: User, document: NormativePage) -> dict[str, Follow]:
    """By identity of the section, "" for the whole document."""
    return {row.section: row for row in Follow.objects.filter(user=user.pk, document=document)}


def concerned(change: FollowedChange, among: Any = None) -> dict[Any, Any]:
    """By key of the account: who follows what a version changes and may open the page, or of these the one account `among`.

    What was announced, and was withdrawn or has begun since, concerns nobody any more.
    """
    version = Version.objects.with_texts().get(pk=change.version_id)
    if not still_holds(change, version):
        return {}
    rows = Follow.objects.filter(document=version.document_id).select_related("user")
    follows = list(rows if among is None else rows.filter(user=among))
    changed = changed_sections(version) if any(row.section for row in follows) else set()
    gates = [gate for gate in page_access.stored_gates() if gate.is_above(version.document.path)]
    return {
        row.user_id: row.user
        for row in follows
        if (not row.section or row.section in changed) and may_open(row.user, gates)
    }


def still_holds(change: FollowedChange, version: Version) -> bool:
    if version.state != Version.State.ADOPTED or not version.document.live or version.effective_on is None:
        return False
    return change.kind == FollowedChange.Kind.BEGAN or version.effective_on > timezone.localdate()


def changed_sections(version: Version) -> set[str]:
    """Whose wording differs from the text that counted before, or that are new or gone; a new number alone is no change."""
    earlier = Version.objects.adopted().filter(document=version.document_id, effective_on__lt=version.effective_on)
    before = earlier.order_by("-effective_on").first()
    if before is None:
        return {one.identity for one in version.outline()}
    rows = [one for one in comparison(before, version).changed if one.changes & TOLD]
    return {one.identity for row in rows for one in (row.old, row.new) if one is not None}


def may_open(user: Any, gates: Sequence[Gate]) -> bool:
    groups = page_access.groups_of(user) if gates else frozenset()
    return all(gate.lets_in(user, groups) for gate in gates)


def at_once(people: Iterable[Any]) -> set[Any]:
    rows = FollowChoice.objects.filter(user__in=list(people), pace=FollowChoice.Pace.AT_ONCE)
    return set(rows.values_list("user", flat=True))
