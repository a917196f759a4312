"""A table out of a CSV or XLSX file of somebody. What cannot be read is refused with the way out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from directory.importing.rows import Row
from portal.requests.confined import IN_REQUEST, Limits, run
from portal.requests.confined_process import Refused

MAX_BYTES = 10 * 1024 * 1024


class Unreadable(Exception):
    """The file is no table; the text says why and what to do."""


@dataclass(frozen=True)
class Sheet:
    name: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]

    def answered(self, head: str, answers: Mapping[int, str]) -> "Sheet":
        """With these cells, by line, in the column of that heading; at the end if there is none."""
        heads = self.head if head in self.head else (*self.head, head)
        place = heads.index(head)
        rows = (row.with_cell(place, answers[row.number]) if answers.get(row.number) else row for row in self.rows)
        return replace(self, head=heads, rows=tuple(rows))


def read(name: str, content: bytes, limits: Limits = IN_REQUEST) -> Sheet:
    """Unreadable for what is no table, or too much of one."""
    if len(content) > MAX_BYTES:
        raise Unreadable(_("Die Datei ist größer als 10 MB. Bitte teilen Sie sie auf."))
    if not content.strip():
        raise Unreadable(_("Die Datei ist leer. Bitte wählen Sie eine andere."))
    try:
        plain = run("directory.importing.rows:plain_rows", content=content, limits=limits)
    except Refused as reason:
        raise Unreadable(str(reason)) from reason
    if len(plain) < 2:
        raise Unreadable(_("In der Datei steht keine Zeile unter den Überschriften."))
    head, *body = (Row(number, tuple(cells), frozenset(formulas)) for number, cells, formulas in plain)
    return Sheet(name, head.cells, tuple(body))
