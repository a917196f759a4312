"""Where a figure is laid down: the section of a document of this county, or the clause as it is cited (LÖ-RL 3.11.1)."""

from collections.abc import Iterable, Mapping

from cases.models import Indicator
from portal import agreed
from portal.agreed import AgreedSection, SectionKey

BETWEEN = " "  # a document's permanent key and a section's hold none


def stored(section: AgreedSection) -> str:
    """By the keys that stay when sections are numbered anew."""
    return f"{section.document}{BETWEEN}{section.identity}"


def key_of(indicator: Indicator) -> SectionKey | None:
    """What the catalogue names, else what its clause is cited by."""
    document, _between, identity = indicator.section.partition(BETWEEN)
    return SectionKey(document, identity) if identity else agreed.clause_key(indicator.clause)


def sections_of(indicators: Iterable[Indicator]) -> Mapping[str, AgreedSection]:
    """By key of the indicator, as they are today; all in one look-up. What no document holds is missing."""
    keys = {one.key: key for one in indicators if (key := key_of(one)) is not None}
    found = agreed.sections(keys.values()) if keys else {}
    return {name: found[key] for name, key in keys.items() if key in found}
