"""Repairs as an editor decides about them: all of a kind, none, or place by place."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pages.importer.ocr.edits import REASONS, Repair
from pages.importer.ocr.groups import RepairGroup, grouped
from pages.importer.preview.spots import Places, Spot
from pages.importer.preview.wishes import Wish, anchor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

AROUND = 40  # letters before and after a place
PER_PART = 100  # groups
PLACES_AT_ONCE = 300
PLACES_OF_GROUP = 50


class Choice(StrEnum):
    ALL = "all"
    NONE = "none"
    SINGLE = "single"


CHOICES: list[tuple[str, "_StrPromise"]] = [
    (Choice.ALL, _("alle übernehmen")),
    (Choice.NONE, _("keine")),
    (Choice.SINGLE, _("einzeln")),
]
CHOICES_OF_ONE: list[tuple[str, "_StrPromise"]] = [(Choice.ALL, _("übernehmen")), (Choice.NONE, _("ablehnen"))]


class Kind(TextChoices):
    """What a repair changes."""

    WORD = "word", _("Wörter")
    NUMBER = "number", _("Ziffern und §")
    SIGN = "sign", _("Zeichen")


@dataclass(frozen=True)
class Place:
    """One repair in the words around it."""

    repair: Repair
    before: str
    after: str
    spot: Spot
    is_kept: bool


@dataclass(frozen=True)
class Group:
    """`places` is None where they are fetched when asked for."""

    words: RepairGroup
    is_doubtful: bool
    is_asked_for: bool
    refused: int
    places: tuple[Place, ...] | None
    wish: Wish

    @property
    def key(self) -> str:
        """Stays the same while the source is the same."""
        return key_of(self.words)

    @property
    def why(self) -> str:
        why = gettext(self.words.why) if self.words.why else ""
        return why % self.words.params if self.words.params else why

    @property
    def anchor(self) -> str:
        return anchor(self.key)

    @property
    def choices(self) -> list[tuple[str, "_StrPromise"]]:
        return CHOICES_OF_ONE if self.is_one else CHOICES

    @property
    def is_one(self) -> bool:
        return self.words.count == 1

    @property
    def choice(self) -> Choice:
        if self.is_asked_for:
            return Choice.SINGLE
        if not self.refused:
            return Choice.ALL
        return Choice.NONE if self.refused == self.words.count else Choice.SINGLE


@dataclass(frozen=True)
class Filter:
    label: str
    count: int
    wish: Wish
    is_current: bool


@dataclass(frozen=True)
class RepairList:
    """One part of the groups of a kind, the doubtful ones first; totals of the whole document."""

    groups: tuple[Group, ...]
    filters: tuple[Filter, ...]
    repairs: int
    number_of_groups: int
    refused: int
    doubtful: int
    wish: Wish
    parts: int

    @property
    def earlier(self) -> Wish | None:
        return replace(self.wish, part=self.wish.part - 1, group="") if self.wish.part > 1 else None

    @property
    def later(self) -> Wish | None:
        return replace(self.wish, part=self.wish.part + 1, group="") if self.wish.part < self.parts else None


def repair_list(repairs: Iterable[Repair], revoked: Collection[str], places: Places, wish: Wish) -> RepairList:
    words = sorted(grouped(repairs), key=lambda group: not is_doubtful(group))
    wanted = [group for group in words if wish.kind == kind_of(group)]
    wish = wish if wanted else replace(wish, kind="")
    wanted = wanted or words
    parts = max(1, -(-len(wanted) // PER_PART))
    wish = replace(wish, part=min(wish.part, parts))
    here = wanted[(wish.part - 1) * PER_PART : wish.part * PER_PART]
    shown = shown_at_once(here, wish.group)
    return RepairList(
        groups=tuple(group_of(one, revoked, places, shown, wish) for one in here),
        filters=filters_of(words, wish),
        repairs=sum(group.count for group in words),
        number_of_groups=len(words),
        refused=sum(repair.id in revoked for group in words for repair in group.repairs),
        doubtful=sum(is_doubtful(group) for group in words),
        wish=wish,
        parts=parts,
    )


def filters_of(words: Sequence[RepairGroup], wish: Wish) -> tuple[Filter, ...]:
    """None where all repairs are of one kind."""
    counts = Counter(kind_of(group) for group in words)
    if len(counts) < 2:
        return ()
    every = Filter(gettext("alle"), len(words), Wish(), not wish.kind)
    kinds = (Filter(str(kind.label), counts[kind], Wish(kind), wish.kind == kind) for kind in Kind if counts[kind])
    return (every, *kinds)


def shown_at_once(groups: Iterable[RepairGroup], wanted: str) -> set[str]:
    """Keys of the groups whose places are part of the page: the one asked for, and others while the page stays small."""
    room = PLACES_AT_ONCE
    shown = set()
    for group in groups:
        key = key_of(group)
        if key == wanted or group.count == 1 or group.count <= min(room, PLACES_OF_GROUP):
            shown.add(key)
            room -= min(group.count, room)
    return shown


def group_of(words: RepairGroup, revoked: Collection[str], places: Places, shown: Collection[str], wish: Wish) -> Group:
    key = key_of(words)
    return Group(
        words=words,
        is_doubtful=is_doubtful(words),
        is_asked_for=key == wish.group and words.count > 1,
        refused=sum(repair.id in revoked for repair in words.repairs),
        places=tuple(place_of(repair, revoked, places) for repair in words.repairs) if key in shown else None,
        wish=replace(wish, group=key),
    )


def place_of(repair: Repair, revoked: Collection[str], places: Places) -> Place:
    before, after = around(repair, places)
    return Place(repair, before, after, places.spot(repair.line), repair.id not in revoked)


def around(repair: Repair, places: Places) -> tuple[str, str]:
    """The words before and after it, from the lines beside its own too. A word that a hyphen breaks stands with its first half only."""
    text = places.text(repair.line)
    start = place_in_line(repair, text)
    if start is None:
        return "", shortened(text, AROUND)
    end = start + len(repair.before) if text[start:].startswith(repair.before) else len(text)
    above, below = places.text(repair.line - 1), places.text(repair.line + 1)
    return shortened(f"{above} {text[:start]}".lstrip(), -AROUND), shortened(f"{text[end:]} {below}".rstrip(), AROUND)


def shortened(text: str, length: int) -> str:
    """Whole words from the beginning, for a negative length from the end; a sign where some are left out."""
    if len(text) <= abs(length):
        return text
    if length < 0:
        return f"… {text[length:].split(' ', 1)[-1]}"
    return f"{text[:length].rsplit(' ', 1)[0]} …"


def place_in_line(repair: Repair, text: str) -> int | None:
    """The id of a repair ends with its place in the line; noise is told without the blanks before it."""
    told = repair.id.rpartition(":")[2]
    start = int(told) if told.isdecimal() else -1
    found = text.find(repair.before, max(start, 0))
    if found >= 0:
        return found
    return start if 0 <= start < len(text) else None


def key_of(group: RepairGroup) -> str:
    return group.repairs[0].id


def kind_of(group: RepairGroup) -> Kind:
    if "§" in group.after or any(letter.isdigit() for letter in group.after):
        return Kind.NUMBER
    return Kind.WORD if any(letter.isalpha() for letter in group.after) else Kind.SIGN


def is_doubtful(group: RepairGroup) -> bool:
    """A word that neither stands in the dictionary nor is made of words that do."""
    return kind_of(group) == Kind.WORD and group.why not in REASONS.values()
