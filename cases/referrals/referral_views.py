"""One referral: reading it, the name on request, each act of the table, handing on."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access import Actor, actor_of, case_staff
from cases.models import Purpose, Referral
from cases.referrals import detail, draft_page, referral_actions, states, thread_actions
from cases.referrals.access import sides_of
from cases.referrals.colleagues import colleagues
from cases.referrals.copy_queries import copies_of
from cases.referrals.errors import NotNow, Stale
from cases.referrals.lookups import as_it_is, of_referral_at_length
from cases.referrals.record_actions import caseworkers_of
from cases.referrals.referral_forms import AnswerForm, AttachmentForm, HandOnForm
from portal.edit_conflicts import CONFLICT
from portal.identity.auth import recent_factor_required
from portal.requests.methods import require_safe_or_post

UNPROCESSABLE = 422


@require_safe
@case_staff
@of_referral_at_length
def referral(request: HttpRequest, referral: Referral) -> HttpResponse:
    return page(request, see(referral, actor_of(request), request))


def see(row: Referral, actor: Actor, request: HttpRequest) -> Referral:
    """The first of the receiving side who opens it has seen it. Whoever leads there only looks, but for a conflict, which is theirs."""
    whose = actor.supervisor_in if row.purpose == Purpose.CONFLICT else actor.caseworker_in
    if row.state != states.SENT or row.receiver_id not in whose or request.method == "HEAD":
        return row
    if "receiver" not in sides_of(actor, row):
        return row
    # A colleague may be first.
    with suppress(Stale, NotNow):
        referral_actions.move_referral(referral=row, step="see", version=row.version, by=actor)
    return as_it_is(request, row.pk)


def page(request: HttpRequest, row: Referral, *, status: int = 200, **shown: Any) -> HttpResponse:
    """A draft is shown to be sent, everything else with its thread; reading and its event are one transaction."""
    actor = actor_of(request)
    with transaction.atomic():
        if row.state == states.DRAFT:
            return draft_page.shown(request, row, status=status, **shown)
        read = detail.read(row, actor, with_names=bool(shown.pop("with_names", False)))
        context = {
            "detail": read,
            "referral": row,
            "answer": AnswerForm(),
            "copies": copies_of(row, actor),
            "may_see_accesses": bool({row.sender_id, row.receiver_id} & actor.supervisor_in),
            "attachment_form": AttachmentForm(kinds=thread_actions.may_be_attached(row)) if read.may_write else None,
            **shown,
        }
        return render(request, "cases/referrals/referral.html", context, status=status)


def refused(
    request: HttpRequest, row: Referral, form: Any, error: ValidationError, *, name: str = "answer"
) -> HttpResponse:
    """The page as it is now, with what was typed and why it was not stored."""
    form.add_error(None, error)
    status = CONFLICT if isinstance(error, Stale) else UNPROCESSABLE
    return page(request, as_it_is(request, row.pk), status=status, **{name: form})


@require_POST
@case_staff
@of_referral_at_length
def show_names(request: HttpRequest, referral: Referral) -> HttpResponse:
    return page(request, referral, with_names=True)


@require_POST
@case_staff
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether an act asks for a fresh factor stands in the table."""
    transition = states.BY_NAME.get(request.POST.get("schritt", ""))
    view: Callable[..., HttpResponse] = carry_out
    if transition is not None and transition.needs_factor:
        view = recent_factor_required(carry_out)
    return view(request, pk=pk)


@of_referral_at_length
def carry_out(request: HttpRequest, row: Referral) -> HttpResponse:
    form = AnswerForm(request.POST)
    step = request.POST.get("schritt", "")
    if not form.is_valid():
        return page(request, row, status=UNPROCESSABLE, answer=form)
    try:
        # Sending has a page of its own, with all that is checked there; seeing happens by looking.
        if step in {"send", "see"}:
            raise NotNow
        referral_actions.move_referral(
            referral=row, step=step, version=sent_version(request), by=actor_of(request), text=form.cleaned_data["text"]
        )
    except ValidationError as error:
        return refused(request, row, form, error)
    return onwards(request, row.pk)


def onwards(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Back to the referral, or to the list for whoever has just closed it for themselves."""
    if Referral.objects.for_actor(actor_of(request)).filter(pk=pk).exists():
        return redirect("cases:referral", pk=pk)
    messages.success(request, _("Eingetragen. Für Ihre Seite ist der Vorgang damit geschlossen."))
    return redirect("cases:inbox")


def sent_version(request: HttpRequest) -> int:
    """What the page was made from; nonsense is an old state."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_safe_or_post
@case_staff
@of_referral_at_length
def hand_on(request: HttpRequest, row: Referral) -> HttpResponse:
    """To a colleague or the deputy; whoever is away is named as such."""
    actor = actor_of(request)
    if "receiver" not in sides_of(actor, row) or not row.is_open:
        return refused(request, row, AnswerForm({}), NotNow())
    people = colleagues(row.receiver_id, apart_from=row.taken_by_id)
    form = HandOnForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        to = caseworkers_of(row.receiver_id).get(pk=form.cleaned_data["an"])
        try:
            referral_actions.hand_on(referral=row, to=to, version=sent_version(request), by=actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Der Fall ist weitergegeben."))
            return redirect("cases:inbox")
    context = {"referral": row, "form": form}
    return render(request, "cases/referrals/hand_on.html", context, status=UNPROCESSABLE if form.errors else 200)
