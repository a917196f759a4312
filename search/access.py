"""What a user may find: audiences of a user here, of a document where it is made; the directory's rule is in directory/models/restrictions.py."""

from collections.abc import Callable, Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from portal import page_access
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
    with page_access.read_once():
        page_access.read_for(user)
        groups = (f"group:{pk}" for pk in page_access.groups_of(user))
        return Viewer(
            frozenset({READER, *groups, *(name for audiences_of in audiences for name in audiences_of(user))})
        )
