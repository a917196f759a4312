"""A proof of use as it is read, printed and kept: plain texts, so that what was handed in stays as it was."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases.indicators import exports
from cases.indicators.proof_of_use import checks, queries
from cases.indicators.proof_of_use.checks import Check, Facts
from cases.indicators.proof_of_use.employment import Employed
from cases.indicators.results import Block, Shown
from cases.models import ProofOfUse


@dataclass(frozen=True)
class StaffLine:
    name: str
    place: str
    kind: str
    days: str
    share: str
    full_time: str
    follow_up: str


@dataclass(frozen=True)
class AbsenceLine:
    """An absence that needed a substitute."""

    name: str
    days: str
    needed_from: str
    uncovered: str


@dataclass(frozen=True)
class CheckLine:
    rule: str
    title: str
    status: str
    text: str
    clause: str
    exemption: str


@dataclass(frozen=True)
class FigureTable:
    """Cells are numbers, or words where there is none: nothing to report, not available, missing."""

    name: str
    meta: str
    clause: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]

    @property
    def total(self) -> str | int:
        return self.rows[-1][-1]


@dataclass(frozen=True)
class ReportPart:
    name: str
    text: str


@dataclass(frozen=True)
class Content:
    staff: tuple[StaffLine, ...]
    total: str
    absences: tuple[AbsenceLine, ...]
    report: tuple[ReportPart, ...]
    figures: tuple[FigureTable, ...]
    checks: tuple[CheckLine, ...]


def content_of(proof: ProofOfUse, today: dt.date) -> Content:
    """As it is now."""
    facts = queries.facts_of(proof, today)
    return written(facts, checks.checks(facts), queries.accepted_figures(proof))


def written(facts: Facts, judged: Sequence[Check], figures: Sequence[Block]) -> Content:
    paid = checks.funded(facts)
    full_time = sum((one.full_time(facts.first_day, facts.last_day) for one in paid), start=0)
    return Content(
        tuple(staff_line(one, facts) for one in paid),
        number_format(full_time, 2),
        tuple(line for one in paid for line in absence_lines(one)),
        tuple(
            ReportPart(str(heading.name), facts.texts[heading.key])
            for heading in facts.guideline.headings
            if facts.texts.get(heading.key, "").strip()
        ),
        tuple(figure_table(block) for block in figures),
        tuple(check_line(check) for check in judged),
    )


def staff_line(one: Employed, facts: Facts) -> StaffLine:
    shares = [checks.of_post(each.share) or _("ohne Angabe") for each in one.shares]
    days = [checks.spans([(each.first, each.last)]) for each in one.shares]
    return StaffLine(
        one.name,
        ", ".join(one.places),
        str(facts.guideline.kinds.get(one.qualification, "")),
        "\n".join(days),
        "\n".join(shares),
        number_format(one.full_time(facts.first_day, facts.last_day), 2),
        checks.day(one.follow_up_on),
    )


def absence_lines(one: Employed) -> list[AbsenceLine]:
    return [
        AbsenceLine(
            one.name,
            f"{checks.day(gap.first)}–{checks.day(gap.last)}",
            checks.day(gap.needed_from),
            checks.spans(gap.uncovered),
        )
        for gap in one.gaps
    ]


def check_line(check: Check) -> CheckLine:
    return CheckLine(
        str(check.rule.name), check.title, check.status, check.text, check.clause, exemption_in_words(check)
    )


def exemption_in_words(check: Check) -> str:
    if check.status != checks.EXCUSED or check.exemption is None:
        return ""
    since = _("seit %(day)s") % {"day": checks.day(check.given.since)} if check.given.since else ""
    return ": ".join(filter(None, [", ".join(filter(None, [str(check.exemption.name), since])), check.given.reason]))


def figure_table(block: Block) -> FigureTable:
    head, *lines = exports.table_of(block)
    rows = tuple(tuple(cell_of(cell) for cell in line) for line in lines)
    return FigureTable(
        block.name,
        block.unit,
        block.clause,
        tuple(str(cell) for cell in head),
        rows,
    )


def cell_of(cell: str | Shown) -> str | int:
    if isinstance(cell, Shown):
        return cell.text if cell.value is None else cell.value
    return cell


def as_text(content: Content) -> str:
    return json.dumps(asdict(content), ensure_ascii=False)


def from_text(text: str) -> Content:
    kept = json.loads(text)
    return Content(
        tuple(StaffLine(**one) for one in kept["staff"]),
        kept["total"],
        tuple(AbsenceLine(**one) for one in kept["absences"]),
        tuple(ReportPart(**one) for one in kept["report"]),
        tuple(table_from(one) for one in kept["figures"]),
        tuple(CheckLine(**one) for one in kept["checks"]),
    )


def table_from(kept: Mapping[str, Any]) -> FigureTable:
    return FigureTable(
        kept["name"], kept["meta"], kept["clause"], tuple(kept["heads"]), tuple(tuple(row) for row in kept["rows"])
    )


def content_shown(proof: ProofOfUse, today: dt.date) -> Content:
    """What was handed in, or what would be now."""
    from_now = proof.content is None or proof.state not in {ProofOfUse.State.SUBMITTED, ProofOfUse.State.ACCEPTED}
    return content_of(proof, today) if from_now else from_text(proof.content or "")
