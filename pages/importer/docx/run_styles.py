"""What styles say about runs: bold, hidden, raised, by the styles of paragraphs and of characters."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pages.importer.docx.formatting import with_those_below
from pages.importer.docx.names import W, is_on, value


@dataclass(frozen=True)
class RunStyle:
    based_on: str
    bold: bool | None
    hidden: bool | None
    raised: bool | None


class RunStyles:
    def __init__(self, root: Element | None) -> None:
        nodes = root.iter(f"{W}style") if root is not None else ()
        self.styles = {node.get(f"{W}styleId", ""): run_style(node) for node in nodes}

    def bold(self, style_id: str) -> bool | None:
        return next((style.bold for style in self._chain(style_id) if style.bold is not None), None)

    def hidden(self, style_id: str) -> bool | None:
        return next((style.hidden for style in self._chain(style_id) if style.hidden is not None), None)

    def is_raised(self, properties: Element | None) -> bool:
        """By the run itself or its own style."""
        if properties is None:
            return False
        chain = self._chain(value(properties.find(f"{W}rStyle")))
        return first_said(raised(properties), *(style.raised for style in chain))

    def _chain(self, style_id: str) -> Iterator[RunStyle]:
        return (self.styles[key] for key in with_those_below(self.styles, style_id))


def run_style(node: Element) -> RunStyle:
    properties = node.find(f"{W}rPr")
    return RunStyle(
        based_on=value(node.find(f"{W}basedOn")),
        bold=switch(properties, "b"),
        hidden=switch(properties, "vanish"),
        raised=raised(properties),
    )


def raised(properties: Element | None) -> bool | None:
    node = properties.find(f"{W}vertAlign") if properties is not None else None
    return value(node) == "superscript" if node is not None else None


def switch(properties: Element | None, name: str) -> bool | None:
    """On, off, or None where nothing is said."""
    node = properties.find(f"{W}{name}") if properties is not None else None
    return is_on(node) if node is not None else None


def first_said(*answers: bool | None) -> bool:
    return next((answer for answer in answers if answer is not None), False)
