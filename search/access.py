"""What a user may find."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from portal.compiled_query import CompiledQuery
from search.documents import NOBODY, READER, Viewer

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
    names = [f"group:{pk}" for (pk,) in group_rows(user.pk).rows()] if hasattr(user, "groups") else []
    return Viewer(frozenset({READER, *names, *(name for provider in _providers for name in provider(user))}))


@lru_cache(maxsize=500)
def group_rows(user_pk: int | str) -> CompiledQuery:
    return CompiledQuery(
        get_user_model()._default_manager.filter(pk=user_pk, groups__isnull=False).values_list("groups")
    )
