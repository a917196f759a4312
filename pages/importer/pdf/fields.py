"""Values of form fields at the place where they stand on their page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pdfminer.pdftypes import PDFObjRef
from pdfminer.utils import Matrix, Rect, apply_matrix_pt

from pages.importer.pdf import values
from pages.importer.pdf.letters import SMALLEST, Letter, unit
from portal.requests.confined_process import gettext_noop

HIDDEN_FIELD = gettext_noop("Ausgeblendetes Formularfeld")
NOWHERE = gettext_noop("Formularfeld ohne Ort auf einer Seite")
CHOICES = gettext_noop("Auswahl eines Formularfelds")
BUTTON = gettext_noop("Schaltfläche")
CHECKED, UNCHECKED = "☒", "☐"
# Bits of the flags of an annotation and of a field.
INVISIBLE = 2 | 32
PUSHED = 1 << 16
COMBO = 1 << 17
DEEPEST = 20
# Shares of the size of the letters.
LETTER_WIDTH = 0.5
WORD_SPACE = 0.3
LINE = 1.2
USUAL_SIZE = 10.0


@dataclass(frozen=True)
class Said:
    """What a field says: lines that stand in `box` of the page, or `why` they belong to no place in the text."""

    lines: tuple[str, ...]
    box: Rect | None = None
    why: str = ""


def inherited(field: Mapping[str, object], key: str) -> object:
    """An entry of the field or of one it belongs to."""
    for _step in range(DEEPEST):
        if key in field:
            return field[key]
        field = values.table(field.get("Parent"))
    return None


def said_by(widget: Mapping[str, object]) -> Iterator[Said]:
    """What a field on a page says; nothing for one that is left empty."""
    kind, flags = values.name(inherited(widget, "FT")), values.number(inherited(widget, "Ff"))
    place = values.box(widget.get("Rect"))
    why = HIDDEN_FIELD if values.number(widget.get("F")) & INVISIBLE else "" if is_drawn(place) else NOWHERE
    if kind == "Btn" and flags & PUSHED:
        caption = values.text(values.table(widget.get("MK")).get("CA"))
        yield Said((caption,), place, BUTTON)
    elif kind == "Btn":
        yield Said((UNCHECKED if values.name(widget.get("AS")) in {"Off", ""} else CHECKED,), place, why)
    else:
        chosen = value_lines(widget)
        yield Said(chosen, place, why)
        if kind == "Ch" and not flags & COMBO:
            yield Said(tuple(option for option in options(widget).values() if option not in chosen), place, CHOICES)


def has_value(widget: Mapping[str, object]) -> bool:
    return values.name(inherited(widget, "FT")) == "Btn" or bool(value_lines(widget) or options(widget))


def is_drawn(place: Rect | None) -> bool:
    return place is not None and place[2] - place[0] > 0.5 and place[3] - place[1] > 0.5


def value_lines(field: Mapping[str, object]) -> tuple[str, ...]:
    held = inherited(field, "V")
    shown = options(field)
    several = values.listed(held) or [held]
    texts = [shown.get(value, value) for value in map(values.text, several)]
    return tuple(line.strip() for text in texts for line in text.splitlines() if line.strip())


def options(field: Mapping[str, object]) -> dict[str, str]:
    """What is shown for each value that can be chosen."""
    given = (values.listed(option) or [option, option] for option in values.listed(inherited(field, "Opt")))
    return {values.text(pair[0]): values.text(pair[-1]) for pair in given}


def unseen(form: Mapping[str, object], seen: set[int]) -> Iterator[Said]:
    """Values of fields that stand on no page."""
    waiting = [(field, 0) for field in values.listed(form.get("Fields"))]
    met: set[int] = set()
    while waiting:
        ref, depth = waiting.pop()
        key = ref.objid if isinstance(ref, PDFObjRef) else id(ref)
        if key in met or key in seen or depth > DEEPEST:
            continue
        met.add(key)
        field = values.table(ref)
        kids = values.listed(field.get("Kids"))
        waiting += [(kid, depth + 1) for kid in kids]
        if not kids and values.name(inherited(field, "FT")) in {"Tx", "Ch"} and (lines := value_lines(field)):
            yield Said(lines, why=NOWHERE)


def letters_of(said: Said, ctm: Matrix, angle: int, around: Sequence[Letter]) -> list[Letter]:
    """The lines as letters (one for each word) in the frame of the text, on the line of what is printed beside the field."""
    assert said.box is not None  # noqa: S101  # for the type checker: the caller asks for fields with a place
    left, bottom, right, top = framed(said.box, ctm, angle)
    beside = nearest(around, left, bottom, right, top)
    if len(said.lines) == 1 and beside is not None:
        return words_of(said.lines[0], left, right, beside.base, max(beside.size, SMALLEST))
    size = min(USUAL_SIZE, (top - bottom) / len(said.lines) / LINE)
    step = min(LINE * size, (top - bottom) / len(said.lines))
    first = top - size if len(said.lines) > 1 else max(bottom + (top - bottom - size) / 2, bottom) + 0.2 * size
    return [
        letter for at, line in enumerate(said.lines) for letter in words_of(line, left, right, first - at * step, size)
    ]


def framed(box: Rect, ctm: Matrix, angle: int) -> Rect:
    """A box of the page in the frame of text that runs in `angle`."""
    ux, uy = unit(angle)
    placed = [apply_matrix_pt(ctm, corner) for corner in ((box[0], box[1]), (box[2], box[3]))]
    along, up = [x * ux + y * uy for x, y in placed], [y * ux - x * uy for x, y in placed]
    return min(along), min(up), max(along), max(up)


def nearest(around: Sequence[Letter], left: float, bottom: float, right: float, top: float) -> Letter | None:
    """The printed letter on the height of the field that is next to it."""
    lowest = bottom - 0.2 * (top - bottom)
    level = [letter for letter in around if lowest <= letter.base <= top - 0.3 * min(letter.size, top - bottom)]
    outside = [letter for letter in level if letter.right <= left + 2 or letter.left >= right - 2]
    return min(outside, key=lambda letter: max(left - letter.right, letter.left - right), default=None)


def words_of(line: str, left: float, right: float, base: float, size: float) -> list[Letter]:
    """Words side by side, no wider than their field."""
    words = line.split()
    wide = size * (LETTER_WIDTH * sum(map(len, words)) + WORD_SPACE * (len(words) - 1))
    scale = min(1.0, max(right - left, 1.0) / max(wide, 1.0))
    starts = [0.0]
    for word, _next in pairwise(words):
        starts.append(starts[-1] + size * (LETTER_WIDTH * scale * len(word) + WORD_SPACE))
    return [
        Letter(left + start, left + start + size * LETTER_WIDTH * scale * len(word), base, size, "", word)
        for start, word in zip(starts, words, strict=False)
    ]
