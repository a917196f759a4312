"""Repairs scan damage in German text with a dictionary and a model of what scanners confuse; leaves clean documents alone."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pages.importer.ocr import lexicon
from pages.importer.source_lines import SourceLine

WORD = re.compile(
    r"(?:(?<![\w])[({]i(?=[a-zäöü]{2})|(?<![\w.,])6(?=[a-zäöü]{3}))?[^\W\d_](?:[^\W_]|(?<=\w)[{(]i(?=[a-z]))*"
)
ADDRESS = re.compile(r"\S*(?:@|www\.|https?:)\S*|\b[\w-]+(?:\.[\w-]+)*\.(?:de|org|com|net|eu|at|ch)\b")
MIN_TOKENS_HIT = 5
MIN_SHARE = 0.006
SAMPLE = 4000
SOUND_SHARE = 0.06
ODD = re.compile(r"[b-hj-zäöüß]ii[a-zäöü]|[a-zäöü]B(?![A-ZÄÖÜ])|[a-zäöü]6[a-zäöü]|[a-zäöü]?é[a-zäöü]{2}|[({]i[bf][a-z]")
COMMON = 1.05

# (what the scanner wrote, what was printed, cost); the cheaper the more typical
START_CONFUSIONS: tuple[tuple[str, str, float], ...] = (
    ("(i", "ü", 0.2), ("{i", "ü", 0.2), ("U", "Ü", 0.7), ("O", "Ö", 0.7), ("A", "Ä", 0.7), ("G", "ü", 1.3), ("t", "ü", 1.3), ("i", "ü", 0.9),
    ("b", "üb", 1.3), ("Ii", "Ü", 0.3), ("Li", "Ü", 1.0), ("6", "ö", 0.3), ("l", "I", 1.3), ("I", "l", 1.3), ("1", "l", 0.8), ("0", "O", 0.6), ("é", "Ö", 0.8),
)  # fmt: skip
CONFUSIONS: tuple[tuple[str, str, float], ...] = (
    ("ii", "ü", 0.2), ("{i", "ü", 0.2), ("(i", "ü", 0.2), ("B", "ß", 0.2), ("éa", "ä", 0.2), ("aé", "ä", 0.3), ("éd", "ä", 0.4), ("ed", "ä", 1.2),
    ("oé", "ö", 0.2), ("éo", "ö", 0.2), ("é", "ä", 0.3), ("é", "ö", 0.3), ("é", "e", 1.0), ("6", "ö", 0.3), ("a", "ä", 0.7), ("o", "ö", 0.7), ("u", "ü", 0.7),
    ("i", "ü", 0.95), ("il", "ü", 1.0), ("li", "ü", 1.0), ("it", "ü", 1.0), ("ti", "ü", 1.0), ("ir", "ü", 1.3), ("i", "ä", 1.25), ("d", "ä", 1.3), ("d", "ö", 1.3), ("l", "ü", 1.4),
    ("G", "ö", 1.2), ("i", "l", 1.3), ("l", "i", 1.3), ("i", "t", 1.45), ("l", "t", 1.5), ("t", "l", 1.6), ("f", "t", 1.6), ("t", "f", 1.6), ("1", "l", 0.6), ("I", "l", 0.7),
    ("0", "o", 0.6), ("5", "s", 0.8), ("8", "B", 0.8), ("rn", "m", 1.0), ("m", "rn", 1.2), ("ni", "m", 1.4), ("c", "e", 1.4), ("e", "c", 1.4), ("o", "e", 1.6), ("h", "b", 1.5), ("b", "h", 1.5),
    ("n", "u", 1.5), ("u", "n", 1.5), ("cl", "d", 1.1), ("li", "h", 1.3), ("vv", "w", 0.8), ("v", "y", 1.6), ("ô", "ö", 0.3), ("ò", "ö", 0.3), ("ó", "ö", 0.3), ("õ", "ö", 0.3),
    ("à", "ä", 0.3), ("á", "ä", 0.3), ("â", "ä", 0.3), ("ã", "ä", 0.3), ("å", "ä", 0.3), ("ù", "ü", 0.3), ("ú", "ü", 0.3), ("û", "ü", 0.3), ("ï", "ü", 0.6), ("í", "i", 0.6), ("ì", "i", 0.6),
    ("è", "ä", 0.6), ("è", "ö", 0.6), ("ê", "ä", 0.6), ("ê", "ö", 0.6), ("ë", "ö", 0.6), ("ß", "B", 1.3), ("f3", "ß", 0.4), ("3", "ß", 0.9), ("fs", "ß", 1.2), ("|", "l", 0.5),
)  # fmt: skip
CERTAIN_USED = (("ii", "ü"),)
BY_FIRST: dict[str, list[tuple[str, str, float]]] = {}
for _rule in CONFUSIONS:
    BY_FIRST.setdefault(_rule[0][0], []).append(_rule)

ROMAN_NOISE = re.compile(r"^(?=.*l|.*1|.*\|)[Il1|]{2,3}$")
BULLET_NOISE = re.compile(r"^\s*([e°«¢©¤]|»)\s+(?=[A-ZÄÖÜ])")
LINE_NOISE: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"(?<=[.)\w])\s+[:;·'`´]$|(?<=[.!?])\s+[.,]$"), "", "verirrtes Zeichen am Zeilenende"),
    (re.compile(r"(?<![\w,.])[,‚](?=[A-ZÄÖÜ~][^,*“”\"]{1,60}[*“])"), "„", "Anführungszeichen falsch gelesen"),
    (re.compile(r"(?<=[\w])\*(?=[\s.,;:)]|$)"), "“", "Anführungszeichen falsch gelesen"),
    (re.compile(r"(?<=[\s\[(])~(?=\w[^~“\"]{1,60}[“\"])"), "„", "Anführungszeichen falsch gelesen"),
    (re.compile(r"(?<=\s)—(?=[a-zäöü]{3,})"), "-", "Bindestrich falsch gelesen"),
)


@dataclass(frozen=True)
class Repair:
    """One change to a source line; `id` stays the same while the source is the same, so that it can be revoked."""

    id: str
    line: int
    before: str
    after: str
    why: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a line that belongs to a word."""

    index: int
    start: int
    end: int


