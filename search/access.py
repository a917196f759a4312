"""What a user may find: audiences of a user here, of a document where it is made; the directory's rule is in directory/models/restrictions.py."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from portal.compiled_query import CompiledQuery
from portal.extensions import Point
from search.documents import NOBODY, READER, Viewer

User = AbstractBaseUser | AnonymousUser
audiences: Point[Callable[[User], Iterable[str]]] = (
    Point()
)  # further audiences of a user; asked at each search, so cheap


def viewer_for(user: User) -> Viewer:
    """A signed-in, active reader finds what is for all readers, for his or her groups and other audiences; anybody else nothing."""
    if not (user.is_authenticated and user.is_active):
        return NOBODY
    names = [f"group:{pk}" for (pk,) in group_rows(user.pk).rows()] if hasattr(user, "groups") else []
    return Viewer(frozenset({READER, *names, *(name for audiences_of in audiences for name in audiences_of(user))}))


@lru_cache(maxsize=500)
def group_rows(user_pk: int | str) -> CompiledQuery:
    return CompiledQuery(
        get_user_model()._default_manager.filter(pk=user_pk, groups__isnull=False).values_list("groups")
    )
