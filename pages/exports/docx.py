"""Pure: a document for Word, with real headings and lists, that the importer takes back as it is."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from pages.exports.content import DocumentContent, SectionContent
from pages.importer import stated, stated_facts
from pages.importer.docx import stated as stated_docx
from pages.rich_runs import Block, Run

FONT = "Calibri"
BULLETS, COUNTED = 9001, 9002  # beside the lists of the template
DEEPEST = 8
LANGUAGES = {"de": "de-DE", "en": "en-GB"}


def document_file(content: DocumentContent, at: dt.datetime) -> bytes:
    document = docx.Document()
    dress(document, content, at)
    document.add_paragraph(content.title, style="Title")
    document.add_paragraph(content.foot, style=stated_docx.STYLE)
    add_table(document, (stated_docx.FACTS, "Inhalt"), fact_rows(content))
    add_table(document, stated_docx.PARTY_HEADS, party_rows(content))
    writer = Writer(document)
    for section in content.sections:
        writer.add(section)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def dress(document: Document, content: DocumentContent, at: dt.datetime) -> None:
    """Styles, language, what stands on each page, and what the file says of itself."""
    style = document.styles.add_style(stated_docx.STYLE, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.bold = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGES.get(content.language[:2], "de-DE"))
    normal.element.get_or_add_rPr().append(language)
    for level in range(1, 7):
        heading = document.styles[f"Heading {level}"].font
        heading.color.rgb, heading.italic = RGBColor(0x1A, 0x1A, 0x1A), False
    properties = document.core_properties
    properties.title, properties.author, properties.comments = content.title, "", content.url
    properties.language = content.language
    properties.created = properties.modified = at.replace(tzinfo=None)
    frame = document.sections[0]
    frame.header.paragraphs[0].text = f"{content.cite_name}\t\t{content.foot}"
    foot = frame.footer.paragraphs[0]
    foot.text = f"{content.foot}\t\tSeite "
    add_field(foot, "PAGE")
    foot.add_run(" von ")
    add_field(foot, "NUMPAGES")


def add_field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(run_element(Run("1")))
    paragraph._p.append(field)


def fact_rows(content: DocumentContent) -> Iterator[tuple[str, ...]]:
    """First those that are read back, then the rest for people."""
    own = [row for row in stated_facts.written(content.stated) if row[0] != stated_facts.TITLE]
    known = {label for label, _value in own}
    yield from own
    for label, value in (("Kurzzeichen", content.short_title), ("Worum geht es?", content.summary)):
        if value:
            yield label, value
    for fact in content.facts:
        if fact.label not in known:
            yield fact.label, "; ".join(fact.sentences) + (f" ({fact.clause})" if fact.clause else "")
    for annex in content.annexes:
        yield "Anlage", " ".join(filter(None, (annex.number, annex.title)))


def party_rows(content: DocumentContent) -> Iterator[tuple[str, ...]]:
    return ((party.name, party.role, party.represented_by) for party in content.parties)


def add_table(document: Document, heads: Sequence[str], rows: Iterator[tuple[str, ...]]) -> None:
    """None where there are no rows; its first row is named as the heads, for those who hear it."""
    held = list(rows)
    if not held:
        return
    table = document.add_table(0, len(heads), style="Table Grid")
    for row in (heads, *held):
        added = table.add_row()
        for cell, text in zip(added.cells, row, strict=True):
            cell.text = text
    first = table.rows[0]._tr.get_or_add_trPr()
    first.append(OxmlElement("w:tblHeader"))
    document.add_paragraph()


class Writer:
    """Adds sections; each list that counts from one again is a list of its own."""

    def __init__(self, document: Document) -> None:
        self.part = document.part
        self.body = document.element.body
        self.numbering = document.part.numbering_part.element
        self.free = count(1 + max((int(key) for key in self.numbering.xpath("w:num/@w:numId")), default=0))
        # The definitions of lists come before those that use them.
        first = self.numbering.index(self.numbering.xpath("w:num")[0])
        self.numbering.insert(first, list_definition(COUNTED, "decimal"))
        self.numbering.insert(first, list_definition(BULLETS, "bullet"))
        self.bullets = self._new_list(BULLETS)
        self.open: dict[int, int] = {}

    def add(self, section: SectionContent) -> None:
        head = stated.head(section.number, section.heading).replace(stated.BETWEEN, "\t", 1)
        self._add(paragraph_element(f"Heading{section.level}"), [Run(head)])
        for block in section.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        if block.kind == "p":
            self._add(paragraph_element(""), block.runs)
            return
        depth = min(block.depth, DEEPEST)
        if block.kind == "ol" and block.starts:
            self.open[depth] = self._new_list(COUNTED, depth)
        number = self.open.get(depth, self.bullets) if block.kind == "ol" else self.bullets
        self._add(paragraph_element("ListParagraph", number, depth - 1), block.runs)

    def _add(self, paragraph: Any, runs: Sequence[Run]) -> None:
        for run in runs:
            paragraph.append(self._linked(run) if run.href else run_element(run))
        self.body.insert(len(self.body) - 1, paragraph)

    def _linked(self, run: Run) -> Any:
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), self.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(run_element(run, is_link=True))
        return link

    def _new_list(self, definition: int, depth: int = 0) -> int:
        number = next(self.free)
        again = f'<w:lvlOverride w:ilvl="{depth - 1}"><w:startOverride w:val="1"/></w:lvlOverride>' if depth else ""
        self.numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{again}</w:num>'
            )
        )
        return number


def list_definition(key: int, form: str) -> Any:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{"•" if form == "bullet" else f"%{depth + 1}."}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{360 * (depth + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        for depth in range(DEEPEST + 1)
    )
    return parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}"><w:multiLevelType w:val="hybridMultilevel"/>{levels}'
        "</w:abstractNum>"
    )


def paragraph_element(style: str, number: int = 0, depth: int = 0) -> Any:
    paragraph = OxmlElement("w:p")
    if style:
        properties = OxmlElement("w:pPr")
        properties.append(valued("w:pStyle", style))
        if number:
            numbered = OxmlElement("w:numPr")
            numbered.append(valued("w:ilvl", str(depth)))
            numbered.append(valued("w:numId", str(number)))
            properties.append(numbered)
        paragraph.append(properties)
    return paragraph


def run_element(run: Run, *, is_link: bool = False) -> Any:
    element = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    properties.extend(OxmlElement(name) for name, on in (("w:b", run.bold), ("w:i", run.italic)) if on)
    if is_link:
        properties.append(valued("w:color", "1F5C99"))
        properties.append(valued("w:u", "single"))
    if len(properties):
        element.append(properties)
    element.text = run.text
    return element


def valued(tag: str, value: str) -> Any:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    return element
