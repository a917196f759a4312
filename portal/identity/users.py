"""Types of people. A foreign project has a user model of its own: what only ours has is asked for with `hasattr` or `getattr`.

Actions on accounts name `portal.models.User`, for a foreign project looks after its accounts itself.
"""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from portal.models import User

Account = AbstractBaseUser
Visitor = AbstractBaseUser | AnonymousUser  # whoever a request comes from


def signed_in(request: HttpRequest) -> User:
    """The person of a request. PermissionDenied for nobody, whom SignInRequiredMiddleware lets into no view that asks."""
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    return request.user
