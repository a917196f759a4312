"""Menu and breadcrumbs. Apps may add entries under their own name; an entry names the permission that shows it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """A link of the main menu. `permission` "" shows it to everybody signed in; `order` is ascending."""

    label: str | Promise
    url: str
    order: int = 100
    permission: str = ""
    icon: str = ""
    is_current: bool = False


Provider = Callable[[HttpRequest], list[Entry]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Adds a function that gives entries for a request; called once per page, so it must be cheap."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def entries(request: HttpRequest) -> list[Entry]:
    found = [entry for provider in _providers for entry in provider(request)]
    shown = [entry for entry in found if not entry.permission or request.user.has_perm(entry.permission)]
    return sorted(shown, key=lambda entry: entry.order)
