"""One query against the index file: candidates, ranking, numbers, facets, the page of hits."""

# ruff: noqa: S608 - statements are put together from constants and question marks only

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import apsw

from search import german, numbers, queries, ranking, snippets
from search.analysis import by_word
from search.documents import FacetValue, Hit, Query, Results, Suggestion, Viewer

from .lexicon import IndexLexicon
from .records import COLUMNS, load

CANDIDATES = 200
ROWS_READ = 6_000
NEAREST = 5
FACETS = ("kind", "document_title", "language", "status")
FIELD_WEIGHTS = ", ".join(map(str, ranking.WEIGHTS))
NUMBERED = 500
NUMBER_FIRST = 1000.0
NUMBER_LIKED = 10.0


@dataclass(frozen=True)
class Found:
    """A passage in question, with what facets need of its document."""

    document: int
    passage: int
    facets: tuple[str, ...]
    score: float
    is_good: bool
    used: tuple[queries.Variant, ...] = ()
    former: str = ""


def quoted(stem: str) -> str:
    return '"' + stem.replace('"', "") + '"'


def expression(variant: queries.Variant) -> str:
    if len(variant.stems) == 1:
        return quoted(variant.stems[0])
    if variant.is_bag:
        return "(" + " AND ".join(map(quoted, variant.stems)) + ")"
    return "NEAR(" + " ".join(map(quoted, variant.stems)) + ", 3)"


