"""Markdown -> source lines, in the dialects that people and public collections write."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pages.importer.markdown.front_matter import FrontMatter, front_matter
from pages.importer.markdown.lists import recounted
from pages.importer.markdown.words import FOOTNOTE, PICTURE, Marks, spoken
from pages.importer.reasons import COMMENT, CONTENTS, RULE_LINE
from pages.importer.sections import flowtext
from pages.importer.source_lines import SUPERSCRIPT, Row, SourceLine, cleaned, is_blank, rows, styled_line
from portal.requests.confined_process import gettext_noop

FRONT = gettext_noop("Kopfdaten der Datei")
IMAGE = gettext_noop("Bild")
TARGET = gettext_noop("Adresse eines Verweises")

COMMENTED = re.compile(r"<!--(.*?)-->", re.S)
COMMENT_IN_LINE = re.compile(r"[ \t]?<!--([^\n]*?)-->")
BREAK_TAG = re.compile(r"[ \t]?<br\s{0,3}/?>[ \t]?", re.I)
FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})(.*)$")
BLOCK_OF_CLASS = re.compile(r"\s{0,3}:{3,}.*$")
QUOTE = re.compile(r"^\s{0,3}(?:>[ \t]?)+")
HEADING_ATTRIBUTES = re.compile(r"(^\s{0,3}#{1,6}\s.*?)\s*\{[#.][^{}]*\}\s*$")
UNDERLINE = re.compile(r"\s{0,3}(=+|-+)\s*$")
TABLE_RULE = re.compile(r"\s*[|+]?(?:\s*:?[-=]+:?\s*[|+])+(?:\s*:?[-=]+:?)?\s*$")
DEFINED = re.compile(r"\s{0,3}[:~]\s+(?=\S)")
LINK_TARGET = re.compile(r"\s{0,3}\[([^\[\]^][^\[\]]*)\]:\s*\S+.*$")
NOTE_TEXT = re.compile(r"\s{0,3}\[\^([^\[\]\s]+)\]:\s*")
CONTENTS_MARK = re.compile(r"\s*\[{1,2}_?toc_?\]{1,2}\s*$|\s*\{:?\s*:?toc\}\s*$", re.I)
WORD = re.compile(r"\w")
BLOCK = re.compile(r"\s*(?:#{1,6}\s|[-*+]\s|[|>])")
LONGEST_UNDERLINED = 200


def read(text: str) -> list[SourceLine]:
    """Comments, addresses and what the file says of itself are lines with a `why`; a comment in a line becomes the next one."""
    whole = list(rows(BREAK_TAG.sub(line_break, comments_apart(text.replace("\r\n", "\n")))))
    front = front_matter(whole)
    body = BodyReader(whole[len(front.rows) :]).read()
    return cleaned([*front_lines(front, body), *below_title(front, body)])


def comments_apart(text: str) -> str:
    """Comments on lines of their own, each line of them marked; one inside a line goes below it."""
    closed, end, rest = text.rpartition("-->")
    below = "\n".join(comments_below(line) if "-->" in line else line for line in f"{closed}{end}".split("\n"))
    return f"{COMMENTED.sub(apart, below)}{rest}"


def comments_below(line: str) -> str:
    closed, end, rest = line.rpartition("-->")
    comments = [f"<!--{match[1]}-->" for match in COMMENT_IN_LINE.finditer(f"{closed}{end}")]
    kept = f"{COMMENT_IN_LINE.sub('', f'{closed}{end}')}{rest}"
    return "\n".join([kept, *comments] if kept.strip() else comments)


def apart(match: re.Match[str]) -> str:
    """What stands before or behind a comment of several lines goes on in front of it."""
    marked = "\n".join(f"<!--{row.strip()}-->" for row in match[1].split("\n"))
    return f"{'' if at_line_start(match) else chr(10)}{marked}{'' if at_line_end(match) else chr(10)}"


def at_line_start(match: re.Match[str]) -> bool:
    return match.string[match.start() - 1 : match.start()] in {"", "\n"}


def at_line_end(match: re.Match[str]) -> bool:
    return match.string[match.end() : match.end() + 1] in {"", "\n"}


def line_break(match: re.Match[str]) -> str:
    """A break in a row of a table is a blank."""
    before = match.string.rfind("\n", 0, match.start()) + 1
    return " " if match.string[before : match.start()].lstrip().startswith("|") else "\n"


def front_lines(front: FrontMatter, body: Sequence[SourceLine]) -> list[SourceLine]:
    said = shows_title(front, body)
    return [
        SourceLine(row.number, front.title, gap=True, level=1)
        if row.number == front.number and not said
        else SourceLine(row.number, row.text.strip(), why=FRONT)
        for row in front.rows
        if WORD.search(row.text)
    ]


def shows_title(front: FrontMatter, body: Sequence[SourceLine]) -> bool:
    """Whether the text begins with the title, in the same words or in more of them."""
    first = next((line for line in body if not line.why), None)
    if not front.title or first is None:
        return not front.title
    shown, title = flowtext.plain(first.text).casefold(), front.title.casefold()
    return shown == title or (first.styled and (title in shown or shown in title))


def below_title(front: FrontMatter, body: Sequence[SourceLine]) -> list[SourceLine]:
    if shows_title(front, body):
        return list(body)
    return [replace(line, level=line.level + 1) if line.level else line for line in body]


class BodyReader:
    def __init__(self, body: Sequence[Row]) -> None:
        unquoted = [replace(row, text=QUOTE.sub("", row.text)) for row in body]
        again = recounted(unquoted)
        self.rows = [replace(row, text=again.get(row.number, row.text)) for row in unquoted]
        self.below = {row.number: after for row, after in pairwise(self.rows)}
        self.marks = Marks(targets_of(self.rows), notes_of(self.rows))
        self.lines: list[SourceLine] = []
        self.gap = True
        self.fence = ""
        self.in_table = False

    def read(self) -> list[SourceLine]:
        for row in self.rows:
            self._take(row)
        return self.lines

    def _take(self, row: Row) -> None:
        if is_blank(row.text):
            self.gap, self.in_table = True, False
        elif not self._fenced(row) and not self._left_out(row) and not self._defined(row):
            self._text(row)

    def _add(self, row: Row, line: SourceLine) -> None:
        if line.text:
            self.lines.append(replace(line, number=row.number, gap=self.gap, page=row.page))
            self.gap = bool(line.level)

    def _fenced(self, row: Row) -> bool:
        """Between fences every line stands as it is, and none begins a section."""
        fence = FENCE.match(row.text)
        if fence and (not self.fence or (fence[1].startswith(self.fence) and not fence[2].strip())):
            self.fence = "" if self.fence else fence[1]
            self._leave_out(row, row.text.strip(), RULE_LINE)
        elif self.fence:
            self._add(row, SourceLine(0, row.text.strip(), table=True))
        return bool(fence or self.fence)

    def _left_out(self, row: Row) -> bool:
        text = row.text.strip()
        if comment := COMMENTED.fullmatch(text):
            self._leave_out(row, comment[1].strip(), COMMENT)
        elif picture := PICTURE.fullmatch(text):
            self._leave_out(row, picture[1] or text, IMAGE)
        elif LINK_TARGET.match(row.text):
            self._leave_out(row, text, TARGET)
        elif CONTENTS_MARK.match(row.text):
            self._leave_out(row, text, CONTENTS)
        elif BLOCK_OF_CLASS.match(row.text) or self._is_rule(row):
            self._leave_out(row, text, RULE_LINE)
        else:
            return False
        return True

    def _leave_out(self, row: Row, text: str, why: str) -> None:
        if text:
            self.lines.append(SourceLine(row.number, text, page=row.page, why=why))

    def _is_rule(self, row: Row) -> bool:
        """A line that underlines a heading or parts the rows of a table."""
        if TABLE_RULE.match(row.text):
            self.in_table = True
            return True
        return UNDERLINE.match(row.text) is not None

    def _defined(self, row: Row) -> bool:
        """A definition goes on in the line of its term: "Fundstelle: BGBl. I"."""
        if not DEFINED.match(row.text):
            return False
        at = next((at for at in range(len(self.lines) - 1, -1, -1) if not self.lines[at].why), None)
        if at is None or (above := self.lines[at]).level:
            return False
        text = spoken(DEFINED.sub("", row.text).strip(), self.marks)
        between = " " if above.text.endswith((":", ";", ",", ".")) else ": "
        self.lines[at] = replace(above, text=f"{above.text}{between}{text}")
        self.gap = False
        return True

    def _text(self, row: Row) -> None:
        text = HEADING_ATTRIBUTES.sub(r"\1", row.text)
        note = NOTE_TEXT.match(text)
        if note and note[1] in self.marks.notes:
            number = str(self.marks.notes[note[1]]).translate(SUPERSCRIPT)
            self.gap = True
            text = f"{number} {text[note.end() :]}"
        line = styled_line(spoken(text.rstrip().removesuffix("\\").rstrip(), self.marks))
        below = self.below.get(row.number)
        is_row = self.in_table or (below is not None and TABLE_RULE.match(below.text) is not None)
        if is_row or line.table:
            line = replace(line, text=line.text.strip("|").strip(), table=True)
        self._add(row, replace(line, level=self._underlined(row) or line.level))

    def _underlined(self, row: Row) -> int:
        """The level that a line below gives to this one, 0 for none."""
        below = self.below.get(row.number)
        line = UNDERLINE.match(below.text) if below and self.gap else None
        if line is None or BLOCK.match(row.text) or len(row.text) > LONGEST_UNDERLINED:
            return 0
        return 1 if line[1][0] == "=" else 2


def targets_of(body: Sequence[Row]) -> set[str]:
    return {match[1].casefold() for row in body if (match := LINK_TARGET.match(row.text))}


def notes_of(body: Sequence[Row]) -> dict[str, int]:
    """Numbers of the footnotes that have a text, in the order in which they are first named."""
    written = {match[1] for row in body if (match := NOTE_TEXT.match(row.text))}
    named = dict.fromkeys(match[1] for row in body for match in FOOTNOTE.finditer(row.text) if match[1] in written)
    return {name: number for number, name in enumerate(named, start=1)}
