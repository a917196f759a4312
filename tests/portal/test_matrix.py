"""Every address × method × person against the committed table (tests/portal/matrix.tsv), see tests/portal/matrix.py."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.portal import matrix, walking
from tests.portal.ground import Ground
from tests.portal.matrix import ANONYMOUS, SUBJECTS, SUPERUSER, Subject

# some views of Wagtail leave an uploaded file open, one lists without an order
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
]

IS_FULL = os.environ.get("MATRIX") == "full"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "zugriff.md"
XHR = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest", "HTTP_ACCEPT": "application/json", "HTTP_SEC_FETCH_MODE": "cors"}
HINT = "tests/portal/matrix.tsv: make matrix ARGS=--propose prints the rows as they answer now; check that they should"


@pytest.fixture
def ground(portal: None) -> Iterator[Ground]:
    logging.disable(logging.CRITICAL)
    with walking.without_templates():
        yield Ground()
    logging.disable(logging.NOTSET)


def parted() -> tuple[list[str], list[str]]:
    found = list(matrix.routes())
    return [one for one in found if not one.startswith("cms/")], [one for one in found if one.startswith("cms/")]


@pytest.mark.django_db
def test_r19_every_route_is_classified_and_every_row_has_a_route(ground):
    there = {(route, kind) for route in matrix.routes() for kind in ground.paths(route)}
    known = set(matrix.table().rows)
    assert sorted(there - known) == [], f"routes that nobody classified; {HINT}"
    assert sorted(known - there) == [], "rows without a route: remove them"


def test_r19_every_address_of_the_walk_leads_to_its_route(ground):
    for route in matrix.routes():
        for path in ground.paths(route).values():
            try:
                assert resolve(path).route == route, path
            except Resolver404:
                pytest.fail(f"{path} is not found, {route} was meant")


@pytest.mark.parametrize("part", [0, 1], ids=["portal", "editor"])
def test_r19_everybody_gets_what_the_table_says(ground, part):
    table, differing = matrix.table(), []
    for subject in SUBJECTS:
        for route, kind, method, got in walking.walk(ground, subject, parted()[part], IS_FULL):
            answer = table.expected(route, kind, subject)
            if answer is not None and answer.to(method) != got:
                differing.append(f"{subject}: {method} {route} ({kind}): {got}, table: {answer.to(method)}")
    assert not differing, f"{len(differing)} differ; {HINT}\n" + "\n".join(differing[:60])


def test_r19_only_those_hold_rights_in_the_editor_whom_the_walk_asks_with_everything(ground):
    for role, user in ground.people.items():
        if role not in walking.DECIDING:
            assert not user.get_all_permissions(), role


def test_what_can_be_read_can_be_asked_for_without_its_content():
    """RFC 9110, 9.1: whoever supports GET supports HEAD; the pages of Wagtail's editor are not ours."""
    table = matrix.table()
    differing = {
        (route, kind)
        for route, kind in table.rows
        for subject in SUBJECTS
        if not route.startswith(("cms/", "^cms/"))
        and (answer := table.expected(route, kind, subject)) is not None
        and answer.to("GET") != answer.to("HEAD")
    }
    assert differing == set()


def test_r1_a_stranger_reaches_what_is_listed_here_and_nothing_else():
    """The allow-list of R1, against the table: sign in, language, light or dark, and what a link by mail opens."""
    table = matrix.table()
    opened = {
        route
        for (route, kind) in table.rows
        for outcome in table.expected(route, kind, Subject(ANONYMOUS)).outcomes
        if outcome not in {"sign-in", "403", "404", "405"}
    }
    assert opened == OPEN


OPEN = {
    "anmelden/",
    "darstellung/",
    "einladung/",
    "einladung/<str:secret>/",
    "kalender/feed/<slug:token>.ics",
    "kalender/feed/<slug:token>/<slug:part>.ics",
    "kennwort/",
    "kennwort/neu/",
    "kennwort/neu/<str:secret>/",
    "kennwort/unterwegs/",
    "konto/e-mail/bestaetigen/",
    "konto/e-mail/bestaetigen/<str:secret>/",
    "meine-einwilligung/",
    "meine-einwilligung/<str:secret>/",
    "meine-einwilligung/fertig/",
    "meine-einwilligung/uebersicht/",
    "meine-einwilligung/verlassen/",
    "sprache/",
    "strichliste/beenden/",
    "widerspruch/",
    "widerspruch/<str:secret>/",
    "zustimmung/<str:secret>/",
    "zustimmung/text/<key:pk>/",
    "zustimmung/text/<key:pk>/unterschrift.pdf",
}


