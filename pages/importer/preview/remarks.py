"""What an editor should look at, told on top of the preview and once more beside the section it concerns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from pages.importer.notes import Note
from pages.importer.preview.spots import Places, Spot


@dataclass(frozen=True)
class Remark:
    text: str
    spot: Spot


def remarks_of(notes: Iterable[Note], places: Places) -> tuple[Remark, ...]:
    return tuple(Remark(gettext(note.message) % note.params, places.spot(note.line)) for note in notes)


def by_section(remarks: Iterable[Remark]) -> Mapping[int, list[str]]:
    beside: dict[int, list[str]] = defaultdict(list)
    for remark in remarks:
        if remark.spot.section is not None:
            beside[remark.spot.section].append(remark.text)
    return beside
