"""References in running German text, read without knowing whether what they name exists.

"Ziff. 10", "Ziffer 3.11.2", "§ 4 Abs. 2 Satz 1", "§§ 3 bis 5", "Nummer 3.2 Buchstabe c", "Anlage 1", "RL IM 4.3", "§ 5 der
Kooperationsvereinbarung X". What belongs to a law or to some other paper is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from pages.references import wording
from pages.references.wording import GAP

MAX_TEXT = 200_000
HEADING_LENGTH = 110
READINGS_KEPT = 20_000


@dataclass(frozen=True)
class Step:
    """One step of a reference: `kind` is "paragraph", "article", "annex", "chapter", "division", "clause", "number" or "letter"."""

    kind: str
    value: str

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.value.split("."))


@dataclass(frozen=True)
class Reference:
    """`text[start:end]` refers to `steps`; `document` is the name that the other document was called by, "" for the own one.

    `is_bare`: a name and a plain number, without a word or sign such as "Ziff." between them. `is_own`: it says "dieser
    Vereinbarung". `is_doubtful`: a law is named nearby, so that it may be meant.
    """

    start: int
    end: int
    text: str
    steps: tuple[Step, ...]
    document: str = ""
    is_bare: bool = False
    is_own: bool = False
    is_doubtful: bool = False

    @property
    def head(self) -> Step:
        return self.steps[0]


@dataclass(frozen=True)
class Names:
    """Names by which documents are called."""

    names: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        known = sorted({" ".join(name.split()) for name in self.names if len(name.strip()) > 1}, key=len, reverse=True)
        alternatives = "|".join(name_pattern(name) for name in known)
        return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])") if known else None

    @cached_property
    def by_plain_name(self) -> dict[str, str]:
        return {plain_name(name): name for name in self.names}

    def after(self, text: str, position: int) -> "tuple[str, int] | None":
        """The name that the words after a reference call, and where it ends: "der Vereinbarung „KV Bezugsdorf“"."""
        lead = LEAD.match(text, position)
        begin = lead.end() if lead else position
        found = self.pattern.match(text, begin) if self.pattern else None
        if found is None and lead and lead["kind"]:
            found = self.pattern.match(text, lead.start("kind")) if self.pattern else None
        return (self.by_plain_name.get(plain_name(found[0]), found[0]), found.end()) if found else None

    def before(self, text: str, position: int) -> str:
        """The name that ends just before `position`: "RL IM, § 4"."""
        if self.pattern is None:
            return ""
        begin = max(0, position - 160)
        for found in self.pattern.finditer(text, begin, position):
            if JOINING.fullmatch(text, found.end(), position):
                return self.by_plain_name.get(plain_name(found[0]), found[0])
        return ""


NO_NAMES = Names()
JOINING = re.compile(rf"[“”\"]?{GAP}*[,(]?{GAP}*(?:(?:dort|unter|in|hier){GAP}+)?")
LEAD = re.compile(
    rf"{GAP}*,?{GAP}*(?:(?:der|des|dem|den|von|aus|in|zur|zum){GAP}+)*(?P<kind>(?:(?=[A-ZÄÖÜ]){wording.PAPER}{GAP}+)?)[„“\"]?",
    re.I,
)


def name_pattern(name: str) -> str:
    words = [re.escape(word) for word in name.split()]
    return rf"(?:{GAP}+)".join(words)


def plain_name(name: str) -> str:
    return " ".join(name.split()).casefold()


NUMBER = r"\d{1,3}(?:\.\d{1,3})*[a-z]?"
ORDINAL = r"\d{1,3}[a-z]?"
LAST = r"(?![\w/]|[.,:-]\d)"
HEADS = {
    "paragraph": (r"§{1,2}", ORDINAL),
    "article": (r"(?<![\w-])(?:Artikeln?s?|Art\.)", ORDINAL),
    "annex": (r"(?<![\w-])(?:Anlagen?|Anhangs?|Anhänge|Anl\.)", r"(?:\d{1,3}[a-z]?|[IVX]{1,5}|[A-Z])"),
    "chapter": (r"(?<![\w-])(?:Kapiteln?s?|Kap\.)", r"(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5})"),
    "division": (r"(?<![\w-])(?:Abschnitt(?:e[ns]?|s)?|Abschn\.)", rf"(?:{NUMBER}|[IVX]{{1,5}}|[A-Z])"),
    "clause": (r"(?<![\w-])(?:Abs(?:atz(?:es)?|ätzen?|\.))", ORDINAL),
    "number": (r"(?<![\w-])(?:Ziff\.|Ziffern?|Nrn?\.|Nummern?|Punkte?n?s?|Pkt\.)", NUMBER),
    "letter": (r"(?<![\w-])(?:Buchst(?:aben?s?|\.)|lit\.)", r"[a-z]{1,2}\)?"),
    "sentence": (r"(?<![\w-])(?:Satz(?:es)?|Sätzen?|Sätze|S\.|Halbsatz(?:es)?|Hs\.|HS)", r"\d{1,2}"),
}
PLURAL = re.compile(r"§§|Ziffern|Nummern|Nrn\.|Artikeln|Anlagen|Anhänge|Absätze|Abschnitte|Sätze|Buchstaben|Punkte")
TOKEN = re.compile("|".join(rf"(?P<{kind}>{word}){GAP}*(?P<{kind}_n>{n}){LAST}" for kind, (word, n) in HEADS.items()))
RANK = {
    "annex": 0,
    "chapter": 0,
    "division": 1,
    "article": 1,
    "paragraph": 1,
    "sentence": 2,
    "clause": 2,
    "number": 3,
    "letter": 4,
}
AND = re.compile(
    rf"{GAP}*(?:(?:,{GAP}*)?(?:jeweils{GAP}+)?(?:in{GAP}+Verbindung{GAP}+mit|i\.{GAP}?V\.{GAP}?m\.)"
    rf"|,|und|oder|sowie|bis|/|–|-|bzw\.){GAP}*(?:(?:und|oder|auch|nach|der|des|den|dem|gemäß|mit){GAP}+)*"
)
BETWEEN = re.compile(rf"{GAP}*,?{GAP}*")
FOLLOWING = re.compile(rf"{GAP}*ff?\.(?![\w])")
PART_OF = re.compile(
    rf"{GAP}*,?{GAP}*(?:(?:erste|zweite|dritte|letzte)[rns]?{GAP}+(?:Alternative|Halbsatz|Variante)|(?:Alternative|Alt\.|Variante|Var\.){GAP}*\d)"
)
MORE = {
    kind: re.compile(rf"{GAP}*(?P<link>,|und|oder|sowie|bis|/|–|bzw\.){GAP}*(?:(?:und|oder){GAP}+)?(?P<n>{n}){LAST}")
    for kind, (_word, n) in HEADS.items()
}
NOUN_AFTER = re.compile(
    rf"{GAP}+(?:[A-ZÄÖÜ][a-zäöüß]|Uhr|Euro|€|%|Prozent|[a-zäöüß]{{3,}}e[rnms]?{GAP}+[A-ZÄÖÜ][a-zäöüß])"
)
MONTHS = r"Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
HAS_NUMBER = re.compile(r"\d|Anl|Anh|Absch|Kap|Buchst|lit\.")
TRIGGER = re.compile(r"§|Ziff|N(?:r|rn)\.|Nummer|Punkt|Pkt|Anl|Anh|Abs|Abschn|Kap|Art|Buchst|lit\.")
WITHIN = re.compile(rf"{GAP}*(?:der|des|zu|zur|in|von){GAP}+(?:der{GAP}+)?(?=§|Anlage|Anhang|Absatz|Artikel|Art\.)")
PHONE_BEFORE = re.compile(r"(?:[Tt]elefon|[Rr]uf|[Hh]otline|[Dd]urchwahl|Fax|Notruf|wählen)[^.;]{0,40}$")
ISSUE_BEFORE = re.compile(
    rf"(?:\b\d{{4}},?|\((?:EU|EG|EWG|EURATOM)\)|\b(?:GMBl|GMBI|BGBl|ABl|Amtsblatt|Jahrgang|Ausgabe|Heft)\.?[^.;]{{0,20}}){GAP}*$"
)


@dataclass(frozen=True)
class Piece:
    """What one number says: its place and its steps; `last` is the kind of what was said last, steps without address included."""

    start: int
    end: int
    steps: tuple[Step, ...]
    last: str


@dataclass(frozen=True)
class Chain:
    """References joined by "und", "bis", commas: what is said after them is said of all."""

    start: int
    end: int
    pieces: tuple[Piece, ...]


def references(text: str, names: Names = NO_NAMES) -> tuple[Reference, ...]:
    """In order, without overlap."""
    return read(text, names) if HAS_NUMBER.search(text) and len(text) <= MAX_TEXT else ()


@lru_cache(maxsize=READINGS_KEPT)
def read(text: str, names: Names) -> tuple[Reference, ...]:
    """The same text is read again whenever any document changes: what was found is kept."""
    found = list(worded(text, names)) if TRIGGER.search(text) else []
    taken = [(one.start, one.end) for one in found]
    bare = [one for one in by_name(text, names) if not any(one.start < end and start < one.end for start, end in taken)]
    return tuple(sorted([*found, *bare], key=lambda one: one.start))


def worded(text: str, names: Names) -> Iterator[Reference]:
    chains = list(read_chains(text))
    names_law = bool(chains) and wording.LAW.search(text) is not None
    for index, chain in enumerate(chains):
        if is_no_reference(text, chain):
            continue
        within = chains[index + 1] if index + 1 < len(chains) and holds(text, chain, chains[index + 1]) else None
        document = belongs_to(text, within or chain, names, within and chain)
        if document is None or (not document and is_heading(text, chain)):
            continue
        above = within.pieces[0].steps if within else ()
        is_own = not document and is_called_own(text, within or chain)
        is_doubtful = names_law and not (document or is_own)
        for piece in chain.pieces:
            yield Reference(
                piece.start,
                piece.end,
                text[piece.start : piece.end],
                (*above, *piece.steps),
                document,
                is_own=is_own,
                is_doubtful=is_doubtful,
            )


def holds(text: str, chain: Chain, after: Chain) -> bool:
    """Whether the next reference says where this one stands: "Nummer 3 der Anlage 1", "Absatz 2 des § 5"."""
    joined = WITHIN.match(text, chain.end)
    own, other = chain.pieces[0].steps[0].kind, after.pieces[0].steps[0].kind
    return bool(joined and joined.end() == after.start and RANK[other] < RANK[own])


def belongs_to(text: str, chain: Chain, names: Names, inner: Chain | None) -> str | None:
    """The name of the document meant, "" for the own one, None for a law or some other paper."""
    end = bracket_end(text, chain.end)
    if is_called_own(text, chain):
        return ""
    named = names.after(text, end) or names.after(text, chain.end)
    if named:
        return named[0]
    start = inner.start if inner else chain.start
    if before := names.before(text, start):
        return before
    return None if is_of_another_paper(text, chain, end, start) else ""


def is_called_own(text: str, chain: Chain) -> bool:
    return wording.OWN_PAPER.match(text, bracket_end(text, chain.end)) is not None


def is_of_another_paper(text: str, chain: Chain, end: int, start: int) -> bool:
    is_legal = chain.pieces[0].steps[0].kind in {"paragraph", "article", "clause"}
    after = wording.OTHER_PAPER.match(text, chain.end) or wording.OTHER_PAPER.match(text, end)
    if after or (is_legal and wording.ANY_ACRONYM.match(text, chain.end)):
        return True
    sentence = text[sentence_start(text, start) : start]
    if wording.LAW_BEFORE.search(sentence):
        return True
    return is_legal and wording.LAW.search(sentence) is not None


def bracket_end(text: str, end: int) -> int:
    """Behind a heading in brackets: "Ziff. 10 (Datenschutz) dieser Vereinbarung"."""
    found = wording.IN_BRACKETS.match(text, end)
    return found.end() if found else end


def sentence_start(text: str, position: int) -> int:
    begin = max(0, position - 400)
    return max((found.end() for found in wording.SENTENCE_END.finditer(text, begin, position)), default=begin)


def is_heading(text: str, chain: Chain) -> bool:
    """A line such as "§ 3 Besetzung der Stelle" names itself."""
    after = text[chain.end :].lstrip(" \u00a0:–-")
    return (
        not text[: chain.start].strip()
        and len(text.strip()) <= HEADING_LENGTH
        and not after.rstrip().endswith((".", ";", ",", "!", "?"))
        and (after[0].isupper() if after else chain.pieces[0].steps[-1].kind in {"paragraph", "article", "annex"})
    )


def is_no_reference(text: str, chain: Chain) -> bool:
    """Telephone numbers, issues of a gazette, regulations of the Union."""
    before = text[max(0, chain.start - 60) : chain.start]
    first = chain.pieces[0].steps[0]
    return first.kind == "number" and bool(PHONE_BEFORE.search(before) or ISSUE_BEFORE.search(before))


def read_chains(text: str) -> Iterator[Chain]:
    position = 0
    while found := TOKEN.search(text, position):
        pieces = list(read_pieces(text, found))
        position = pieces[-1].end
        addressed = tuple(piece for piece in pieces if piece.steps[0].kind != "sentence" and piece.last)
        if addressed:
            yield Chain(addressed[0].start, position, addressed)


def read_pieces(text: str, found: re.Match[str]) -> Iterator[Piece]:
    """The first reference and those joined to it; from a sentence on ("Satz 2 Nummer 1") what is said has no address."""
    kind, value = kind_and_value(found)
    is_plural = bool(PLURAL.match(found[kind]))
    piece: Piece | None = extended(text, Piece(found.start(), found.end(), (Step(kind, value),), kind))
    while piece is not None:
        yield piece
        piece = joined(text, piece, kind if is_plural else "")


def kind_and_value(found: re.Match[str]) -> tuple[str, str]:
    kind = next(name for name in HEADS if found[name] is not None)
    return kind, found[f"{kind}_n"].rstrip(")")


def extended(text: str, piece: Piece) -> Piece:
    """With the smaller steps that follow it, "Abs. 2 Satz 1 Nr. 3"; a sentence is kept in the words, not among the steps."""
    while (found := next_step(text, piece)) is not None:
        kind, value = kind_and_value(found)
        steps = piece.steps if kind == "sentence" else (*piece.steps, Step(kind, value))
        piece = Piece(piece.start, found.end(), steps, kind)
    tail = FOLLOWING.match(text, piece.end) or PART_OF.match(text, piece.end)
    return replace(piece, end=tail.end()) if tail else piece


def next_step(text: str, piece: Piece) -> re.Match[str] | None:
    gap = BETWEEN.match(text, piece.end)
    found = TOKEN.match(text, gap.end() if gap else piece.end)
    if found is None or not goes_below(piece.steps[-1].kind, kind_and_value(found)[0]):
        return None
    return found


def goes_below(above: str, kind: str) -> bool:
    return kind == "sentence" or RANK[above] < RANK[kind]


def joined(text: str, piece: Piece, plural_kind: str) -> Piece | None:
    """The next one of an enumeration: another whole reference, or a number alone that continues the last step."""
    link = AND.match(text, piece.end)
    whole = TOKEN.match(text, link.end()) if link else None
    if whole is not None:
        kind, value = kind_and_value(whole)
        above = above_of(piece.steps, kind)
        steps = piece.steps if kind == "sentence" else (*above, Step(kind, value))
        return extended(text, Piece(whole.start(), whole.end(), steps, "" if kind == "sentence" else kind))
    level = plural_kind if piece.last != "sentence" and plural_kind in kinds_of(piece) else piece.last or "sentence"
    more = MORE[level].match(text, piece.end)
    if more is None or is_quantity(text, more, is_plural=bool(plural_kind)):
        return None
    if level == "sentence":
        return Piece(more.start("n"), more.end(), piece.steps, "")
    steps = (*above_of(piece.steps, level), Step(level, more["n"].rstrip(")")))
    return extended(text, Piece(more.start("n"), more.end(), steps, level))


def kinds_of(piece: Piece) -> set[str]:
    return {step.kind for step in piece.steps}


def above_of(steps: tuple[Step, ...], kind: str) -> tuple[Step, ...]:
    """What the enumeration keeps: in "§ 4 Abs. 2 und Abs. 3" the §."""
    kinds = [step.kind for step in steps]
    return steps[: kinds.index(kind)] if kind in kinds else ()


def is_quantity(text: str, more: re.Match[str], *, is_plural: bool) -> bool:
    """ "Ziffer 10 und 3 Personen", "§ 4 und 5 Euro": the second number counts something."""
    if is_plural or more["link"] in {"bis", "–"}:
        return False
    return more["link"] in {",", "/"} or NOUN_AFTER.match(text, more.end()) is not None


BARE = re.compile(rf"[“”\"]?,?{GAP}+(?:Ziff\.{GAP}*|Nr\.{GAP}*)?(?P<n>\d{{1,3}}(?:\.\d{{1,3}})*[a-z]?){LAST}")


def by_name(text: str, names: Names) -> Iterator[Reference]:
    """ "RL IM 4.3": a name and a number."""
    for found in names.pattern.finditer(text) if names.pattern else ():
        number = BARE.match(text, found.end())
        if (
            number is None
            or NOUN_AFTER.match(text, number.end())
            or re.match(rf"\.?{GAP}*(?:{MONTHS})", text[number.end() :])
        ):
            continue
        name = names.by_plain_name.get(plain_name(found[0]), found[0])
        span = (found.start(), number.end())
        yield Reference(*span, text[span[0] : span[1]], (Step("number", number["n"]),), name, is_bare=True)
