"""The letters of a page with their places, told apart by the direction they run in and by what the file says of them."""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager, PDFStackT, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, Point, Rect, apply_matrix_pt, decode_text, mult_matrix

from pages.importer.reasons import RUNNING
from portal.requests.confined_process import gettext_noop

OUTSIDE = gettext_noop("Text außerhalb der sichtbaren Seite")
HIDDEN = gettext_noop("Ausgeblendete Ebene")
# Degrees within which text counts as level or upright: scanned sheets lie a little askew.
ASKEW = 12
QUARTER = 90
UNREADABLE = "\ufffd"
SMALLEST = 4  # points; below that sizes are not to be trusted
LINES_KEPT = 2000
USUAL_WIDTH = 0.5  # of the size of a letter
MEANINGS = {
    "\xa0": " ",
    "\u00ad": "-",
    "\uf0b7": "•",
    "\uf0a7": "•",
    "\uf0d8": "•",
    "\uf0e0": "→",
    "\uf0fc": "✓",
    "\uf0fe": "☒",
    "\uf06f": "☐",
    "\uf0a8": "☐",
    "\uf071": "☐",
}


class Letter(NamedTuple):
    """A printed letter in the frame of its direction: left and right edge, baseline, size, font name; `heavy` when printed twice."""

    left: float
    right: float
    base: float
    size: float
    font: str
    text: str
    heavy: bool = False


class Group(NamedTuple):
    """Letters that run in one direction (degrees, counter-clockwise); `why` when the file says that they are no text of the page."""

    angle: int
    why: str = ""


