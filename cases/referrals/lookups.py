"""Views of one record or consent: what is somebody else's is missing, and the rest happens in one transaction with its event (R20, R45)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from cases.access import actor_of, found
from cases.models import ClientRecord, Consent

View = Callable[..., HttpResponse]


def of_record(view: View) -> View:
    """The view gets the record instead of its key. The refusal is stored by itself; the transaction begins after it."""

    @wraps(view)
    def reached(request: HttpRequest, pk: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        rows = ClientRecord.objects.for_actor(actor).select_related("organisation")
        record = found(rows, pk, actor, "client_record")
        with transaction.atomic():
            return view(request, record, *args, **kwargs)

    return reached


def of_consent(view: View) -> View:
    """A consent of a record that was found; the view gets the consent with its record."""

    @wraps(view)
    def reached(request: HttpRequest, pk: UUID, consent_pk: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        found(ClientRecord.objects.for_actor(actor), pk, actor, "client_record")
        rows = Consent.objects.for_actor(actor).filter(record=pk)
        related = ("record__organisation", "text", "withdrawal", "recorded_by", "prepared_by")
        consent = found(rows.select_related(*related), consent_pk, actor, "consent")
        with transaction.atomic():
            return view(request, consent, *args, **kwargs)

    return reached