@dataclass(frozen=True)
class Token:
    """A word, in two pieces when a line end breaks it; `front` when a real hyphen follows ("Integrations- und")."""

    text: str
    pieces: tuple[Piece, ...]
    front: bool = False


@dataclass(frozen=True)
class Candidate:
    text: str
    score: float
    used: tuple[tuple[str, str], ...]


@dataclass
class Evidence:
    """What the document itself tells: its sound words, words of its addresses, and which confusions it shows."""

    words: Counter[str] = field(default_factory=Counter)
    addresses: set[str] = field(default_factory=set)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)

    def bonus(self, word: str, used: Iterable[tuple[str, str]]) -> float:
        lower = word.lower()
        total = 0.6 if lower in self.words else 0.0
        total += 1.0 if transliterated(lower) in self.addresses else 0.0
        return total + sum(min(self.confusions[one], 20) / 100 for one in used)


def repair_lines(
    lines: Sequence[SourceLine], *, revoked: Collection[str] = ()
) -> tuple[list[SourceLine], tuple[Repair, ...]]:
    """The lines with scan damage repaired, and every repair; a document without damage comes back as it is.

    Repairs whose id is in `revoked` are reported and left out.
    """
    texts = [line.text for line in lines]
    if looks_clean(texts):
        return list(lines), ()
    tokens = list(tokenise(texts))
    if not is_damaged(tokens):
        return list(lines), ()
    evidence = gather(texts, tokens)
    decided = decide_words(tokens, evidence)
    decided |= decide_look_alikes(tokens, decided, evidence)
    edits = [*word_edits(lines, tokens, decided), *noise_edits(lines)]
    return apply(lines, edits, set(revoked))


# ---------------------------------------------------------------- words


