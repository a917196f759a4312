"""How a Word file marks its table of contents."""

import re
from xml.etree.ElementTree import Element

from pages.importer.docx.names import W, value

STYLE_NAME = re.compile(r"(?:toc|verzeichnis)\s*\d", re.I)


def is_contents_style(name: str) -> bool:
    return STYLE_NAME.match(name) is not None


def is_contents_control(control: Element) -> bool:
    return "Contents" in value(control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"))
