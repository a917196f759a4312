"""What scanners confuse: all the words that a damaged one may have been."""

import re
from collections.abc import Iterable, Iterator

from pages.importer import word_lists

Used = tuple[tuple[str, str], ...]
Rule = tuple[str, str, float]

RULES = word_lists.load("confusions")
START: tuple[Rule, ...] = tuple((written, printed, cost) for written, printed, cost in RULES["start"])
ANYWHERE: tuple[Rule, ...] = tuple((written, printed, cost) for written, printed, cost in RULES["anywhere"])
BY_FIRST_LETTER: dict[str, list[Rule]] = {}
for rule in ANYWHERE:
    BY_FIRST_LETTER.setdefault(rule[0][0], []).append(rule)
# Up to this cost a confusion is typical of scans: it hits letters that hardly any other damage hits.
COMMON = 1.05
CERTAIN_USED = (("ii", "ü"),)
CERTAIN_SHARP_S = re.compile(r"(?<=[a-zäöü])B(?=[a-zäöü]|$)")
CERTAIN_UMLAUT = re.compile(r"(?<=[a-zäöüßB-ZÄÖÜ])(?:ii|\{i)(?=[a-zäöü])")
CAPITAL_INSIDE = re.compile(r"[a-zäöü][A-ZÄÖÜ]")
UMLAUT = re.compile(r"[äöüÄÖÜß]")
# Of two Roman digits a scanner often makes small letters: "Il" is II.
ROMAN_NOISE = re.compile(r"^(?=.*l|.*1|.*\|)[Il1|]{2,3}$")


def variants(word: str, edits: int, limit: float, dearest: float | None) -> Iterator[tuple[str, float, Used]]:
    """All texts that exactly `edits` confusions make of `word`, with their cost of at most `limit`; a single one costs at most `dearest`."""
    stack: list[tuple[int, str, float, Used]] = [(0, "", 0.0, ())]
    while stack:
        at, done, cost, used = stack.pop()
        if len(used) == edits:
            yield done + word[at:], cost, used
            continue
        if at >= len(word):
            continue
        stack.append((at + 1, done + word[at], cost, used))
        for before, after, price in rules_at(word, at):
            total = cost + price
            if total <= limit and (dearest is None or price <= dearest):
                stack.append((at + len(before), done + after, total, (*used, (before, after))))


def rules_at(word: str, at: int) -> Iterator[Rule]:
    if at == 0:
        for rule in START:
            if word.startswith(rule[0]):
                yield rule
    for rule in BY_FIRST_LETTER.get(word[at], ()):
        if word.startswith(rule[0], at) and not (rule[0] == "B" and (at == 0 or word[at - 1].isupper())):
            yield rule


def cost_of(used: tuple[str, str]) -> float:
    return min(cost for before, after, cost in (*ANYWHERE, *START) if (before, after) == used)


def is_umlaut(used: Iterable[tuple[str, str]]) -> bool:
    return all(UMLAUT.search(after) for _before, after in used)


def certain_text(word: str) -> str:
    """What no German word holds can be read in one way only: "ii" is ü, a capital B after a small letter is ß; "" for any other word."""
    text = CERTAIN_SHARP_S.sub("ß", CERTAIN_UMLAUT.sub("ü", word))
    return text if text != word and text.isalpha() and not CAPITAL_INSIDE.search(text) else ""
