"""Types of people. A foreign project has a user model of its own: what only ours has is asked for with `hasattr` or `getattr`.

Actions on accounts name `portal.models.User`, for a foreign project looks after its accounts itself.
"""

from typing import cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest

from portal.models import User

Account = AbstractBaseUser
Visitor = AbstractBaseUser | AnonymousUser  # whoever a request comes from


def signed_in(request: HttpRequest) -> User:
    """The person of a request, in views that SignInRequiredMiddleware opens to nobody else."""
    return cast(User, request.user)
