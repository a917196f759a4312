"""What a user may find."""

from collections.abc import Callable, Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from .documents import NOBODY, READER, Viewer

User = AbstractBaseUser | AnonymousUser
_providers: list[Callable[[User], Iterable[str]]] = []


def register(provider: Callable[[User], Iterable[str]]) -> None:
    """Adds a function that names further audiences a user belongs to; asked at each search, so it must be cheap."""
    if provider not in _providers:
        _providers.append(provider)


def viewer_for(user: User) -> Viewer:
    """A signed-in, active reader finds what is for all readers, for his or her groups and other audiences; anybody else nothing."""
    if not (user.is_authenticated and user.is_active):
        return NOBODY
    groups = getattr(user, "groups", None)
    names = [f"group:{pk}" for pk in groups.values_list("pk", flat=True)] if groups is not None else []
    return Viewer(frozenset({READER, *names, *(name for provider in _providers for name in provider(user))}))
