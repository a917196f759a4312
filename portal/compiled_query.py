"""Queries that every page asks, compiled once: for a short one that takes ten times as long as its answer."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

ANYBODY = 0x6A09E667F3BCC908  # in place of a key, so that one query serves everybody; no row has it


class CompiledQuery:
    """The rows of a `values_list`, read anew each time and as the database gives them: on SQLite truth is 1 or 0."""

    def __init__(self, rows: QuerySet[Any, tuple[Any, ...]]) -> None:
        # The SQL is fixed here, so a value that changes, such as the day, must be part of what the query is remembered under.
        self.sql, self.params = with_texts(*rows.query.sql_with_params())
        self.native = re.sub("%%|%s", lambda found: "%" if found[0] == "%%" else "?", self.sql)

    def rows(self, key: int | None = None) -> list[tuple[Any, ...]]:
        """`key` takes the place of ANYBODY wherever the query was put together with it."""
        params = self.params if key is None else [key if param == ANYBODY else param for param in self.params]
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                # Django writes "?" for "%s" at each asking: for the query of the frame 0.8 of 1.0 ms.
                cursor.cursor.convert_query = lambda _sql, **_more: self.native
            cursor.execute(self.sql, params)
            read: list[tuple[Any, ...]] = cursor.fetchall()
        return read


def with_texts(sql: str, params: Iterable[Any]) -> tuple[str, tuple[Any, ...]]:
    """On SQLite with the texts, which come from our own code, in the SQL itself; keys and other numbers stay bound.

    A text bound where it might tell which partial index holds has SQLite compile the statement anew each time it is asked:
    for the query of the frame that took seven times as long as the answer.
    """
    if connection.vendor != "sqlite":
        return sql, tuple(params)
    bound: list[Any] = []
    values, quoted = iter(params), connection.SchemaEditorClass(connection).quote_value

    def placed(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        value = next(values)
        if isinstance(value, str):
            return str(quoted(value)).replace("%", "%%")
        bound.append(value)
        return "%s"

    return re.sub("%%|%s", placed, sql), tuple(bound)
