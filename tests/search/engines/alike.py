"""A few hundred invented sections in both engines, and what is asked of them."""

import random

from search.documents import Document

SECTIONS = 320
COMMON = "Beratung"
WORDS = [
    "Kündigungsfrist",
    "Frist",
    "Kündigung",
    "Träger",
    "Antrag",
    "Anträge",
    "Förderung",
    "Förderzeitraum",
    "Zuschuss",
    "Verwendungsnachweis",
    "Nachweis",
    "Verwendung",
    "Hospitation",
    "Dolmetscher",
    "Sprachmittler",
    "Wohnung",
    "Wohnungssuche",
    "Miete",
    "Kaution",
    "Schule",
    "Schulabschluss",
    "Abschluss",
    "Datenschutz",
    "Einwilligung",
    "Schweigepflicht",
    "Verschwiegenheit",
    "Akte",
    "Aufbewahrung",
    "Bericht",
    "Kennzahlen",
    "Stelle",
    "Vertretung",
    "Krankheit",
    "Urlaub",
    "Praktikum",
    "Konferenz",
    "Lehrkräfte",
    "Kinder",
    "Betreuung",
    "Fahrtkosten",
    "Kosten",
    "Tarif",
    "Entgelt",
]
LITTLE = [
    "und",
    "in",
    "der",
    "nach",
    "mit",
    "für",
    "bei",
    "von",
    "steht",
    "gilt",
    "dort",
    "immer",
    "einmal",
    "jährlich",
]
KINDS, TITLES = ("section", "news", "file"), ("Rahmenrichtlinie Rebental", "Vereinbarung Clearing", "")
STATUSES, LANGUAGES = ("in_force", "in_force", "former", "repealed"), ("de", "de", "de", "en")
OFFICES, MONTHS = ("Amt", "Verein", "Werk"), ("2026-10", "2026-11")

ASKED = [
    "Wohnungssuche", "Kaution", "7", "Miete Kaution", "Frist Kündigung", "Kündigungsfrist", "Nachweis der Verwendung",
    "Dolmetscher", "Wer zahlt den Dolmetscher bei der Wohnungssuche?", "Schweigepflicht", "Hospitatoin",
    "Lehrkräftekonferenz", "Kinderbetreuung Kosten", "Tarif Entgelt Urlaub Krankheit", "Aufbewahrung der Akte",
    "Wie lange darf die Akte mit dem Bericht zum Praktikum aufbewahrt werden?", '"Tarif und Entgelt"', '"Akte in"',
    "Akte -Bericht", 'Kosten -"Kosten und"', "Betreuung -Kinder -Kosten", '"Kinder und" Betreuung', "12", "Ziffer 7",
    "Ziffer 7 Clearing", "Ziffer 7 Kaution", "§ 5", '"Kosten und" Ziffer 7', "Ziffer 7 -Kosten", "Quasarforschung",
    "Quasarforschung Kaution", "Rebental", "Clearing Fahrtkosten", "",
]  # fmt: skip


def text(chance, size):
    """Words as they come, rarer ones rarely, little words between."""
    said = []
    for _word in range(size):
        place = int(len(WORDS) * chance.random() ** 1.3)
        said += [WORDS[place], chance.choice(LITTLE)]
    return " ".join(said)


def section(no, chance):
    has_common = no % 3 != 0
    number = f"{1 + no % 40}" if no % 2 else ""
    return Document(
        id=f"s{no}",
        owner=f"page:{no // 4:02}",
        kind=chance.choice(KINDS),
        title=text(chance, 1).title(),
        text=f"{COMMON + ' 7 ' if has_common else ''}{text(chance, chance.randint(2, 12))}",
        number=number,
        number_path=(number,) if number else (),
        path=(text(chance, 1),),
        document_title=chance.choice(TITLES),
        language=chance.choice(LANGUAGES),
        status=chance.choice(STATUSES),
        organisations=tuple(chance.sample(OFFICES, chance.randint(0, 2))),
        months=tuple(chance.sample(MONTHS, chance.randint(0, 1))),
        audience=chance.choice(("reader", "reader", "reader", "group:1")),
    )


def sections():
    """Always the same."""
    chance = random.Random(18)
    return [section(no, chance) for no in range(SECTIONS)]


def fill(engine, documents):
    owners = dict.fromkeys(document.owner for document in documents)
    with engine.rebuild() as builder:
        for owner in owners:
            builder.put(owner, [document for document in documents if document.owner == owner])
