"""What a document says about itself, in the wordings agreements use."""

import datetime as dt

import pytest

from pages.importer.facts.reading import Facts
from pages.importer.outline import build_outline
from pages.importer.source_lines import read_lines


def facts_of(text: str, title: str = "Vereinbarung über das Haus am Markt") -> Facts:
    return build_outline(read_lines(f"{title}\n\n§ 1 Zweck\n\nDas Haus ist offen.\n\n§ 2 Dauer\n\n{text}\n")).facts


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Diese Vereinbarung tritt am 1. Juli 2020 in Kraft.", dt.date(2020, 7, 1)),
        ("Sie ist in Kraft seit dem 01.02.2019.", dt.date(2019, 2, 1)),
        ("Die Vereinbarung gilt ab dem 6.7.06.", dt.date(2006, 7, 6)),
        ("Sie gilt ab 1.1.69.", dt.date(2069, 1, 1)),
        ("Sie gilt ab 1.1.70.", dt.date(1970, 1, 1)),
        ("Sie tritt mit Wirkung vom 15. März 2021 an die Stelle der alten.", dt.date(2021, 3, 15)),
        ("Sie tritt am 31.02.2020 in Kraft.", None),
        ("Die alte Fassung tritt am 30.06.2020 außer Kraft.", None),
        ("Der Bericht vom 1. Juli 2020 liegt vor.", None),
    ],
)
def test_f9_since_when_it_is_in_force(text: str, day: dt.date | None) -> None:
    assert facts_of(text).in_force == day


def test_f9_a_day_is_told_with_its_line() -> None:
    facts = facts_of("Sie gilt lange.\nSie tritt am 1. Juli 2020 in Kraft.\n\nErlstadt, den 3. Juni 2020")
    assert (facts.evidence["in_force"].line, facts.evidence["signed"].line) == (10, 12)
    assert facts.evidence["signed"].quote == "Erlstadt, den 3. Juni 2020"


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("Das Ende.\n\nErlstadt, den 12.12.2023", (dt.date(2023, 12, 12), "Erlstadt")),
        ("Sie wurde unterzeichnet am 3. Mai 2019 im Rathaus.", (dt.date(2019, 5, 3), "")),
        ("Das Ende.\n\nStand: 01.02.2020", (dt.date(2020, 2, 1), "")),
        ("Unterzeichnet am 31.02.2020 im Rathaus.\n\nStand: 01.02.2020", (dt.date(2020, 2, 1), "")),
        ("Das Ende.", (None, "")),
    ],
)
def test_f9_when_and_where_it_was_signed(text: str, signed: tuple[dt.date | None, str]) -> None:
    facts = facts_of(text)
    assert (facts.signed, facts.signed_at) == signed


def test_f9_a_place_and_day_under_the_text_counts_before_one_above_it() -> None:
    text = "Vereinbarung\n\nErlstadt, den 1.1.2020\n\n§ 1 Zweck\n\nDas Haus ist offen.\n\nRebental, den 2.2.2022"
    assert build_outline(read_lines(text)).facts.signed_at == "Rebental"


def test_f9_in_force_with_the_signature() -> None:
    facts = facts_of("Sie tritt mit der Unterzeichnung in Kraft.\n\nErlstadt, den 12.12.2023")
    assert facts.in_force == dt.date(2023, 12, 12)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Sie kann mit einer Frist von drei Monaten gekündigt werden.", 3),
        ("Sie kann mit einer Frist von 6 (sechs) Monaten gekündigt werden.", 6),
        ("Die Kündigung ist mit einer dreimonatigen Frist möglich.", 3),
        ("Die Vereinbarung ist zwei Jahre vor Ablauf kündbar.", 24),
        ("Sie kann mit einer Frist von acht Wochen gekündigt werden.", 2),
        ("Sie kann mit einer Frist von sechs Wochen gekündigt werden.", None),
        ("Der Bericht ist mit einer Frist von drei Monaten vorzulegen. Eine Kündigung ist möglich.", None),
    ],
)
def test_f9_months_of_notice(text: str, months: int | None) -> None:
    assert facts_of(text).notice_months == months


@pytest.mark.parametrize(
    ("text", "renewal", "until"),
    [
        ("Sie gilt auf unbestimmte Zeit.", "indefinite", None),
        ("Sie verlängert sich um ein weiteres Jahr, wenn niemand widerspricht.", "yearly", None),
        ("Sie gilt bis zum 31.12.2025.", "fixed", dt.date(2025, 12, 31)),
        (
            "Sie gilt bis zum 31.12.2025. Sie verlängert sich jeweils um ein weiteres Jahr.",
            "yearly",
            dt.date(2025, 12, 31),
        ),
        ("Sie endet mit Ablauf des 30.6.2024.", "fixed", dt.date(2024, 6, 30)),
        ("Sie tritt am 1. Mai 2030 außer Kraft.", "fixed", dt.date(2030, 5, 1)),
        ("Sie wird für zwei Jahre geschlossen.", "fixed", None),
        ("Das Haus bleibt offen.", None, None),
    ],
)
def test_f9_renewal_and_end(text: str, renewal: str | None, until: dt.date | None) -> None:
    facts = facts_of(text)
    assert (facts.renewal, facts.term_until) == (renewal, until)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Kooperationsvereinbarung Haus am Markt", "agreement"),
        ("Richtlinie zur Förderung des Hauses", "guideline"),
        ("Muster einer Vereinbarung über das Haus", "template"),
        ("Empfehlungen für Muster und Vereinbarungen", "recommendation"),
        ("Leitfaden zur Vereinbarung", "guideline"),
        ("Haus am Markt", "guideline"),
    ],
)
def test_f9_the_kind_is_told_by_the_title(title: str, kind: str) -> None:
    assert facts_of("Das Haus bleibt offen.", title).kind == kind


PARTIES = """Vereinbarung

zwischen

dem Landkreis Erlental, vertreten durch den Landrat, Marktplatz 1, 99999 Erlstadt
- nachfolgend Landkreis genannt -

und

dem Verein Haus am Markt e. V.,
vertreten durch die Vorsitzende (im Folgenden „Träger“ genannt)

wird folgende Vereinbarung geschlossen:

§ 1 Zweck

Das Haus ist offen.
"""


def test_f9_parties_with_role_and_representative() -> None:
    parties = build_outline(read_lines(PARTIES)).facts.parties
    assert [(party.name, party.role, party.represented_by, party.line) for party in parties] == [
        ("Landkreis Erlental", "Landkreis", "den Landrat", 5),
        ("Verein Haus am Markt e. V.", "Träger", "die Vorsitzende", 10),
    ]


def test_f9_parties_named_in_the_title() -> None:
    title = "Vereinbarung zwischen der Stadt Erlstadt und dem Verein Haus am Markt"
    assert [party.name for party in facts_of("Das Haus bleibt offen.", title).parties] == [
        "Stadt Erlstadt",
        "Verein Haus am Markt",
    ]
