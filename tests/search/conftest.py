"""Search within a running portal: commits happen, so that the index follows."""

from collections.abc import Callable

import pytest

from search.documents import Query, Viewer
from search.engines import get_engine


@pytest.fixture
def ask() -> Callable[[str], list[str]]:
    """The titles a reader finds."""

    def found(text: str) -> list[str]:
        return [hit.document.title for hit in get_engine().search(Query(text, viewer=Viewer(), size=50)).hits]

    return found
