"""What a user may find."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from .documents import NOBODY, READER, Viewer


def viewer_for(user: AbstractBaseUser | AnonymousUser) -> Viewer:
    """A signed-in, active reader finds what is for all readers and for his or her groups; anybody else nothing."""
    if not (user.is_authenticated and user.is_active):
        return NOBODY
    groups = getattr(user, "groups", None)
    names = [f"group:{pk}" for pk in groups.values_list("pk", flat=True)] if groups is not None else []
    return Viewer(frozenset({READER, *names}))
