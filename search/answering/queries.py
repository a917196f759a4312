"""What somebody typed, read: concepts to look for, phrases that must occur, words that must not."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.answering.concepts import Concept, Lexicon, concepts_of
from search.answering.vocabulary import BUILT_IN, NO_WORDS, Vocabulary
from search.documents import ALL, Ingredients
from search.language import german
from search.language.german import stems_of
from search.language.word_lists import AFTER_WIE

# Whoever pastes a paragraph waits no longer than whoever asks a question.
MAX_CHARACTERS = 400
MAX_CONCEPTS = 14
QUOTED = re.compile(r"[\"„“”»«]([^\"„“”»«]*)[\"„“”»«]")
EXCLUDED = re.compile(r"(?<!\S)[-−](\"[^\"]*\"|[^\s\"]+)")


@dataclass(frozen=True)
class Parsed:
    """`phrases` must occur, `excluded` must not; `corrected` is the query with its typos mended, if any."""

    concepts: tuple[Concept, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    corrected: str = ""


def parse(text: str, lexicon: Lexicon, vocabulary: Vocabulary = BUILT_IN, using: Ingredients = ALL) -> Parsed:
    """Read a query: quotes make a phrase, a minus excludes, nothing else has a special meaning."""
    text = german.clean(text)[:MAX_CHARACTERS]
    excluded = tuple(filter(None, (stems_of(match.strip('"')) for match in EXCLUDED.findall(text))))
    text = EXCLUDED.sub(" ", text)
    phrases = tuple(filter(None, (stems_of(match) for match in QUOTED.findall(text))))
    tokens = german.tokens(text)
    content = [token for token in said(tokens) if says_something(token)] or tokens
    content = without_repeats(content)[:MAX_CONCEPTS]
    words = vocabulary if using.synonyms else NO_WORDS
    concepts, corrections = concepts_of(text, content, lexicon, words, using)
    return Parsed(concepts, phrases, excluded, corrected(text, corrections))


def says_something(token: german.Token) -> bool:
    return not german.is_stop_word(token.form) and token.form != "§"


def said(tokens: Sequence[german.Token]) -> list[german.Token]:
    """The words without those that only ask: "wie hoch", "wie lange"."""
    before = ("", *(token.form for token in tokens))
    return [
        token for token, word in zip(tokens, before, strict=False) if not (word == "wie" and token.form in AFTER_WIE)
    ]


def without_repeats(tokens: Iterable[german.Token]) -> list[german.Token]:
    return list({token.form: token for token in reversed(list(tokens))}.values())[::-1]


def corrected(text: str, corrections: dict[german.Token, str]) -> str:
    if not corrections:
        return ""
    for token, shown in sorted(corrections.items(), key=lambda pair: -pair[0].start):
        text = text[: token.start] + shown + text[token.end :]
    return " ".join(text.split())
