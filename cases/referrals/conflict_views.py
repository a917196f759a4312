"""A conflict about a case: raised from either side, settled by the superiors of both (F65)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from cases import sent_once
from cases.access import actor_of, case_staff
from cases.models import Purpose, Referral, Settlement, State
from cases.referrals import conflict_actions, trail
from cases.referrals.alignment_forms import ConflictForm, SettlementForm, VersionForm
from cases.referrals.conflict_actions import superior_side
from cases.referrals.copy_queries import copies_of
from cases.referrals.dropout_views import opened
from cases.referrals.errors import Refused, Stale
from cases.referrals.lookups import of_referral, recent_factor_to_post
from cases.referrals.queries import contents_of
from portal.edit_conflicts import CONFLICT
from portal.requests.methods import require_safe_or_post

PROPOSE, AGREE = "vorschlagen", "zustimmen"


@require_safe_or_post
@case_staff
@recent_factor_to_post
@of_referral
@sensitive_post_parameters()
def new(request: HttpRequest, referral: Referral) -> HttpResponse:
    if referral.purpose == Purpose.CONFLICT or referral.state == State.DRAFT:
        raise Http404
    form = ConflictForm(request.POST or None)
    conflict = None
    if form.is_valid():
        terms = {"text": form.cleaned_data["text"], "form": sent_once.page_of(request)}
        try:
            conflict = conflict_actions.raise_conflict(referral=referral, by=actor_of(request), **terms)
        except Refused as refused:
            form.add_error(None, refused)
    context = {"referral": referral, "form": form, "conflict": conflict}
    return render(request, "cases/referrals/conflict_new.html", context, status=422 if form.errors else 200)


@require_safe_or_post
@case_staff
@recent_factor_to_post
@of_referral
@sensitive_post_parameters()
def settlement(request: HttpRequest, referral: Referral) -> HttpResponse:
    if referral.purpose != Purpose.CONFLICT:
        raise Http404
    if request.method != "POST":
        return settlement_page(request, opened(referral, actor_of(request)), None)
    is_agreed = AGREE in request.POST
    form: Any = VersionForm(request.POST) if is_agreed else SettlementForm(request.POST)
    if not form.is_valid():
        return settlement_page(request, referral, None if is_agreed else form, Stale() if is_agreed else None)
    act: Any = conflict_actions.agree_to_settlement if is_agreed else conflict_actions.propose_settlement
    try:
        act(referral=referral, by=actor_of(request), **form.cleaned_data)
    except Refused as refused:
        return settlement_page(request, referral, None if is_agreed else form, refused)
    return redirect("cases:settlement", referral.pk)


def settlement_page(
    request: HttpRequest, referral: Referral, form: SettlementForm | None, problem: ValidationError | None = None
) -> HttpResponse:
    """As it is now; what was typed stays, with the version of this page."""
    actor = actor_of(request)
    texts, side = contents_of(referral, actor), superior_side(referral, actor)
    trail.about_referral(trail.REFERRAL_READ, actor, referral, categories=", ".join(sorted(texts)))
    rows = Settlement.objects.for_actor(actor).select_related("proposed_for", "proposed_by", "agreed_by")
    proposed = rows.filter(referral=referral).first()
    own = {"sender": referral.sender_id, "receiver": referral.receiver_id}.get(side or "")
    context = {
        "referral": referral,
        "texts": texts,
        "copies": copies_of(referral, actor),
        "settlement": proposed,
        "may_settle": side is not None and referral.is_open,
        "may_agree": proposed is not None and side is not None and proposed.proposed_for_id != own,
        "form": form or SettlementForm(initial={"text": proposed.text if proposed else ""}),
        "problem": problem,
    }
    status = CONFLICT if problem else 422 if form and form.errors else 200
    return render(request, "cases/referrals/settlement.html", context, status=status)
