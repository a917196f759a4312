"""Invented sections by the thousand with the words of the language, as common as they are; the same at every run."""

import random
from collections.abc import Iterator
from itertools import accumulate

from search.documents import Document
from search.language.compounds import dictionary

WORDS = 40_000
KINDS = ("section", "section", "section", "news", "document")
ASKED = 400


def vocabulary() -> tuple[list[str], list[float]]:
    """The most common words of German and how often each occurs, summed up."""
    common = sorted(dictionary().items(), key=lambda pair: -pair[1])[:WORDS]
    words = [word.capitalize() if len(word) > 6 else word for word, _frequency in common if word.isalpha()]
    return words, list(accumulate(frequency for word, frequency in common if word.isalpha()))


def owners(sections: int, seed: int = 1) -> Iterator[tuple[str, list[Document]]]:
    """Documents of 60 sections each, 30 to 110 words a section."""
    source = random.Random(seed)
    words, weights = vocabulary()
    for number in range(0, sections, 60):
        owner = f"bench:{number // 60}"
        title = f"Richtlinie {' '.join(source.choices(words, cum_weights=weights, k=3))}"
        yield (
            owner,
            [
                Document(
                    id=f"{owner}:{place}",
                    owner=owner,
                    kind=source.choice(KINDS),
                    title=" ".join(source.choices(words, cum_weights=weights, k=4)),
                    text=" ".join(source.choices(words, cum_weights=weights, k=source.randint(30, 110))) + ".",
                    url=f"/richtlinien/{number // 60}/#z-{place}",
                    number=f"{1 + place // 10}.{1 + place % 10}",
                    number_path=(str(1 + place // 10), f"{1 + place // 10}.{1 + place % 10}"),
                    path=(title,),
                    document_title=title,
                    status="in_force",
                )
                for place in range(min(60, sections - number))
            ],
        )


def queries(seed: int = 2) -> list[str]:
    """What people type: one to six words, some of them misspelt, some a number."""
    source = random.Random(seed)
    words, _weights = vocabulary()
    rarer = [word for word in words[300:12_000] if len(word) > 3]
    found = []
    for turn in range(ASKED):
        typed = [source.choice(rarer) for _word in range(source.choice((1, 2, 2, 3, 3, 4, 6)))]
        if turn % 10 == 0:
            at = source.randrange(1, len(typed[0]) - 1)
            typed[0] = typed[0][:at] + typed[0][at + 1 :]
        if turn % 15 == 0:
            typed.insert(0, f"Ziffer {source.randint(1, 6)}.{source.randint(1, 10)}")
        found.append(" ".join(typed))
    return found
