"""Asks addresses as different people, so that nothing stays of it."""

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
    with mock.patch.object(Template, "render", lambda *args, **kwargs: SafeString("")):
        yield


def ask(client: Client, method: str, path: str, **headers: Any) -> HttpResponse:
    """One request, undone afterwards, its cookies and its session included."""
    cookies = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        response = client.generic(method, path, **headers)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    response.close()
    return response


def asked(subject: matrix.Subject, route: str, kind: str, is_full: bool) -> tuple[str, ...]:
    """The methods to ask with: all where something is decided, otherwise those that show that nothing is."""
    if is_full:
        return matrix.METHODS
    if not route.startswith("cms/"):
        return matrix.METHODS if kind != "unknown" or subject.role in matrix.WIDE else ("GET", "POST")
    if subject.role == matrix.ANONYMOUS or (subject.role == "reader" and subject.has_factor):
        return matrix.METHODS if kind != "unknown" else ("GET", "POST")
    if subject.role not in DECIDING or kind == "unknown":
        return ("GET",)
    if subject.role == "editor" and not subject.has_factor:
        return matrix.METHODS
    return ("GET", "POST", "DELETE") if subject.role == matrix.SUPERUSER else ("GET", "POST")


def walk(
    ground: Ground, subject: matrix.Subject, routes: list[str], is_full: bool
) -> Iterator[tuple[str, str, str, str]]:
    """Route, kind of ids, method and outcome of every request of a subject."""
    client = ground.client(subject)
    for route in routes:
        for kind, path in ground.paths(route).items():
            for method in asked(subject, route, kind, is_full):
                yield route, kind, method, matrix.classified(ask(client, method, path))
