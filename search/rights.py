"""What an index answers, held against the database before anybody sees it (R61).

The index follows the database through the queue: until a narrowed right is written, or while no worker runs, it still holds
what was. So each answer names the owners of all it counts and shows; those that the database closes are taken out, and the
question is asked again without them, until nothing is left to take out.
"""

import logging
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import CharField, QuerySet, Value

from portal import page_access
from portal.compiled_query import ANYBODY, CompiledQuery
from search import registry
from search.documents import READER, Engine, Query, Results, Suggestion, Viewer
from search.registry import Source

logger = logging.getLogger(__name__)

A = TypeVar("A")

# Each question takes out all that the one before showed too much; an index so far behind is being built anew.
ROUNDS = 10
INCOMPLETE = "incomplete"


def search(engine: Engine, query: Query) -> Results:
    return open_answer(engine.search, lambda results: results, query) or Results(notice=INCOMPLETE)


def open_answer(ask: Callable[[Query], A], told: Callable[[A], Results], query: Query) -> A | None:
    """An answer that tells nothing the database closes; None where there is none. `told` are the results in it."""
    for _round in range(ROUNDS):
        answer = ask(query)
        closed = closed_to(query.viewer, told(answer))
        if not closed:
            return answer
        query = replace(query, viewer=without(query.viewer, closed))
    logger.error("search index shows too much of what the database closes, again and again")
    return None


def suggest(engine: Engine, text: str, viewer: Viewer) -> list[Suggestion]:
    for _round in range(ROUNDS):
        suggested = engine.suggest(text, viewer)
        now = audiences_now(suggestion.owner for suggestion in suggested)
        closed = {suggestion.owner for suggestion in suggested if now.get(suggestion.owner) not in viewer.audiences}
        if not closed:
            return suggested
        viewer = without(viewer, closed)
    return []


def without(viewer: Viewer, closed: Iterable[str]) -> Viewer:
    return replace(viewer, closed=viewer.closed.union(closed))


def closed_to(viewer: Viewer, results: Results) -> set[str]:
    """Owners in an answer that the viewer may not find, or of which it may say more than it should."""
    now = audiences_now(results.owners)
    closed = {owner for owner in results.owners if now.get(owner) not in viewer.audiences}
    # Indexed for another circle, the text may hold what this one is shown in a recorded list only.
    shown = {hit.document.owner: hit.document.audience for hit in (*results.hits, *results.nearest)}
    return closed | {owner for owner, audience in shown.items() if now.get(owner) not in (audience, READER)}


def audiences_now(owners: Iterable[str]) -> Mapping[str, str]:
    """For whom these owners are by the database; those nobody may find are missing. One query, and one for pages."""
    keys: dict[str, list[int]] = {}
    for owner in owners:
        label, _colon, pk = owner.rpartition(":")
        if pk.isdecimal():
            keys.setdefault(label, []).append(int(pk))
    with page_access.read_once():
        asked = [
            asked_of(source, keys[label])
            for source in registry.sources
            if (label := source.model._meta.label_lower) in keys
        ]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql for sql, _params in asked), [one for _sql, own in asked for one in own])
        return {f"{label}:{pk}": audience for label, pk, audience in cursor.fetchall()}


def asked_of(source: Source[Any], keys: Sequence[int]) -> tuple[str, Sequence[Any]]:
    """The query for what may be found of these keys, compiled anew only where nobody knows what it depends on."""
    if source.depends_on is None:
        return rights(source, keys).query.sql_with_params()
    room = 1 << (len(keys) - 1).bit_length()  # for a few sizes only, the last key filling up
    compiled = compiled_rights(source.model._meta.label_lower, source.depends_on(), room)
    given = dict(zip(places(room), [*keys, *[keys[-1]] * (room - len(keys))], strict=True))
    return compiled.sql, [given.get(param, param) for param in compiled.params]


def places(room: int) -> range:
    return range(ANYBODY - room, ANYBODY)


@lru_cache(maxsize=500)
def compiled_rights(label: str, _depends_on: Hashable, room: int) -> CompiledQuery:
    source = next(one for one in registry.sources if one.model._meta.label_lower == label)
    return CompiledQuery(rights(source, places(room)))


def rights(source: Source[Any], keys: Iterable[int]) -> QuerySet[Any, tuple[Any, ...]]:
    label = Value(source.model._meta.label_lower, output_field=CharField())
    found = source.findable().filter(pk__in=keys).order_by().prefetch_related(None)
    rows: QuerySet[Any, tuple[Any, ...]] = found.annotate(_label=label, _audience=source.audience).values_list(
        "_label", "pk", "_audience"
    )
    return rows
