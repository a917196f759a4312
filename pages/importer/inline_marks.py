"""Words with bold, italics, links and line breaks in one line of Markdown, written and read back without loss.

Stars open and close, a backslash before a sign takes its meaning, a backslash before a line end breaks the line.
"""

import re
from collections.abc import Sequence

from pages.rich_runs import BREAK, Run, safe_href, tidied

ESCAPED = re.compile(r"[\\`*_\[\]<>&~|]")
AT_START = re.compile(r"^(?=[#+=:-])|^(\d{1,9})(?=[.)](?:\s|$))")
SIGN = re.compile(r"\\([!-/:-@\[-`{-~])")
LINK = re.compile(r"\((?:<((?:[^<>\\\n]|\\.)*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))*))(?:\s+\"[^\"]*\")?\)")
BROKEN = "\\" + BREAK
# One step of reading: an escape, a line break, stars, what opens or closes a link, an address that shows itself, any other character.
TOKEN = re.compile(r"\\\n|\\[!-/:-@\[-`{-~]|\*{1,2}|\[|\]|<(?:https?://|mailto:|tel:)[^\s<>]+>|[^\\*\[\]<]+|.", re.S)


def written(runs: Sequence[Run]) -> str:
    pieces: list[str] = []
    bold = italic = False
    href = ""
    for run in [*runs, Run("")]:
        if run.href != href:
            pieces += [stars(bold, italic, False, False), f"](<{in_brackets(href)}>)" if href else ""]
            pieces += ["[" if run.href else ""]
            bold = italic = False
            href = run.href
        pieces += [stars(bold, italic, run.bold, run.italic), escaped(run.text)]
        bold, italic = run.bold, run.italic
    return AT_START.sub(lambda match: f"{match[1] or ''}\\", "".join(pieces))


def stars(bold: bool, italic: bool, to_bold: bool, to_italic: bool) -> str:
    """What ends first began last, where that can be."""
    changed = "**" * (bold != to_bold), "*" * (italic != to_italic)
    return "".join(changed)


def escaped(text: str) -> str:
    return ESCAPED.sub(r"\\\g<0>", text).replace(BREAK, BROKEN)


def in_brackets(href: str) -> str:
    return re.sub(r"[\\<>]", r"\\\g<0>", href)


def read(text: str) -> tuple[Run, ...]:
    return InlineReader(text).runs()


class InlineReader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: list[Run] = []
        self.bold = False
        self.italic = False
        self.opened: list[int] = []  # how many runs there were at each "[" that is not closed

    def runs(self) -> tuple[Run, ...]:
        while match := TOKEN.match(self.text, self.at):
            self.at = match.end()
            self._take(match[0])
        return tidied(self.found)

    def _take(self, piece: str) -> None:
        if piece == BROKEN:
            self._add(BREAK)
        elif piece[0] == "\\" and len(piece) == 2:
            self._add(piece[1])
        elif piece in {"*", "**"}:
            self._turn(piece)
        elif piece == "[":
            self.opened.append(len(self.found))
            self._add(piece)
        elif piece == "]":
            self._close()
        elif piece[0] == "<" and len(piece) > 1:
            self.found.append(Run(piece[1:-1], self.bold, self.italic, piece[1:-1]))
        else:
            self._add(piece)

    def _add(self, text: str) -> None:
        self.found.append(Run(text, self.bold, self.italic))

    def _turn(self, stars: str) -> None:
        """A star between blanks is one that somebody typed."""
        before, after = self.text[: self.at - len(stars)][-1:], self.text[self.at : self.at + 1]
        if before.strip() == "" and after.strip() == "":
            self._add(stars)
        elif stars == "**":
            self.bold = not self.bold
        else:
            self.italic = not self.italic

    def _close(self) -> None:
        target = LINK.match(self.text, self.at)
        if not self.opened or target is None:
            self._add("]")
            return
        start = self.opened.pop()
        href = safe_href(SIGN.sub(r"\1", target[1] if target[1] is not None else target[2]))
        inner = self.found[start + 1 :]
        self.found[start:] = [Run(run.text, run.bold, run.italic, href) for run in inner]
        self.at = target.end()
