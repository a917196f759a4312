"""What reads as a definition, and in which forms a term is found."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.definitions.collecting import definitions
from pages.definitions.inflection import finder


@dataclass(frozen=True)
class Part:
    identity: str
    heading: str
    level: int = 1


def terms(*sections):
    return {one.term: (one.text, one.identity) for one in definitions(list(sections))}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Der Landkreis Bezugsdorf (im Folgenden: Landkreis) trägt die Kosten.", "Landkreis"),
        ("Der Landkreis Bezugsdorf (nachfolgend „Kreis“ genannt) trägt die Kosten.", "Kreis"),
        ("Alle, die unterschreiben (nachstehend Vertragspartner), treffen sich.", "Vertragspartner"),
        ("„Erstgespräch“ im Sinne dieser Vereinbarung ist das erste Gespräch.", "Erstgespräch"),
        ("Wer berät (im Folgenden die Fachkraft), führt eine Liste.", "Fachkraft"),
    ],
)
def test_f16_definitions_in_running_text(text, term):
    assert terms((Part("a", "Präambel"), [f"{text} Danach folgt mehr."])) == {term: (text, "a")}


def test_f16_a_section_headed_terms_defines_what_its_lines_open_with():
    found = terms(
        (
            Part("a", "Begriffsbestimmungen"),
            [
                "Ein Beratungsgespräch ist ein Gespräch mit einem Anliegen.",
                "Fachkraft: wer berät",
                "Die Beratung ist freiwillig.",
                "Dies ist wichtig.",
                "Klient im Sinne dieser Richtlinie ist, wer kommt.",
            ],
        ),
        (Part("b", "Integrationsplan", 2), ["Ein schriftlicher Plan."]),
        (Part("c", "Kosten"), ["Ein Antrag ist ein Formular."]),
    )
    assert list(found) == ["Beratungsgespräch", "Fachkraft", "Klient", "Integrationsplan"]
    assert found["Integrationsplan"] == ("Ein schriftlicher Plan.", "b")


def test_f16_the_first_definition_of_a_term_counts():
    found = terms((Part("a", "Eins"), ["X-Amt (kurz: Amt) hilft."]), (Part("b", "Zwei"), ["Y-Amt (kurz: Amt) hilft."]))
    assert found["Amt"][1] == "a"


@pytest.mark.parametrize(
    ("term", "forms", "others"),
    [
        ("Fachkraft", "Fachkräfte Fachkräften Fachkraft", "Fachkraftstelle Kraft"),
        ("Vertragspartner", "Vertragspartnern Vertragspartners Vertragspartnerinnen", "Partner"),
        ("Klient", "Klienten Klientin Klientinnen", "Klientel"),
        ("geeignete Stelle", "geeigneten|Stellen geeigneter|Stelle", "Stelle"),
        ("Maßnahme", "Maßnahmen", "Maß"),
        ("MBE", "MBE MBEs", "MBEX"),
        ("Haus", "Häuser Hauses", "Hausarzt"),
    ],
)
def test_f16_a_term_is_found_in_its_forms(term, forms, others):
    pattern = finder([term])
    assert all(pattern.fullmatch(form.replace("|", " ")) for form in forms.split())
    assert not any(pattern.fullmatch(other) for other in others.split())


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.text("abcdefgäöüß", min_size=3, max_size=12).map(str.capitalize), min_size=1, max_size=6, unique=True)
)
def test_f16_every_term_finds_itself(words):
    pattern = finder(words)
    for place, word in enumerate(words):
        assert pattern.search(f"die {word} hier"), (place, word)
