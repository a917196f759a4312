"""Letters -> printed rows with the chunks that wide spaces leave apart."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from statistics import median

from pages.importer.pdf.doubled import once
from pages.importer.pdf.letters import SMALLEST, Letter
from pages.importer.source_lines import SUPERSCRIPT

# Shares of the size of a letter.
SAME_BASE = 0.3
SPACE = 0.16
TAB = 4
APART = 0.75
# A raised or lowered letter: how much smaller, how far from the line, how near to the letter it belongs to.
SMALLER = 0.85
RAISED = 0.7
LOWERED = 0.45
TOUCHING = 0.4
SLIGHTLY = 0.15
# More of the spaces in a row than this stand between single letters: it is set wide, not full of words of one letter.
SPREAD = 0.7
FEWEST_SPREAD = 5
# Texts across each other: the fewest letters of one, and how far back the next one begins.
FEWEST_CROSSING = 3
CROSSED = 1.0
WIDER = 1.7
BOLD = re.compile(r"bold|black|heavy|semibold|demi|(?:^|[-,])b(?:$|i$)", re.I)
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
LEFT_TO_RIGHT = re.compile("[^\\W\u0590-\u08ff]")
# Accents that a font prints over the letter before or after them.
ACCENTS = {
    "¨": "\u0308",
    "´": "\u0301",
    "`": "\u0300",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "¸": "\u0327",
    "˚": "\u030a",
    "ˇ": "\u030c",
}


@dataclass(frozen=True)
class Chunk:
    """A stretch of a row without a wide space."""

    left: float
    right: float
    text: str
    size: float
    letters: int
    bold: int


@dataclass(frozen=True)
class Row:
    """A printed line: baseline, chunks from left to right, size of most letters, and why it is no text of the document."""

    page: int
    base: float
    chunks: tuple[Chunk, ...]
    why: str = ""

    @property
    def text(self) -> str:
        pieces = [self.chunks[0].text]
        for before, chunk in pairwise(self.chunks):
            wide = chunk.left - before.right > TAB * max(chunk.size, SMALLEST)
            pieces += ["\t" if wide else " ", chunk.text]
        return re.sub(r" *\t[ \t]*", "\t", "".join(pieces)).strip()

    @property
    def size(self) -> float:
        counts: Counter[float] = Counter()
        for chunk in self.chunks:
            counts[chunk.size] += chunk.letters
        return counts.most_common(1)[0][0]

    @property
    def bold(self) -> bool:
        return sum(chunk.bold for chunk in self.chunks) > 0.8 * sum(chunk.letters for chunk in self.chunks)

    @property
    def left(self) -> float:
        return self.chunks[0].left

    @property
    def right(self) -> float:
        return self.chunks[-1].right

    def part(self, start: float, end: float) -> "Row | None":
        """What of the row begins between two places."""
        held = tuple(chunk for chunk in self.chunks if start <= chunk.left < end)
        return replace(self, chunks=held) if held else None


def left_edge(letter: Letter) -> float:
    return letter.left


def rows_of(letters: Sequence[Letter], page: int, why: str = "") -> list[Row]:
    """Letters of about one baseline make a row; rows from the top down."""
    rows = [row_of(line, page, why) for line in with_raised(lines_of(letters))]
    return [row for row in rows if row is not None]


def lines_of(letters: Sequence[Letter]) -> list[list[Letter]]:
    lines: list[list[Letter]] = []
    base = 0.0
    for letter in sorted(letters, key=lambda letter: -letter.base):
        if lines and abs(base - letter.base) <= SAME_BASE * max(letter.size, SMALLEST):
            lines[-1].append(letter)
        else:
            lines.append([letter])
            base = letter.base
    return lines


def with_raised(lines: Sequence[list[Letter]]) -> list[list[Letter]]:
    """Raised and lowered small letters (a mark of a footnote, a square metre) stand in the row of their text."""
    joined: list[list[Letter]] = []
    for line in lines:
        above = joined[-1] if joined else None
        if above is not None and belongs_to(above, line, RAISED):
            joined[-1] = [*line, *above]
        elif above is not None and belongs_to(line, above, LOWERED):
            joined[-1] = [*above, *line]
        else:
            joined.append(line)
    return joined


def belongs_to(small: Sequence[Letter], large: Sequence[Letter], reach: float) -> bool:
    size, full = usual_size(small), usual_size(large)
    if size > SMALLER * full or abs(small[0].base - large[0].base) > reach * full or len(small) > len(large):
        return False
    return all(touches(run, large, full) for run in runs(sorted(small, key=left_edge), full))


def runs(line: Sequence[Letter], size: float) -> Iterator[list[Letter]]:
    run: list[Letter] = []
    for letter in line:
        if run and letter.left - run[-1].right > TOUCHING * size:
            yield run
            run = []
        run.append(letter)
    if run:
        yield run


def touches(run: Sequence[Letter], large: Sequence[Letter], size: float) -> bool:
    """A run follows a letter, or stands before one, without covering any."""
    left, right = run[0].left, run[-1].right
    slack = TOUCHING * size
    solid = [letter for letter in large if not letter.text.isspace()]
    if any(letter.left < right - slack / 2 and letter.right > left + slack / 2 for letter in solid):
        return False
    return any(-slack <= left - letter.right <= slack or -slack <= letter.left - right <= 2 * slack for letter in solid)


def usual_size(line: Sequence[Letter]) -> float:
    solid = [letter for letter in line if not letter.text.isspace()] or line
    return Counter(round(letter.size, 1) for letter in solid).most_common(1)[0][0]


def row_of(line: list[Letter], page: int, why: str) -> Row | None:
    line = from_left(line)
    solid = [letter for letter in line if not letter.text.isspace()]
    if not solid:
        return None
    size = usual_size(line)
    base = next(letter.base for letter in solid if round(letter.size, 1) == size)
    space = word_space(line)
    chunks = tuple(chunk_of(part, base, size, space) for part in apart(line))
    chunks = tuple(chunk for chunk in chunks if chunk.text)
    if len(chunks) > 1 and 2 * sum(1 for letter in solid if RIGHT_TO_LEFT.match(letter.text)) > len(solid):
        chunks = (one_chunk(chunks),)
    return Row(page, base, chunks, why) if chunks else None


def from_left(line: Sequence[Letter]) -> list[Letter]:
    """The letters of a line from left to right; texts that are printed across each other come one after the other."""
    ordered = once(sorted(line, key=left_edge))
    strings = sorted(printed_strings(line), key=lambda string: string[0].left)
    crossing = sum(min(len(before), len(string)) for before, string in pairwise(strings) if cross(before, string))
    if 2 * (len(line) - len(ordered)) >= crossing:
        return ordered
    return [letter for string in strings for letter in string]


def printed_strings(line: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Letters that were printed one beside the other."""
    string: list[Letter] = []
    for letter in line:
        far = APART * max(letter.size, SMALLEST)
        if string and not -far / 2 <= letter.left - string[-1].right <= far:
            yield string
            string = []
        string.append(letter)
    if string:
        yield string


