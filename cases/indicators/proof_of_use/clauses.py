"""Clauses of checks as sections of this county's documents; what no document holds is not shown."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cases.indicators.proof_of_use.checks import Check
from cases.indicators.proof_of_use.content import CheckLine, Content
from cases.indicators.proof_of_use.guidelines import Guideline
from portal import agreed, clauses
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


def as_cited_here(content: Content) -> Content:
    """For files, which have no links: each clause as this county's document is cited. One look-up."""
    known = clauses.found("", [line.clause for line in content.checks] + [table.clause for table in content.figures])

    def words(clause: str) -> str:
        return clauses.words(clause, known.get(clause))

    return replace(
        content,
        checks=tuple(replace(line, clause=words(line.clause)) for line in content.checks),
        figures=tuple(replace(table, clause=words(table.clause)) for table in content.figures),
    )
