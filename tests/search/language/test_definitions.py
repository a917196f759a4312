"""What a document gives a short name is learned from its words, its titles and its own short name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.documents import Document, WordGroup
from search.language import definitions, short_forms
from search.language.definitions import defined


def pairs(text: str) -> list[tuple[str, str]]:
    return [(one.short, one.long) for one in defined(text)]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Das Integrationsmanagement (im Folgenden: IM) berät.", "IM", "Integrationsmanagement"),
        ("Die Kooperationsvereinbarung, im Weiteren KV genannt, gilt.", "KV", "Kooperationsvereinbarung"),
        ("die Agentur für Arbeit (kurz AfA genannt)", "AfA", "Agentur für Arbeit"),
        ("das Bundesamt für Migration und Flüchtlinge (BAMF)", "BAMF", "Bundesamt für Migration und Flüchtlinge"),
        ("nach dem Zweiten Buch Sozialgesetzbuch (SGB II)", "SGB II", "Zweiten Buch Sozialgesetzbuch"),
        ("Sozialgesetzbuch Zwölftes Buch (SGB XII)", "SGB XII", "Sozialgesetzbuch Zwölftes Buch"),
        ("Arbeitslosengeld II (ALG II)", "ALG II", "Arbeitslosengeld II"),
        ("Verwaltungsverfahrensgesetz (VwVfG)", "VwVfG", "Verwaltungsverfahrensgesetz"),
        ("Bitte das Jobcenter (JC) fragen", "JC", "Jobcenter"),
        ("Es sind 2 VZÄ (Vollzeitäquivalente) bewilligt", "VZÄ", "Vollzeitäquivalente"),
        ("AVGS = Aktivierungs- und Vermittlungsgutschein", "AVGS", "Aktivierungs- und Vermittlungsgutschein"),
        ("Es gilt Bewilligungsbescheid = BB.", "BB", "Bewilligungsbescheid"),
        ("Aufenthalt regeln (Aufenthaltsgesetz – AufenthG)", "AufenthG", "Aufenthaltsgesetz"),
        ("Kosten der Unterkunft (KdU)", "KdU", "Kosten der Unterkunft"),
        ("Leistungen für Bildung und Teilhabe (BuT)", "BuT", "Bildung und Teilhabe"),
        ("die zuständige Ausländerbehörde (ABH)", "ABH", "Ausländerbehörde"),
        ("die persönliche Ansprechperson (pAp)", "pAp", "persönliche Ansprechperson"),
        ("Migrationsberatung für erwachsene Zuwanderer (MBE)", "MBE", "Migrationsberatung für erwachsene Zuwanderer"),
        ("eine Fach- und Koordinierungsstelle Integration (FKI)", "FKI", "Fach- und Koordinierungsstelle Integration"),
        ("Datenschutz-Grundverordnung (DS-GVO)", "DS-GVO", "Datenschutz-Grundverordnung"),
        ("Kindertagesstätte (Kita)", "Kita", "Kindertagesstätte"),
        ("Allgemeiner Sozialer Dienst – ASD", "ASD", "Allgemeiner Sozialer Dienst"),
    ],
)
def test_a_short_name_is_learned_with_the_long_one_it_is_made_of(text, short, long):
    assert pairs(text) == [(short, long)]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("und dem Caritasverband Rebental e. V. (nachfolgend „Träger“)", "Träger", "Caritasverband Rebental e. V."),
        ("dem Landkreis Rebental, vertreten durch den Landrat (im Folgenden „Landkreis“ genannt), und",
         "Landkreis", "Landkreis Rebental"),
        ("Das Bundesamt für Migration (Bundesamt) entscheidet", "Bundesamt", "Bundesamt für Migration"),
        ("die Firma Muster GmbH (nachfolgend: Auftragnehmer)", "Auftragnehmer", "Firma Muster GmbH"),
        ("der Vertragspartner – im Folgenden: Partner – zahlt", "Partner", "Vertragspartner"),
    ],
)  # fmt: skip
def test_a_word_that_shall_stand_for_a_name_is_only_its_synonym(text, short, long):
    assert pairs(text) == [(short, long)]
    assert not defined(text)[0].group().is_abbreviation


@pytest.mark.parametrize("sign", [" – ", " - ", ": ", "\t", " | ", " ..... ", " steht für "])
def test_a_list_of_abbreviations_is_read_line_by_line(sign):
    lines = [("JC", "Jobcenter"), ("EGV", "Eingliederungsvereinbarung"), ("TN", "Teilnehmende")]
    assert pairs("Abkürzungen\n" + "\n".join(sign.join(line) for line in lines)) == lines


def test_cells_of_a_table_are_read_one_below_the_other():
    assert pairs("VZÄ\nVollzeitäquivalent\nJC\nJobcenter") == [("VZÄ", "Vollzeitäquivalent"), ("JC", "Jobcenter")]


@pytest.mark.parametrize(
    "text",
    [
        "siehe Vertrag (Anlage 2)",
        "Es gilt das Gleiche (siehe oben)",
        "Beratungsfachkraft (m/w/d)",
        "Absatz (§ 4 Abs. 2)",
        "Sprachniveau (B1)",
        "Beratung (Montag bis Freitag)",
        "in der Anlage (IM)",
        "nach der Verordnung (EU) 2016/679",
        "Erlaubnis zum Daueraufenthalt (EU)",
        "Artikel 5 der Richtlinie (EG)",
        "wie im Folgenden beschrieben",
        "Wir zahlen künftig mehr, kurz gesagt.",
        "TOP 1: Begrüßung",
        "WICHTIG: Bitte beachten",
        "Frau Muster – AWO",
        "Jobcenter (Jobcenter)",
        "Das Angebot (weiterhin Beratung)",
        "Die Vorlage (nachfolgend Anlage 2)",
        "Wir bieten Kurse, künftig Beratung.",
        "Das Angebot (kurz vor Beginn)",
    ],
)
def test_what_defines_nothing_is_left_alone(text):
    assert pairs(text) == []


def test_a_law_is_known_by_its_title_though_no_letter_tells_it_word_for_word():
    title = "Verordnung über die Durchführung von Integrationskursen für Ausländer"
    assert pairs(f"{title} (IntV)") == pairs(f"{title} – IntV") == [("IntV", title)]


def test_the_short_name_of_a_document_stands_for_its_title_and_for_the_word_it_is_made_of():
    section = Document(
        id="1", owner="1", kind="section", title="§ 1", text="Diese Integrationskursverordnung regelt die Kurse.",
        document_title="Verordnung über Integrationskurse (von 2004)", document_aliases=("IntV", "Richtlinie"),
    )  # fmt: skip
    assert definitions.of_document(section) == (
        WordGroup(("IntV", "Verordnung über Integrationskurse"), is_abbreviation=True),
        WordGroup(("IntV", "Integrationskursverordnung"), is_abbreviation=True),
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Sozialgesetzbuch (SGB) Zweites Buch (II) - Grundsicherung für Arbeitsuchende - (Artikel 1) (SGB 2)", "SGB 2"),
        ("Verordnung über Integrationskurse (Integrationskursverordnung – IntV)", "IntV"),
        ("Kooperationsvereinbarung – KV", "KV"),
        ("Kooperationsvereinbarung (Entwurf)", ""),
        ("Richtlinie (Anlage 2)", ""),
        ("Gesetz (AufenthG) in neuer Fassung", ""),
        ("", ""),
    ],
)
def test_the_short_name_at_the_end_of_a_title_is_known_whatever_its_letters(title, name):
    assert definitions.short_name_in(title) == name


def test_a_title_is_found_by_each_of_its_names():
    title = "Sozialgesetzbuch (SGB) Zweites Buch (II) - Grundsicherung für Arbeitsuchende - (Artikel 1) (SGB 2)"
    groups = definitions.of_document(Document(id="1", owner="1", kind="section", title="§ 1", document_title=title))
    names = [group.words[1] for group in groups if group.words[0] == "SGB 2"]
    assert names == ["Sozialgesetzbuch Zweites Buch", "Grundsicherung für Arbeitsuchende"]


def test_a_document_tells_what_its_text_and_its_titles_define():
    page = Document(
        id="1", owner="1", kind="section", title="Das Jobcenter (JC)", text="Eingliederungsvereinbarung (EGV)",
        document_title="Integrationskursverordnung (IntV)",
    )  # fmt: skip
    shorts = {group.words[0] for group in definitions.of_document(page)}
    assert shorts == {"JC", "EGV", "IntV"}


def test_the_books_of_the_social_code_are_known_in_every_notation():
    second = next(group.words for group in definitions.numbered_books() if "SGB II" in group.words)
    assert {"SGB 2", "Sozialgesetzbuch Zweites Buch", "Zweites Buch Sozialgesetzbuch", "Sozialgesetzbuch II"} <= {
        *second
    }


@pytest.mark.parametrize("word", ["JC", "IntV", "pAp", "SGB II", "SGB 2", "DS-GVO", "GmbH", "KdU"])
def test_an_abbreviation_is_told_by_its_capitals(word):
    assert short_forms.is_abbreviation(word)


@pytest.mark.parametrize("word", ["Amt", "oben", "m/w/d", "B1", "ALLGEMEINES", "Anlage 2", "", "a", "A"])
def test_other_words_are_none(word):
    assert not short_forms.is_abbreviation(word)


PIECES = ["Integrationsmanagement", "IM", "im Folgenden", "(", ")", ": ", " – ", "= ", "\n", " ", "„", "“", "Zweites Buch",
          "SGB II", "Träger", "e. V.", "nachfolgend", " genannt", ", ", "der ", "für "]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25).map("".join))
def test_any_text_can_be_read_and_what_is_found_stands_in_it(text):
    for one in defined(text):
        assert one.short in text
        assert one.long in text


@pytest.mark.parametrize(
    "piece",
    ["(AB) ", "A ", "im Folgenden ", " ", "(im Folgenden: X) ", "AB - Ab ", "AB\nAb\n", "( ", "Aa=Ab ", "x", "A-", "„", "\n",
     "nachfolgend „", "a.b ", "AB | ", "Bundesamt für Migration, Amt und Flüchtlinge (BXMF) ", "...."],
)  # fmt: skip
def test_no_text_takes_longer_than_its_length(piece):
    """Were it longer by the square, this would not end today."""
    defined(piece * (200_000 // len(piece)))
