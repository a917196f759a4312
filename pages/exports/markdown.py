"""Pure: a document as Markdown that people read and the importer takes back as it is."""

import datetime as dt
import json
import re
from collections.abc import Iterator

from pages.exports.content import DocumentContent, PartyContent, SectionContent
from pages.importer import inline_marks, stated, stated_facts
from pages.importer.markdown import stated as stated_markdown
from pages.rich_runs import Block

INDENT = " " * 4
CLOSING = re.compile(r"(^|\s)(#+)$")  # signs that would close a head


def document_file(content: DocumentContent, _at: dt.datetime) -> bytes:
    lines = [*front(content), *(line for section in content.sections for line in section_lines(section))]
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def front(content: DocumentContent) -> Iterator[str]:
    yield stated_markdown.FENCE
    yield entry(stated_markdown.FIRST_KEY, stated_markdown.FORMAT)
    for label, value in stated_facts.written(content.stated):
        yield entry(label, value)
    yield from more(content)
    if content.parties:
        yield f"{stated_markdown.PARTIES}:"
    for party in content.parties:
        yield from party_lines(party)
    yield stated_markdown.FENCE
    yield ""


def more(content: DocumentContent) -> Iterator[str]:
    """For people: the importer has no use for it."""
    said = [
        ("Kurzzeichen", content.short_title),
        ("Worum geht es?", content.summary),
        ("Stand", content.foot),
        ("Adresse", content.url),
    ]
    yield from (entry(label, value) for label, value in said if value)


def party_lines(party: PartyContent) -> Iterator[str]:
    values = (party.name, party.role, party.represented_by)
    said = [(key, value) for key, value in zip(stated_markdown.PARTY_KEYS, values, strict=True) if value]
    for index, (key, value) in enumerate(said):
        yield f"{'    ' if index else '  - '}{entry(key, value)}"


def entry(label: str, value: str) -> str:
    """A quoted text of JSON is one of YAML too."""
    return f"{label}: {json.dumps(value, ensure_ascii=False)}"


def section_lines(section: SectionContent) -> Iterator[str]:
    head = inline_marks.escaped(stated.head(section.number, section.heading))
    yield f"{'#' * section.level} {CLOSING.sub(escape_first, head)}".rstrip(" ")
    yield ""
    before: Block | None = None
    counts: dict[int, int] = {}
    for block in section.blocks:
        counts = {depth: count for depth, count in counts.items() if depth <= block.depth}
        counts[block.depth] = 1 if block.starts else counts.get(block.depth, 0) + 1
        yield from apart(before, block)
        yield from shown(block, counts[block.depth])
        before = block
    if before is not None:
        yield ""


def escape_first(match: re.Match[str]) -> str:
    return f"{match[1]}\\{match[2]}"


def apart(before: Block | None, block: Block) -> Iterator[str]:
    """Paragraphs are parted by a blank line, and so is a list from them; two lists by a comment."""
    if before is not None and (before.kind == "p" or block.kind == "p"):
        yield ""
    elif before is not None and block.kind == "ol" and block.starts and before.depth >= block.depth:
        yield from ("", stated_markdown.SEPARATOR, "")


def shown(block: Block, count: int) -> Iterator[str]:
    text = inline_marks.written(block.runs)
    mark = {"ul": "- ", "ol": f"{count}. "}.get(block.kind, "")
    indent = INDENT * (block.depth - 1)
    first, *rest = text.split("\n")
    yield f"{indent}{mark}{first}"
    yield from (f"{indent}{' ' * len(mark)}{line}" for line in rest)
