"""One way to a PDF: a template of ours and data that never becomes markup; nothing is written to a disk."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typst

from portal.pdf import fonts

PACKAGES = Path(__file__).parent / "packages"
LONG = re.compile(r"\S{30}(?=\S{4})")  # wider than a column: may be broken there, so that nothing leaves the page
MAY_BREAK = "\u200b"
PLACE = re.compile(r"([\w-]+\.typ:\d+)")


class PrintingError(Exception):
    """It could not be printed; names the place only, for the compiler's own message may quote somebody's data."""


@dataclass(frozen=True)
class Frame:
    """What stands around the content of each page."""

    title: str
    county: str
    printed_on: str
    page: str  # "Seite {page} von {pages}"
    note: str = ""  # left in the footer, such as version and language of the text
    language: str = "de"


def render(template: Path, data: Mapping[str, Any], *, frame: Frame, at: dt.datetime) -> bytes:
    """A tagged PDF. The same template, data, frame and time give the same bytes.

    Data may hold strings, numbers, None, lists, mappings and bytes (pictures). Characters without a glyph are replaced.
    """
    content = plain({**data, "frame": asdict(frame)})
    try:
        return typst.compile(
            template,
            root=template.parent,
            package_path=PACKAGES,
            package_cache_path=PACKAGES,
            font_paths=fonts.fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        places = ", ".join(PLACE.findall(error.diagnostic)) or template.name
        raise PrintingError(f"Das Dokument ließ sich nicht drucken: {places}") from None


def plain(value: Any) -> Any:
    """As JSON can carry it: pictures as lists of numbers, texts with printable characters only."""
    if isinstance(value, str):
        return LONG.sub(rf"\g<0>{MAY_BREAK}", fonts.printable(value))
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [plain(one) for one in value]
    return value
