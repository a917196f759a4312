"""Invented text of a chosen size, the same at every run."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from search.documents import Document

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


def with_versions(page: Any, count: int) -> None:
    """So many former versions of a published document before the one in force, a year apart."""
    from pages.models import Version

    current = Version.objects.get(document=page)
    Version.objects.filter(pk=current.pk).update(number=count + 1)
    for number in range(1, count + 1):
        revision = page.save_revision(log_action=False, clean=False)
        Version.objects.create(
            document=page,
            number=number,
            state=Version.State.ADOPTED,
            effective_on=current.effective_on - dt.timedelta(days=365 * (count + 1 - number)),
            revision=revision,
            digest=current.digest,
            began_at=current.began_at,
            adopted_at=current.adopted_at,
        )


def vocabulary() -> tuple[list[str], list[float]]:
    """Words with their share in German text, so that some are everywhere and most are rare; and made-up compounds."""
    from wordfreq import top_n_list, word_frequency

    words = [word for word in top_n_list("de", 12_000) if word.isalpha()]
    source = random.Random(2)
    nouns = [word for word in words if 5 <= len(word) <= 9][500:3500]
    compounds = [
        f"{one}s{other}" for one, other in zip(source.sample(nouns, 2000), source.sample(nouns, 2000), strict=True)
    ]
    shares = [word_frequency(word, "de") for word in words] + [2e-6] * len(compounds)
    return [*words, *compounds], list(accumulate(shares))


def documents(count: int) -> Iterator[Document]:
    """Sections of 60 words, a hundred to a document."""
    source = random.Random(1)
    words, shares = vocabulary()
    for no in range(count):
        picked = source.choices(words, cum_weights=shares, k=64)
        number = f"{no % 100 // 10 + 1}.{no % 10 + 1}"
        yield Document(
            id=f"section:{no}",
            owner=f"page:{no // 100}",
            kind="section",
            title=" ".join(picked[:4]).capitalize(),
            text=" ".join(picked[4:]).capitalize() + ".",
            url=f"/d{no // 100}/#z-{no % 100}",
            number=number,
            number_path=(number.split(".")[0], number),
            document_title=f"Richtlinie {no // 100}",
            status="in_force",
        )


def questions(count: int = 1000) -> list[str]:
    """One to three words, whole sentences, numbers, typos, a phrase: in the mix somebody types."""
    source = random.Random(3)
    words, _shares = vocabulary()
    common, rare = words[200:3000], [word for word in words[3000:] if len(word) > 2]
    found = []
    for no in range(count):
        one, two, three = source.choice(rare), source.choice(common), source.choice(rare)
        found.append(
            [
                one,
                f"{two} {one}",
                f"{one} {two} {three}",
                f"Wer muss {two} mit {one} bei {three} melden?",
                f"{no % 9 + 1}.{no % 7 + 1}",
                f"{one[:-2]}{one[-1]}{one[-2]} {two}",
                f"Bis wann ist {two} {one}?",
                f"{two} {source.choice(common)}",
            ][no % 8]
        )
    return found


def answered_questions(count: int = 1000, sections: int = 20_000) -> list[str]:
    """One to three words that one of the `documents` holds together, so that a search for all of them finds something, too."""
    source = random.Random(4)
    asked = set(source.sample(range(sections), count))
    texts = [document.text for no, document in enumerate(documents(sections)) if no in asked]
    common = set(vocabulary()[0][:200])
    found = []
    for no, text in enumerate(texts):
        words = [word for word in text.rstrip(".").lower().split() if len(word) > 2 and word not in common]
        found.append(" ".join(source.sample(words, min(no % 3 + 1, len(words)))))
    return source.sample(found, count)
