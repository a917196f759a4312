"""Views of one row: what is somebody else's, what ended a moment ago and what never was are missing, all with the same event
(R20, R29, R45)."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from cases.access import REFUSED, actor_of
from cases.models import (
    AlignedGoal,
    Appointment,
    Attachment,
    Breach,
    ClientRecord,
    Consent,
    LegalGround,
    PersonExport,
    PrintoutCheck,
    Referral,
)
from cases.referrals import states
from portal.audit import trail
from portal.edit_conflicts import held
from portal.identity.auth import View, recent_factor_required

# What every page about a referral needs of it, so that it comes in one query.
RELATED = (
    "sender", "receiver", "team", "mailbox", "taken_by", "sent_by", "consent", "consent__withdrawal", "consent__text",
    "ground", "ground__confirmed_by", "record",
)  # fmt: skip
LOST = tuple(
    model.DoesNotExist
    for model in (
        AlignedGoal,
        Appointment,
        Attachment,
        Breach,
        ClientRecord,
        Consent,
        LegalGround,
        PersonExport,
        PrintoutCheck,
        Referral,
    )
)
Rows = tuple[Any, ...]


def record_of(request: HttpRequest, pk: UUID) -> Rows:
    return (ClientRecord.objects.for_actor(actor_of(request)).select_related("organisation").get(pk=pk),)


def consent_of(request: HttpRequest, pk: UUID, consent_pk: UUID) -> Rows:
    actor = actor_of(request)
    rows = Consent.objects.for_actor(actor).filter(record=ClientRecord.objects.for_actor(actor).get(pk=pk))
    related = ("record__organisation", "text", "withdrawal", "recorded_by", "prepared_by")
    return (rows.select_related(*related).get(pk=consent_pk),)


def as_it_is(request: HttpRequest, pk: UUID) -> Referral:
    """DoesNotExist for whatever is not the person's to see; only for views that one of the decorators below leads to."""
    row: Referral = Referral.objects.for_actor(actor_of(request)).select_related(*RELATED).get(pk=pk)
    return row


def referral_of(request: HttpRequest, pk: UUID) -> Rows:
    return (as_it_is(request, pk),)


def draft_of(request: HttpRequest, pk: UUID) -> Rows:
    """What has left is no draft any more."""
    drafts = Referral.objects.outgoing(actor_of(request)).filter(state=states.DRAFT)
    return (held(request, drafts.select_related(*RELATED)).get(pk=pk),)


def goal_of(request: HttpRequest, pk: UUID, goal: UUID) -> Rows:
    referral = as_it_is(request, pk)
    goals = AlignedGoal.objects.for_actor(actor_of(request)).filter(referral=referral, removed_at=None)
    return referral, goals.select_related("sheet").get(pk=goal)


def attachment_of(request: HttpRequest, pk: UUID, attachment: UUID) -> Rows:
    referral = as_it_is(request, pk)
    return referral, Attachment.objects.for_actor(actor_of(request)).filter(referral=referral).get(pk=attachment)


def appointment_of(request: HttpRequest, pk: UUID, appointment: UUID) -> Rows:
    actor = actor_of(request)
    # The referral is what every act on one of its appointments holds first.
    referral = held(request, Referral.objects.for_actor(actor).select_related(*RELATED)).get(pk=pk)
    row = Appointment.objects.for_actor(actor).filter(referral=referral).get(pk=appointment)
    row.referral = referral
    return referral, row


def in_one(request: HttpRequest) -> AbstractContextManager[None]:
    """One transaction for all that the view does."""
    return transaction.atomic()


def in_one_to_post(request: HttpRequest) -> AbstractContextManager[None]:
    """Reading stays without, for SQLite would lock everybody out."""
    return transaction.atomic() if request.method == "POST" else nullcontext()


def in_several(request: HttpRequest) -> AbstractContextManager[None]:
    """Those of the actions: what waits for a file to be looked at or a paper to be set keeps nobody else waiting."""
    return nullcontext()


def one_of(
    kind: str, find: Callable[..., Rows], *keys: str, wrapped: Callable[[HttpRequest], AbstractContextManager[None]]
) -> Callable[[View], View]:
    """The view gets the rows instead of the keys in its address; `kind` is that of the first, which the others hang on.

    A refusal is stored by itself, after whatever transaction there was.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def reached(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            named = [kwargs.pop(key) for key in keys]
            try:
                with wrapped(request):
                    return view(request, *find(request, *named), **kwargs)
            except LOST as lost:
                actor = actor_of(request)
                trail.record(REFUSED, actor.user, outcome=trail.Outcome.REFUSED, about=(kind, named[0]))
                raise Http404 from lost

        return reached

    return decorate


of_record = one_of("client_record", record_of, "pk", wrapped=in_one)
of_consent = one_of("client_record", consent_of, "pk", "consent_pk", wrapped=in_one)
of_referral = one_of("referral", referral_of, "pk", wrapped=in_one)
of_referral_at_length = one_of("referral", referral_of, "pk", wrapped=in_several)
of_draft = one_of("referral", draft_of, "pk", wrapped=in_one_to_post)
of_goal = one_of("referral", goal_of, "pk", "goal", wrapped=in_one)
of_attachment = one_of("referral", attachment_of, "pk", "attachment", wrapped=in_several)
of_appointment = one_of("referral", appointment_of, "pk", "appointment", wrapped=in_one_to_post)


def recent_factor_to_post(view: View) -> View:
    """Reading needs the factor of the section; the act one that was proved just now (R11)."""
    with_proof = recent_factor_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (with_proof if request.method == "POST" else view)(request, *args, **kwargs)

    guarded.factor = "recent to post"  # type: ignore[attr-defined]  # read by the walk over all addresses
    return guarded