def tokenise(texts: Sequence[str]) -> Iterator[Token]:
    """Words in order; a word that a hyphen breaks at a line end is one token of two pieces."""
    skip: set[tuple[int, int]] = set()
    for index, text in enumerate(texts):
        blocked = [match.span() for match in ADDRESS.finditer(text)]
        for match in WORD.finditer(text):
            if (index, match.start()) in skip or any(start <= match.start() < end for start, end in blocked):
                continue
            start = match.start() if is_broken_umlaut(match[0]) else match.start() + (match[0][0] in "({")
            piece = Piece(index, start, match.end())
            word = text[start : match.end()]
            after = text[match.end() :]
            second = second_half(texts, index) if after.strip() in {"-", "\u2010"} else None
            if second:
                skip.add((second.index, second.start))
                yield Token(word + texts[second.index][second.start : second.end], (piece, second))
            else:
                yield Token(word, (piece,), front=after[:1] == "-")


def is_broken_umlaut(text: str) -> bool:
    """ "(iber" is "über", "(im" a bracket."""
    if text[0] == "(":
        return not lexicon.is_word(text[1:]) and lexicon.is_word("ü" + text[2:])
    return True


def second_half(texts: Sequence[str], index: int) -> Piece | None:
    if index + 1 >= len(texts):
        return None
    match = WORD.match(texts[index + 1])
    if not match or not match[0][0].islower() or re.match(r"(?:und|oder|bzw|sowie|bis|als|u)\b", match[0]):
        return None
    return Piece(index + 1, match.start(), match.end())


def gather(texts: Sequence[str], tokens: Iterable[Token]) -> Evidence:
    evidence = Evidence()
    for token in tokens:
        if lexicon.is_word(token.text):
            evidence.words[token.text.lower()] += 1
    for text in texts:
        for match in ADDRESS.finditer(text):
            evidence.addresses |= set(re.findall(r"[a-z]{4,}", match[0].lower()))
    return evidence


def transliterated(word: str) -> str:
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        word = word.replace(umlaut, letters)
    return word


def decide_words(tokens: Sequence[Token], evidence: Evidence) -> dict[str, Candidate]:
    """For each doubtful word its repair. A second look uses the confusions that the first has shown to be usual here."""
    doubtful = {token.text: token.front for token in tokens if is_doubtful(token)}
    first = {word: best for word, front in doubtful.items() if (best := best_candidate(word, evidence, front=front))}
    counts = Counter(token.text for token in tokens)
    for word, candidate in first.items():
        for one in candidate.used:
            evidence.confusions[one] += counts[word]
        evidence.words[candidate.text.lower()] += counts[word]
    if len(first) < MIN_TOKENS_HIT:
        return first
    return {word: best for word, front in doubtful.items() if (best := best_candidate(word, evidence, front=front))}


def is_doubtful(token: Token) -> bool:
    text = token.text
    if len(text) < 2 or (text.isupper() and len(text) < 7) or (len(text) < 3 and not ROMAN_NOISE.match(text)):
        return False
    if ROMAN_NOISE.match(text):
        return True
    return lexicon.level(text) < lexicon.DICTIONARY and not (token.front and lexicon.is_front(text))


def best_candidate(word: str, evidence: Evidence, *, front: bool = False) -> Candidate | None:
    if ROMAN_NOISE.match(word):
        return Candidate("I" * len(word), 9.0, (("l", "I"),))
    own = own_score(word)
    found = sorted(candidates(word, evidence, front=front), key=lambda one: -one.score)
    if not found or found[0].score < own + margin(word, found[0]) + printed_elsewhere(word, found[0].text, evidence):
        return None
    if lexicon.zipf(word) >= 1.8 and lexicon.zipf(found[0].text) < lexicon.zipf(word):
        return None
    return found[0]


def printed_elsewhere(word: str, after: str, evidence: Evidence) -> float:
    """The doubtful letter stands in a word that the document also prints alone ("Kennzahlen" in "Kennzahlenerhebung")."""
    change = next((at for at, (one, two) in enumerate(zip(word, after, strict=False)) if one != two), len(word))
    return 0.8 if any(word[:end].lower() in evidence.words for end in range(max(change + 1, 6), len(word))) else 0.0


