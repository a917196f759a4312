"""The words of a Markdown line as a reader sees them: without links, pictures, HTML and other marks, bold and italics kept."""

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pages.importer.source_lines import ESCAPE, SUPERSCRIPT

SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
TAGS = (
    "a|abbr|article|aside|b|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|figcaption|figure|font|footer|"
    "h[1-6]|header|hr|i|img|ins|kbd|li|main|mark|nav|ol|p|pre|q|s|section|small|span|strike|strong|sub|summary|sup|table|tbody|td|tfoot|"
    "th|thead|tr|tt|u|ul|wbr"
)
TARGET = r"\((?:<[^<>]*>|(?:[^\s()]|\([^\s()]*\))*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)(?:\{[^{}]*\})?"
LABEL = r"((?:[^\[\]]|\[[^\[\]]*\])*)"
MARKED = re.compile(r"[\\`\[<&_~^\xa0\ue000-\ue07f]")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
CODE = re.compile(r"(?<!`)(`+)(?!`)(.{1,400}?)(?<!`)\1(?!`)")
PICTURE = re.compile(rf"!\[{LABEL}\](?:{TARGET}|\[[^\[\]]*\])")
LINK = re.compile(rf"(?<!!)\[{LABEL}\]{TARGET}")
BY_NAME = re.compile(r"\[([^\[\]]+)\](?:\[([^\[\]]*)\])?")
SPAN = re.compile(r"\[([^\[\]]+)\]\{[^{}]*\}")
FOOTNOTE = re.compile(r"\[\^([^\[\]\s]+)\]")
NOTE_IN_LINE = re.compile(r"\s*\^\[([^\[\]]*)\]")
ADDRESS = re.compile(r"<((?:https?://|mailto:|tel:|ftp://)?[^\s<>]+[@:/.][^\s<>]+)>")
CELLS = re.compile(r"</t[dh]>\s*<t[dh]\b[^<>]*>", re.I)
SUP = re.compile(r"<sup>(\d+)</sup>|(?<=\w)\^(\d+)\^", re.I)
SUB = re.compile(r"<sub>(\d+)</sub>|(?<=\w)~(\d+)~(?!~)", re.I)
PICTURE_TAG = re.compile(r"<img\b[^<>]*?\balt=(?:\"([^\"]*)\"|'([^']*)')[^<>]*>", re.I)
TAG = re.compile(rf"</?(?:{TAGS})(?:\s[^<>]*)?/?>", re.I)
STRUCK = re.compile(r"~~(?=\S)(.{1,400}?)(?<=\S)~~")
UNDERLINED = re.compile(r"(?<!\w)(__?)(?=[^\s_])(.{1,400}?)(?<=[^\s_])\1(?!\w)")
TASK = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)\[([ xX])\]\s")
SHELTER = 0xE000  # of the private use area: signs that mean themselves wait there


@dataclass
class Marks:
    """Names that links and footnotes refer to; footnotes are counted in the order in which they are named."""

    targets: Collection[str] = ()
    notes: Mapping[str, int] = field(default_factory=dict)

    def note(self, name: str) -> str:
        return str(self.notes[name]).translate(SUPERSCRIPT) if name in self.notes else f"[^{name}]"


def spoken(text: str, marks: Marks) -> str:
    """A backslash before a sign stays, for whoever takes the marks for bold and italics away."""
    if not MARKED.search(text):
        return text
    text = ESCAPED.sub(lambda match: sheltered(match[1]), text)
    text = CODE.sub(lambda match: "".join(map(sheltered, match[2].strip())), text)
    text = PICTURE.sub(r"\1", text)
    text = NOTE_IN_LINE.sub(r" (\1)", LINK.sub(r"\1", text))
    text = FOOTNOTE.sub(lambda match: marks.note(match[1]), text)
    text = SPAN.sub(r"\1", text)
    text = BY_NAME.sub(lambda match: named(match, marks), text)
    text = without_tags(ADDRESS.sub(r"\1", text))
    text = UNDERLINED.sub(
        lambda match: f"{'*' * len(match[1])}{match[2]}{'*' * len(match[1])}", STRUCK.sub(r"\1", text)
    )
    text = TASK.sub(lambda match: f"{match[1]}{'☐' if match[2] == ' ' else '☑'} ", text)
    return unsheltered(html.unescape(text).replace("\xa0", " "))


def named(match: re.Match[str], marks: Marks) -> str:
    name = match[2] or match[1]
    return match[1] if name.casefold() in marks.targets else match[0]


def without_tags(text: str) -> str:
    text = SUB.sub(lambda match: (match[1] or match[2]).translate(SUBSCRIPT), text)
    text = SUP.sub(lambda match: (match[1] or match[2]).translate(SUPERSCRIPT), text)
    text = PICTURE_TAG.sub(lambda match: match[1] or match[2] or "", text)
    return TAG.sub("", CELLS.sub(" | ", text))


def sheltered(sign: str) -> str:
    return chr(SHELTER + ord(sign)) if sign.isascii() and not sign.isalnum() and not sign.isspace() else sign


def unsheltered(text: str) -> str:
    return re.sub("[\ue000-\ue07f]", lambda match: as_itself(chr(ord(match[0]) - SHELTER)), text)


def as_itself(sign: str) -> str:
    escaped = f"\\{sign}"
    return escaped if ESCAPE.fullmatch(escaped) else sign