def test_r1_a_script_gets_a_refusal_it_understands(ground):
    """Signed in or not, whoever may not gets 401 or 403 instead of a page to sign in."""
    table = matrix.table()
    strangers, half = ground.client(Subject(ANONYMOUS)), ground.client(Subject("editor"))
    for route in set(matrix.routes()) - {"cms/login/", "_util/login/", "abmelden/"}:
        kind, path = next(iter(ground.paths(route).items()))
        for client, subject in ((strangers, Subject(ANONYMOUS)), (half, Subject("editor"))):
            if table.expected(route, kind, subject).to("GET") in {"sign-in", "factor"}:
                assert walking.ask(client, "GET", path, **XHR).status_code in {401, 403}, (path, str(subject))


def tricks(path: str) -> Iterator[str]:
    yield path.replace("/", "//", 1)
    yield f"/.{path}"
    yield f"/x/..{path}"
    yield path.rstrip("/") + "//"
    yield path.upper()
    yield path[0] + f"%{ord(path[1]):02x}" + path[2:]
    yield path[0] + f"%25{ord(path[1]):02x}" + path[2:]
    yield path.replace("/", "%2f")
    yield path.rstrip("/") + "/."
    yield path.rstrip("/") + ";x=1/"
    yield path.rstrip("/") + "%00/"
    yield "/en" + path


def test_r2_no_way_of_writing_an_address_opens_what_is_closed(ground):
    """What a password-only session may not see in its plain form, no other form of the path shows."""
    table, subject = matrix.table(), Subject("editor")
    client = ground.client(subject)
    closed = [
        route
        for route in matrix.routes()
        if route.startswith(("cms/", "faelle/", "kennzahlen/", "konten/", "protokoll/"))
    ]
    walked = 0
    for route in closed[:: 1 if IS_FULL else 9] + [one for one in closed if not one.startswith("cms/")]:
        kind, path = next(iter(ground.paths(route).items()))
        if table.expected(route, kind, subject).to("GET") == "page":
            continue
        for written in tricks(path):
            response = walking.ask(client, "GET", "/", PATH_INFO=unquote_to_bytes(written).decode("latin-1"))
            assert response.status_code in {301, 302, 400, 403, 404, 405}, written
            walked += 1
    assert walked > 200


@pytest.mark.parametrize("path", ["/cms/login/", "/_util/login/", "/cms/password_reset/"])
def test_r16_there_is_one_way_to_sign_in(portal, path):
    from tests import factories

    user = factories.UserFactory(editor=True)
    client = Client()
    answer = client.post(path, {"username": user.email, "password": "ein langes Kennwort"})
    assert "_auth_user_id" not in client.session
    assert answer.status_code in {302, 404}
    if answer.status_code == 302:
        assert answer["Location"].startswith("/anmelden/")


def test_r16_the_second_language_has_the_same_guards(ground):
    """The routes are walked in German; in English each address answers a stranger and a half signed-in editor alike."""
    table = matrix.table()
    clients = {subject: ground.client(subject) for subject in (Subject(ANONYMOUS), Subject("reader"))}
    for route in parted()[0]:
        if route.startswith(("dokumente/", "media/", "sprache/", "meine-einwilligung/", "^")):
            continue
        kind, path = next(iter(ground.paths(route).items()))
        for subject, client in clients.items():
            with translation.override("en"):
                got = walking.ask(client, "GET", f"/en{path}")
                assert matrix.classified(got) == table.expected(route, kind, subject).to("GET"), (path, str(subject))


def test_r23_all_rights_open_no_case_and_no_trail():
    table = matrix.table()
    for route, kind in table.rows:
        if route.startswith(("faelle/", "kennzahlen/", "protokoll/")):
            outcomes = set(table.expected(route, kind, Subject(SUPERUSER, has_factor=True)).outcomes)
            assert outcomes <= {"403", "404", "405"}, route


def test_the_page_on_access_is_current():
    assert matrix.page(matrix.table()) == PAGE.read_text(encoding="utf-8"), "make matrix"


@pytest.mark.parametrize(
    "line",
    [
        "cms/",
        "cms/\t-",
        "cms/\tmaybe\t*: page",
        "cms/\t-\tnobody: page",
        "cms/\t-\t*: unknown",
        "cms/\t-\t*: page; 405 FETCH",
    ],
)
def test_a_row_that_cannot_be_read_is_named(line):
    with pytest.raises(ValueError, match=r"matrix\.tsv, line 1"):
        matrix.read(line)
