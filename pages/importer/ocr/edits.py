"""Repairs as changes to lines: each can be revoked alone, and no two change the same letters."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pages.importer.ocr import lexicon
from pages.importer.ocr.candidates import Candidate
from pages.importer.ocr.tokens import Piece, Token
from pages.importer.sections.line_marks import marks
from pages.importer.source_lines import SourceLine
from portal.requests.confined_process import gettext_noop

BULLET_NOISE = re.compile(r"^\s*([e°«¢©¤]|»)\s+(?=[A-ZÄÖÜ])")
LINE_NOISE: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"(?<=[.)\w])\s+[:;·'`´]$|(?<=[.!?])\s+[.,]$"), "", gettext_noop("verirrtes Zeichen am Zeilenende")),
    (
        re.compile(r"(?<![\w,.])[,‚](?=[A-ZÄÖÜ~][^,*“”\"]{1,60}[*“])"),
        "„",
        gettext_noop("Anführungszeichen falsch gelesen"),
    ),
    (re.compile(r"(?<=[\w])\*(?=[\s.,;:)]|$)"), "“", gettext_noop("Anführungszeichen falsch gelesen")),
    (re.compile(r"(?<=[\s\[(])~(?=\w[^~“\"]{1,60}[“\"])"), "„", gettext_noop("Anführungszeichen falsch gelesen")),
    (re.compile(r"(?<=\s)—(?=[a-zäöü]{3,})"), "-", gettext_noop("Bindestrich falsch gelesen")),
)
MISREAD = gettext_noop("%(read)s statt %(printed)s gelesen")
REASONS = {
    lexicon.DICTIONARY: gettext_noop("%(read)s statt %(printed)s gelesen; „%(word)s“ steht im Wörterbuch"),
    lexicon.COMPOUND: gettext_noop("%(read)s statt %(printed)s gelesen; „%(word)s“ ist aus bekannten Wörtern gebildet"),
}


@dataclass(frozen=True)
class Repair:
    """One change to a source line; `id` stays the same while the source is the same, so that it can be revoked.

    `why` is German with places for `params`; whoever shows it translates it.
    """

    id: str
    line: int
    before: str
    after: str
    why: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return self.why % self.params if self.params else self.why


@dataclass(frozen=True)
class Edit:
    repair: Repair
    changes: tuple[tuple[Piece, str], ...]


def word_edits(lines: Sequence[SourceLine], tokens: Iterable[Token], decided: dict[str, Candidate]) -> Iterator[Edit]:
    for token in tokens:
        candidate = decided.get(token.text)
        if not candidate:
            continue
        first = token.pieces[0]
        line = lines[first.index].number
        after = candidate.text
        if after == "Über" and not begins_sentence(lines, first):
            after = "über"
        repair = Repair(f"{line}:{first.start}", line, token.text, after, *reason(candidate))
        yield Edit(repair, tuple(split_change(token, after)))


def begins_sentence(lines: Sequence[SourceLine], piece: Piece) -> bool:
    before = lines[piece.index].text[: piece.start].rstrip()
    if not before and piece.index and not lines[piece.index].gap:
        before = lines[piece.index - 1].text.rstrip()
    return not before or before[-1] in '.:!?–—•*-"„(' or is_number(before)


def is_number(text: str) -> bool:
    return any(not mark.rest for mark in marks(text))


def split_change(token: Token, after: str) -> Iterator[tuple[Piece, str]]:
    """The repaired word on the pieces of the old one: the break stays where the unchanged end or start allows it."""
    if len(token.pieces) == 1:
        yield token.pieces[0], after
        return
    first, second = token.pieces
    tail = token.text[first.end - first.start :]
    cut = len(after) - len(tail) if after.endswith(tail) else min(first.end - first.start, len(after) - 1)
    yield first, after[:cut]
    yield second, after[cut:]


def reason(candidate: Candidate) -> tuple[str, dict[str, str]]:
    read, printed = (", ".join(f"„{letters}“" for letters in side) for side in zip(*candidate.used, strict=True))
    why = REASONS.get(lexicon.level(candidate.text), MISREAD)
    return why, {"read": read, "printed": printed, "word": candidate.text}


def noise_edits(lines: Sequence[SourceLine]) -> Iterator[Edit]:
    bullets = [(index, match) for index, line in enumerate(lines) if (match := BULLET_NOISE.match(line.text))]
    for index, match in bullets if len(bullets) > 1 else []:
        yield line_edit(
            lines[index], index, match.start(1), match.end(1), "•", gettext_noop("Aufzählungszeichen falsch gelesen")
        )
    for index, line in enumerate(lines):
        for pattern, after, why in LINE_NOISE:
            for match in pattern.finditer(line.text):
                yield line_edit(line, index, match.start(), match.end(), after, why)


def line_edit(line: SourceLine, index: int, start: int, end: int, after: str, why: str) -> Edit:
    """A stretch of one line; blanks around it go with it and are not told."""
    repair = Repair(f"{line.number}:{start}", line.number, line.text[start:end].strip(), after, why)
    return Edit(repair, ((Piece(index, start, end), after),))


def apply(
    lines: Sequence[SourceLine], edits: Iterable[Edit], revoked: Collection[str]
) -> tuple[list[SourceLine], tuple[Repair, ...]]:
    """The lines with all edits but the revoked ones, and every repair in order; of two that overlap the first is made."""
    changes: dict[int, list[tuple[Piece, str]]] = defaultdict(list)
    repairs: dict[str, Repair] = {}
    for edit in edits:
        if edit.repair.id in repairs or any(overlaps(piece, changes) for piece, _after in edit.changes):
            continue
        repairs[edit.repair.id] = edit.repair
        if edit.repair.id not in revoked:
            for piece, after in edit.changes:
                changes[piece.index].append((piece, after))
    repaired = [
        replace(line, text=changed(line.text, changes[index])) if index in changes else line
        for index, line in enumerate(lines)
    ]
    return repaired, tuple(sorted(repairs.values(), key=lambda repair: (repair.line, int(repair.id.split(":")[1]))))


def overlaps(piece: Piece, changes: Mapping[int, list[tuple[Piece, str]]]) -> bool:
    return any(piece.start < other.end and other.start < piece.end for other, _after in changes.get(piece.index, ()))


def changed(text: str, changes: Iterable[tuple[Piece, str]]) -> str:
    """From the end of the line on, so that no change moves the place of another."""
    for piece, after in sorted(changes, key=lambda change: -change[0].start):
        text = text[: piece.start] + after + text[piece.end :]
    return text