class Lookup:
    """Answers one query within one read transaction; `marks` bind the rights of the viewer into every statement."""

    def __init__(self, connection: apsw.Connection, query: Query) -> None:
        self.connection = connection
        self.query = query
        self.lexicon = IndexLexicon(connection, self.is_visible)
        self.total = connection.execute("SELECT count(*) FROM passage").get or 1
        self.average = connection.execute("SELECT avg(size) FROM passage").get or 1.0

    def results(self) -> Results:
        asked = numbers.in_query(german.clean(self.query.text)[: queries.MAX_CHARACTERS])
        parsed = queries.parse(self.query.text, self.lexicon)
        found = self.with_numbers(asked, self.texts(parsed))
        found = sorted(found, key=lambda item: (-item.score, item.document, item.passage))
        found = found if self.query.passages else first_of_each(found)
        good = [item for item in found if item.is_good]
        shown = [item for item in good if self.passes(item)]
        page = shown[(self.query.page - 1) * self.query.size :][: self.query.size]
        weak = [item for item in found if not item.is_good and self.passes(item)][:NEAREST]
        return Results(
            hits=tuple(self.hit(item) for item in page),
            total=len(shown),
            nearest=tuple(self.hit(item) for item in weak) if self.query.page == 1 else (),
            facets=self.facets(good),
            did_you_mean=parsed.corrected,
            also_searched=also_searched(parsed, shown),
        )

    def rights(self) -> tuple[str, tuple[str, ...]]:
        audiences = tuple(sorted(self.query.viewer.audiences))
        return f"document.audience IN ({', '.join('?' * len(audiences))})", audiences

    def is_visible(self, stem: str) -> bool:
        """Whether the viewer may open anything that has this word."""
        rights, audiences = self.rights()
        found = self.connection.execute(
            f"SELECT 1 FROM stems JOIN passage ON passage.no = stems.rowid JOIN document ON document.no = passage.document "
            f"WHERE stems MATCH ? AND {rights} LIMIT 1",
            (quoted(stem), *audiences),
        )
        return bool(found.get)

    def texts(self, parsed: queries.Parsed) -> list[Found]:
        weighted = ranking.weigh(parsed.concepts, self.lexicon.df, self.total)
        match = self.match(weighted, parsed)
        if not match:
            return []
        rows = self.candidates(match)
        if any(self.query.filters.get(name) for name in FACETS):
            rows = [*rows, *(row for row in self.candidates(match, narrowed=True) if row not in rows)]
        return self.ranked(rows, weighted, parsed)

    def candidates(self, match: str, *, narrowed: bool = False) -> list[tuple]:
        """The passages FTS5 likes best; `narrowed` to what the filters leave, so that they reach beyond the first ones."""
        rights, values = self.rights()
        for name in FACETS:
            ticked = self.query.filters.get(name, ()) if narrowed else ()
            if ticked:
                rights += f" AND document.{name} IN ({', '.join('?' * len(ticked))})"
                values += ticked
        return self.connection.execute(
            f"SELECT passage.document, passage.no, document.kind, document.document_title, document.language, "
            f"document.status, document.boost, stems.{COLUMNS.replace(', ', ', stems.')} FROM stems "
            f"JOIN passage ON passage.no = stems.rowid JOIN document ON document.no = passage.document "
            f"WHERE stems MATCH ? AND {rights} ORDER BY bm25(stems, {FIELD_WEIGHTS}) LIMIT {CANDIDATES}",
            (match, *values),
        ).fetchall()

    def ranked(
        self, rows: Iterable[tuple], weighted: Sequence[ranking.Weighted], parsed: queries.Parsed
    ) -> list[Found]:
        wanted = ranking.wanted(weighted)
        scored: dict[int, list[tuple[int, tuple[str, ...], float, ranking.Scored]]] = {}
        for document, passage, kind, title, language, status, boost, *fields in rows:
            candidate = ranking.Passage(fields, self.average, wanted)
            if fits(candidate, parsed):
                liking = boost * (1.05 if self.query.language and language.startswith(self.query.language[:2]) else 1.0)
                result = ranking.score(parsed, weighted, candidate)
                scored.setdefault(document, []).append((passage, (kind, title, language, status), liking, result))
        found = [
            (document, passage, facets, liking, result)
            for document, rows in scored.items()
            for (passage, facets, liking, _alone), result in zip(
                rows, ranking.in_context(weighted, [row[-1] for row in rows]), strict=True
            )
        ]
        good = ranking.are_good([result for *_rest, result in found], parsed)
        return [
            Found(document, passage, facets, result.score * liking, is_good, result.used)
            for (document, passage, facets, liking, result), is_good in zip(found, good, strict=True)
        ]

    def match(self, weighted: Sequence[ranking.Weighted], parsed: queries.Parsed) -> str:
        """The FTS5 query for candidates: rare words first, common ones only while few rows are to be read."""
        variants = {
            variant
            for item in weighted
            if not item.concept.is_hint
            for variant in item.concept.variants
            if all(self.lexicon.df(stem) for stem in variant.stems)
        }
        rows = 0
        chosen: list[str] = []
        for variant in sorted(variants, key=lambda v: (min(map(self.lexicon.df, v.stems)), v.stems, v.is_bag)):
            rows += min(map(self.lexicon.df, variant.stems))
            if chosen and rows > ROWS_READ:
                break
            chosen.append(expression(variant))
        musts = "".join(f" AND NEAR({' '.join(map(quoted, phrase))}, 3)" for phrase in parsed.phrases)
        return f"({' OR '.join(chosen)}){musts}" if chosen else ""

    def with_numbers(self, asked: numbers.NumberQuery | None, found: list[Found]) -> list[Found]:
        """The sections whose official number was asked for go first: closest notation, named document, reader's language."""
        scores = self.numbered(asked) if asked else {}
        lifted = [item for item in found if item.document not in scores]
        own = {item.document: item for item in sorted(found, key=lambda item: item.score) if item.document in scores}
        rights, audiences = self.rights()
        for document, (score, former) in scores.items():
            row = self.connection.execute(
                f"SELECT min(passage.no), kind, document_title, language, status FROM document "
                f"JOIN passage ON passage.document = document.no WHERE document.no = ? AND {rights}",
                (document, *audiences),
            ).fetchone()
            if row and row[0] is not None:
                before = own.get(document) or Found(document, row[0], tuple(row[1:]), 0.0, is_good=True)
                score += before.score + (5.0 if row[3] == self.query.language else 0.0)
                lifted.append(replace(before, score=score, is_good=True, former=former))
        return lifted

    def numbered(self, asked: numbers.NumberQuery) -> dict[int, tuple[float, str]]:
        """How far up each numbered section goes, and its former number if it is found by that; nothing for mere counts."""
        words = list(queries.content_stems(asked.rest)) if asked.rest.strip() else []
        for length in range(len(asked.parts), 0, -1):
            found = self.closest(asked.parts[:length], words, is_certain=asked.is_certain)
            if found:
                return found
        return {}

    def closest(
        self, parts: Sequence[numbers.Part], words: Sequence[str], *, is_certain: bool
    ) -> dict[int, tuple[float, str]]:
        found: dict[int, tuple[float, str]] = {}
        rows: list[Any] = self.connection.execute(
            "SELECT number.document, number.path, number.former, document.boost FROM number "
            "JOIN document ON document.no = number.document WHERE value = ? LIMIT ?",
            (parts[-1].value, NUMBERED),
        ).fetchall()
        for document, path, former, boost in rows:
            close = numbers.closeness(parts, [numbers.Part(*part) for part in json.loads(path)])
            named = self.named(document, words)
            if not close or (not is_certain and words and named < 1):
                continue
            close *= (0.8 if former else 1.0) * (0.99 + 0.01 * boost)
            lift = (NUMBER_FIRST if not words or named >= 1 else NUMBER_LIKED * named) * (close + named)
            if lift > found.get(document, (0.0, ""))[0]:
                found[document] = (lift, former)
        return found

    def named(self, document: int, words: Sequence[str]) -> float:
        """The share of the words that name the document or the headings above the section."""
        if not words:
            return 0.0
        row = (
            self.connection.execute(
                "SELECT heading || ' ' || path || ' ' || title FROM stems WHERE rowid = "
                "(SELECT min(no) FROM passage WHERE document = ?)",
                (document,),
            ).get
            or ""
        )
        there = set(row.split())
        return sum(any(stem in there for stem in self.called(word)) for word in words) / len(words)

    def called(self, word: str) -> list[str]:
        return [word, *(v.stems[0] for v in queries.synonyms_of((word,), 1.0) if v.weight > 0.5 and len(v.stems) == 1)]

    def passes(self, item: Found, but: str = "") -> bool:
        return all(
            not values or name == but or item.facets[FACETS.index(name)] in values
            for name, values in self.query.filters.items()
            if name in FACETS
        )

    def facets(self, good: Iterable[Found]) -> dict[str, tuple[FacetValue, ...]]:
        """For each facet how many hits each value would show, the other facets as they are set."""
        each = first_of_each(list(good))
        counted: dict[str, tuple[FacetValue, ...]] = {}
        for place, name in enumerate(FACETS):
            active = self.query.filters.get(name, ())
            counts = Counter(item.facets[place] for item in each if item.facets[place] and self.passes(item, but=name))
            counts.update(dict.fromkeys(active, 0))
            counted[name] = tuple(
                FacetValue(value, count, value in active)
                for value, count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
            )
        return counted

    def hit(self, item: Found) -> Hit:
        row: Any = self.connection.execute(
            "SELECT document.data, passage.text, heading, heading_extra, stems.text, text_extra FROM passage "
            "JOIN document ON document.no = passage.document JOIN stems ON stems.rowid = passage.no "
            "WHERE passage.no = ?",
            (item.passage,),
        ).fetchone()
        data, text, heading, heading_extra, stems, extra = row
        document = load(data)
        wanted = {stem for variant in item.used for stem in variant.stems}
        in_title = snippets.matched(document.title, by_word(heading, heading_extra), wanted)
        return Hit(
            document=document,
            score=item.score,
            passage=text,
            snippet=snippets.snippet(text, snippets.matched(text, by_word(stems, extra), wanted)),
            title=snippets.marked(document.title, in_title),
            why=tuple(dict.fromkeys(variant.shown for variant in item.used if variant.shown)),
            former=item.former,
        )