def cross(before: Sequence[Letter], string: Sequence[Letter]) -> bool:
    return min(len(before), len(string)) >= FEWEST_CROSSING and before[-1].right - string[0].left > string[0].size


def apart(line: Sequence[Letter]) -> Iterator[list[Letter]]:
    """The row cut at its wide spaces, whether they are printed as spaces or left free."""
    part: list[Letter] = []
    edge = 0.0
    for letter in line:
        if letter.text.isspace():
            part += [letter] if part else []
            continue
        space = letter.left - edge
        if part and (space > APART * max(letter.size, SMALLEST) or -space > CROSSED * letter.size):
            yield part
            part = []
        edge = max(edge, letter.right) if part else letter.right
        part.append(letter)
    if part:
        yield part


def word_space(line: Sequence[Letter]) -> float:
    """From what space on, as a share of the size, a word ends: more in a row of letters set apart."""
    gaps = [
        (letter.left - before.right) / max(letter.size, SMALLEST)
        for before, letter in pairwise(line)
        if not before.text.isspace() and not letter.text.isspace() and len(before.text) == len(letter.text) == 1
    ]
    wide = [gap for gap in gaps if SPACE < gap < 1]
    if len(gaps) < FEWEST_SPREAD or len(wide) < SPREAD * len(gaps):
        return SPACE
    solid = [letter for letter in line if not letter.text.isspace()]
    return WIDER * median(wide) if sum(letter.text.isalpha() for letter in solid) > 0.8 * len(solid) else SPACE


