"""The last answers of a process: the second page, a reload, what many ask on the same day cost nothing."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from search.documents import Query, Results
from search.language.personal import looks_personal

KEPT = 200


class Answers:
    """Each answer under all it depends on: what was asked, by whom as far as rights go, and the state of the index."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Results] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, query: Query, state: Hashable) -> Results | None:
        with self._lock:
            results = self._kept.get(key := key_of(query, state))
            if results is not None:
                self._kept.move_to_end(key)
            return results

    def keep(self, query: Query, state: Hashable, results: Results) -> None:
        if looks_personal(query.text):
            return
        with self._lock:
            self._kept[key_of(query, state)] = results
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)


def key_of(query: Query, state: Hashable) -> Hashable:
    filters = tuple(sorted((name, tuple(values)) for name, values in query.filters.items()))
    return (*(value for name, value in vars(query).items() if name != "filters"), filters, state)
