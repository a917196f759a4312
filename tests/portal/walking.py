"""Asks addresses as different people, so that nothing stays of it."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any
from unittest import mock

from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.utils.safestring import SafeString

from tests.portal import matrix
from tests.portal.ground import Ground

# who decides what the editor answers; all others hold no permission there, which is asked for as well
DECIDING = ("reader", "editor", "administrator", matrix.SUPERUSER)


@contextmanager
def without_templates() -> Iterator[None]:
    """Guards and views decide, nothing is rendered: a page costs as little as a refusal."""
    with mock.patch.object(Template, "render", return_value=SafeString("")):
        yield


def ask(client: Client, method: str, path: str, **headers: Any) -> HttpResponse:
    """One request, undone afterwards, its cookies and its session included."""
    cookies = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        response = client.generic(method, path, **headers)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    if response.streaming:
        deque(response.streaming_content, maxlen=0)  # closes what it reads from, and no connection of the test
    return response


SAMPLE = 12
# Whose rights differ most; the other roles ask unknown ids with a proved factor only.
WITHOUT_FACTOR = (matrix.ANONYMOUS, "reader", "caseworker")


def asked(subject: matrix.Subject, place: int, route: str, kind: str, is_full: bool) -> tuple[str, ...]:
    """The methods to ask with: all where something is decided, else enough to show that nothing is.

    In the editor a guard decides by the beginning of the route before any view, so that those it refuses ask each address once
    or, when they hold the same rights as others who do, every twelfth. MATRIX=full asks everything.
    """
    if is_full:
        return matrix.METHODS
    return in_editor(subject, place, kind) if route.startswith("cms/") else in_portal(subject, kind)


def in_portal(subject: matrix.Subject, kind: str) -> tuple[str, ...]:
    if kind == "unknown" and not subject.has_factor and subject.role not in WITHOUT_FACTOR:
        return ()
    if subject == matrix.Subject("reader", True) or (subject.role == matrix.ANONYMOUS and kind != "unknown"):
        return matrix.METHODS
    return ("GET", "POST") if kind != "unknown" else ("GET",)


def in_editor(subject: matrix.Subject, place: int, kind: str) -> tuple[str, ...]:
    is_sample = place % SAMPLE == 0 and kind != "unknown"
    if subject.role == matrix.ANONYMOUS:
        return matrix.METHODS if is_sample else ("GET", "POST") if kind != "unknown" else ("GET",)
    if subject in (matrix.Subject("reader", True), matrix.Subject("editor")):
        return ("GET", "POST") if kind != "unknown" else ()
    if subject.role not in DECIDING or not subject.has_factor:
        return ("GET", "DELETE") if is_sample else ()
    return ("GET", "POST") if kind != "unknown" else ("GET",)


def walk(
    ground: Ground, subject: matrix.Subject, routes: list[str], is_full: bool
) -> Iterator[tuple[str, str, str, str]]:
    """Route, kind of ids, method and outcome of every request of a subject."""
    client = ground.client(subject)
    for place, route in enumerate(routes):
        for kind, path in ground.paths(route).items():
            for method in asked(subject, place, route, kind, is_full):
                yield route, kind, method, matrix.classified(ask(client, method, path))
