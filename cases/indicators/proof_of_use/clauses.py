"""Clauses of checks as sections of this county's documents; what no document holds stays a text."""

from collections.abc import Iterable, Mapping

from cases.indicators.proof_of_use.checks import Check
from cases.indicators.proof_of_use.content import CheckLine
from cases.indicators.proof_of_use.guidelines import Guideline
from portal import agreed
from portal.agreed import AgreedSection


def cited(lines: Iterable[Check | CheckLine], guideline: Guideline) -> Mapping[str, AgreedSection]:
    """By the clause as it is cited in the guideline's data. One look-up for all."""
    wanted = {
        *(line.clause for line in lines),
        *(heading.clause for heading in guideline.headings),
        *(rule.clause for rule in guideline.rules.values()),
        guideline.clause,
    }
    return agreed.cited(sorted(filter(None, wanted)))
