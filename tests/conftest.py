"""Fixtures of all tests: a prepared portal, people of each kind, a search index of its own per test process."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from portal.identity.auth import needs_factor
from portal.requests import limits
from tests import database, factories, servers
from tests.search_server import NotPossibleError

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # processes that tests start would compile thousands of modules anew
SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def seeds() -> list[Path]:
    """The five source documents beside the repository; tests that need them are skipped, loudly, where they are not."""
    files = sorted((SHARED / "seeds").glob("*.txt"))
    if not files:
        pytest.skip(f"source documents not found below {SHARED}")
    return files


@pytest.fixture(scope="session")
def shared_eval() -> Path:
    folder = SHARED / "eval"
    if not folder.is_dir():
        pytest.skip(f"evaluation files not found below {SHARED}")
    return folder


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings: None
) -> Iterator[None]:
    """In place of pytest-django's: the database is copied from one that was built before (tests/database.py)."""
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        database.create()
    yield
    with django_db_blocker.unblock():
        database.destroy(name)


@pytest.fixture(scope="session")
def elasticsearch(request: pytest.FixtureRequest) -> str:
    """The address of a real Elasticsearch, one for the whole run; where there can be none the test is skipped, loudly."""
    try:
        return servers.shared(request.config)
    except NotPossibleError as error:
        if os.environ.get("REQUIRE_ELASTICSEARCH"):
            pytest.fail(str(error))
        pytest.skip(str(error))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres-can-change",
        action="store_true",
        help="only the tests whose outcome another database can change; for the second run on PostgreSQL",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whole files go to one process (--dist loadfile), so those that take minutes begin first."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if config.getoption("postgres_can_change"):
        wanted = [item for item in items if database.postgres_can_change(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(wanted)])
        items[:] = wanted


def pytest_configure(config: pytest.Config) -> None:
    servers.prepare(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    servers.finish(config)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reason = servers.missing()
    if reason:
        terminalreporter.write_line(f"OHNE ELASTICSEARCH GEPRÜFT: {reason}", red=True, bold=True)


@pytest.fixture(autouse=True)
def own_files(settings: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Index and uploads of a test lie in a folder that no other test sees."""
    # For a numbered one pytest looks through all that there are.
    folder = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    settings.PORTAL_DATA_DIR = folder  # type: ignore[attr-defined]
    settings.PORTAL_SEARCH_INDEX = folder / "search.sqlite3"  # type: ignore[attr-defined]
    settings.PORTAL_ELASTICSEARCH_URL = ""  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = folder / "media"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def german() -> None:
    """A request leaves its language active in this process; no test starts in the language of the one before."""
    translation.activate("de")


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> None:
    """Keys of people come again from test to test, and clocks stand elsewhere: what one has asked is not held against the next."""
    limits._memory.clear()


@pytest.fixture
def portal(db: None) -> None:
    """Home page, sections, locales and groups as setup_portal makes them; they are in the database of every test."""


@pytest.fixture
def sign_in(portal: None) -> Callable[..., Client]:
    """A function that returns a browser-like client of a user with the given traits (see factories.UserFactory).

    Whoever needs a second factor for their tasks has proved one, unless `verified` says otherwise.
    """

    def signed_in(verified: bool | None = None, **traits: object) -> Client:
        client = Client()
        user = factories.UserFactory(**traits)
        client.force_login(user)
        if needs_factor(user) if verified is None else verified:
            factories.verify(client, user)
        return client

    return signed_in


@pytest.fixture
def reader(sign_in: Callable[..., Client]) -> Client:
    return sign_in()


@pytest.fixture
def editor(sign_in: Callable[..., Client]) -> Client:
    return sign_in(editor=True)
