"""The formats a document is given out in: how each is made, what kind of file it is, what it is called."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import slugify

from pages.exports import akoma_ntoso, docx, markdown, pdf
from pages.exports.content import ComparisonContent, DocumentContent

LONGEST_NAME = 60
PDF = "application/pdf"


@dataclass(frozen=True)
class Format:
    """`suffix` also names it in addresses; `references` says whether what the text names becomes a link."""

    suffix: str
    kind: str
    make: Callable[[DocumentContent, dt.datetime], bytes]
    references: bool = False


FORMATS = {
    one.suffix: one
    for one in (
        Format("pdf", PDF, pdf.document_file, references=True),
        Format(
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            docx.document_file,
        ),
        Format("md", "text/markdown; charset=utf-8", markdown.document_file),
        Format("xml", "application/akn+xml", akoma_ntoso.document_file, references=True),
    )
}


def name_of(content: DocumentContent, suffix: str, number: str = "") -> str:
    """Plain letters of ASCII, such as rl-im-3-11-2-2026-07-01.pdf."""
    day = content.edition.on.isoformat() if content.edition.on else ""
    words = slugify(german_letters(content.short_title or content.title))[:LONGEST_NAME].strip("-") or "dokument"
    place = slugify(re.sub(r"[.\s§()]+", "-", german_letters(number))).strip("-")
    return f"{'-'.join(filter(None, (words, place, day)))}.{suffix}"


def comparison_name(compared: ComparisonContent) -> str:
    return name_of(compared.document, "pdf", f"vergleich {compared.old_number} {compared.document.edition.number}")


def german_letters(text: str) -> str:
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue")):
        text = text.replace(letter, plain)
    return text


def stamp_of(content: DocumentContent | ComparisonContent, *what: str) -> str:
    """A weak ETag: the same for what reads the same on one day, for the day stands in the file."""
    told = repr((content, what, timezone.localdate()))
    return f'W/"{hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]}"'


def answer(request: HttpRequest, stamp: str, name: str, kind: str, make: Callable[[], bytes]) -> HttpResponse:
    """The file; nothing is made for somebody who still has it."""
    known = get_conditional_response(request, etag=stamp)
    if known is not None and known.status_code == 304:
        known["ETag"] = stamp
        return known
    response = HttpResponse(make(), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = stamp
    return response
