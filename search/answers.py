"""What other apps can answer to a question, shown above the hits: they add a function to `answering` from `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from portal.extensions import Point
from search.documents import Query


@dataclass(frozen=True)
class Answer:
    """Shown by its own `template`, which finds `shown` under that name."""

    template: str
    shown: object


# Asked with every question: whoever has nothing to say tells so within a few milliseconds and without a query.
answering: Point[Callable[[HttpRequest, Query], Answer | None]] = Point()


def answers_to(request: HttpRequest, query: Query) -> list[Answer]:
    found = (answer(request, query) for answer in answering)
    return [answer for answer in found if answer is not None]
