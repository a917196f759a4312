"""How numbered lines become sections, lists and headings: kinds of real documents in invented words."""

from textwrap import dedent

import pytest

from pages.importer.outline import Outline, OutlineSection, build_outline
from pages.importer.source_lines import read_lines


def outline_of(text: str) -> Outline:
    return build_outline(read_lines(dedent(text).strip("\n")))


def tree(text: str) -> list[tuple[str, str]]:
    """(path of numbers, heading) of every section but the title."""
    return [(" > ".join(section.path), section.heading) for section in outline_of(text).sections[1:]]


def section(outline: Outline, *path: str) -> OutlineSection:
    return next(one for one in outline.sections if one.path == path)


def test_k03_the_first_printed_line_of_a_clause_is_no_heading() -> None:
    text = """
        Ordnung der Leihbücherei

        § 4 Ausleihe

        (1) Das Verzeichnis der Bücher und der Spiele samt allen später erworbenen
        Ergänzungen liegt an der Theke aus. Es wird monatlich erneuert.

        (2) Mit Ausweis oder mit einer Bescheinigung der jeweils zuständigen
        Behörde leihen Gäste ein Buch. Sie geben es nach vier Wochen
        zurück.

        (3) Ein Ausweis gilt ein Jahr.
        """
    outline = outline_of(text)
    assert [one.heading for one in outline.sections] == ["Ordnung der Leihbücherei", "Ausleihe", "", "", ""]
    assert "samt allen später erworbenen Ergänzungen liegt" in section(outline, "§ 4", "(1)").text
    assert "jeweils zuständigen Behörde leihen" in section(outline, "§ 4", "(2)").text


def test_k03_a_clause_has_no_heading_where_those_beside_it_have_none() -> None:
    text = """
        Ordnung der Werkstatt

        § 1 Benutzung

        (1) Die Werkstatt öffnet am Montag.
        (2) Regelmäßige Wartung der Maschine Anton
        Die Leitung trägt sie ins Buch ein.
        (3) Wer zuletzt geht, schließt ab.
        (4) Der Schlüssel liegt im Büro.
        """
    assert tree(text) == [("§ 1", "Benutzung"), *((f"§ 1 > ({number})", "") for number in range(1, 5))]
    headed = text.replace("(1) ", "(1) Zeiten\n        ").replace("(3) ", "(3) Ende\n        ")
    assert ("§ 1 > (2)", "Regelmäßige Wartung der Maschine Anton") in tree(headed)


@pytest.mark.parametrize("title", ["Räume und Zeiten", "Wege zu anderen Stellen im Kreis", "Wer mitmacht"])
def test_k03_a_short_line_over_a_new_sentence_is_a_heading(title: str) -> None:
    text = f"""
        Leitlinie des Treffs

        1. {title}
        Die Räume liegen im Erdgeschoss und sind an allen Tagen offen.

        2. Kosten
        Für Gäste ist der Besuch frei, solange der Kreis die Miete trägt.
        """
    assert tree(text) == [("1", title), ("2", "Kosten")]


def test_k03_what_the_items_below_it_end_is_no_heading() -> None:
    text = """
        Ordnung des Gartens

        § 1 Dienste

        (1) Die Gartengruppe hat

        1. die Beete zu gießen,

        2. das Werkzeug zu pflegen.

        (2) Der Garten ist offen.
        """
    outline = outline_of(text)
    assert [one.heading for one in outline.sections] == ["Ordnung des Gartens", "Dienste", "", ""]
    assert section(outline, "§ 1", "(1)").text.startswith("Die Gartengruppe hat\n\n1. die Beete")


def test_k30_a_second_list_in_the_same_clause_stays_a_list_and_the_text_around_it_text() -> None:
    text = """
        Ordnung der Fahrdienste

        § 3 Fahrten

        (1) Der Fahrdienst übernimmt

        1. Fahrten zu Ämtern,

        2. Fahrten zu Kursen und

        3. Fahrten zum Arzt nach § 5.

        Ausgenommen sind, soweit nichts anderes vereinbart ist,

        1. Fahrten in der Nacht,

        2. Fahrten über die Grenze,

        wenn kein zweiter Wagen frei ist. Die Leitung entscheidet.

        (2) Die Fahrt ist frei.
        """
    outline = outline_of(text)
    assert [one.path for one in outline.sections[1:]] == [("§ 3",), ("§ 3", "(1)"), ("§ 3", "(2)")]
    clause = section(outline, "§ 3", "(1)")
    assert clause.html.count("<ul>") == 2 and clause.html.count("<li>") == 5
    assert "<p>wenn kein zweiter Wagen frei ist. Die Leitung entscheidet.</p>" in clause.html


def test_k31_a_level_is_read_as_sections_in_every_chapter() -> None:
    text = """
        # Satzung des Chores

        # Zweck

        1. Zweck des Chores ist das gemeinsame Singen im Ort,

        2. Der Chor gibt Konzerte, auch außerhalb der
           Gemeinde.

        3. Neue Stimmen sind willkommen.

        # Proben

        1. Der Chor probt am Freitag.

        2. Die Proben leitet eine Person vom Fach.
        """
    paths = [path for path, _heading in tree(text) if path]
    assert paths == ["1", "2", "3", "1", "2"]