def own_score(word: str) -> float:
    """A word that is no dictionary word but well made, or known from frequency lists, needs more to be changed."""
    known = lexicon.level(word)
    if re.search(r"[a-zäöü][A-ZÄÖÜ]", word):
        return 0.0
    if known == lexicon.COMPOUND:
        return lexicon.worth(word) - 0.8
    return 0.5 * lexicon.zipf(word) if known == lexicon.SEEN else 0.3 * lexicon.zipf(word)


def margin(word: str, candidate: Candidate) -> float:
    """What a repair must win: little for typical damage, much for letters that look alike in sound words too."""
    typical = all(cost_of(one) <= COMMON for one in candidate.used)
    short = 0.8 if len(word) <= 4 else 0.4 if len(word) == 5 else 0.0
    if typical and lexicon.level(word) == lexicon.COMPOUND:
        return 0.5
    return (0.9 if typical else 1.3 if len(word) >= 10 else 2.2) + short


def cost_of(used: tuple[str, str]) -> float:
    return min(cost for before, after, cost in (*CONFUSIONS, *START_CONFUSIONS) if (before, after) == used)


def candidates(word: str, evidence: Evidence, *, front: bool) -> list[Candidate]:
    """Known words that the confusions turn `word` into; more confusions are tried only while fewer give nothing."""
    for edits, limit in ((1, 9.0), (2, 2.7), (3, 2.6), (4, 2.2)):
        rules = None if edits < 3 else 1.0
        found: dict[str, Candidate] = {}
        for text, cost, used in variants(word, edits, limit, rules):
            value = value_of(text, front=front)
            if value > 0.0:
                score = value - cost + evidence.bonus(text, used)
                if text not in found or found[text].score < score:
                    found[text] = Candidate(text, score, used)
        if found:
            return [*found.values(), *deeper(word, found.values(), evidence)]
    certain = certain_text(word)
    return [Candidate(certain, 3.0, CERTAIN_USED)] if certain else []


def deeper(word: str, found: Iterable[Candidate], evidence: Evidence) -> Iterator[Candidate]:
    """A candidate that is only a compound may hold more damage: one more typical confusion that leads into the dictionary."""
    best = max(found, key=lambda one: one.score)
    if lexicon.level(best.text) == lexicon.DICTIONARY:
        return
    for text, cost, used in variants(best.text, 1, 0.75, None):
        gain = (
            lexicon.worth(text) - lexicon.worth(best.text)
            if text.isalpha() and lexicon.level(text) >= lexicon.COMPOUND
            else 0.0
        )
        if gain > cost + 0.1 and is_umlaut(used):
            yield Candidate(text, best.score + gain - cost + evidence.bonus(text, used), (*best.used, *used))


def certain_text(word: str) -> str:
    """What no German word holds can be read in one way only: "ii" is ü, a capital B after a small letter is ß."""
    text = re.sub(
        r"(?<=[a-zäöü])B(?=[a-zäöü]|$)", "ß", re.sub(r"(?<=[a-zäöüßB-ZÄÖÜ])(?:ii|\{i)(?=[a-zäöü])", "ü", word)
    )
    return text if text != word and text.isalpha() and not re.search(r"[a-zäöü][A-ZÄÖÜ]", text) else ""


def value_of(text: str, *, front: bool) -> float:
    if not text.isalpha() or re.search(r"[a-zäöü][A-ZÄÖÜ]", text):
        return 0.0
    known = lexicon.level(text)
    if known >= lexicon.COMPOUND:
        return lexicon.worth(text)
    if front and lexicon.is_front(text):
        return 3.0
    return lexicon.worth(text) if known == lexicon.SEEN and text[0].isupper() else 0.0


def variants(
    word: str, edits: int, limit: float, rules: float | None
) -> Iterator[tuple[str, float, tuple[tuple[str, str], ...]]]:
    """All texts that exactly `edits` confusions make of `word`, with their cost; `rules` bounds the cost of a single one."""
    stack: list[tuple[int, str, float, tuple[tuple[str, str], ...]]] = [(0, "", 0.0, ())]
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
            if total <= limit and (rules is None or price <= rules):
                stack.append((at + len(before), done + after, total, (*used, (before, after))))


