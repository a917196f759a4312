"""What stands in a paragraph: its words in order, and what hangs on it (text boxes, notes, drawings)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from pages.importer.docx.fields import control_value, form_value, shown_by
from pages.importer.docx.formulas import RAISED, linear
from pages.importer.docx.graphics import drawn_text, is_large_picture
from pages.importer.docx.names import CX, DGM, WP, A, C, M, O, R, V, W, shown, value
from pages.importer.docx.notes import REFERENCES, Notes
from pages.importer.docx.pieces import Aside, Box, Hanging, Linked, OpenField, Pages, RunLook
from pages.importer.docx.run_styles import RunStyles, first_said, switch
from pages.importer.docx.symbols import readable, sign
from portal.requests.confined_process import gettext_noop

HIDDEN = gettext_noop("verborgener Text")
DRAWN = gettext_noop("Schrift in einer Zeichnung")
PICTURE = gettext_noop("großes Bild, dessen Schrift nicht gelesen wird")
INSTRUCTION = gettext_noop("Anweisung eines Feldes")
WRAPPED = re.compile(r"[ \t\r]*\n\s*")
DATE_PARTS = {"day": "[Tag]", "month": "[Monat]", "year": "[Jahr]"}  # Word fills in today's date


@dataclass
class Inline:
    """The words of one paragraph with their boldness, read in order."""

    styles: RunStyles
    notes: Notes
    pages: Pages
    look: RunLook = field(default_factory=RunLook)
    runs: list[tuple[str, bool]] = field(default_factory=list)
    hanging: list[Hanging] = field(default_factory=list)
    fields: list[OpenField] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(text for text, _bold in self.runs)

    def read(self, node: Element) -> None:
        for child in shown(node):
            self.read_one(child)

    def read_one(self, node: Element) -> None:
        READERS.get(node.tag, Inline.read)(self, node)

    def add(self, text: str) -> None:
        if any(opened.in_instruction for opened in self.fields):
            self._aside(text, INSTRUCTION)
        elif self.look.hidden:
            self._aside(text, HIDDEN)
        elif text:
            self.runs.append((text, self.look.bold))
        if text.strip():
            self.pages.is_fresh = False

    def _aside(self, text: str, why: str) -> None:
        last = self.hanging[-1] if self.hanging else None
        if isinstance(last, Aside) and last.why == why:
            self.hanging[-1] = Aside(last.text + text, why)
        elif text:
            self.hanging.append(Aside(text, why))

    def run(self, node: Element) -> None:
        properties, around = node.find(f"{W}rPr"), self.look
        style = value(properties.find(f"{W}rStyle")) if properties is not None else ""
        self.look = RunLook(
            bold=first_said(switch(properties, "b"), self.styles.bold(style), around.bold),
            hidden=first_said(switch(properties, "vanish"), self.styles.hidden(style), around.hidden),
            raised=self.styles.is_raised(properties),
            font=font_of(properties),
        )
        self.read(node)
        self.look = around

    def words(self, node: Element) -> None:
        text = WRAPPED.sub(" ", node.text or "").replace("\xa0", " ").replace("\u00ad", "").replace("\u2028", "\n")
        if self.look.raised and text.strip().isdecimal():
            text = text.translate(RAISED)  # 10⁵ is not 105
        self.add(readable(text, self.look.font))

    def line_break(self, node: Element) -> None:
        if node.get(f"{W}type") == "page":
            self.pages.turn(drawn=False)
        self.add("\n")

    def drawn_break(self, _node: Element) -> None:
        self.pages.turn(drawn=True)

    def symbol(self, node: Element) -> None:
        self.add(sign(node.get(f"{W}font", ""), node.get(f"{W}char", "")))

    def reference(self, node: Element) -> None:
        mark, note = self.notes.refer(node)
        self.add(mark)
        if note is not None:
            self.hanging.append(note)

    def instruction(self, node: Element) -> None:
        if self.fields and self.fields[-1].in_instruction:
            self.fields[-1].instruction += node.text or ""

    def field_mark(self, node: Element) -> None:
        kind = node.get(f"{W}fldCharType", "")
        if kind == "begin":
            self.fields.append(OpenField(node.find(f"{W}ffData"), len(self.runs)))
        elif kind == "separate" and self.fields:
            self.fields[-1].in_instruction = False
            self.fields[-1].start = len(self.runs)
        elif kind == "end" and self.fields:
            self._close(self.fields.pop())

    def _close(self, closed: OpenField) -> None:
        given = "" if self._text_since(closed.start) else form_value(closed.data) or shown_by(closed.instruction)
        if given:
            del self.runs[closed.start :]  # blanks to fill in
            self.add(given)

    def _text_since(self, start: int) -> str:
        return "".join(text for text, _bold in self.runs[start:]).strip()

    def control(self, node: Element) -> None:
        start, hanging = len(self.runs), len(self.hanging)
        self.read(node)
        if not self._text_since(start) and len(self.hanging) == hanging:
            self.add(control_value(node.find(f"{W}sdtPr")))

    def ruby(self, node: Element) -> None:
        """The base, and in brackets the reading that is printed above it."""
        for name, around in (("rubyBase", "%s"), ("rt", "(%s)")):
            with self._apart() as runs:
                for part in node.findall(f"{W}{name}"):
                    self.read(part)
            text = "".join(text for text, _bold in runs)
            self.add(around % text if text else "")

    @contextmanager
    def _apart(self) -> Iterator[list[tuple[str, bool]]]:
        around, self.runs = self.runs, []
        yield self.runs
        self.runs = around

    def formula(self, node: Element) -> None:
        self.add(linear(node).strip())

    def box(self, node: Element) -> None:
        self.hanging.append(Box(node))

    def drawn_words(self, node: Element) -> None:
        """Words of a drawing that has no paragraphs of Word in it."""
        self.hanging.append(Aside(node.get("string") or drawn_text(node), DRAWN))

    def drawing(self, node: Element) -> None:
        """A picture as large as a page of text may be one."""
        if is_large_picture(node):
            described = node.find(f"{WP}docPr")
            name = described.get("descr") or described.get("name") if described is not None else ""
            self.hanging.append(Aside(name or "–", PICTURE))
        self.read(node)

    def linked(self, node: Element) -> None:
        key = node.get(f"{R}dm") or node.get(f"{R}id") or ""
        self.hanging.append(Linked(key, node.get("ProgID", "")))

    def date_part(self, node: Element) -> None:
        self.add(next(shown for name, shown in DATE_PARTS.items() if node.tag.startswith(f"{W}{name}")))


def font_of(properties: Element | None) -> str:
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    names = [fonts.get(f"{W}{name}") for name in ("ascii", "hAnsi", "cs")] if fonts is not None else []
    return next((name for name in names if name), "")


def adds(text: str) -> Callable[[Inline, Element], None]:
    return lambda inline, _node: inline.add(text)


READERS: dict[str, Callable[[Inline, Element], None]] = {
    f"{W}r": Inline.run,
    f"{W}t": Inline.words,
    f"{W}tab": adds("\t"),
    f"{W}ptab": adds("\t"),
    f"{W}br": Inline.line_break,
    f"{W}cr": Inline.line_break,
    f"{W}lastRenderedPageBreak": Inline.drawn_break,
    f"{W}noBreakHyphen": adds("-"),
    f"{W}sym": Inline.symbol,
    **dict.fromkeys(REFERENCES, Inline.reference),
    f"{W}fldChar": Inline.field_mark,
    f"{W}instrText": Inline.instruction,
    f"{W}sdt": Inline.control,
    f"{W}ruby": Inline.ruby,
    f"{M}oMath": Inline.formula,
    f"{M}oMathPara": Inline.formula,
    f"{W}txbxContent": Inline.box,
    f"{WP}inline": Inline.drawing,
    f"{WP}anchor": Inline.drawing,
    f"{A}p": Inline.drawn_words,
    f"{V}textpath": Inline.drawn_words,
    f"{DGM}relIds": Inline.linked,
    f"{C}chart": Inline.linked,
    f"{CX}chart": Inline.linked,
    f"{O}OLEObject": Inline.linked,
    **{f"{W}{part}{length}": Inline.date_part for part in DATE_PARTS for length in ("Short", "Long")},
}
