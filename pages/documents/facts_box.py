"""The facts box of an agreement or guideline: dates, signing, term, notice, change, meetings, review and response time in sentences."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from pages.models.terms import Terms
from portal.written_dates import written


@dataclass(frozen=True)
class Fact:
    """A line of the facts box: sentences, and the permanent identity of the section they rest on ("" if none)."""

    label: str
    sentences: tuple[str, ...]
    clause: str = ""


def gathered(facts: Iterable[Fact]) -> list[Fact]:
    """One line for each label, where it stood first; what was added later goes first in it: days before rules."""
    lines: dict[str, Fact] = {}
    for fact in facts:
        known = lines.get(fact.label)
        lines[fact.label] = (
            Fact(fact.label, (*fact.sentences, *known.sentences), known.clause or fact.clause) if known else fact
        )
    return list(lines.values())


def date_facts(
    in_force_on: dt.date | None, repealed_on: dt.date | None, signed_on: dt.date | None, signed_at: str
) -> list[Fact]:
    """What is known of beginning, end and signing; it stands before the terms."""
    facts = []
    if in_force_on:
        facts.append(Fact(gettext("In Kraft seit"), (long_date(in_force_on),)))
    if repealed_on:
        facts.append(Fact(gettext("Außer Kraft seit"), (long_date(repealed_on),)))
    if signed_on or signed_at:
        place = ", ".join(filter(None, (signed_at, long_date(signed_on) if signed_on else "")))
        facts.append(Fact(gettext("Unterzeichnet"), (place,)))
    return facts


def term_facts(terms: Terms) -> list[Fact]:
    """The groups that say something, in the order of the facts box; sentences in the active language."""
    groups = (
        (gettext("Laufzeit"), term_sentences(terms), terms.term_clause),
        (gettext("Kündigung"), notice_sentences(terms), terms.notice_clause),
        (gettext("Ausscheiden"), leaving_sentences(terms), terms.leaving_clause),
        (gettext("Änderung"), change_sentences(terms), terms.change_clause),
        (gettext("Treffen"), meeting_sentences(terms), terms.meeting_clause),
        (gettext("Überprüfung"), review_sentences(terms), terms.review_clause),
        (gettext("Antwort"), response_sentences(terms), terms.response_clause),
    )
    return [Fact(label, tuple(sentences), clause) for label, sentences, clause in groups if sentences]


def term_sentences(terms: Terms) -> list[str]:
    return [
        sentence for sentence in (term_sentence(terms), renewal_sentence(terms), objection_sentence(terms)) if sentence
    ]


def term_sentence(terms: Terms) -> str:
    if terms.term == Terms.Term.PERIOD and terms.term_months:
        return f"{months_text(terms.term_months)} {terms.get_term_start_display()}"
    if terms.term == Terms.Term.UNTIL and terms.term_until:
        return gettext("bis %(day)s") % {"day": long_date(terms.term_until)}
    if terms.term == Terms.Term.FUNDING:
        bound = (
            gettext("gebunden an den Förderzeitraum %(what)s") % {"what": terms.term_funding}
            if terms.term_funding
            else str(terms.get_term_display())
        )
        return (
            gettext("%(bound)s, bis %(day)s") % {"bound": bound, "day": long_date(terms.term_until)}
            if terms.term_until
            else bound
        )
    return str(terms.get_term_display()) if terms.term in {Terms.Term.INDEFINITE, Terms.Term.OPEN} else ""


def renewal_sentence(terms: Terms) -> str:
    if not (terms.renewal and terms.renewal_months):
        return ""
    automatic = terms.renewal == Terms.Renewal.AUTOMATIC
    pattern = (
        gettext("verlängert sich jeweils um %(span)s")
        if automatic
        else gettext("kann jeweils um %(span)s verlängert werden")
    )
    return pattern % {"span": months_text(terms.renewal_months)}


def objection_sentence(terms: Terms) -> str:
    if not terms.objection_months:
        return ""
    before = gettext("Widerspruch spätestens %(span)s vor Ablauf") % {"span": months_text(terms.objection_months)}
    return f"{before}, {terms.get_objection_form_display()}" if terms.objection_form else before


def notice_sentences(terms: Terms) -> list[str]:
    said = []
    if terms.notice_by:
        said.append(gettext("kündigen kann: %(who)s") % {"who": terms.get_notice_by_display()})
    if terms.notice_months:
        said.append(gettext("Frist %(span)s") % {"span": months_text(terms.notice_months)})
    if terms.notice_form:
        said.append(str(terms.get_notice_form_display()))
    if terms.notice_reckoning:
        said.append(gettext("es zählt der %(day)s") % {"day": terms.get_notice_reckoning_display()})
    if terms.ends_by_consent:
        said.append(gettext("früher im Einvernehmen"))
    if terms.ends_for_cause:
        said.append(cause_sentence(terms))
    return said


def leaving_sentences(terms: Terms) -> list[str]:
    said = [str(terms.get_leaving_display())] if terms.leaving else []
    return [*said, gettext("die Liste der Beteiligten wird angepasst")] if terms.leaving_adapts_parties else said


def cause_sentence(terms: Terms) -> str:
    said = [gettext("aus wichtigem Grund jederzeit")]
    if terms.cause_without_notice:
        said.append(gettext("ohne Frist"))
    if terms.cause_must_be_named:
        said.append(gettext("mit Angabe des Grundes"))
    return ", ".join(said)


def change_sentences(terms: Terms) -> list[str]:
    return [
        str(text)
        for text in (
            terms.change_by and terms.get_change_by_display(),
            terms.change_form and terms.get_change_form_display(),
        )
        if text
    ]


def meeting_sentences(terms: Terms) -> list[str]:
    if not terms.meeting_months:
        return []
    rhythm = rhythm_text(terms.meeting_months)
    rhythm = gettext("mindestens %(rhythm)s") % {"rhythm": rhythm} if terms.meeting_at_least else rhythm
    said = [f"{terms.get_meeting_of_display()}, {rhythm}" if terms.meeting_of else rhythm]
    if terms.meeting_on_statistics:
        said.append(gettext("auf Grundlage der Statistik"))
    if terms.meeting_without_personal_data:
        said.append(gettext("ohne personenbezogene Daten"))
    return said


def review_sentences(terms: Terms) -> list[str]:
    said = []
    if terms.review_months:
        said.append(rhythm_text(terms.review_months))
    if terms.review_of:
        said.append(terms.review_of)
    return said


def response_sentences(terms: Terms) -> list[str]:
    if not terms.response_days:
        return []
    return [
        ngettext("innerhalb von %(n)s Arbeitstag", "innerhalb von %(n)s Arbeitstagen", terms.response_days)
        % {"n": terms.response_days}
    ]


def months_text(months: int) -> str:
    if months % 12 == 0:
        return ngettext("%(n)s Jahr", "%(n)s Jahre", months // 12) % {"n": months // 12}
    return ngettext("%(n)s Monat", "%(n)s Monate", months) % {"n": months}


def rhythm_text(months: int) -> str:
    """How often: "halbjährlich", "alle 9 Monate"."""
    named = {
        1: gettext("monatlich"),
        3: gettext("vierteljährlich"),
        6: gettext("halbjährlich"),
        12: gettext("jährlich"),
    }
    return named.get(months) or gettext("alle %(span)s") % {"span": months_text(months)}


def long_date(day: dt.date) -> str:
    return written(day, "j. F Y")
