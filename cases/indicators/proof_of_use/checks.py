"""What of a proof of use is fulfilled, what is missing, what needs a reason: each with the rule it rests on (F68)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from cases.indicators.proof_of_use import employment, guidelines
from cases.indicators.proof_of_use.employment import Employed, Gap, Span
from cases.indicators.proof_of_use.guidelines import Exemption, Guideline, Heading, Rule
from directory.deadlines import add_months

FULFILLED, MISSING, NEEDS_REASON, EXCUSED = "fulfilled", "missing", "needs_reason", "excused"
OPEN = frozenset({MISSING, NEEDS_REASON})
FIGURES_ACCEPTED, FIGURES_WAITING, FIGURES_OPEN, FIGURES_EXCEPTED = "accepted", "waiting", "open", "excepted"


@dataclass(frozen=True)
class Given:
    """An exemption as somebody typed it."""

    kind: str = ""
    since: dt.date | None = None
    reason: str = ""


NOTHING_GIVEN = Given()
Place = tuple[str, str]  # rule and subject


@dataclass(frozen=True)
class Check:
    """One rule in one place. `problem`: what an exemption lacks that somebody has begun to give."""

    rule: Rule
    subject: str
    title: str
    status: str
    text: str
    clause: str = ""
    given: Given = NOTHING_GIVEN
    problem: str = ""

    @property
    def place(self) -> Place:
        return self.rule.key, self.subject

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def exemption(self) -> Exemption | None:
        return self.rule.exemption(self.given.kind)

    @property
    def takes_exemption(self) -> bool:
        """Whether a reason can be typed here: where the rule knows exemptions and is not met by itself."""
        return bool(self.rule.exemptions) and self.status != FULFILLED


@dataclass(frozen=True)
class Facts:
    """All that is judged. `names` of those who may stand in, by person."""

    guideline: Guideline
    first_day: dt.date
    last_day: dt.date
    today: dt.date
    staff: Sequence[Employed]
    texts: Mapping[str, str]
    figures: str
    given: Mapping[Place, Given]


def checks(facts: Facts) -> list[Check]:
    judged = [*of_staff(facts), *of_report(facts), of_figures(facts)]
    return [excused(check, facts) for check in judged]


def funded(facts: Facts) -> list[Employed]:
    """Without those of whom the carrier says that others pay them."""
    return [one for one in facts.staff if not is_paid_by_others(one, facts.given)]


def is_paid_by_others(one: Employed, given: Mapping[Place, Given]) -> bool:
    kind = given.get((guidelines.QUALIFICATION, str(one.person)), NOTHING_GIVEN).kind
    return not one.qualification and kind == guidelines.NOT_FUNDED


def of_staff(facts: Facts) -> Iterator[Check]:
    paid = {one.person for one in funded(facts)}
    if not paid:
        text = _("Niemand ist mit einer Art der Qualifikation im Verzeichnis eingetragen.")
        yield check_of(facts, guidelines.STAFF, "", "", MISSING, text)
    for one in facts.staff:
        yield of_qualification(facts, one)
        if one.person in paid:
            yield of_share(facts, one)
            yield from of_follow_up(facts, one)
            yield from (of_gap(facts, one, gap) for gap in one.gaps)


def check_of(facts: Facts, key: str, subject: str, title: str, status: str, text: str) -> Check:
    rule = facts.guideline.rules[key]
    return Check(rule, subject, title, status, text, rule.clause)


def of_qualification(facts: Facts, one: Employed) -> Check:
    subject, key = str(one.person), guidelines.QUALIFICATION
    if not one.qualification:
        text = _("Die Art der Qualifikation fehlt im Verzeichnis.")
        return check_of(facts, key, subject, one.name, MISSING, text)
    kind = str(facts.guideline.kinds.get(one.qualification, one.qualification))
    return check_of(facts, key, subject, one.name, FULFILLED, kind)


def of_share(facts: Facts, one: Employed) -> Check:
    subject, least = str(one.person), facts.guideline.limits.least_share
    unknown = [(each.first, each.last) for each in one.shares if each.share is None]
    small = [each for each in one.shares if each.share is not None and each.share < least]
    if unknown:
        text = _("Der Stellenanteil fehlt: %(days)s.") % {"days": spans(unknown)}
        return check_of(facts, guidelines.SHARE, subject, one.name, MISSING, text)
    said = "; ".join(f"{of_post(each.share)}, {spans([(each.first, each.last)])}" for each in small or one.shares)
    status = NEEDS_REASON if small else FULFILLED
    return check_of(facts, guidelines.SHARE, subject, one.name, status, said)


def of_follow_up(facts: Facts, one: Employed) -> Iterator[Check]:
    limits = facts.guideline.limits
    if one.qualification not in limits.follow_up_kinds:
        return
    subject, key = str(one.person), guidelines.FOLLOW_UP
    due, begun = employment.follow_up_due(one.began, limits.follow_up_months), one.follow_up_on
    if employment.is_experienced(one.began, facts.first_day, limits.earlier_months):
        text = _("Nicht nötig: seit %(day)s hier tätig, mehr als sechs Monate vor dem Förderzeitraum.")
        exempt = check_of(facts, key, subject, one.name, FULFILLED, text % {"day": day(one.began)})
        yield replace(exempt, clause="LÖ-RL 3.3.3")
    elif due is None:
        text = _("Der erste Tag im Verzeichnis fehlt. Ohne ihn lässt sich die Frist nicht prüfen.")
        yield check_of(facts, key, subject, one.name, MISSING, text)
    elif begun is not None:
        text = _("Begonnen am %(day)s, Frist war der %(due)s.") % {"day": day(begun), "due": day(due)}
        yield check_of(facts, key, subject, one.name, FULFILLED if begun <= due else NEEDS_REASON, text)
    elif facts.today <= due:
        text = _("Noch Zeit bis %(due)s.") % {"due": day(due)}
        yield check_of(facts, key, subject, one.name, FULFILLED, text)
    else:
        text = _("Kein Beginn eingetragen, Frist war der %(due)s.") % {"due": day(due)}
        yield check_of(facts, key, subject, one.name, NEEDS_REASON, text)


def of_gap(facts: Facts, one: Employed, gap: Gap) -> Check:
    subject = f"{one.person}-{gap.first:%Y%m%d}"
    away = _("Nicht da ab %(first)s, Vertretung nötig ab %(needed)s") % {
        "first": day(gap.first),
        "needed": day(gap.needed_from),
    }
    if not gap.uncovered:
        text = f"{away}: {_('durchgehend vertreten')}."
        return check_of(facts, guidelines.SUBSTITUTE, subject, one.name, FULFILLED, text)
    without = _("nicht vertreten")
    text = f"{away}: {without} {spans(gap.uncovered)}."
    if gap.substitutes:
        hint = _("Wer eingetragen ist, war da selbst nicht da oder hat keine Art der Qualifikation.")
        text = f"{text} {hint}"
    return check_of(facts, guidelines.SUBSTITUTE, subject, one.name, NEEDS_REASON, text)


def of_report(facts: Facts) -> Iterator[Check]:
    for heading in facts.guideline.headings:
        is_written = bool(facts.texts.get(heading.key, "").strip())
        if heading.is_required or is_written:
            yield of_heading(facts, heading, is_written)


def of_heading(facts: Facts, heading: Heading, is_written: bool) -> Check:
    text = _("geschrieben") if is_written else _("Hier fehlt noch der Text.")
    status = FULFILLED if is_written else MISSING
    made = check_of(facts, guidelines.REPORT, heading.key, str(heading.name), status, text)
    return replace(made, clause=heading.clause or made.clause)


def of_figures(facts: Facts) -> Check:
    status, text = {
        FIGURES_ACCEPTED: (FULFILLED, _("Die Kennzahlen des Förderzeitraums sind angenommen.")),
        FIGURES_EXCEPTED: (FULFILLED, _("Für diesen Zeitraum sind keine Kennzahlen zu melden.")),
        FIGURES_WAITING: (NEEDS_REASON, _("Die Kennzahlen sind abgegeben, aber noch nicht angenommen.")),
        FIGURES_OPEN: (MISSING, _("Die Kennzahlen des Förderzeitraums sind noch nicht abgegeben.")),
    }[facts.figures]
    return check_of(facts, guidelines.FIGURES, "", "", status, text)


def excused(check: Check, facts: Facts) -> Check:
    """With what was typed for its place; complete exemptions settle it."""
    given = facts.given.get(check.place, NOTHING_GIVEN)
    if not check.takes_exemption or given == NOTHING_GIVEN:
        return check
    problem = problem_of(check.rule, given, facts)
    return replace(check, given=given, problem=problem, status=check.status if problem else EXCUSED)


def problem_of(rule: Rule, given: Given, facts: Facts) -> str:
    """What an exemption lacks, "" if nothing."""
    exemption = rule.exemption(given.kind)
    if exemption is None:
        return _("Bitte wählen Sie die Ausnahme.")
    months = facts.guideline.limits.earlier_months
    if exemption.asks_since and not employment.is_experienced(given.since, facts.first_day, months):
        latest = add_months(facts.first_day, -months)
        return _("Bitte nennen Sie, seit wann; es muss spätestens der %(day)s sein.") % {"day": day(latest)}
    if exemption.asks_reason and not given.reason.strip():
        return _("Bitte nennen Sie den Grund in einem Satz.")
    return ""


def open_ones(judged: Iterable[Check]) -> list[Check]:
    return [check for check in judged if check.is_open]


def day(date: dt.date | None) -> str:
    return date_format(date, "d.m.Y") if date is not None else ""


def spans(given: Iterable[Span]) -> str:
    return ", ".join(f"{day(first)}–{day(last)}" if first != last else day(first) for first, last in given)


def of_post(share: Decimal | None) -> str:
    """Per cent as the part of a post that guidelines speak of: "0,80"."""
    return number_format(share / 100, 2) if share is not None else ""