def fits(passage: ranking.Passage, parsed: queries.Parsed) -> bool:
    """Whether all quoted phrases are there, word for word, and nothing that was excluded."""
    return all(passage.has_sequence(phrase, 0) for phrase in parsed.phrases) and not any(
        passage.has_sequence(phrase, 0) for phrase in parsed.excluded
    )


def first_of_each(found: Sequence[Found]) -> list[Found]:
    """The best passage of each document, in the order given."""
    best: dict[int, Found] = {}
    for item in found:
        best.setdefault(item.document, item)
    return list(best.values())


def also_searched(parsed: queries.Parsed, shown: Sequence[Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(variant.shown for item in shown[:30] for variant in item.used if variant.shown))[:5]


def suggestions(connection: apsw.Connection, text: str, viewer: Viewer, limit: int) -> list[Suggestion]:
    """Sections and pages whose number, heading or title begins like this."""
    forms = [token.form for token in german.tokens(german.clean(text)[:100])]
    if not forms or not viewer.audiences:
        return []
    whole = [f'"{german.stem(form)}"' for form in forms[:-1] if not german.is_stop_word(form)]
    last = f'("{forms[-1]}"* OR "{german.stem(forms[-1])}")'
    audiences = tuple(sorted(viewer.audiences))
    rows = connection.execute(
        f"SELECT DISTINCT document.data FROM stems JOIN passage ON passage.no = stems.rowid "
        f"JOIN document ON document.no = passage.document WHERE stems MATCH ? "
        f"AND document.audience IN ({', '.join('?' * len(audiences))}) "
        f"ORDER BY bm25(stems, 10, 4, 0, 0, 0, 0) LIMIT ?",
        ("{heading heading_extra} : (" + " AND ".join([*whole, last]) + ")", *audiences, limit * 3),
    )
    found = {document.id: document for document in (load(data) for (data,) in rows)}
    return [
        Suggestion(
            document.title or document.document_title,
            document.url,
            document.kind,
            document.number,
            document.document_title,
        )
        for document in list(found.values())[:limit]
    ]
