"""Views of one referral: what is somebody else's is missing, and the rest happens in one transaction with its event (R20, R45)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from cases.access import Actor, actor_of, found
from cases.models import AlignedGoal, Referral
from portal.identity.auth import View, recent_factor_required

RELATED = ("sender", "receiver", "consent", "ground", "record", "taken_by")


def of_referral(view: View) -> View:
    """The view gets the referral instead of its key. A refusal is stored by itself; the transaction begins after it."""

    @wraps(view)
    def reached(request: HttpRequest, pk: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        referral = referral_of(actor_of(request), pk)
        return in_one(view, request, referral, *args, **kwargs)

    return reached


def of_goal(view: View) -> View:
    """A goal of a referral that was found; the view gets both."""

    @wraps(view)
    def reached(request: HttpRequest, pk: UUID, goal: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        referral = referral_of(actor, pk)
        rows = AlignedGoal.objects.for_actor(actor).filter(referral=referral, removed_at=None)
        row = found(rows.select_related("sheet"), goal, actor, "goal")
        return in_one(view, request, referral, row, *args, **kwargs)

    return reached


def referral_of(actor: Actor, pk: UUID) -> Referral:
    rows = Referral.objects.for_actor(actor).select_related(*RELATED)
    row: Referral = found(rows, pk, actor, "referral")
    return row


def in_one(view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        with transaction.atomic():
            return view(request, *args, **kwargs)
    except Referral.DoesNotExist as gone:
        # The consent has ended between the look and the act (R29).
        raise Http404 from gone


def recent_factor_to_post(view: View) -> View:
    """Reading needs the factor of the section; the act one that was proved just now (R11)."""
    with_proof = recent_factor_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (with_proof if request.method == "POST" else view)(request, *args, **kwargs)

    guarded.factor = "recent to post"  # type: ignore[attr-defined]  # read by the walk over all addresses
    return guarded
