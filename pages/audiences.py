"""For whom a page is, in the words of the search: everybody, or those whom all restrictions above it let in."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, CharField, QuerySet, Value, When
from wagtail.models import Page, PageViewRestriction

from portal import page_access
from portal.page_access import Gate, Reader
from search.documents import READER


def never_found(gates: Iterable[Gate]) -> list[str]:
    """The places of pages that no index holds: only who knows a password opens them, or only who is signed in."""
    return [gate.path for gate in gates if gate.kind != PageViewRestriction.GROUPS]


def audience(gates: Sequence[Gate], path: str) -> str:
    """Names the restrictions above a place, the page's own included; who they are for is asked at each search."""
    above = [str(gate.pk) for gate in gates if gate.is_above(path)]
    return f"gates:{'+'.join(above)}" if above else READER


def shown_to(gates: Sequence[Gate], prefix: str = "") -> Case:
    """The same for a query; the innermost restriction is looked for first, for it says all that lie above it."""
    innermost = sorted(gates, key=lambda gate: -len(gate.path))
    cases = [
        When(**{f"{prefix}path__startswith": gate.path}, then=Value(audience(gates, gate.path))) for gate in innermost
    ]
    return Case(*cases, default=Value(READER), output_field=CharField())


def audiences_of(user: Reader) -> list[str]:
    """The audiences of restricted pages that somebody belongs to: one query, and one more where there are restrictions."""
    gates = page_access.stored_gates()
    if not gates or not (user.is_authenticated and user.is_active):
        return []
    groups = page_access.groups_of(user)
    circles = {audience(gates, gate.path): [other for other in gates if other.is_above(gate.path)] for gate in gates}
    return [name for name, above in circles.items() if all(gate.lets_in(user, groups) for gate in above)]


def findable(model: type[Page]) -> QuerySet:
    """Live originals, each `shown_to` the audience that the restrictions above it leave."""
    gates = page_access.stored_gates()
    pages = model.objects.live().filter(alias_of=None).exclude(page_access.below(never_found(gates)))
    return pages.annotate(shown_to=shown_to(gates)).select_related("locale")
