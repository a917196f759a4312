"""What an editor has chosen about the repairs, as sent by the form -> ids of the repairs that are not made."""

from collections.abc import Collection, Iterable

from django.http import QueryDict

from pages.importer.ocr.edits import Repair
from pages.importer.ocr.groups import RepairGroup, grouped
from pages.importer.preview.repair_groups import Choice, key_of

CHOICE = "repair-"  # and the key of the group
KEPT = "keep"  # ids, ticked
EVERY = "every"  # one choice for the whole document
SHOWN = "places"  # of groups whose places could be ticked: the choice as it was shown, a colon, the key


def refused(sent: QueryDict, repairs: Iterable[Repair], before: Collection[str]) -> set[str]:
    """Groups that were not part of the page stay as they were `before`."""
    if every := sent.get(EVERY, ""):
        return {repair.id for repair in repairs} if every == Choice.NONE else set()
    ticked = set(sent.getlist(KEPT))
    shown = {key: choice for choice, _colon, key in (value.partition(":") for value in sent.getlist(SHOWN))}
    chosen: set[str] = set()
    for group in grouped(repairs):
        key = key_of(group)
        choice = str(sent.get(CHOICE + key, ""))
        # Whoever takes away a tick and leaves the choice above it alone means the tick.
        by_ticks = key in shown and choice in {Choice.SINGLE, shown[key]}
        chosen |= {one for one in ids(group) if one not in ticked} if by_ticks else by_choice(group, choice, before)
    return chosen


def by_choice(group: RepairGroup, choice: str, before: Collection[str]) -> set[str]:
    if choice == Choice.ALL:
        return set()
    return ids(group) if choice == Choice.NONE else {one for one in ids(group) if one in before}


def ids(group: RepairGroup) -> set[str]:
    return {repair.id for repair in group.repairs}


def asks_for(sent: QueryDict, repairs: Iterable[Repair]) -> str:
    """Key of the first group that is to be decided place by place and whose places were not there yet; "" for none."""
    shown = {value.partition(":")[2] for value in sent.getlist(SHOWN)}
    keys = (key_of(group) for group in grouped(repairs))
    return next((key for key in keys if sent.get(CHOICE + key, "") == Choice.SINGLE and key not in shown), "")
