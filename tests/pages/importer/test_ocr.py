"""Repair of scan damage: a hand-made truth for the damaged seed, an independent noise model on invented text, clean texts."""

import hashlib
import random
import re
from pathlib import Path

import pytest

from pages.importer.ocr import lexicon
from pages.importer.ocr.repairs import repair_lines
from pages.importer.ocr.tokens import tokenise
from pages.importer.outline import build_outline
from pages.importer.source_lines import SourceLine, read_lines
from tests.conftest import SHARED

HERE = Path(__file__).resolve().parent
SEEDS = SHARED / "seeds"
# names of people and places in the damaged seed, as digests: whether they are repaired is not scored
NAMES = {
    "0125f99baaff",
    "071162efe595",
    "1fc2c576a113",
    "70751abd84c9",
    "89574142818e",
    "9338e3e8f920",
    "c5be3d8c4868",
}

TEXT = """
Die Partner dieser Vereinbarung möchten die Beratung für zugewanderte Menschen im Landkreis verbessern. Dafür führen sie
regelmäßig Gespräche, prüfen ihre Maßnahmen und ändern sie, wenn es nötig ist. Zuständig für die Förderung ist die Behörde,
die den Antrag geprüft hat. Sie unterstützt die Träger bei der Durchführung und erklärt die Grundsätze der Förderung.

Die Fachkräfte der Beratungsstellen erhöhen die Qualität ihrer Arbeit durch gemeinsame Schulungen. Sie können sich über neue
Möglichkeiten austauschen und müssen vertrauliche Angaben schützen. Persönliche Daten dürfen nur mit schriftlicher Zustimmung
weitergegeben werden. Die Zustimmung ist jederzeit widerruflich; ein Widerruf führt nicht zu Nachteilen.

Größere Städte und kleinere Gemeinden übernehmen ähnliche Aufgaben. Für jüngere Menschen gibt es zusätzliche Angebote, zum
Beispiel in Schulen, Vereinen und Jugendhäusern. Ältere Menschen wünschen häufig eine Begleitung zu Ämtern und Ärzten. Die
Verbände schlagen vor, die Öffnungszeiten der Beratungsstellen zu verlängern und außerhalb der Bürozeiten Gespräche anzubieten.

Über die Verwendung der Mittel wird jährlich ein Bericht erstellt. Er enthält die Zahl der Gespräche, die wichtigsten Themen
und Vorschläge für das nächste Jahr. Der Bericht wird den zuständigen Ausschüssen vorgelegt. Rückfragen beantwortet die
Geschäftsführung innerhalb von vier Wochen. Änderungen der Vereinbarung bedürfen der Schriftform und müssen von allen Partnern
unterzeichnet werden. Die Vereinbarung kann mit einer Frist von sechs Monaten zum Schluss eines Jahres gekündigt werden.

Die Beteiligten verpflichten sich, Konflikte möglichst früh anzusprechen und gemeinsam Lösungen zu suchen. Gelingt dies nicht,
wenden sie sich an die übergeordnete Stelle. Bis zur Klärung werden laufende Maßnahmen fortgeführt. Für Schäden haften die
Beteiligten nach den gesetzlichen Vorschriften. Ansprüche einzelner Personen werden durch diese Vereinbarung nicht begründet.
"""
UMLAUTS = {
    "ü": ["ii", "u", "i", "{i"],
    "ä": ["a", "é", "a", "d"],
    "ö": ["o", "é", "6", "o"],
    "ß": ["B"],
    "Ü": ["U"],
    "Ö": ["O"],
    "Ä": ["A"],
}
LETTERS = {"l": ["1", "i"], "m": ["rn"], "e": ["c"], "h": ["b"], "n": ["u"], "t": ["l"]}


def damaged(word: str, chance: random.Random) -> str:
    """A noise model that knows nothing of the product's."""
    out = ""
    for letter in word:
        if letter in UMLAUTS and chance.random() < 0.8:
            out += chance.choice(UMLAUTS[letter])
        elif letter in LETTERS and chance.random() < 0.002:
            out += chance.choice(LETTERS[letter])
        else:
            out += letter
    return out


def plain_words(lines: list[SourceLine]) -> list[str]:
    return [re.sub(r"\W+$", "", word) for line in lines for word in line.text.split()]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_f69_independent_damage_is_repaired_and_little_broken(seed: int) -> None:
    chance = random.Random(seed)
    source = read_lines(re.sub(r"[^\W\d_]+", lambda match: damaged(match[0], chance), TEXT))
    before, right = plain_words(source), plain_words(read_lines(TEXT))
    after = plain_words(repair_lines(source)[0])
    hurt = [index for index, word in enumerate(right) if before[index] != word]
    repaired = [index for index in hurt if after[index] == right[index]]
    broken = [index for index, word in enumerate(right) if before[index] == word and after[index] != word]
    assert len(hurt) > 40
    assert len(repaired) / len(hurt) >= 0.85, [(before[index], after[index]) for index in hurt if index not in repaired]
    assert len(broken) / (len(right) - len(hurt)) < 0.003, [(right[index], after[index]) for index in broken]


def test_f69_clean_text_comes_back_identical() -> None:
    lines = read_lines(TEXT)
    assert repair_lines(lines) == (lines, ())


