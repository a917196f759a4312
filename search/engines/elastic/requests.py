"""Questions to the server on behalf of one reader: few, in bundles, and all of them before a deadline."""

import os
import time
from functools import lru_cache
from typing import Any

from elastic_transport import ApiResponseMeta
from elasticsearch import ApiError, Elasticsearch

Body = dict[str, Any]
ANSWERED = [
    "responses.hits.hits._index",
    "responses.hits.total",
    "responses.hits.hits.fields",
    "responses.hits.hits._score",
    "responses.aggregations",
    "responses.error",
    "responses.status",
]
# The last change of all, by which one state of the index is told from another.
VERSION: Body = {
    "query": {"exists": {"field": "change"}},
    "sort": [{"change": "desc"}],
    "size": 1,
    "track_total_hits": False,
    "stored_fields": "_none_",
    "docvalue_fields": ["change"],
}
# One process asks one copy of the index, so that what it is told in one round belongs together.
COPY: Body = {"preference": f"process-{os.getpid()}"}


class NoIndexError(Exception):
    """There is no index to ask."""


class TooLateError(Exception):
    """The deadline has passed."""


@lru_cache(maxsize=64)
def hurried(client: Elasticsearch, tenths: int) -> Elasticsearch:
    """The client with a patience of so many tenths of a second; to make one costs more than to ask."""
    return client.options(request_timeout=tenths / 10)


class ServerRequests:
    """`seconds` is for everything together; with several nodes a silent one leaves time to ask another."""

    def __init__(self, client: Elasticsearch, index: str, seconds: float, nodes: int = 1) -> None:
        self.client = client
        self.index = index
        self.nodes = nodes
        self.deadline = time.monotonic() + seconds
        self.version = ""
        self.rounds = 0

    def _client(self) -> Elasticsearch:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TooLateError
        return hurried(self.client, max(1, round(left / self.nodes * 10)))

    def search(self, *bodies: Body) -> list[Body]:
        """The answers to several searches in one round, and with them the `version` of the index they were found in."""
        self.rounds += 1
        searches = [part for body in (*bodies, VERSION) for part in (COPY, body)]
        answer = self._client().msearch(index=self.index, searches=searches, filter_path=ANSWERED)
        *answers, last = [self._checked(response, answer.meta) for response in answer.body["responses"]]
        self.version = next((f"{hit['_index']}/{hit['fields']['change'][0]}" for hit in found_hits(last)), "")
        return answers

    def _checked(self, response: Body, meta: ApiResponseMeta) -> Body:
        if response["status"] == 404:
            raise NoIndexError
        if "error" in response:
            raise ApiError(str(response["error"].get("type")), meta, response)
        return response


def found_hits(answer: Body) -> list[Body]:
    entries: list[Body] = answer.get("hits", {}).get("hits", [])
    return entries
