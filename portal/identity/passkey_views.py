"""Setting up and proving a passkey, as steps that the script of a page asks for in JSON (SECURITY F2, F6)."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.utils import rewrite_exceptions

from portal.audit import trail
from portal.identity import factor_actions, second_factor_views
from portal.identity.passkeys import Ceremony

REGISTERING, PROVING = "passkey_new", "passkey_asked"
NAME_LENGTH = 64


def ceremony_step(view: Callable[[HttpRequest], dict[str, Any]]) -> Callable[[HttpRequest], HttpResponse]:
    """A step of a ceremony as JSON; whatever goes wrong in it is 400 with a sentence for the person."""

    @require_POST
    @wraps(view)
    def step(request: HttpRequest) -> HttpResponse:
        try:
            with rewrite_exceptions():
                return JsonResponse(view(request))
        except ValidationError as error:
            return JsonResponse({"message": " ".join(error.messages)}, status=400)
        except (OTPWebAuthnApiError, KeyError, ValueError, TypeError, AttributeError):
            trail.record(factor_actions.REFUSED, request.user, outcome=trail.Outcome.REFUSED)
            refusal = _("Das hat nicht geklappt. Bitte versuchen Sie es noch einmal oder nehmen Sie einen anderen Weg.")
            return JsonResponse({"message": refusal}, status=400)

    return step


def json_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request; ValueError for anything else."""
    try:
        data = json.loads(request.body)
    except (RawPostDataException, RecursionError) as error:  # sent as a form, or nested without end
        raise ValueError from error
    if not isinstance(data, dict):
        raise ValueError
    return data


def begun_with(request: HttpRequest, name: str) -> dict[str, Any]:
    """What the ceremony began with, good once even if it fails."""
    options: dict[str, Any] = request.session.pop(name)
    # At once: if the ceremony fails, its challenge must not be there for a second try.
    request.session.save()
    return options


@second_factor_views.enrolment_required
@ceremony_step
def begin_registration(request: HttpRequest) -> dict[str, Any]:
    options, request.session[REGISTERING] = Ceremony(request).register_begin(user=request.user)
    return dict(options)


@second_factor_views.enrolment_required
@ceremony_step
def complete_registration(request: HttpRequest) -> dict[str, Any]:
    data, begun = json_body(request), begun_with(request, REGISTERING)
    with transaction.atomic():
        device = Ceremony(request).register_complete(request.user, begun, data["credential"])
        device.name = str(data.get("name") or _("Passkey"))[:NAME_LENGTH]
        device.save(update_fields=["name"])
        factor_actions.taken_into_use(request, device)
    return {"next": second_factor_views.after_enrolment(request)}


@ceremony_step
def begin_proof(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to ask for one of this person's keys."""
    options, request.session[PROVING] = Ceremony(request).authenticate_begin(
        user=request.user, require_user_verification=False
    )
    return dict(options)


@ceremony_step
def complete_proof(request: HttpRequest) -> dict[str, Any]:
    data, begun = json_body(request), begun_with(request, PROVING)
    with transaction.atomic():
        device = Ceremony(request).authenticate_complete(request.user, begun, data["credential"])
        # The package looks at all keys of a person, those in setup included.
        if not device.confirmed:
            raise ValueError
        factor_actions.lift(request, device)
    return {"next": second_factor_views.next_url(request, str(data.get("next", "")))}