@pytest.mark.parametrize(
    "text",
    [
        "Das Café in der Allée ist geschlossen. Déjà-vu, Resümee und Protegé sind Fremdwörter. Assoziiert und initiiert sind keine Fehler.",
        "Der Verein hat 6 Mitglieder. Die BAföG-Stelle, das BIZ und die U25-Teams arbeiten zusammen. Hawaii liegt weit weg.",
        "All das gilt nur dann, wenn die Stadt dem Antrag folgt und der Kreis das Geld auch hat.",
        "This agreement is written in English and must not be changed by a German dictionary at all.",
    ],
)
def test_f69_odd_but_sound_texts_are_left_alone(text: str) -> None:
    lines = read_lines("\n\n".join([text] * 3))
    assert repair_lines(lines) == (lines, ())


DAMAGED = "Die Trager miissen fiir die Gefliichteten MaBnahmen anbieten und konnen sie férdern.\n\nDies gilt (iber das Jahr hinaus und unverziiglich.\n\nDie Unter-\nstiitzung ist nach dem SGB Il méglich."


def test_f69_every_repair_names_line_before_after_and_reason() -> None:
    repaired, repairs = repair_lines(read_lines(DAMAGED))
    assert repaired[0].text == "Die Träger müssen für die Geflüchteten Maßnahmen anbieten und können sie fördern."
    assert repaired[1].text == "Dies gilt über das Jahr hinaus und unverzüglich."
    assert [line.text for line in repaired[2:]] == ["Die Unter-", "stützung ist nach dem SGB II möglich."]
    one = next(repair for repair in repairs if repair.before == "fiir")
    assert (one.line, one.after) == (1, "für")
    assert "„ii“ statt „ü“" in one.reason
    assert len({repair.id for repair in repairs}) == len(repairs)


@pytest.mark.parametrize("number", ["4.2", "(2)", "§ 5", "a)", "3.1a"])
def test_f69_a_sentence_begins_behind_an_official_number(number: str) -> None:
    repaired, _repairs = repair_lines(
        read_lines(f"{DAMAGED}\n\n{number} Uber die Antrage entscheiden sie Uber das Jahr.")
    )
    assert repaired[-1].text == f"{number} Über die Anträge entscheiden sie über das Jahr."


def test_f69_each_repair_is_revoked_alone() -> None:
    _lines, repairs = repair_lines(read_lines(DAMAGED))
    for revoked in repairs:
        lines, again = repair_lines(read_lines(DAMAGED), revoked={revoked.id})
        text = " ".join(line.text for line in lines).replace("Unter- ", "Unter")
        assert revoked.before in text
        assert again == repairs
        assert all(other.after in text for other in repairs if other is not revoked)


def test_f69_revoked_repairs_reach_the_outline() -> None:
    lines = read_lines(f"1. Ziel\n\n{DAMAGED}")
    made = next(repair for repair in build_outline(lines).repairs if repair.before == "MaBnahmen")
    assert "MaBnahmen" in build_outline(lines, revoked={made.id}).sections[0].text
    assert "Maßnahmen" in build_outline(lines).sections[0].text


def test_f69_addresses_are_not_touched() -> None:
    lines, _repairs = repair_lines(read_lines(DAMAGED + "\n\nfiir-beratung@triger.de und www.fiir.example.org"))
    assert lines[-1].text == "fiir-beratung@triger.de und www.fiir.example.org"


def truth() -> dict[str, str]:
    rows = (HERE / "ocr_truth.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return dict(row.split("\t") for row in rows)


def is_name(word: str) -> bool:
    return hashlib.sha256(word.encode()).hexdigest()[:12] in NAMES


@pytest.mark.skipif(not SEEDS.exists(), reason="Die Beispieldokumente liegen nicht unter ../shared.")
def test_f69_damaged_seed_against_the_truth() -> None:
    lines = read_lines(next(SEEDS.glob("000_*.txt")).read_text(encoding="utf-8"))
    right = truth()
    tokens = list(tokenise([line.text for line in lines]))
    made = {repair.id: repair for repair in repair_lines(lines)[1]}
    hurt = repaired = sound = 0
    broken, missed = [], []
    for token in tokens:
        piece = token.pieces[0]
        repair = made.get(f"{lines[piece.index].number}:{piece.start}")
        if len(token.text) < 2:
            continue
        if token.text in right:
            hurt += 1
            repaired += bool(repair and repair.after == right[token.text])
            missed += (
                [] if repair and repair.after == right[token.text] else [(token.text, repair.after if repair else None)]
            )
        elif not is_name(token.text):
            sound += 1
            broken += [(token.text, repair.after)] if repair else []
    print(
        f"damaged {hurt}, repaired {repaired} ({repaired / hurt:.1%}), sound {sound}, broken {broken}; missed {missed}"
    )
    assert repaired / hurt >= 0.85, missed
    assert len(broken) / sound < 0.003, broken


def test_lexicon_knows_compounds_and_not_damage() -> None:
    assert lexicon.level("Beratungsfachkräfte") >= lexicon.COMPOUND
    assert lexicon.level("Mitgliederversammlung") >= lexicon.COMPOUND
    assert lexicon.level("Beratungsfachkrifte") < lexicon.COMPOUND
    assert lexicon.level("fiir") < lexicon.COMPOUND
