"""Whether a sentence is about the document it stands in, or about a law, a course, a contract of somebody else.

Rather none than a wrong one: who is spoken of has to be named ("diese Vereinbarung"), to be meant by "sie" after it was named, or
to go without saying in a section about nothing but the term of the document.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pages.importer import word_lists
from pages.importer.facts.days import DAY
from pages.importer.facts.evidence import PROBABLE, SURE
from pages.importer.facts.running_text import RunningText

WORDS = word_lists.load("facts")["own"]
FAMILIES: list[list[str]] = WORDS["documents"]
DOCUMENTS = "|".join(sorted((word for family in FAMILIES for word in family), key=len, reverse=True))
DOCUMENT = re.compile(rf"\b(?P<before>\w*?)-?(?P<base>{DOCUMENTS})(?P<end>e?[sn]?|en|s)\b", re.I)
NAMED = re.compile(
    rf"\b(?P<by>dies\w{{1,2}}|(?:d(?:er|ie|as|em|en|es)\s+|im\s+)?vor(?:lieg|steh)end\w*|d(?:er|ie|as|em|en|es))\s+(?P<word>\w*?-?(?:{DOCUMENTS})(?:e?[sn]?|en|s))\b",
    re.I,
)
PREPOSITION = re.compile(
    r"\b(?:nach|gemäß|laut|aus|in|im|mit|auf|bei|unter|durch|während|von|gegen|über|neben|innerhalb|außerhalb|wegen|trotz|entsprechend|aufgrund|zu|an|neben|für)\s+$",
    re.I,
)
OF_TERM = re.compile(
    r"\b(?:laufzeit|dauer|geltungsdauer|kündigung|kündigungsfrist|inkrafttreten|beginn|verlängerung|wirksamkeit|gültigkeit|geltung|unterzeichnung|auflösung|beendigung)\s+$",
    re.I,
)
OF_NOUN = re.compile(r"\b[A-ZÄÖÜ]\w+\s+$")
GENITIVE = re.compile(r"(?:dieser|dieses|der|des)\b", re.I)
# "Die Vereinbarung vom 3. Mai 2010", "der Vertrag mit dem Land": another one, unless the title says so too.
QUALIFIED = re.compile(
    rf"\s+(?:vom\s+{DAY}|aus\s+dem\s+jahr|von\s+\d{{4}}|nr\.|\(?eu\b|\d+/\d+|(?:zwischen|mit|über|zu[rm]?|für|von|des|der)\s+(?P<of>(?:d(?:er|ie|as|em|en|es)\s+)?(?-i:[A-ZÄÖÜ])\w+))",
    re.I,
)
OTHER_ONE = re.compile(
    r"\b(?:frühere|bisherige|vorherige|vorige|alte|vorangegangene|ehemalige|andere|jeweilige|ursprüngliche)\w*|\bfassung\b|\w+(?:gesetz|verordnung|verhältnis)\w*\b",
    re.I,
)
CLAUSE_END = re.compile(r"[;:]|,(?!\d)|\s[–—]\s|[()]")
PRONOUN = re.compile(r"(?<!\w)(?P<word>sie|er|es)\b", re.I)
SUBORDINATE = re.compile(r"\s*(?:dass|weil|d(?:er|ie|as|em|en|eren|essen)|welche\w*|wobei|womit|wonach)\b", re.I)
CONDITION = re.compile(r"\s*(?:wenn|sofern|soweit|falls|ohne|es\s+sei|sobald)\b", re.I)
NOUN = re.compile(r"(?<![\w§-])[A-ZÄÖÜ][\w-]*")
PRINTED_NUMBER = re.compile(
    r"^\W*(?:(?:§+|artikel|art\.|ziffer)\s*\d+\w?|\(?(?:\d+(?:\.\d+)*\w?|\w)[.)]|\d+(?:\.\d+)*)?\W*", re.I
)
NAMES_IN_DOCUMENT = re.compile(r"\w{3,}")
TERM_HEADING = re.compile("|".join(WORDS["headings"]), re.I)
TERM_NOUN = re.compile("|".join([*WORDS["nouns"], *word_lists.load("facts")["months"]]), re.I)
OPENING = re.compile("|".join(WORDS["openings"]), re.I)
SMALL_WORDS = frozenset(WORDS["small_words"])


@dataclass(frozen=True)
class Clause:
    """A part of a sentence between commas; `at` is where it begins in the text."""

    text: str
    at: int

    @property
    def end(self) -> int:
        return self.at + len(self.text)


class OwnDocument:
    """`names` are those who have signed."""

    def __init__(self, running: RunningText, title: str, names: Iterable[str] = ()) -> None:
        self.running = running
        self.title = title.casefold()
        self.words = own_words(title)
        self.names = frozenset(word.casefold() for name in names for word in NAMES_IN_DOCUMENT.findall(name))
        self.is_agreement = not self.words or self.words[0][1] in {*FAMILIES[0], *FAMILIES[4]}

    def certainty(self, start: int, end: int, *, whole: bool = False, binds: bool = False) -> str:
        """How sure it is that what stands from `start` to `end` is said of the document; "" where it is not.

        `whole`: what follows in the clause counts, too (the verb that says what is given notice of). `binds`: only what two have agreed
        upon has such a term, so that in a guideline a section about notice is about something else.
        """
        clauses = self._clauses(start, end)
        at = next(index for index, one in enumerate(clauses) if start < one.end or one is clauses[-1])
        last = clauses[-1].end if whole else end
        clause = Clause(
            self.running.text[clauses[at].at : max(min(last, self._end_of_clause(clauses, end)), end)], clauses[at].at
        )
        if named := self._named(clause, end):
            return named
        if self._names_document(clause) or not self._speaks_of_term(clause.text, is_first=at == 0):
            return ""
        meant = self._meant(clauses[:at], clause)
        goes_without_saying = self._in_section_of_term(start) and (self.is_agreement or not binds)
        return PROBABLE if meant or (meant is None and goes_without_saying) else ""

    def _end_of_clause(self, clauses: list[Clause], end: int) -> int:
        return next((one.end for one in clauses if one.end >= end), end)

    def _clauses(self, start: int, end: int) -> list[Clause]:
        """Those of the sentence around a match, without the number it may begin with."""
        first, last = self.running.sentence_span(start, end)
        first += len(PRINTED_NUMBER.match(self.running.text[first:start])[0])  # type: ignore[index]  # matches the empty text too
        sentence = self.running.text[first:last]
        cuts = [0, *(match.end() for match in CLAUSE_END.finditer(sentence) if not start < first + match.end() <= end)]
        ends = [*cuts[1:], len(sentence)]
        return [Clause(sentence[a:b], first + a) for a, b in zip(cuts, ends, strict=True)]

    def _named(self, clause: Clause, end: int) -> str:
        """By the words of the clause: "diese Vereinbarung" (sure), "die Vereinbarung" (probable)."""
        for match in NAMED.finditer(clause.text):
            if not self._is_own(match, clause) or not has_a_say(match, clause.text):
                continue
            span = Clause(
                clause.text[min(match.start(), end - clause.at) : max(match.end(), end - clause.at)], clause.at
            )
            if OTHER_ONE.search(span.text.replace(match[0], "", 1)) or self._has_other(span):
                continue
            return SURE if self._is_demonstrative(match) else PROBABLE
        return ""

    def _has_other(self, span: Clause) -> bool:
        """Whether another document has a say: "endet die Absprache vom …", "den Mietvertrag", "Mietverträge"."""
        named = (one for one in NAMED.finditer(span.text) if has_a_say(one, span.text))
        if any(not self._is_own(one, span) for one in named):
            return True
        return any(not self._is_called(one, by_family=True) for one in DOCUMENT.finditer(span.text) if one["before"])

    def _is_demonstrative(self, match: re.Match[str]) -> bool:
        return match["by"].lower().startswith("dies") or "end" in match["by"].lower()

    def _is_own(self, match: re.Match[str], clause: Clause) -> bool:
        word = DOCUMENT.fullmatch(match["word"])
        if word is None:
            return False
        if self._is_demonstrative(match):
            return self._is_called(word, by_family=True)
        is_called = self._is_called(word, by_family=self._in_section_of_term(clause.at))
        return is_called and not self._is_another(clause.text[match.end() :])

    def _is_called(self, word: re.Match[str], *, by_family: bool) -> bool:
        """By the word of the title, in full or by its last part; a related word counts where no longer one of it stands in the text."""
        base, full = word["base"].casefold(), f"{word['before']}{word['base']}".casefold()
        if not self.words:
            return by_family and not word["before"]
        if any(full in {own, own_base} for own, own_base in self.words):
            return True
        if not by_family or word["before"]:
            return False
        families = [family for family in FAMILIES if base in family]
        is_related = any(own_base in family for family in families for _own, own_base in self.words)
        return is_related and not re.search(rf"\w{base}", self.running.text.casefold())

    def _is_another(self, after: str) -> bool:
        """Whether what follows "die Vereinbarung" tells it from this one."""
        match = QUALIFIED.match(after)
        if match is None:
            return False
        return match["of"] is None or match["of"].split()[-1].casefold() not in self.title

    def _names_document(self, clause: Clause) -> bool:
        """Names one that is not this."""
        return any(not self._is_own(match, clause) for match in NAMED.finditer(clause.text))

    def _speaks_of_term(self, text: str, *, is_first: bool) -> bool:
        """Every noun is about time, notice or those who have signed."""
        for match in NOUN.finditer(text):
            word = match[0].casefold()
            opens = is_first and not text[: match.start()].strip() and OPENING.fullmatch(word)
            if not (opens or TERM_NOUN.fullmatch(word) or word in self.names or self._is_own_word(word)):
                return False
        return not OTHER_ONE.search(text)

    def _is_own_word(self, word: str) -> bool:
        match = DOCUMENT.fullmatch(word)
        return match is not None and self._is_called(match, by_family=True)

    def _meant(self, before: list[Clause], clause: Clause) -> bool | None:
        """Whether what stands before says that the document is meant; None where nothing stands against it."""
        if before and SUBORDINATE.match(clause.text) and not PRONOUN.search(clause.text):
            return False
        if any(self._named(one, one.end) for one in before):
            return True
        if not all(self._speaks_of_term(one.text, is_first=at == 0) for at, one in enumerate(before)):
            return False
        first = before[0] if before else clause
        return True if PRONOUN.match(first.text) and self._goes_on(first) else None

    def _goes_on(self, clause: Clause) -> bool:
        """Whether the sentence before, in the same section, begins with the document, or with the same pronoun for it."""
        pronoun, at = first_word(clause.text), clause.at
        while at > 1:
            first, last = self.running.sentence_span(at - 2, at - 2)
            if last <= first or self.running.head_at(first) != self.running.head_at(clause.at):
                return False
            sentence = self.running.text[first:last]
            begin = len(PRINTED_NUMBER.match(sentence)[0])  # type: ignore[index]  # matches the empty text too
            if first_word(sentence[begin:]) != pronoun:
                subject = NAMED.match(sentence, begin)
                return (
                    subject is not None
                    and self._is_own(subject, Clause(sentence, first))
                    and pronoun == pronoun_of(subject["word"])
                )
            at = first
        return False

    def _in_section_of_term(self, position: int) -> bool:
        head = self.running.head_at(position)
        words = re.findall(r"[\w-]+", head.above if head else "")
        meaning = [word for word in words if word.casefold() not in SMALL_WORDS]
        return bool(meaning) and all(
            TERM_HEADING.fullmatch(word) or self._is_own_word(word.casefold()) for word in meaning
        )


def first_word(text: str) -> str:
    return text.split()[0].casefold().strip(",") if text.strip() else ""


def pronoun_of(word: str) -> str:
    match = DOCUMENT.fullmatch(word)
    base = match["base"].casefold() if match else ""
    return "er" if base in WORDS["masculine"] else "es" if base in WORDS["neuter"] else "sie"


def own_words(title: str) -> list[tuple[str, str]]:
    """(word, its last part) by which the title calls the document: the first, and of a template also what it is one for."""
    found = [
        (f"{match['before']}{match['base']}".casefold(), match["base"].casefold()) for match in DOCUMENT.finditer(title)
    ]
    return found if found and found[0][1] in FAMILIES[4] else found[:1]


def has_a_say(match: re.Match[str], text: str) -> bool:
    """Whether the document is what is spoken of, and not only where something stands ("nach dieser Vereinbarung", "Partner dieser …")."""
    before = text[: match.start()]
    if OF_TERM.search(before):
        return True
    if PREPOSITION.search(before):
        return re.match(r"für\s+$", before.lower()) is not None
    return not (GENITIVE.match(match["by"]) and OF_NOUN.search(before))
