"""Requests that no form of ours sends: what code of others answers with a fault is told to be malformed, or not there (R53)."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DataError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDictKeyError

from portal import views

logger = logging.getLogger(__name__)
# a field that is missing, a text or number the database cannot store: not the fault of the server, whoever asked for it
ALWAYS = (MultiValueDictKeyError, DataError, UnicodeEncodeError)


@dataclass(frozen=True)
class Known:
    """A route of Wagtail, by a pattern, that fails in this way when the request is malformed."""

    route: str
    error: type[Exception]
    answer: Callable[[HttpRequest], HttpResponse] = views.bad_request


KNOWN = (
    Known(r"/chosen/<str:pk>/$", ValueError, views.not_found),
    Known(r"/chosen-multiple/$", ValueError, views.not_found),
    Known(r"/choose-external-link/$", AttributeError),
    Known(r"/choose/\w+/\w+/create/$", AttributeError),
    Known(r"/redirects/import/process/$", KeyError),
    Known(r"/locales/delete/<int:pk>/$", ProtectedError),
)


class Malformed:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """NUL is in no address and in no search; PostgreSQL cannot even be asked for it."""
        if "\x00" in request.path or any(
            "\x00" in text for values in request.GET.lists() for text in (values[0], *values[1])
        ):
            return views.bad_request(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ALWAYS):
            answer: Callable[[HttpRequest], HttpResponse] = views.bad_request
        else:
            route = request.resolver_match.route if request.resolver_match else ""
            found = next(
                (one for one in KNOWN if isinstance(exception, one.error) and re.search(one.route, route)), None
            )
            if found is None:
                return None
            answer = found.answer
        logger.warning("malformed request", exc_info=exception)
        return answer(request)
