"""Lines of a source document with what their look tells: blank line before, bold, heading level."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pages.importer.spaced_words import whole_words

HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
BOLD = re.compile(r"^(\*\*|__)(?=\S)(.+?)(?<=\S)\1:?$")
ITALIC = re.compile(r"^([*_])(?=[^\s*_])([^*_]+)(?<=\S)\1$")
# Other programs' line ends: of old Macs, Word's own inside a paragraph, mainframes', Unicode's.
LINE_END = re.compile("\r\n|[\r\v\x1c\x1d\x85\u2028]")
PARAGRAPH_END = re.compile("\u2029")
FEED_INSIDE = re.compile(r"(?<=[^\n\f])(?=\f+[^\n\f])")
WORD_SIGNS = {0x1E: "-", 0x1F: None}  # hyphens of old Word files
INVISIBLE = re.compile("[\f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
BREAK_INSIDE = re.compile("[\v\f\x85\u2028\u2029]")
# Text recognition writes "¬" where a word is divided at a line end.
DIVIDED_AT_END = re.compile(r"(?<=[^\W\d_])[¬\u2010\u2e17]\s*$")
SOFT_AT_END = re.compile(r"(?<=[^\W\d_])\u00ad\s*$")
DIVIDED = re.compile(r"(?<=[^\W\d_])¬\s?(?=[a-zäöüß])")
# Marks of notes and other raised figures, in whatever way a file raises them.
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!~|>-])")


@dataclass(frozen=True)
class SourceLine:
    """One line (TXT, PDF) or paragraph (DOCX). `number` counts from 1; `gap` is true after a blank line or wide space.

    `level` is an explicit heading level (Markdown, Word style), 0 for none. A `table` line is never a section. `why` tells what the file itself
    marks as no text of the document (a table of contents). `said` is what a file of the portal itself says of the line, see `stated`.
    """

    number: int
    text: str
    gap: bool = False
    level: int = 0
    bold: bool = False
    large: bool = False
    table: bool = False
    page: int = 1
    why: str = ""
    said: str = ""

    @property
    def styled(self) -> bool:
        return bool(self.level) or self.bold or self.large


@dataclass(frozen=True)
class Row:
    """A line of a text file as it stands there, without the signs that end lines and pages."""

    number: int
    text: str
    page: int


def rows(text: str) -> Iterator[Row]:
    """All lines, blank ones too; form feeds count pages, and one inside a line ends it."""
    page = 1
    text = FEED_INSIDE.sub("\n", PARAGRAPH_END.sub("\n\n", LINE_END.sub("\n", text)))
    for number, raw in enumerate(text.split("\n"), start=1):
        content = raw.lstrip("\f")
        page += len(raw) - len(content)
        yield Row(number, INVISIBLE.sub("", content).replace("\xa0", " ").translate(WORD_SIGNS), page)
        page += content.count("\f")


def is_blank(text: str) -> bool:
    return not text.replace("\u00ad", "").strip()


def read_lines(text: str) -> list[SourceLine]:
    """Non-blank lines of plain text."""
    lines: list[SourceLine] = []
    gap = True
    for row in rows(text):
        if is_blank(row.text):
            gap = True
            continue
        lines.append(replace(styled_line(row.text), number=row.number, gap=gap, page=row.page))
        gap = bool(lines[-1].level)
    return cleaned(lines)


def cleaned(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Letters in one form, and words whole that hold a sign for where they may be divided; what a file of the portal says stays."""
    below = chain((line.text for line in lines[1:]), ("",))
    return [cleaned_line(line, after) for line, after in zip(lines, below, strict=False)]


def cleaned_line(line: SourceLine, after: str) -> SourceLine:
    text = line.text if line.said else cleaned_text(line.text, after)
    # Most lines are clean; a copy of each is what takes time in a large document.
    return line if text == line.text else replace(line, text=text)


def cleaned_text(text: str, after: str) -> str:
    """`after` is the text of the next line: only there a soft hyphen at the end divides a word."""
    if text.isascii():
        return whole_words(text)
    text = BREAK_INSIDE.sub(" ", INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    text = DIVIDED_AT_END.sub("-", text)
    if after[:1].islower():
        text = SOFT_AT_END.sub("-", text)
    return whole_words(DIVIDED.sub("", text).replace("\u00ad", ""))


def styled_line(line: str) -> SourceLine:
    """The line without Markdown marks that say how the whole line looks; marks inside it stay for the text."""
    heading = HEADING.match(line)
    text = (heading[2] if heading else line).strip()
    bold = BOLD.match(text)
    if bold and bold[1] not in bold[2]:
        text = bold[2] + (":" if text.endswith(":") else "")
    elif heading and (italic := ITALIC.match(text)):
        text = italic[2]
    table = line.count("|") >= 2
    return SourceLine(0, ESCAPE.sub(r"\1", text), level=len(heading[1]) if heading else 0, bold=bool(bold), table=table)
