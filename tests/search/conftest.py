"""Search within a running portal: commits happen, so that the index follows."""

from collections.abc import Callable

import pytest
from django.db import connection

from search.documents import Query, Viewer
from search.engines import get_engine


@pytest.fixture
def titles_found() -> Callable[[str], list[str]]:
    """The titles a reader finds."""

    def search(text: str) -> list[str]:
        return [hit.document.title for hit in get_engine().search(Query(text, viewer=Viewer(), size=50)).hits]

    return search


@pytest.fixture
def live(portal, django_capture_on_commit_callbacks):
    """Runs what waits for the commit, as a finished request would."""

    def follow(work, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            done = work(*args, **kwargs)
        connection.run_on_commit.clear()
        return done

    return follow
