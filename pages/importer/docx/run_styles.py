"""What styles say about runs: bold and hidden, by the styles of paragraphs and of characters."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pages.importer.docx_formatting import W, is_on, value


@dataclass(frozen=True)
class RunStyle:
    based_on: str
    bold: bool | None
    hidden: bool | None


class RunStyles:
    def __init__(self, root: Element | None) -> None:
        nodes = root.iter(f"{W}style") if root is not None else ()
        self.styles = {node.get(f"{W}styleId", ""): run_style(node) for node in nodes}

    def bold(self, style_id: str) -> bool | None:
        return next((style.bold for style in self._chain(style_id) if style.bold is not None), None)

    def hidden(self, style_id: str) -> bool | None:
        return next((style.hidden for style in self._chain(style_id) if style.hidden is not None), None)

    def _chain(self, style_id: str) -> Iterator[RunStyle]:
        seen: set[str] = set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            yield self.styles[style_id]
            style_id = self.styles[style_id].based_on


def run_style(node: Element) -> RunStyle:
    properties = node.find(f"{W}rPr")
    return RunStyle(value(node.find(f"{W}basedOn")), switch(properties, "b"), switch(properties, "vanish"))


def switch(properties: Element | None, name: str) -> bool | None:
    """On, off, or None where nothing is said."""
    node = properties.find(f"{W}{name}") if properties is not None else None
    return is_on(node) if node is not None else None


def first_said(*answers: bool | None) -> bool:
    return next((answer for answer in answers if answer is not None), False)