def chunk_of(part: Sequence[Letter], base: float, size: float, space: float) -> Chunk:
    solid = [letter for letter in part if not letter.text.isspace()]
    bold = sum(1 for letter in solid if letter.heavy or is_bold(letter.font))
    text = re.sub(r"\s+", " ", "".join(in_order(pieces_of(part, base, size, space)))).strip()
    sizes = Counter(round(letter.size, 1) for letter in solid)
    return Chunk(
        solid[0].left, max(letter.right for letter in solid), text, sizes.most_common(1)[0][0], len(solid), bold
    )


def pieces_of(part: Sequence[Letter], base: float, size: float, space: float) -> list[str]:
    """The letters from left to right with the spaces between their words."""
    pieces: list[str] = []
    edge = part[0].left
    for letter, text in zip(part, with_accents(part), strict=True):
        if letter.left - edge > space * max(letter.size, SMALLEST):
            pieces.append(" ")
        raised = letter.size <= SMALLER * size and letter.base - base > SLIGHTLY * size
        pieces.append(text.translate(SUPERSCRIPT) if raised else text)
        edge = letter.right
    return pieces


def with_accents(part: Sequence[Letter]) -> list[str]:
    """The texts of the letters, an accent joined with the letter that it is printed over."""
    texts = [letter.text for letter in part]
    for at, letter in enumerate(part):
        if letter.text not in ACCENTS:
            continue
        below = next((near for near in (at + 1, at - 1) if is_under(part, near, letter)), None)
        if below is not None:
            plain = texts[below].replace("ı", "i")
            texts[below] = unicodedata.normalize("NFC", plain + ACCENTS[letter.text])
            texts[at] = ""
    return texts


def is_under(part: Sequence[Letter], at: int, accent: Letter) -> bool:
    if not 0 <= at < len(part) or not part[at].text.isalpha():
        return False
    return part[at].left <= (accent.left + accent.right) / 2 <= part[at].right


def in_order(pieces: Sequence[str]) -> Sequence[str]:
    """Letters as they are read: what runs from right to left is printed the other way round."""
    leftward = sum(1 for piece in pieces if RIGHT_TO_LEFT.match(piece))
    if not leftward:
        return pieces
    if 2 * leftward < sum(1 for piece in pieces if piece.strip()):
        return turned_runs(pieces, RIGHT_TO_LEFT)
    return turned_runs(pieces[::-1], LEFT_TO_RIGHT)


def turned_runs(pieces: Sequence[str], kind: re.Pattern[str]) -> list[str]:
    """The pieces with the order turned in each run of the kind, spaces and signs inside it included."""
    turned: list[str] = []
    run: list[str] = []
    pending: list[str] = []
    for piece in pieces:
        if kind.match(piece):
            run += [*pending, piece]
            pending = []
        elif run and not piece[:1].isalnum():
            pending.append(piece)
        else:
            turned += [*run[::-1], *pending, piece]
            run, pending = [], []
    return [*turned, *run[::-1], *pending]


def one_chunk(chunks: Sequence[Chunk]) -> Chunk:
    """A row from right to left in one piece: its wide spaces part no columns that could be told."""
    text = " ".join(chunk.text for chunk in reversed(chunks))
    sizes = Counter(chunk.size for chunk in chunks)
    letters, bold = sum(chunk.letters for chunk in chunks), sum(chunk.bold for chunk in chunks)
    return Chunk(chunks[0].left, chunks[-1].right, text, sizes.most_common(1)[0][0], letters, bold)


@lru_cache(maxsize=500)
def is_bold(font: str) -> bool:
    return bool(BOLD.search(font))
