"""Requests that no form sends: what code of others answers with a fault is said to be malformed, or not to be there (R53).

Our own code has no such excuse: what it does not catch stays a fault.
"""

import logging
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError

from portal.requests import error_pages

logger = logging.getLogger(__name__)
OURS = ("portal", "pages", "directory", "search", "cases")
# a number that is none or too large, a text that cannot be stored, a field that is missing
UNREADABLE = (ValueError, OverflowError, ValidationError, DataError, MultiValueDictKeyError)


@dataclass(frozen=True)
class Known:
    """A route of Wagtail, by a pattern, that fails in another way when the request is malformed."""

    route: str
    error: type[Exception]
    answer: Callable[[HttpRequest], HttpResponse] = error_pages.bad_request


KNOWN = (
    Known(r"/chosen/<str:pk>/$", ValueError, error_pages.not_found),
    Known(r"^cms/", NoReverseMatch),  # a next page that is none
    Known(r"/choose-external-link/$", AttributeError),
    # The root of the tree has nothing above it: no place among others, nothing to go back to.
    Known(r"^cms/pages/<int:\w+>/(?:set_position|lock|unlock|move/<int:\w+>/confirm)/$", AttributeError),
    Known(r"/set_position/$", IntegrityError),  # a place beyond all numbers, as SQLite says it
    Known(r"/choose/\w+/\w+/create/$", AttributeError),
    Known(r"/redirects/import/process/$", KeyError),
    Known(r"^cms/.*/delete/<int:pk>/$", ProtectedError),  # with DELETE, where POST says what still needs the row
)


class MalformedMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        route = request.resolver_match.route if request.resolver_match else ""
        known = (
            fault.answer for fault in KNOWN if isinstance(exception, fault.error) and re.search(fault.route, route)
        )
        is_unreadable = isinstance(exception, UNREADABLE) and not is_ours(exception)
        answer = next(known, error_pages.bad_request if is_unreadable else None)
        if answer is None:
            return None
        logger.warning("malformed request", exc_info=exception)
        return answer(request)


def is_ours(exception: Exception) -> bool:
    """Whether the fault came through code of this portal; what lies before the view is not in the trace."""
    folders = tuple(f"{Path(apps.get_app_config(label).path)}/" for label in OURS if apps.is_installed(label))
    return any(frame.filename.startswith(folders) for frame in traceback.extract_tb(exception.__traceback__))