def rules_at(word: str, at: int) -> Iterator[tuple[str, str, float]]:
    if at == 0:
        for rule in START_CONFUSIONS:
            if word.startswith(rule[0]):
                yield rule
    for before, after, price in BY_FIRST.get(word[at], ()):
        if word.startswith(before, at) and not (before == "B" and (at == 0 or word[at - 1].isupper())):
            yield before, after, price


def looks_clean(texts: Sequence[str]) -> bool:
    """Without a dictionary: nearly every tenth German word has an umlaut or ß, and damage leaves letters no word has."""
    words = [word for text in texts for word in re.findall(r"[^\W\d_]{2,}", text)]
    sound = sum(1 for word in words if re.search(r"[äöüßÄÖÜ]", word))
    odd = len(ODD.findall("\n".join(texts)))
    return not words or (odd < 3 and sound >= SOUND_SHARE * len(words))


def is_damaged(tokens: Sequence[Token]) -> bool:
    """Scanned text has many unknown words that one typical confusion explains; a typed one has nearly none."""
    sample = tokens[:: max(len(tokens) // SAMPLE, 1)]
    hits = sum(1 for token in sample if is_doubtful(token) and looks_damaged(token.text))
    return hits >= MIN_TOKENS_HIT and hits >= MIN_SHARE * len(sample)


@lru_cache(maxsize=20_000)
def looks_damaged(word: str) -> bool:
    if certain_text(word):
        return True
    return any(
        lexicon.level(text) == lexicon.DICTIONARY and lexicon.zipf(text) >= lexicon.zipf(word) + 1.0
        for text, _cost, used in variants(word, 1, COMMON, None)
        if text.isalpha() and is_umlaut(used)
    )


def decide_look_alikes(
    tokens: Sequence[Token], decided: dict[str, Candidate], evidence: Evidence
) -> dict[str, Candidate]:
    """Sound words that stand for others: much rarer than the form with umlaut, or of a stem that this document prints with umlaut."""
    stems = Counter(one.text.lower()[:6] for one in decided.values() if re.search(r"[äöüß]", one.text[:6].lower()))
    found: dict[str, Candidate] = {}
    for word in {token.text for token in tokens if lexicon.level(token.text) == lexicon.DICTIONARY}:
        for text, cost, used in variants(word, 1, 1.35, None):
            if not is_umlaut(used) or not text.isalpha() or lexicon.level(text) < lexicon.DICTIONARY:
                continue
            more = lexicon.zipf(text) - lexicon.zipf(word)
            likelier = lexicon.zipf(word) < 4.5 and (more >= 2.0 or more + lost(used, evidence) >= 0.7)
            kin = stems[text.lower()[:6]]
            of_stem = len(text) >= 7 and kin >= 1 and more >= (-0.5 if kin == 1 else -0.9)
            if likelier or (of_stem and not has_kin(word, evidence)):
                found[word] = Candidate(text, lexicon.worth(text) - cost, used)
    return found


def lost(used: Iterable[tuple[str, str]], evidence: Evidence) -> float:
    """Decimal logarithm of the share in which this document's scanner read the letter that way; at most 0."""
    share = 1.0
    for before, after in used:
        printed = sum(count for (_one, other), count in evidence.confusions.items() if other == after)
        intact = sum(count for word, count in evidence.words.items() if after in word) if before.isalpha() else 0
        share *= (evidence.confusions[before, after] + 0.02) / (printed + 0.1 * intact + 1)
    return math.log10(share)


def is_umlaut(used: Iterable[tuple[str, str]]) -> bool:
    return all(re.search(r"[äöüÄÖÜß]", after) for _before, after in used)


def has_kin(word: str, evidence: Evidence) -> bool:
    """True when the document has other words of the stem that are none with umlaut ("Forderungskatalog" beside "fordern")."""
    stem = word.lower()[:6]
    kin = [other for other in evidence.words if other.startswith(stem) and other != word.lower()]
    return any(
        all(
            lexicon.level(text) < lexicon.COMPOUND
            for text, _cost, used in variants(other, 1, 0.75, None)
            if is_umlaut(used)
        )
        for other in kin
    )


# ---------------------------------------------------------------- edits


@dataclass(frozen=True)
class Edit:
    repair: Repair
    changes: tuple[tuple[Piece, str], ...]


def word_edits(lines: Sequence[SourceLine], tokens: Iterable[Token], decided: dict[str, Candidate]) -> Iterator[Edit]:
    for token in tokens:
        candidate = decided.get(token.text)
        if not candidate:
            continue
        first = token.pieces[0]
        line = lines[first.index].number
        after = candidate.text
        if after == "Über" and not begins_sentence(lines, first):
            after = "über"
        made = Repair(f"{line}:{first.start}", line, token.text, after, reason(candidate))
        yield Edit(made, tuple(split_change(token, after)))


def begins_sentence(lines: Sequence[SourceLine], piece: Piece) -> bool:
    before = lines[piece.index].text[: piece.start].rstrip()
    if not before and piece.index and not lines[piece.index].gap:
        before = lines[piece.index - 1].text.rstrip()
    return not before or before[-1] in '.:!?–—•*-"„('


def split_change(token: Token, after: str) -> Iterator[tuple[Piece, str]]:
    """The repaired word on the pieces of the old one: the break stays where the unchanged end or start allows it."""
    if len(token.pieces) == 1:
        yield token.pieces[0], after
        return
    one, two = token.pieces
    tail = token.text[one.end - one.start :]
    cut = len(after) - len(tail) if after.endswith(tail) else min(one.end - one.start, len(after) - 1)
    yield one, after[:cut]
    yield two, after[cut:]


def reason(candidate: Candidate) -> str:
    shown = ", ".join(f"„{before}“ statt „{after}“ gelesen" for before, after in candidate.used)
    sure = (
        "steht im Wörterbuch"
        if lexicon.level(candidate.text) == lexicon.DICTIONARY
        else "ist aus bekannten Wörtern gebildet"
    )
    return f"{shown}; „{candidate.text}“ {sure}" if lexicon.level(candidate.text) >= lexicon.COMPOUND else shown


def noise_edits(lines: Sequence[SourceLine]) -> Iterator[Edit]:
    bullets = [(index, match) for index, line in enumerate(lines) if (match := BULLET_NOISE.match(line.text))]
    for index, match in bullets if len(bullets) > 1 else []:
        yield noise_edit(lines[index], index, match.start(1), match.end(1), "•", "Aufzählungszeichen falsch gelesen")
    for index, line in enumerate(lines):
        for pattern, after, why in LINE_NOISE:
            for found in pattern.finditer(line.text):
                yield noise_edit(line, index, found.start(), found.end(), after, why)


def noise_edit(line: SourceLine, index: int, start: int, end: int, after: str, why: str) -> Edit:
    made = Repair(f"{line.number}:{start}", line.number, line.text[start:end].strip(), after, why)
    return Edit(made, ((Piece(index, start, end), after),))


def apply(
    lines: Sequence[SourceLine], edits: Iterable[Edit], revoked: Collection[str]
) -> tuple[list[SourceLine], tuple[Repair, ...]]:
    changes: dict[int, list[tuple[Piece, str]]] = {}
    made: dict[str, Repair] = {}
    for edit in edits:
        if edit.repair.id in made or any(overlaps(piece, changes) for piece, _after in edit.changes):
            continue
        made[edit.repair.id] = edit.repair
        if edit.repair.id not in revoked:
            for piece, after in edit.changes:
                changes.setdefault(piece.index, []).append((piece, after))
    repaired = [
        replace(line, text=changed(line.text, changes[index])) if index in changes else line
        for index, line in enumerate(lines)
    ]
    return repaired, tuple(sorted(made.values(), key=lambda one: (one.line, int(one.id.split(":")[1]))))


def overlaps(piece: Piece, changes: dict[int, list[tuple[Piece, str]]]) -> bool:
    return any(piece.start < other.end and other.start < piece.end for other, _after in changes.get(piece.index, ()))


def changed(text: str, changes: Iterable[tuple[Piece, str]]) -> str:
    for piece, after in sorted(changes, key=lambda one: -one[0].start):
        text = text[: piece.start] + after + text[piece.end :]
    return text
