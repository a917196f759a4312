"""§ read as 8, $, S or &: the numbering of the document proves it, and nothing else is taken for one."""

import pytest

from pages.importer.ocr.repairs import repair_lines
from pages.importer.outline import build_outline
from pages.importer.source_lines import read_lines
from tests.pages.importer.scan_damage import scanned

TITLES = [
    "Aufgabe",
    "Anmeldung",
    "Leihfrist",
    "Gebühr",
    "Ersatz",
    "Hausrecht",
    "Ausschluss",
    "Öffnung",
    "Daten",
    "Leitung",
    "Beirat",
    "Beginn",
]


def statute(count: int = 12) -> str:
    """A by-law of `count` §§ as it was printed."""
    parts = [
        f"§ {number} {TITLES[(number - 1) % len(TITLES)]}\n(1) Die Bücherei leiht Bücher und Spiele aus. Näheres regelt die\nLeitung nach Anhörung des Beirats.\n(2) Kinder zahlen nichts."
        for number in range(1, count + 1)
    ]
    return "Satzung der Bücherei\n\n" + "\n\n".join(parts)


def numbers(text: str) -> list[str]:
    return [
        section.number for section in build_outline(read_lines(text)).sections if (section.number or "").startswith("§")
    ]


def signs(count: int) -> list[str]:
    return [f"§ {number}" for number in range(1, count + 1)]


@pytest.mark.parametrize(
    "misread",
    [
        "8 {}",
        "8{}",
        "$ {}",
        "${}",
        "S {}",
        "S{}",
        "& {}",
        "&{}",
        "5 {}",
        "B{}",
        "3 {}",
        "§S {}",
        "SS {}",
        "s {}",
        "6 {}",
    ],
)
def test_k02_a_misread_sign_is_one_where_the_numbering_goes_on(misread: str) -> None:
    text = statute()
    for number in (2, 3, 5, 8, 11, 12):
        text = text.replace(f"§ {number} ", misread.format(number) + " ")
    assert numbers(text) == signs(12)


@pytest.mark.parametrize(
    ("printed", "misread"),
    [("§ 1 ", "§ l "), ("§ 10", "§ 1O"), ("§ 12", "§ l2"), ("§ 11", "8 1l"), ("§ 11", "$ I1"), ("§ 10", "§ lo")],
)
def test_k02_digits_read_as_letters_are_digits_again(printed: str, misread: str) -> None:
    assert numbers(statute().replace(printed, misread)) == signs(12)


def test_k02_a_sign_alone_on_its_line_at_a_page_edge_is_no_page_number() -> None:
    text = statute(6).replace("§ 3 Leihfrist", "83\nLeihfrist").replace("§ 5 Ersatz", "8 5\nErsatz")
    text = text.replace("\n83\n", "\n\f83\n").replace("\n8 5\n", "\n\f8 5\n")
    assert numbers(text) == signs(6)


def test_k02_a_letter_after_the_number_goes_on_too() -> None:
    text = statute(4).replace("§ 3 Leihfrist", "8 2a Leihfrist").replace("§ 4 ", "§ 3 ")
    assert numbers(text) == ["§ 1", "§ 2", "§ 2a", "§ 3"]


def test_k02_each_sign_is_a_repair_that_can_be_refused() -> None:
    lines = read_lines(statute(4).replace("§ 3 ", "8 3 "))
    repaired, [repair] = repair_lines(lines)
    assert (repair.before, repair.after) == ("8 3", "§ 3")
    assert next(line.text for line in lines if line.number == repair.line) == "8 3 Leihfrist"
    assert repair_lines(lines, revoked={repair.id}) == (lines, (repair,))
    assert [line.text for line in repaired if line.number == repair.line] == ["§ 3 Leihfrist"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_k02_nearly_all_sections_are_found_when_every_second_sign_is_misread(seed: int) -> None:
    found = numbers(scanned(statute(40), share=0.005, seed=seed, signs=0.5).text)
    assert len(set(found) & set(signs(40))) >= 38
    assert set(found) <= set(signs(40))


@pytest.mark.parametrize(
    "line",
    [
        "8 Personen",
        "83 Personen nahmen teil",
        "8 3 Monate",
        "5 Tage",
        "S 3 (S-Bahn)",
        "$ 20",
        "33",
        "3 3",
        "B3",
        "83. Sitzung",
        "53",
        "S3 der Linie",
        "S 5 (S-Bahn)",
        "S 5 Richtung Flughafen",
        "5 5",
    ],
)
def test_k02_amounts_lines_and_places_stay_in_a_sound_document(line: str) -> None:
    lines = read_lines(statute(4).replace("(2) Kinder zahlen nichts.", f"(2) Kinder zahlen nichts.\n{line}"))
    assert repair_lines(lines) == (lines, ())


@pytest.mark.parametrize(
    "text",
    [
        "Linien\n\nS 1 Herrenberg\nS 2 Schorndorf\nS 3 Backnang\nS 4 Marbach",
        "Preise\n\n$ 20 für die Karte\n$ 5 für das Heft\n\n8 Euro für beides",
        "Termine\n\n81 Anmeldungen\n\n82 Anmeldungen\n\n83 Anmeldungen",
        "Haus B\n\nB1 Büro\nB2 Küche\nB3 Saal",
    ],
)
def test_k02_without_a_sign_in_the_document_nothing_is_one(text: str) -> None:
    lines = read_lines(text)
    assert repair_lines(lines) == (lines, ())
