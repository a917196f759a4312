"""Which account is meant, and whether somebody uses it."""

from django.contrib.auth import get_user_model

from portal.identity.users import Account
from portal.models import User


def about(user: Account) -> tuple[str, object]:
    return ("user", user.pk)


def by_address(address: str) -> User | None:
    model = get_user_model()
    user: User | None = model._default_manager.filter(email__iexact=address.strip()).first()
    return user


def was_taken_up(user: User) -> bool:
    """Whether somebody has chosen a password for this account, or came in without one through the county's own provider."""
    return user.has_usable_password() or user.last_login is not None