def test_a_numbered_head_in_bold_inside_a_section_is_a_section_with_its_text() -> None:
    text = """
        # Leitfaden Patenschaft

        ## Wer mitmacht

        **1. Eignung.** Wer mitmacht, hat Zeit und Geduld.

        **2. Dauer der Patenschaft:** Ein Jahr ist üblich.

        3. **Ende** Beide Seiten sagen vorher Bescheid.
        """
    outline = outline_of(text)
    assert [(one.number, one.heading, one.text) for one in outline.sections[2:]] == [
        ("1", "Eignung", "Wer mitmacht, hat Zeit und Geduld."),
        ("2", "Dauer der Patenschaft", "Ein Jahr ist üblich."),
        ("3", "Ende", "Beide Seiten sagen vorher Bescheid."),
    ]
    assert [one.lines for one in outline.sections[2:]] == [(5,), (7,), (9,)]


def test_bold_words_that_are_no_head_stay_in_their_sentence() -> None:
    text = """
        # Leitfaden Ausflug

        ## Vorher

        1. **Alle Gäste** bekommen einen Plan.

        2. **Die Kasse wird gezählt.** Danach geht es los.

        **Achtung:** Der Bus fährt früh.
        """
    outline = outline_of(text)
    assert [one.heading for one in outline.sections] == ["Leitfaden Ausflug", "Vorher", "", ""]
    assert section(outline, "1").text == "Alle Gäste bekommen einen Plan."
    assert section(outline, "2").html.startswith("<p><b>Die Kasse wird gezählt.</b> Danach")


def test_an_item_with_bold_words_stays_whole() -> None:
    text = """
        Leitfaden Küche

        § 1 Dienste

        (1) Für den Dienst am Herd gilt:

        a) **Vorher:** Hände waschen,

        b) **Nachher:** Herd abschalten.

        (2) Mehr ist nicht zu tun.
        """
    clause = section(outline_of(text), "§ 1", "(1)")
    assert "<li>a) <b>Vorher:</b> Hände waschen,</li><li>b) <b>Nachher:</b> Herd abschalten.</li>" in clause.html


def test_k23_a_section_and_its_first_clause_may_share_a_line() -> None:
    text = """
        Satzung des Nähtreffs

        § 1 (1) Der Nähtreff leiht Maschinen aus.
        (2) Stoff bringen alle selbst mit.

        § 2 Kasse (1) Die Kasse führt der Beirat.
        (2) Er legt sie jährlich offen.
        """
    assert tree(text) == [
        ("§ 1", ""), ("§ 1 > (1)", ""), ("§ 1 > (2)", ""), ("§ 2", "Kasse"), ("§ 2 > (1)", ""), ("§ 2 > (2)", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["§ 2 (weggefallen)", "§ 2 (aufgehoben)", "§ 2\n\n        (weggefallen)"])
def test_a_section_no_longer_in_force_has_that_as_its_text(line: str) -> None:
    text = f"""
        Satzung des Heimes

        § 1 Zweck

        Das Heim ist offen.

        {line}

        § 3 Ende

        Die Satzung gilt auf Dauer.
        """
    repealed = section(outline_of(text), "§ 2")
    assert (repealed.heading, repealed.text.strip("()")) == ("", line.split("(")[1].rstrip(")"))


DEFINITIONS = """
    Ordnung des Bauhofs

    § 1 Begriffe

    (1) Im Sinne dieser Ordnung sind:

    1. Gerät:

    was im Lager steht und geliehen werden kann;

    2. Fahrzeug:

    was einen Motor hat und auf der Straße fährt;

    3. Platz:

    was vor der Halle liegt.

    (2) Die Liste der Geräte hängt aus.

    § 2 Ausleihe

    Geräte leiht die Leitung aus.
    """


def test_k31_an_announced_list_of_terms_stays_a_list_in_its_clause() -> None:
    assert tree(DEFINITIONS) == [("§ 1", "Begriffe"), ("§ 1 > (1)", ""), ("§ 1 > (2)", ""), ("§ 2", "Ausleihe")]
    clause = section(outline_of(DEFINITIONS), "§ 1", "(1)")
    assert "<li>2. Fahrzeug:</li>" in clause.html and "was einen Motor hat" in clause.text


def test_k31_parts_of_an_item_are_items_of_its_list() -> None:
    text = """
        Ordnung der Lehrküche

        § 3 Inhalt

        (1) Der Kurs umfasst:

        1. die Küche:

        1.1 Geräte,

        1.2 Vorräte,

        2. das Kochen:

        2.1 Suppen,

        2.2 Brot.

        (2) Der Kurs dauert ein Jahr.
        """
    assert [path for path, _heading in tree(text)] == ["§ 3", "§ 3 > (1)", "§ 3 > (2)"]
    assert section(outline_of(text), "§ 3", "(1)").html.count("<li>") == 6


@pytest.mark.parametrize("number", [4, 9, 40])
def test_k31_a_wide_gap_between_sections_loses_none(number: int) -> None:
    text = f"""
        Satzung des Museums

        § 1 Zweck

        Das Museum zeigt Werkzeug.

        § {number} Zeiten

        Das Museum öffnet am Sonntag.

        § {number + 1} Ende

        Die Satzung gilt auf Dauer.
        """
    outline = outline_of(text)
    assert [one.number for one in outline.sections[1:]] == ["§ 1", f"§ {number}", f"§ {number + 1}"]
    assert [note.params["number"] for note in outline.notes] == [f"§ {number}"]


def test_k03_what_leads_up_to_a_list_is_no_heading_of_its_clause() -> None:
    text = """
        Prüfungsordnung

        § 2 Prüfung

        (1) Die Prüfung gliedert sich in die Prüfungsteile

        1. Küche,

        2. Lager.

        (2) Der Prüfungsteil „Küche“ gliedert sich in folgende Bereiche:

        1. Kochen,

        2. Backen.

        (3) Wer besteht, erhält ein Zeugnis.
        """
    assert {heading for path, heading in tree(text) if path.endswith(")")} == {""}
