"""A table out of a CSV or XLSX file of somebody. What cannot be read is refused with the way out."""

from dataclasses import dataclass

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
