"""Where an organisation is named elsewhere in the portal. Apps above this one say so when they are ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from directory.models import Organisation
from portal.extensions import Point


@dataclass(frozen=True)
class Mention:
    """A page that names it: `kind` is what the page is, `role` what the organisation is there."""

    title: str
    url: str
    kind: str | Promise = ""
    role: str = ""
    is_over: bool = False


mentions: Point[Callable[[Organisation], Iterable[Mention]]] = Point()


def mentions_of(organisation: Organisation) -> list[Mention]:
    return [mention for provider in mentions for mention in provider(organisation)]
