"""Sign-in through the county's own OpenID Connect provider, off unless OIDC_ISSUER is set.

It replaces the password only: accounts come by invitation, the second factor stays the portal's own.
"""

from typing import Any

import jwt
import requests
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView

from portal.audit import trail
from portal.models import User


class Backend(OIDCAuthenticationBackend):
    """Finds the account of somebody the provider vouches for; never makes one."""

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> User | None:
        """None for everything that proves nothing, a provider that is away included."""
        # Django asks every backend at each sign-in; one with a password is not meant for this one.
        if request is None or "nonce" not in kwargs:
            return None
        try:
            user: User | None = super().authenticate(request, **kwargs)
        except (requests.RequestException, jwt.PyJWTError, SuspiciousOperation, KeyError, ValueError, TypeError):
            return None
        return user

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """The claims of a token made by our provider, for this portal (OpenID Connect Core 3.1.3.7, steps 2 and 3)."""
        claims: dict[str, Any] = super().verify_token(token, **kwargs)
        audience = claims.get("aud")
        ours = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != self.get_settings("OIDC_OP_ISSUER") or self.OIDC_RP_CLIENT_ID not in ours:
            raise SuspiciousOperation
        return claims

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        """What the provider says about the person of the token, not about anybody else (5.3.2)."""
        info: dict[str, Any] = super().get_userinfo(access_token, id_token, payload)
        if not payload.get("sub") or info.get("sub") != payload["sub"]:
            raise SuspiciousOperation
        return info

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        # An address that nobody has confirmed at the provider may be anybody's.
        return bool(claims.get("email")) and claims.get("email_verified") is True

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[User]:
        return User.objects.filter(email__iexact=claims["email"], is_active=True)


class Callback(OIDCAuthenticationCallbackView):
    """Where the provider sends people back to; each try is an event, as with a password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().get(request)
        except SuspiciousOperation:
            return self.login_failure()

    @transaction.atomic
    def login_success(self) -> HttpResponse:
        trail.record(trail.SIGNED_IN, self.user)
        return super().login_success()

    def login_failure(self) -> HttpResponse:
        trail.record(trail.SIGN_IN_REFUSED, outcome=trail.Outcome.REFUSED)
        text = _(
            "Die Anmeldung über Ihre Dienststelle hat nicht geklappt. Melden Sie sich mit Kennwort an oder rufen Sie uns an."
        )
        messages.error(self.request, text)
        return redirect("portal:sign_in")
