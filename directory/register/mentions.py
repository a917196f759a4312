"""Where an organisation is named elsewhere in the portal. Apps above this one say so when they are ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from directory.models import Organisation


@dataclass(frozen=True)
class Mention:
    """A page that names it: `kind` is what the page is, `role` what the organisation is there."""

    title: str
    url: str
    kind: str | Promise = ""
    role: str = ""
    is_over: bool = False


Provider = Callable[[Organisation], Iterable[Mention]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    if provider not in _providers:
        _providers.append(provider)
    return provider


def of(organisation: Organisation) -> list[Mention]:
    return [one for provider in _providers for one in provider(organisation)]
