"""Which sections a text changes against another, by identity and wording: a new number alone changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.documents.sections import Section


@dataclass(frozen=True)
class Changes:
    """In reading order; `removed` as they were called before."""

    changed: tuple[Section, ...] = ()
    removed: tuple[Section, ...] = ()

    @property
    def identities(self) -> set[str]:
        return {one.identity for one in (*self.changed, *self.removed)}


def between(before: Sequence[Section], after: Sequence[Section]) -> Changes:
    known = {one.identity: one.wording for one in before}
    kept = {one.identity for one in after}
    return Changes(
        tuple(one for one in after if known.get(one.identity) != one.wording),
        tuple(one for one in before if one.identity not in kept),
    )
