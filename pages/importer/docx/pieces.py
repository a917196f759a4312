"""What the reader of a paragraph keeps: what hangs on it, open fields, the look of a run, the page."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pages.importer.docx.notes import NoteText


@dataclass(frozen=True)
class Box:
    """A text box: paragraphs and tables of its own."""

    body: Element


@dataclass(frozen=True)
class Aside:
    """Words of the file that are no text of the document, and why."""

    text: str
    why: str


@dataclass(frozen=True)
class Linked:
    """A drawing or a file in another part, by the key of its relation; `program` is whose file it is."""

    key: str
    program: str = ""


Hanging = Box | Aside | Linked | NoteText


class Pages:
    """Counts page breaks; one that an author set and Word then drew is one."""

    def __init__(self) -> None:
        self.number = 1
        self.is_fresh = True

    def turn(self, *, drawn: bool) -> None:
        if not (drawn and self.is_fresh):
            self.number += 1
        self.is_fresh = True


@dataclass
class OpenField:
    """A field between its begin and its end; before `separate` it holds its instruction."""

    data: Element | None
    start: int
    instruction: str = ""
    in_instruction: bool = True


@dataclass(frozen=True)
class RunLook:
    bold: bool = False
    hidden: bool = False
    raised: bool = False
    font: str = ""
