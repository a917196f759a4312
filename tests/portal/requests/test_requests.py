"""R51: nothing is changed without the form's token, and nothing by reading. R53: no request breaks the server."""

import json
import logging
import os
import random
import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests import factories
from tests.portal import matrix, walking
from tests.portal.ground import Ground
from tests.portal.matrix import ANONYMOUS, SUPERUSER, Subject

# some views of Wagtail leave an uploaded file open, one lists without an order
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
]
WHOLE = Subject(SUPERUSER, has_factor=True)
# addresses that take a post without the token of a form, and why
WITHOUT_TOKEN = {"suche/geoeffnet/": "carries a signed token of its own and can do no more than count"}
# tables that reading may write to, and why
WRITTEN_BY_READING = {
    "django_session": "what is shown once, and that the session lives",
    "portal_session": "that the session lives; the secret of a mailed link moves from the address into it",
    "portal_auditevent": "reading the trail is an event",
    "pages_calendarfeed": "on which day a calendar program last fetched it, for the person whose address it is",
    "pages_lastread": "which version of a document the person has before them, to tell what changed since",
    "portal_allowance": "how often something was asked for",
    "wagtailadmin_editingsession": "who has a page open in the editor",
    "wagtailcore_pagesubscription": "whether somebody wants mail about comments, made when a page is first edited",
    "wagtailusers_userprofile": "how somebody wants the editor to look, made when first asked for",
    "wagtailimages_rendition": "a size of an image, made when first asked for",
    "wagtailcore_referenceindex": "made when first asked for",
    "portal_authenticatorapp": "the seed that is shown until it is confirmed",
}
WRITES = re.compile(r"^\s*(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


@pytest.fixture
def ground(portal: None) -> Iterator[Ground]:
    logging.disable(logging.CRITICAL)
    yield Ground()
    logging.disable(logging.NOTSET)


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What nobody caught, by type and place."""
    found: list[str] = []

    def note(request: Any, **_kwargs: object) -> None:
        kind, error, trace = sys.exc_info()
        places = [f"{one.filename.rpartition('site-packages/')[2]}:{one.lineno}" for one in traceback.extract_tb(trace)]
        found.append(f"{request.method} {request.path}: {kind.__name__}: {str(error)[:90]!a} {places[-3:]}")

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


def test_r51_no_unsafe_request_passes_without_the_token_of_a_form(ground):
    passed = {}
    for subject in (WHOLE, Subject(ANONYMOUS)):
        client = ground.client(subject)
        client.handler.enforce_csrf_checks = True
        with walking.without_templates():
            for route in matrix.routes():
                path = next(iter(ground.paths(route).values()))
                for method in ("POST", "PUT", "PATCH", "DELETE"):
                    status = walking.ask(client, method, path).status_code
                    if status not in {403, 405} and not (status == 302 and subject.role == ANONYMOUS):
                        passed.setdefault(route, set()).add((method, status))
    assert set(passed) == set(WITHOUT_TOKEN), passed


def test_r51_reading_changes_nothing(ground, faults):
    """Every address with GET and HEAD as somebody who may see almost everything; each statement that writes is looked at."""
    written: dict[str, str] = {}

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        match = WRITES.match(sql)
        if match and match[2] not in WRITTEN_BY_READING:
            written.setdefault(match[2], f"{method} {path}")
        return execute(sql, params, many, context)

    for role, method in ((SUPERUSER, "GET"), ("data_protection_officer", "HEAD"), ("editor", "HEAD")):
        client = ground.client(Subject(role, has_factor=True))
        routes = [one for one in matrix.routes() if role != "data_protection_officer" or not one.startswith("cms/")]
        for path in (path for route in routes for path in ground.paths(route).values()):
            with connection.execute_wrapper(look):
                assert walking.ask(client, method, path).status_code < 500, (path, faults)
    assert written == {}


ODD = st.sampled_from(
    [
        b"",
        b"\x00",
        b"a\x00b",
        b"\xed\xa0\x80",
        b"\xff\xfe",
        "ä😀\u202e".encode(),
        b"-1",
        b"0",
        b"999999999999999999999999",
        b"1e400",
        b"NaN",
        b"None",
        b"unsinn",
        b"../../etc/passwd",
        b"2026-02-30",
        b"31.12.20260",
        b"00000000-0000-0000-0000-00000000000g",
        b"[" * 3000,
        b'{"a":' * 800,
        b'{"a": "\\ud800"}',
        b"'; DROP TABLE portal_user; --",
        b"<script>alert(1)</script>",
        b"%s %(x)s {0}",
        b"x" * 20_000,
    ]
)
NAMES = st.sampled_from(
    [b"id", b"q", b"p", b"next", b"seite", b"action", b"x\x00", b"", b"form-TOTAL_FORMS", b"[]", b"__proto__"]
)


@st.composite
def bodies(draw: st.DrawFn, names: list[bytes]) -> tuple[bytes, str]:
    """A body and its type: forms with odd values, and what only looks like a form."""
    kind = draw(st.sampled_from(["form", "form", "form", "form", "multipart", "broken", "json", "many", "long", "raw"]))
    pairs = draw(st.lists(st.tuples(st.one_of(st.sampled_from(names), NAMES), ODD), max_size=12))
    if kind == "multipart":
        parts = b"".join(
            b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
            % (
                name.replace(b'"', b""),
                draw(st.sampled_from([b"", b'; filename="a.pdf"', b'; filename="\xff"'])),
                value,
            )
            for name, value in pairs
        )
        return parts + draw(st.sampled_from([b"--x--\r\n", b"", b"--x"])), "multipart/form-data; boundary=x"
    if kind == "broken":
        return draw(st.binary(max_size=300)), draw(
            st.sampled_from(
                ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xe4"]
            )
        )
    if kind == "json":
        text = draw(
            st.sampled_from(
                [b"[" * 20_000, b"{", b"null", b'"\\ud800"', b"[1]", b"NaN", json.dumps({"a": "b" * 5000}).encode()]
            )
        )
        return text, "application/json"
    if kind == "many":
        return b"&".join(b"f%d=1" % place for place in range(10_100)), "application/x-www-form-urlencoded"
    if kind == "long":
        return names[0] + b"=" + b"x" * 1_000_000, "application/x-www-form-urlencoded"
    if kind == "raw":
        return draw(st.binary(max_size=200)), draw(
            st.sampled_from(["", "text/plain", "application/x-www-form-urlencoded; charset=unsinn"])
        )
    return b"&".join(quoted(name) + b"=" + quoted(value) for name, value in pairs), "application/x-www-form-urlencoded"


def quoted(text: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte if byte in b"&=%+\x00\xff\xfe\xed" else bytes([byte]) for byte in text)


def targets(ground: Ground) -> list[tuple[str, str]]:
    """Route and address of everything that takes a post from somebody with all rights, and from a stranger."""
    table = matrix.table()
    return [
        (route, path)
        for route in matrix.routes()
        for kind, path in ground.paths(route).items()
        if kind != "unknown" and table.expected(route, kind, WHOLE).to("POST") not in {"405", "404"}
    ]


def fields(client: Client, path: str) -> list[bytes]:
    """The names of the fields of the form at an address, as its page shows them."""
    response = walking.ask(client, "GET", path)
    html = getattr(response, "content", b"")
    return sorted(set(re.findall(rb'name="([^"{}]{1,80})"', html)) - {b"csrfmiddlewaretoken"}) or [b"q"]


def attack(ground: Ground, faults: list[str], count: int, is_fixed: bool) -> None:
    """So many malformed requests over all forms, as somebody who may do everything and as a stranger."""
    clients = [
        ground.client(WHOLE),
        ground.client(Subject("data_protection_officer", has_factor=True)),
        Client(raise_request_exception=False),
    ]
    aims = targets(ground)
    assert len(aims) > 100
    known = {path: fields(clients[0], path) for _route, path in aims if not path.startswith("/abmelden")}
    chance = random.Random(1 if is_fixed else None)

    @hypothesis_settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=is_fixed,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def post(data: st.DataObject) -> None:
        _route, path = data.draw(st.sampled_from(aims))
        client = clients[0] if chance.random() < 0.8 else chance.choice(clients)
        body, kind = data.draw(bodies(known.get(path, [b"q"])))
        query = data.draw(
            st.sampled_from(
                ["", "?q=%00", "?p=x&seite=-1", "?%FF=%ED%A0%80", "?id=" + "9" * 40, "?ordering=x&locale=x"]
            )
        )
        method = data.draw(st.sampled_from(["POST", "POST", "POST", "POST", "PUT", "PATCH", "GET"]))
        with walking.without_templates():
            response = walking.ask(client, method, path + query, data=body, content_type=kind)
        assert response.status_code < 500, faults[-1:]

    post()
    assert not faults, faults


def test_r53_malformed_posts_break_no_form(ground, faults):
    attack(ground, faults, int(os.environ.get("MALFORMED_POSTS", "250")), "MALFORMED_POSTS" not in os.environ)


@pytest.mark.parametrize("path", ["x", "0", "-1", "9" * 30, "%00", "1.5", "ä"])
@pytest.mark.parametrize(
    "chooser",
    [
        "documents/chooser",
        "images/chooser",
        "snippets/choose/directory/organisation",
        "snippets/choose/search/pinnedresult",
    ],
)
def test_r53_a_choice_that_is_none_is_not_found(sign_in, chooser, path):
    client = sign_in(editor=True)
    client.raise_request_exception = False
    assert client.get(f"/cms/{chooser}/chosen/{path}/").status_code in {400, 404}
    assert client.get(f"/cms/{chooser}/chosen-multiple/?id={path}").status_code in {200, 400, 404}


@pytest.mark.parametrize(
    "path", ["/anmelden/?next=%00", "/suche/?q=a%00b", "/%00/", "/suche/?%00=1", "/protokoll/?person=%00"]
)
def test_r53_nul_in_an_address_breaks_nothing(sign_in, path):
    for client in (sign_in(officer=True), Client()):
        client.raise_request_exception = False
        assert client.get(path).status_code < 500


def test_r53_a_fault_says_nothing_of_itself(portal, settings, monkeypatch):
    settings.DEBUG = False
    client = Client(raise_request_exception=False)
    client.force_login(factories.UserFactory())
    monkeypatch.setattr("search.views.query_of", lambda request: {}["geheim"])
    logging.disable(logging.CRITICAL)
    answer = client.get("/suche/?q=x")
    logging.disable(logging.NOTSET)
    assert answer.status_code == 500
    assert b"geheim" not in answer.content
    assert b"Traceback" not in answer.content


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"a=b", "application/x-www-form-urlencoded"), (b"[" * 20_000, "application/json"), (b"\xff", "application/json")],
)
def test_r53_a_ceremony_that_is_no_json_is_refused(sign_in, body, kind):
    client = sign_in(editor=True)
    for path in ("neu/fertig/", "pruefen/fertig/"):
        assert client.post(f"/konto/zweiter-faktor/passkey/{path}", body, content_type=kind).status_code == 400
