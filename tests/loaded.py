"""What is dear to make is made once for a file: rolled back at its end, as what a test changes is after the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker


@contextmanager
def for_the_file(blocker: DjangoDbBlocker, folder: Path) -> Iterator[None]:
    """For a fixture of the scope "module", around its yield; every test of the file then has what was made before it."""
    own = override_settings(
        DEBUG=True,
        PORTAL_DATA_DIR=folder,
        MEDIA_ROOT=folder / "media",
        PORTAL_SEARCH_INDEX=folder / "search.sqlite3",
    )
    with blocker.unblock(), own, translation.override("de"), transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()
