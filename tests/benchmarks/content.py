"""Invented text of a chosen size, the same at every run."""

import random
import uuid
from typing import Any

WORDS = [
    "Beratung",
    "Vereinbarung",
    "Träger",
    "Gemeinde",
    "Fachkraft",
    "Abstimmung",
    "Sprachkurs",
    "Einwilligung",
    "Vertretung",
    "Hospitation",
    "Kennzahl",
    "Meldung",
    "freiwillig",
    "schriftlich",
    "gemeinsam",
    "rechtzeitig",
    "und",
    "der",
    "die",
    "das",
    "mit",
    "bei",
    "für",
    "nach",
    "über",
    "unter",
    "wird",
    "werden",
    "kann",
    "sollen",
]


def sections(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Raw stream children: one chapter of level 1 to every nine sections of level 2, three paragraphs each."""
    source = random.Random(seed)
    found, chapter, inner = [], 0, 0
    for index in range(count):
        is_chapter = index % 10 == 0
        chapter, inner = (chapter + 1, 0) if is_chapter else (chapter, inner + 1)
        text = "".join(f"<p>{' '.join(source.choices(WORDS, k=30))}.</p>" for _one in range(3))
        value = {
            "number": str(chapter) if is_chapter else f"{chapter}.{inner}",
            "level": 1 if is_chapter else 2,
            "heading": " ".join(source.choices(WORDS, k=4)),
            "text": text,
        }
        found.append({"type": "section", "id": str(uuid.UUID(int=source.getrandbits(128))), "value": value})
    return found
