"""Lines of a source document with what their look tells: blank line before, bold, heading level."""

import re
from dataclasses import dataclass, replace

HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
BOLD = re.compile(r"^(\*\*|__)(?=\S)(.+?)(?<=\S)\1:?$")
ITALIC = re.compile(r"^([*_])(?=[^\s*_])([^*_]+)(?<=\S)\1$")
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


def read_lines(text: str) -> list[SourceLine]:
    """Non-blank lines of plain text or Markdown; form feeds count pages."""
    lines: list[SourceLine] = []
    gap, page = True, 1
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        page += raw.count("\f")
        content = raw.replace("\f", "").replace("\u00ad", "").replace("\ufeff", "").replace("\xa0", " ")
        if not content.strip():
            gap = True
            continue
        lines.append(replace(styled_line(content), number=number, gap=gap, page=page))
        gap = bool(lines[-1].level)
    return lines


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
