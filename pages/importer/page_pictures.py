"""Pictures of the pages of a PDF, to be seen beside the text that was read from it; drawn in a process of its own (R62)."""

import base64
from dataclasses import replace
from typing import Any

from pages.importer.reading import confined
from portal.requests.confined import IN_REQUEST

# A page of the preview asks for several pictures at once, and they are drawn one after the other.
DRAWING = replace(IN_REQUEST, seconds=8, turn_seconds=8)


def picture(data: bytes, page: int, width: int) -> bytes:
    """PNG of the page (from 1), at most 1400 wide; UnreadableDocument for what cannot be drawn."""
    return base64.b64decode(asked("drawn", page, width, data=data))


def page_count(data: bytes) -> int:
    return int(asked("counted", data=data))


def asked(function: str, *arguments: int, data: bytes) -> Any:
    return confined(f"pages.importer.page_drawing:{function}", *arguments, content=data, limits=DRAWING)
