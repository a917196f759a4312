"""Clean text of any language comes back as it was; a foreign annex stays in a damaged scan too."""

import pytest

from pages.importer.ocr.languages import german_lines
from pages.importer.ocr.repairs import repair_lines
from pages.importer.source_lines import read_lines
from tests.pages.importer.scan_damage import scanned
from tests.pages.importer.test_ocr import TEXT

FOREIGN = {
    "French": "Les cours de langue sont ouverts à tous les habitants de la commune. Chaque élève reçoit un livre et paie une caution qui lui est "
    "rendue à la fin. Les élèves absents préviennent l’école avant midi.\nLe comité décide des dépenses. Il se réunit près de la mairie et publie ses décisions.",
    "English": "The library lends books and games to everyone who lives in the town. Each reader pays a small deposit, which is returned at the end of the "
    "year. Readers who are ill tell the office before noon.\nThe committee decides on all expenses and publishes its decisions.",
    "Turkish": "Kütüphane, şehirde yaşayan herkese kitap ve oyun ödünç verir. Her okur yıl sonunda geri verilecek küçük bir depozito öder. Hasta olan "
    "okurlar öğleden önce büroya bildirir.\nKurul bütün harcamalar için karar verir ve kararlarını yayımlar.",
    "Polish": "Biblioteka wypożycza książki i gry każdemu, kto mieszka w mieście. Każdy czytelnik płaci niewielką kaucję, która jest zwracana na koniec "
    "roku. Czytelnicy, którzy są chorzy, zgłaszają to do biura przed południem.\nKomitet decyduje o wydatkach.",
    "Spanish": "La biblioteca presta libros y juegos a todos los vecinos de la ciudad. Cada lector paga una pequeña fianza que se le devuelve al final del "
    "año. Los lectores enfermos avisan a la oficina antes del mediodía.\nEl comité decide sobre todos los gastos.",
    "Ukrainian in Latin letters": "Biblioteka vydaie knyhy ta ihry vsim, khto zhyve u misti. Kozhen chytach platyt nevelyku zastavu, yaku yomu povertaiut "
    "naprykintsi roku. Khvori chytachi povidomliaiut pro tse do poludnia.\nKomitet vyrishuie pro vsi vytraty.",
}
NAMES = """Die KursBörse und die LeihBox zeigen freie Plätze; die Handler der KursBörse prüfen sie täglich mit der StadtApp und dem eAkte-Modul. Wer
ein iPad oder ein MacBook leiht, unterschreibt bei Frau McDonald oder Herrn Müller. Die ElternBriefe und der BusFahrplan liegen beim SprachBüro.

Die B1-Kurse beginnen in der 6er-Gruppe, der U25-Treff liegt in Raum 1B. Geräte: 16 GB, 230 V, 5 kWh, 3 m², pH-Wert 7, CO2-Messung, H2O.
Unterlagen stehen unter https://www.example.org/fiir/konnen.pdf, in der Datei Trager_final_v2.docx und bei Fa. Bohm & Kuhn GmbH & Co. KG.

Es sprechen José Pérez, Zoë Lefèvre, Ayşe Yıldız, Łukasz Wójcik, Håkan Ångström und Anaïs Brontë. Sie wohnen in Besançon, Málaga, Kraków, Lorrach
und Zürich. Das Café „Déjà-vu“ öffnet à la carte; das Menü enthält Crème brûlée, Gnocchi und Baklava. Die Gäste übernachten im Hôtel de Ville.

Herr Muller, Frau Schafer, Herr Kohler und Frau Bottcher sind so geschrieben, wie sie heißen; Frau Böttcher schreibt sich anders. Radii, Genii und
Hawaii haben zwei i. Die Prüfung nach DIN EN ISO 9001, i. V. m. der DSGVO, bleibt unberührt, vgl. Rn. 12 ff."""


@pytest.mark.parametrize("language", FOREIGN)
@pytest.mark.parametrize("times", [1, 12])
def test_k33_clean_text_of_another_language_stays(language: str, times: int) -> None:
    lines = read_lines("\n\n".join([FOREIGN[language]] * times))
    assert repair_lines(lines) == (lines, ())


@pytest.mark.parametrize("language", FOREIGN)
def test_k33_a_foreign_annex_stays_in_a_damaged_german_scan(language: str) -> None:
    damaged = scanned(TEXT, share=0.05, seed=5).text
    lines = read_lines(f"{damaged}\n\nAnlage 1\n\n{FOREIGN[language]}")
    annex = [line for line in lines if line.number > damaged.count("\n") + 3]
    repaired, repairs = repair_lines(lines)
    assert len(repairs) > 10
    assert repaired[-len(annex) :] == annex


@pytest.mark.parametrize("times", [1, 6])
def test_k33_names_units_and_addresses_in_clean_german_stay(times: int) -> None:
    lines = read_lines("\n\n".join([NAMES] * times))
    assert repair_lines(lines) == (lines, ())


def test_k33_names_of_two_words_stay_in_a_damaged_scan() -> None:
    text = (
        scanned(TEXT, share=0.05, seed=3).text
        + "\n\nDie KursBörse und die LeihBox sind für alle offen. Das steht auf dem iPad von Frau McDonald.\n"
    )
    assert repair_lines(read_lines(text))[0][-1].text == text.strip().splitlines()[-1]


def test_k33_a_clean_text_without_umlauts_and_one_with_ae_stay() -> None:
    """A fair share of umlauts tells a typed text; where there are none, unknown words must prove the damage."""
    for text in (
        "Der Verein hat einen Raum im Haus. Wer ihn nutzen will, fragt die Leitung. Sie gibt ihn dem, der zuerst kommt.",
        "Fuer die Raeume gelten diese Regeln: Tueren schliessen, Geraete ausschalten, Muell trennen. Aenderungen koennen spaeter folgen.",
    ):
        lines = read_lines("\n\n".join([text] * 8))
        assert repair_lines(lines) == (lines, ())


def test_k33_lines_are_german_or_not_by_their_small_words() -> None:
    text = f"Die Regeln gelten für alle.\n\n{FOREIGN['French']}\n\nArticle 3\n\nSie werden mit der Leitung besprochen und gelten.\n\nOrt"
    assert german_lines(read_lines(text)) == [True, False, False, False, True, True]