@dataclass
class PageLetters:
    """What stands on a page; `pictured` is the share of the page that pictures cover, `rules` are level lines: left, right, height."""

    box: Rect = (0.0, 0.0, 0.0, 0.0)
    ctm: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    groups: dict[Group, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    slopes: dict[Group, Counter[float]] = field(
        default_factory=lambda: defaultdict(Counter)
    )  # degrees off the angle of a group
    pictured: float = 0.0
    strokes: int = 0
    unreadable: int = 0
    rules: list[tuple[float, float, float]] = field(default_factory=list)

    @property
    def area(self) -> float:
        return max(abs((self.box[2] - self.box[0]) * (self.box[3] - self.box[1])), 1.0)


class Marked(NamedTuple):
    """A stretch of content that the file marks: why it is no text, or the text that its letters stand for."""

    why: str = ""
    instead: str = ""


class Collector(PDFTextDevice):
    """Keeps the letters of a page as they come."""

    def __init__(self, manager: PDFResourceManager, hidden: Collection[int] = ()) -> None:
        super().__init__(manager)
        self.page = PageLetters()
        self.hidden = hidden  # object numbers of layers that are switched off
        self.marked: list[Marked] = []
        self.known: dict[PDFFont, dict[int, tuple[str, float]]] = {}

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        self.page = PageLetters(box=shown_box(page, ctm), ctm=ctm)
        self.marked = []

    def begin_tag(self, tag: PSLiteral, props: object = None) -> None:
        self.marked.append(self.mark(str(tag.name), props))

    def end_tag(self) -> None:
        if self.marked:
            self.marked.pop()

    def mark(self, tag: str, props: object) -> Marked:
        if tag == "OC":
            return Marked(why=HIDDEN if self.is_hidden(props) else "")
        given = resolve1(props)
        if not isinstance(given, dict):
            return Marked()
        if tag == "Artifact" and getattr(resolve1(given.get("Type")), "name", "") == "Pagination":
            return Marked(why=RUNNING)
        instead = resolve1(given.get("ActualText"))
        return Marked(instead=decode_text(instead) if isinstance(instead, bytes) else "")

    def is_hidden(self, layer: object) -> bool:
        """A layer that is switched off, or a group of none but such layers."""
        if isinstance(layer, PDFObjRef) and layer.objid in self.hidden:
            return True
        held = resolve1(layer)
        layers = resolve1(held.get("OCGs")) if isinstance(held, dict) else None
        layers = [held.get("OCGs")] if isinstance(held, dict) and isinstance(layers, dict) else layers
        return bool(layers) and all(isinstance(one, PDFObjRef) and one.objid in self.hidden for one in layers or ())

    def paint_path(self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: object) -> None:
        steps = cast(list[tuple[object, ...]], path)
        self.page.strokes += len(steps)
        if 2 <= len(steps) <= 6 and len(self.page.rules) < LINES_KEPT:
            self.keep_rule([cast(Point, step[-2:]) for step in steps if len(step) > 2])

    def keep_rule(self, points: list[Point]) -> None:
        assert self.ctm is not None  # noqa: S101  # for the type checker: set before anything is drawn
        placed = [apply_matrix_pt(self.ctm, point) for point in points]
        across, heights = [x for x, _y in placed], [y for _x, y in placed]
        if across and max(heights) - min(heights) < 2 < max(across) - min(across):
            self.page.rules.append((min(across), max(across), heights[0]))

    def render_image(self, name: str, stream: PDFStream) -> None:
        a, b, c, d, _x, _y = cast(Matrix, self.ctm)
        self.page.pictured += abs(a * d - b * c) / self.page.area

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        if textstate.font is not None and self.ctm is not None:
            pen = Pen(self, textstate, mult_matrix(textstate.matrix, self.ctm))
            textstate.linematrix = pen.write(seq, *textstate.linematrix)

    def why(self) -> str:
        return next((mark.why for mark in self.marked if mark.why), "")

    def instead(self) -> str | None:
        """The text that the file gives for the letters printed now; only once, None where it gives none."""
        at = next((at for at, mark in enumerate(self.marked) if mark.instead), None)
        if at is None:
            return None
        text = self.marked[at].instead
        self.marked[at] = Marked(self.marked[at].why, "\0")
        return text.strip("\0")

    def meaning(self, font: PDFFont, cid: int) -> tuple[str, float]:
        """Text and width of a letter of a font."""
        known = self.known.setdefault(font, {})
        if cid not in known:
            text = text_of_letter(font, cid)
            known[cid] = (text, width_of(font, cid, text))
        return known[cid]


class Pen:
    """Places the letters of one string; `matrix` leads from the text to the page."""

    def __init__(self, device: Collector, state: PDFTextState, matrix: Matrix) -> None:
        self.device = device
        self.state = state
        self.font = cast(PDFFont, state.font)
        self.matrix = matrix
        self.scaling = state.scaling * 0.01
        self.upright = self.font.is_vertical()
        a, b, c, d, _x, _y = matrix
        sign = math.copysign(1, state.fontsize * self.scaling)
        along = (-c, -d) if self.upright else (a * sign, b * sign)
        self.stretch = math.hypot(*along)
        self.angle, self.slope = direction(*along)
        self.ux, self.uy = unit(self.angle)
        self.size = letter_size(
            self.font, abs(state.fontsize) * (math.hypot(a, b) if self.upright else math.hypot(c, d))
        )
        self.name = str(self.font.fontname or "")
        self.letters: list[Letter] | None = None

    def write(self, seq: PDFTextSeq, x: float, y: float) -> Point:
        """Where the string ends."""
        moved = 0.0
        state = self.state
        spaced = False
        thousandth = 0.001 * state.fontsize * self.scaling
        wide = 0.0 if self.font.is_multibyte() else state.wordspace * self.scaling
        for piece in seq:
            if isinstance(piece, int | float):
                moved -= piece * thousandth
                spaced = True
            elif isinstance(piece, bytes):
                for cid in codes_in(self.font, piece):
                    if spaced:
                        moved += state.charspace * self.scaling
                    moved += self.letter(cid, x, y, moved) + (wide if cid == 32 else 0)
                    spaced = True
        return (x, y + moved) if self.upright else (x + moved, y)

    def letter(self, cid: int, x: float, y: float, moved: float) -> float:
        """How far the pen goes on."""
        text, width = self.device.meaning(self.font, cid)
        advance = width * self.state.fontsize * self.scaling
        if text == UNREADABLE:
            text = self.unreadable()
        if text:
            if self.upright:
                y += moved
            else:
                x += moved
            self.keep(text, x, y + self.state.rise, abs(advance) * self.stretch)
        return advance

    def keep(self, text: str, x: float, y: float, width: float) -> None:
        a, b, c, d, e, f = self.matrix
        px, py = x * a + y * c + e, x * b + y * d + f
        if not (math.isfinite(px) and math.isfinite(py) and math.isfinite(width)):
            return
        if self.letters is None:
            group = Group(self.angle, self.device.why() or self.outside(px, py))
            self.letters = self.device.page.groups[group]
            self.device.page.slopes[group][self.slope] += 1
        left = px * self.ux + py * self.uy
        self.letters.append(Letter(left, left + width, py * self.ux - px * self.uy, self.size, self.name, text))

    def unreadable(self) -> str:
        text = self.device.instead()
        if text is None:
            self.device.page.unreadable += 1
            return UNREADABLE
        return text

    def outside(self, x: float, y: float) -> str:
        x0, y0, x1, y1 = self.device.page.box
        return "" if x0 - 1 <= x <= x1 + 1 and y0 - 1 <= y <= y1 + 1 else OUTSIDE


class Interpreter(PDFPageInterpreter):
    """Tells the device of a layer and of marked content with what the page says of them."""

    def do_BDC(self, tag: PDFStackT, props: PDFStackT) -> None:  # noqa: N802  # named by the library
        if isinstance(tag, PSLiteral) and isinstance(self.device, Collector):
            self.device.begin_tag(tag, self.named(props))

    def do_Do(self, xobjid_arg: PDFStackT) -> None:  # noqa: N802
        layer = layer_of(self.xobjmap.get(getattr(xobjid_arg, "name", "")))
        if layer is None or not isinstance(self.device, Collector):
            super().do_Do(xobjid_arg)
            return
        self.device.marked.append(self.device.mark("OC", layer))
        super().do_Do(xobjid_arg)
        self.device.end_tag()

    def named(self, props: object) -> object:
        if not isinstance(props, PSLiteral):
            return props
        return dict_value(self.resources.get("Properties") or {}).get(str(props.name))


def layer_of(drawn: object) -> object:
    stream = resolve1(drawn)
    return stream.attrs.get("OC") if isinstance(stream, PDFStream) else None


def hidden_layers(catalog: Mapping[str, object]) -> frozenset[int]:
    """Object numbers of the layers that are switched off when the file is opened."""
    properties = resolve1(catalog.get("OCProperties"))
    usual = resolve1(properties.get("D")) if isinstance(properties, dict) else None
    if not isinstance(usual, dict):
        return frozenset()
    off = list(references(usual.get("OFF")))
    if getattr(resolve1(usual.get("BaseState")), "name", "") == "OFF":
        off = [*off, *(set(references(properties.get("OCGs"))) - set(references(usual.get("ON"))))]
    return frozenset(off)


def references(value: object) -> Iterator[int]:
    held = resolve1(value)
    for one in held if isinstance(held, list) else ():
        if isinstance(one, PDFObjRef):
            yield one.objid


def shown_box(page: PDFPage, ctm: Matrix) -> Rect:
    corners = [apply_matrix_pt(ctm, corner) for corner in (page.cropbox[:2], page.cropbox[2:])]
    across, up = sorted(x for x, _y in corners), sorted(y for _x, y in corners)
    return across[0], up[0], across[1], up[1]


def direction(x: float, y: float) -> tuple[int, float]:
    """Degrees from 0 to 359, and how far off: what runs nearly level or upright runs so."""
    angle = math.degrees(math.atan2(y, x)) if math.isfinite(x) and math.isfinite(y) else 0.0
    straight = round(angle / QUARTER) * QUARTER
    near = straight if abs(angle - straight) <= ASKEW else round(angle)
    return near % 360, round(angle - near, 1)


def unit(angle: int) -> Point:
    straight = {0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}
    return straight.get(angle) or (math.cos(math.radians(angle)), math.sin(math.radians(angle)))


def codes_in(font: PDFFont, piece: bytes) -> Sequence[int]:
    """The letters of a string; where the library does not know their lengths, as the file's own table of meanings has them."""
    codes = list(font.decode(piece))
    if codes or not piece:
        return codes
    known = getattr(getattr(font, "unicode_map", None), "cid2unichr", {})
    pairs = [piece[at] * 256 + piece[at + 1] for at in range(0, len(piece) - 1, 2)]
    return max(pairs, list(piece), key=lambda given: sum(code in known for code in given) / max(len(given), 1))


def width_of(font: PDFFont, cid: int, text: str) -> float:
    """Letters of a font without any widths would all fall onto one place."""
    width = font.char_width(cid)
    if width or unicodedata.combining(text[:1] or " ") or any(font.widths.values()):
        return width
    return USUAL_WIDTH


def letter_size(font: PDFFont, size: float) -> float:
    """Letters that the file draws itself often have the size 1 and are as large as their box."""
    if size >= SMALLEST or not isinstance(font, PDFType3Font):
        return size
    return max(size, min(size * abs(font.get_height()), 100.0))


def text_of_letter(font: PDFFont, cid: int) -> str:
    """UNREADABLE for a letter without a known meaning, empty for what prints nothing."""
    try:
        text = font.to_unichr(cid)
    except (PDFUnicodeNotDefined, KeyError, ValueError):
        return UNREADABLE
    if text in MEANINGS:
        return MEANINGS[text]
    if any("\ue000" <= sign <= "\uf8ff" or "\ud800" <= sign <= "\udfff" for sign in text):
        return UNREADABLE
    printed = "".join(sign for sign in text if unicodedata.category(sign) not in {"Cc", "Cf"} or sign in "\u200c\u200d")
    return unligated(printed)


def unligated(text: str) -> str:
    """Ligatures and the shapes of Arabic letters as the letters they stand for."""
    if any("\ufb00" <= sign <= "\ufdff" or "\ufe70" <= sign <= "\ufefc" for sign in text):
        return unicodedata.normalize("NFKC", text)
    return text
