"""A database that stays busy for longer than a request waits passes by itself: 503, never 500 (point 1)."""

from django.db import OperationalError
from django.test import RequestFactory

from portal.requests.error_pages import OwnNotFoundMiddleware, server_error


def test_r1_a_busy_database_is_a_pause_in_development_too():
    request = RequestFactory().get("/")
    try:
        raise OperationalError("database is locked")
    except OperationalError as locked:
        answer = OwnNotFoundMiddleware(lambda _request: None).process_exception(request, locked)
    assert answer is not None and answer.status_code == 503 and answer["Retry-After"] == "60"
    assert server_error(request).status_code == 500
