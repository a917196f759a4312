"""Guessing passwords does not pay (R7): django-axes counts failures per name and address, a slow limit counts per name alone.

The slow limit asks only those who have not signed in from their address before, so that a flood does not lock the owner out.
How many tries and how long: AXES_FAILURE_LIMIT and AXES_COOLOFF_TIME, and SIGN_INS_PER_DAY, all in portal/settings.py.
Names are kept as digests only, whether they belong to somebody or not.
"""

import datetime as dt
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal import conf
from portal.identity.users import Account
from portal.models import KnownPlace
from portal.requests import limits
from portal.requests.addresses import client_address

PLACES_KEPT = dt.timedelta(days=90)
ATTEMPTS_KEPT = dt.timedelta(days=1)


def digest(*parts: str) -> str:
    return salted_hmac("portal.guessing", "\x00".join(parts), algorithm="sha256").hexdigest()


def typed_name(username: object) -> str:
    return str(username or "").strip().lower()


def stored_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """What django-axes stores instead of the name that was typed."""
    return digest(typed_name((credentials or {}).get("username") or request.POST.get("username")))


def is_without_name(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """Whether a sign-in names no account, as one through the county's provider: there is no password to guess."""
    return not typed_name((credentials or {}).get("username") or request.POST.get("username"))


def logged_client(*_args: object, **_kwargs: object) -> str:
    """What django-axes writes into the log instead of name and address."""
    return "somebody"


def seconds_to_wait(request: HttpRequest, username: str) -> int:
    """0 and one try used up, or the seconds until this name may be tried again from an unknown address."""
    # Asked before the limit is touched: at the usual place no try is used up by the flood of others.
    if KnownPlace.objects.filter(digest=place_digest(request, username)).exists():
        return 0
    return limits.seconds_to_wait(f"sign-in:{typed_name(username)}", conf.get("SIGN_INS_PER_DAY"), 24 * 60 * 60)


def remember_place(request: HttpRequest, user: Account) -> None:
    KnownPlace.objects.update_or_create(
        digest=place_digest(request, user.get_username()), defaults={"seen_on": timezone.localdate()}
    )


def place_digest(request: HttpRequest, username: str) -> str:
    return digest(typed_name(username), client_address(request))


def lockout_page(request: HttpRequest, _response: object, _credentials: object) -> HttpResponse:
    """The answer of django-axes; the same whether the name has an account or not."""
    return refusal_page(request, int(settings.AXES_COOLOFF_TIME.total_seconds()))


def refusal_page(request: HttpRequest, seconds: int) -> HttpResponse:
    """Status 429 with what helps now: the time to wait, a new password, the telephone."""
    response = render(request, "portal/identity/sign_in_locked.html", {"minutes": -(-seconds // 60)}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def delete_old() -> int:
    """Removes attempts and places that are no longer needed; returns how many rows."""
    now = timezone.now()
    count = KnownPlace.objects.filter(seen_on__lt=(now - PLACES_KEPT).date()).delete()[0]
    if apps.is_installed("axes"):
        attempts = apps.get_model("axes", "AccessAttempt")
        count += attempts._default_manager.filter(attempt_time__lt=now - ATTEMPTS_KEPT).delete()[0]
    return count
