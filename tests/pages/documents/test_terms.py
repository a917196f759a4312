"""Every row of the table of agreements, said with typed fields; and what the form asks for."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from pages.models import NormativePage, Party
from tests.factories import normative_page, section

LOE_KV = {
    "in_force_on": dt.date(2018, 6, 1),
    "term": "indefinite",
    "notice_by": "each",
    "notice_months": 6,
    "notice_form": "written",
    "notice_reckoning": "receipt",
    "ends_by_consent": True,
    "leaving": "continues_unless_essential",
    "leaving_adapts_parties": True,
    "change_form": "written",
    "meeting_of": "signatories",
    "meeting_months": 6,
}
AA_KV = {
    "term": "period",
    "term_months": 12,
    "term_start": "signing",
    "renewal": "automatic",
    "renewal_months": 12,
    "objection_months": 3,
    "objection_form": "written",
    "notice_by": "each",
    "notice_form": "written",
    "ends_for_cause": True,
    "cause_must_be_named": True,
    "leaving": "continues",
    "meeting_of": "named_persons",
    "meeting_months": 6,
    "meeting_at_least": True,
    "meeting_without_personal_data": True,
}
BAGFW_CLEARING = {
    "renewal": "optional",
    "renewal_months": 12,
    "notice_by": "each",
    "ends_for_cause": True,
    "cause_without_notice": True,
    "meeting_of": "leadership",
    "meeting_months": 6,
    "meeting_on_statistics": True,
}
BAGFW_COURSES = {"term": "funding", "term_funding": "des jeweiligen Kurses"}
DITH = {
    "term": "open",
    "change_by": "any",
    "change_form": "written_concrete",
    "review_months": 12,
    "review_of": "Gültigkeit und Praktikabilität",
}
ROWS = {
    "LÖ-KV": (
        LOE_KV,
        {
            "In Kraft seit": ("1. Juni 2018",),
            "Laufzeit": ("unbestimmte Zeit",),
            "Kündigung": (
                "kündigen kann: jede Stelle",
                "Frist 6 Monate",
                "schriftlich",
                "es zählt der Tag des Zugangs",
                "früher im Einvernehmen",
            ),
            "Ausscheiden": (
                "gilt weiter, außer eine tragende Stelle scheidet aus",
                "die Liste der Beteiligten wird angepasst",
            ),
            "Änderung": ("schriftlich",),
            "Treffen": ("die Unterzeichnenden, halbjährlich",),
        },
    ),
    "AA-KV": (
        AA_KV,
        {
            "Laufzeit": (
                "1 Jahr ab Unterzeichnung",
                "verlängert sich jeweils um 1 Jahr",
                "Widerspruch spätestens 3 Monate vor Ablauf, schriftlich",
            ),
            "Kündigung": (
                "kündigen kann: jede Stelle",
                "schriftlich",
                "aus wichtigem Grund jederzeit, mit Angabe des Grundes",
            ),
            "Ausscheiden": ("gilt ohne die Stelle weiter",),
            "Treffen": ("die benannten Personen, mindestens halbjährlich", "ohne personenbezogene Daten"),
        },
    ),
    "BAGFW Clearingstelle": (
        BAGFW_CLEARING,
        {
            "Laufzeit": ("kann jeweils um 1 Jahr verlängert werden",),
            "Kündigung": ("kündigen kann: jede Stelle", "aus wichtigem Grund jederzeit, ohne Frist"),
            "Treffen": ("Fachkräfte und Leitung, halbjährlich", "auf Grundlage der Statistik"),
        },
    ),
    "BAGFW Kursträger": (
        BAGFW_COURSES,
        {"Laufzeit": ("gebunden an den Förderzeitraum des jeweiligen Kurses",)},
    ),
    "DITH": (
        DITH,
        {
            "Laufzeit": ("keine Laufzeit vereinbart",),
            "Änderung": ("auf Wunsch einer Stelle", "schriftlich und konkret"),
            "Überprüfung": ("jährlich", "Gültigkeit und Praktikabilität"),
        },
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_f12_every_row_of_the_domain_is_said_with_typed_fields(portal, row):
    fields, sentences = ROWS[row]
    page = normative_page([section("1", "Ziel")], **fields)
    with override("de"):
        assert {fact.label: fact.sentences for fact in page.facts()} == sentences


@pytest.mark.parametrize("row", ROWS)
def test_f12_the_facts_of_every_row_stand_on_the_page(reader, row):
    fields, sentences = ROWS[row]
    page = normative_page([section("1", "Ziel")], **fields)
    shown = reader.get(page.get_url()).content.decode()
    assert all(one in shown for group in sentences.values() for one in group)


def test_f61_each_group_names_its_clause(portal):
    clause = section("11", "Ende")
    page = normative_page([clause, section("12", "Änderungen")], **LOE_KV, notice_clause=clause["id"])
    by_label = {fact.label: fact.clause for fact in page.facts()}
    assert by_label["Kündigung"] == clause["id"]
    assert by_label["Änderung"] == ""


def test_parties_carry_a_responsible_person_a_deputy_and_whether_the_agreement_needs_them(portal):
    page = normative_page()
    page.parties = [
        Party(name="Jobcenter Rebental", contact_name="Ana Muster", deputy_name="Bo Muster", is_essential=True),
        Party(name="Trägerverein Rebental", role="Träger"),
    ]
    page.save_revision().publish()
    stored = NormativePage.objects.get(pk=page.pk).parties.all()
    assert [(one.name, one.deputy_name, one.is_essential) for one in stored] == [
        ("Jobcenter Rebental", "Bo Muster", True),
        ("Trägerverein Rebental", "", False),
    ]


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"term": "period"}, "term_months"),
        ({"term": "until"}, "term_until"),
        ({"renewal": "automatic"}, "renewal_months"),
        ({"meeting_of": "signatories"}, "meeting_months"),
        ({"notice_months": 0}, "notice_months"),
        ({"in_force_on": dt.date(2026, 2, 1), "repealed_on": dt.date(2026, 1, 1)}, "repealed_on"),
    ],
)
def test_what_is_missing_is_asked_for_at_its_field(portal, fields, missing):
    with pytest.raises(ValidationError) as refused:
        normative_page(**fields)
    assert missing in refused.value.message_dict
