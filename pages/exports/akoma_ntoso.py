"""Pure: a document as Akoma Ntoso 3.0, the standard for texts of law; what is the same section keeps its `wId`."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pages import numbering
from pages.exports.content import DocumentContent, SectionContent
from pages.rich_runs import Block, Group, Run, grouped

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
COUNTY, PORTAL, ORIGINAL = "#landkreis", "#portal", "#original"
LANGUAGES = {"de": "deu", "en": "eng"}
NORMATIVE = {"agreement": "kooperationsvereinbarung", "guideline": "richtlinie"}
OTHERS = {"template": "muster", "recommendation": "empfehlung"}
# The element of a numbered section, and its short form in identifiers, as the naming convention has them.
ELEMENTS = {
    "paragraph": ("article", "art"),
    "article": ("article", "art"),
    "chapter": ("chapter", "chp"),
    "part": ("part", "part"),
    "division": ("division", "dvs"),
    "clause": ("paragraph", "para"),
    "lower": ("point", "point"),
    "double": ("point", "point"),
    "bracketed": ("point", "point"),
    "upper": ("section", "sec"),
    "roman": ("section", "sec"),
    "decimal": ("section", "sec"),
}
OTHER_ELEMENT = ("hcontainer", "hcontainer")
BLANKS_IN_ID = re.compile(r"[^\w-]+")
Element = Any  # of lxml, which has no types


@dataclass
class Node:
    """A section with what stands below it, and the identifier it gets by its number."""

    section: SectionContent
    parent: "Node | None"
    eid: str = ""
    below: list["Node"] = field(default_factory=list)


def document_file(content: DocumentContent, at: dt.datetime) -> bytes:
    root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE})
    is_normative = content.kind in NORMATIVE
    name = {**NORMATIVE, **OTHERS}.get(content.kind, "dokument")
    act = child(root, "act" if is_normative else "doc", name=name, contains="singleVersion")
    Meta(content, name, at).write(act)
    add_preface(act, content)
    tree = nodes_of(content.sections)
    targets = {node.section.anchor: node.eid for node in every(tree)}
    body = child(act, "body" if is_normative else "mainBody")
    for node in tree:
        add_section(body, node, targets)
    if not tree:
        child(child(child(body, "hcontainer", name="leer", eId="hcontainer_1"), "content"), "p")
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=False)
    return written


def child(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
    element.text = text or None
    return element


class Meta:
    """Who says what, in which language and version: work, expression, manifestation, life and references."""

    def __init__(self, content: DocumentContent, name: str, at: dt.datetime) -> None:
        self.content = content
        self.made_on = at.date()
        days = [event.on for event in content.history]
        stated = content.stated
        self.on = content.edition.on or stated.in_force or stated.signed or self.changed_on()
        self.first_on = min([*days, self.on]) if days else self.on
        kind = "act" if content.kind in NORMATIVE else "doc"
        self.name = name
        self.work = f"/akn/de/{kind}/{name}/{self.first_on.isoformat()}/{slug_of(content)}"
        self.language = LANGUAGES.get(content.language[:2], "deu")
        self.expression = f"{self.work}/{self.language}@{self.on.isoformat()}"

    def changed_on(self) -> dt.date:
        return self.content.changed_at.date() if self.content.changed_at else self.made_on

    def write(self, act: Element) -> None:
        meta = child(act, "meta")
        identification = child(meta, "identification", source=COUNTY)
        self._work(identification)
        self._expression(identification)
        self._manifestation(identification)
        self._life(meta)
        self._references(meta)

    def _level(self, parent: Element, name: str, this: str, uri: str, on: dt.date, what: str) -> Element:
        level = child(parent, name)
        child(level, "FRBRthis", value=this)
        child(level, "FRBRuri", value=uri)
        child(level, "FRBRdate", date=on.isoformat(), name=what)
        child(level, "FRBRauthor", href=COUNTY)
        return level

    def _work(self, parent: Element) -> None:
        level = self._level(parent, "FRBRWork", f"{self.work}/!main", self.work, self.first_on, "Inkrafttreten")
        child(level, "FRBRcountry", value="de")
        child(level, "FRBRsubtype", value=self.name)
        if self.content.short_title:
            child(level, "FRBRnumber", value=self.content.short_title)
        child(level, "FRBRname", value=self.content.title)

    def _expression(self, parent: Element) -> None:
        level = self._level(parent, "FRBRExpression", f"{self.expression}/!main", self.expression, self.on, "Fassung")
        if self.content.edition.number:
            child(level, "FRBRversionNumber", value=str(self.content.edition.number))
        child(level, "FRBRlanguage", language=self.language)

    def _manifestation(self, parent: Element) -> None:
        uri = f"{self.expression}.akn"
        this = f"{self.expression}/!main.akn"
        level = self._level(parent, "FRBRManifestation", this, uri, self.made_on, "Ausgabe")
        child(level, "FRBRformat", value="application/akn+xml")

    def _life(self, meta: Element) -> None:
        """The first text, each that came after it, and the end."""
        events = [(event.on, "amendment") for event in self.content.history if event.on > self.first_on]
        events = [(self.first_on, "generation"), *events]
        if self.content.repealed_on:
            events.append((self.content.repealed_on, "repeal"))
        life = child(meta, "lifecycle", source=PORTAL)
        for count, (day, kind) in enumerate(events, start=1):
            child(life, "eventRef", eId=f"eventRef_{count}", date=day.isoformat(), type=kind, source=ORIGINAL)

    def _references(self, meta: Element) -> None:
        references = child(meta, "references", source=PORTAL)
        child(references, "original", eId=ORIGINAL[1:], href=self.work, showAs=self.content.title)
        for annex in self.content.annexes:
            label = " ".join(filter(None, (annex.number, annex.title)))
            child(references, "hasAttachment", href=annex.url, showAs=label)
        for count, party in enumerate(self.content.parties, start=1):
            organisation(references, f"beteiligt-{count}", party.name)
        organisation(references, COUNTY[1:], self.content.county or "Landkreis")
        organisation(references, PORTAL[1:], "Kooperationsportal")
        for count, party in enumerate(self.content.parties, start=1):
            if party.role:
                href = f"/akn/ontology/role/de/{simple(party.role)}"
                child(references, "TLCRole", eId=f"rolle-{count}", href=href, showAs=party.role)


def organisation(parent: Element, key: str, name: str) -> None:
    href = f"/akn/ontology/organization/de/{simple(name)}"
    child(parent, "TLCOrganization", eId=key, href=href, showAs=name)


def slug_of(content: DocumentContent) -> str:
    return simple(content.short_title or content.title)


def simple(text: str) -> str:
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.lower().replace(letter, plain)
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:60].strip("-") or "ohne-namen"


def add_preface(act: Element, content: DocumentContent) -> None:
    preface = child(act, "preface")
    title = child(preface, "longTitle")
    line = child(title, "p")
    child(line, "docType", content.kind_name).tail = " "
    child(line, "docTitle", content.title)
    if content.short_title:
        line[-1].tail = " "
        child(line, "shortTitle", content.short_title)
    if content.summary:
        child(preface, "p", content.summary)
    for count, party in enumerate(content.parties, start=1):
        line = child(preface, "p")
        role = {"as": f"#rolle-{count}"} if party.role else {}
        child(line, "party", party.name, refersTo=f"#beteiligt-{count}", **role)
        line[-1].tail = party_tail(party.role, party.represented_by)


def party_tail(role: str, represented_by: str) -> str | None:
    said = [role, f"vertreten durch {represented_by}" if represented_by else ""]
    return "".join(f", {one}" for one in said if one) or None


def nodes_of(sections: Sequence[SectionContent]) -> list[Node]:
    top: list[Node] = []
    stack: list[Node] = []
    taken: dict[str, int] = {}
    for section in sections:
        while stack and stack[-1].section.level >= section.level:
            stack.pop()
        parent = stack[-1] if stack else None
        node = Node(section, parent)
        siblings = parent.below if parent else top
        node.eid = free_id(id_of(node, len(siblings) + 1), taken)
        siblings.append(node)
        stack.append(node)
    return top


def id_of(node: Node, place: int) -> str:
    """By its number below the section it stands in; without a number by its place there."""
    _element, short = element_of(node.section)
    number = BLANKS_IN_ID.sub("-", bare(node.section.number)).strip("-") or f"nn-{place}"
    own = f"{short}_{number}"
    return f"{node.parent.eid}__{own}" if node.parent else own


def bare(printed: str) -> str:
    """ "§ 4" counts as 4, "(2)" as 2."""
    number = numbering.parse(printed)
    found = re.search(r"[0-9][\w.]*|[IVXLC]+\b|\b[A-Za-z]{1,2}\b", printed) if number else None
    return found[0] if found else printed


def free_id(wanted: str, taken: dict[str, int]) -> str:
    taken[wanted] = taken.get(wanted, 0) + 1
    return wanted if taken[wanted] == 1 else free_id(f"{wanted}_{taken[wanted]}", taken)


def element_of(section: SectionContent) -> tuple[str, str]:
    number = numbering.parse(section.number) if section.number else None
    return ELEMENTS.get(number.style if number else "", OTHER_ELEMENT)


def every(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from every(node.below)


def add_section(parent: Element, node: Node, targets: dict[str, str]) -> None:
    section = node.section
    tag, _short = element_of(section)
    number = numbering.parse(section.number) if section.number else None
    named = {"name": "anlage" if number and number.style == "annex" else "abschnitt"} if tag == "hcontainer" else {}
    known = {"wId": section.identity} if section.identity else {}
    element = child(parent, tag, eId=node.eid, **known, **named)
    if section.number:
        child(element, "num", section.number)
    if section.heading:
        child(element, "heading", section.heading)
    if not node.below:
        add_text(child(element, "content"), section.blocks, targets)
        return
    if section.blocks:
        add_text(child(element, "intro"), section.blocks, targets)
    for below in node.below:
        add_section(element, below, targets)


def add_text(parent: Element, blocks: Sequence[Block], targets: dict[str, str]) -> None:
    for group in grouped(blocks):
        add_group(parent, group, targets)
    if not blocks:
        child(parent, "p")


def add_group(parent: Element, group: Group, targets: dict[str, str]) -> None:
    if group.kind == "p":
        add_runs(child(parent, "p"), group.items[0].runs, targets)
        return
    listed = child(parent, group.kind)
    for item in group.items:
        held = child(listed, "li")
        add_runs(held, item.runs, targets)
        for below in item.below:
            add_group(held, below, targets)


def add_runs(parent: Element, runs: Sequence[Run], targets: dict[str, str]) -> None:
    for run in runs:
        outer = linked(parent, run.href, targets)
        inner = child(outer, "b") if run.bold else outer
        inner = child(inner, "i") if run.italic else inner
        for count, piece in enumerate(run.text.split("\n")):
            if count:
                child(inner, "br")
            append_text(inner, piece)


def linked(parent: Element, href: str, targets: dict[str, str]) -> Element:
    """A link inside the document is a reference to a section."""
    if not href:
        return parent
    eid = targets.get(href.removeprefix("#")) if href.startswith("#") else None
    return child(parent, "ref", href=f"#{eid}") if eid else child(parent, "a", href=href)


def append_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
