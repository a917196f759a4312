"""Clauses beside duties, forms and figures: each is a section of a document of this county, a law, or is not shown."""

import hashlib
import re
from collections.abc import Iterable, Mapping

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal import agreed, page_cache
from portal.agreed import AgreedSection

LAW = re.compile(r"(?:§|Art\.|Artikel)\s*\d")


def found(version: str, clauses: Iterable[str]) -> Mapping[str, AgreedSection]:
    """By the clause as it is cited in the code ("LÖ-RL 4.3"); kept until something published changes. `version` as in page_cache."""
    wanted = sorted({clause for clause in clauses if clause and not is_law(clause)})
    if not wanted:
        return {}
    # Clauses have spaces, which the names of what is kept may not have.
    name = f"clauses-{hashlib.sha256('|'.join(wanted).encode()).hexdigest()[:16]}"
    return page_cache.get_or_build(version, name, lambda: agreed.cited(wanted))


def is_law(clause: str) -> bool:
    """ "Art. 33 DSGVO" counts in every county."""
    return LAW.match(clause) is not None


def words(clause: str, section: AgreedSection | None) -> str:
    """How it is cited here; "" for what no document of this county holds."""
    return section.title if section else clause if is_law(clause) else ""


def chip(clause: str, section: AgreedSection | None) -> SafeString:
    if section is not None:
        return format_html('<a class="cite" href="{}">{}</a>', section.url, section.title)
    return format_html('<span class="cite">{}</span>', clause) if is_law(clause) else SafeString("")


def chip_for(request: HttpRequest | None, clause: str) -> SafeString:
    if not clause:
        return SafeString("")
    version = page_cache.version_of(request) if request is not None else ""
    return chip(clause, found(version, [clause]).get(clause))
