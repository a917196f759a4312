"""A (threatened) dropout: told from a phone in a minute, answered with who calls (F65)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from cases import sent_once
from cases.access import Actor, actor_of, case_staff
from cases.models import ClientRecord, DropoutNotice, Referral
from cases.referrals import dropout_actions, trail
from cases.referrals.access import sides_of
from cases.referrals.alignment_forms import CallForm, DropoutForm
from cases.referrals.copy_queries import copies_of
from cases.referrals.dropout_actions import Report
from cases.referrals.dropout_queries import Addressee, Hits, addressees, notice_of, searched
from cases.referrals.errors import Refused, Stale
from cases.referrals.lookups import LOST, of_referral, recent_factor_to_post
from cases.referrals.queries import contents_of
from cases.referrals.referral_actions import move_referral
from cases.referrals.states import SENT
from portal.edit_conflicts import CONFLICT
from portal.identity.auth import recent_factor_required
from portal.navigation import reverse_or_none
from portal.requests.methods import require_safe_or_post

SEARCH, SEND = "suchen", "melden"


@require_safe_or_post
@case_staff
@recent_factor_required
@sensitive_post_parameters()
@transaction.atomic
def new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, DropoutForm(), None)
    if SEND not in request.POST:
        hits = searched(actor_of(request), str(request.POST.get("suche", "")))
        # Not an answer yet: nothing is missing, and what was typed stays.
        return page(request, DropoutForm(initial=request.POST.dict(), people=choices(hits.addressees)), hits)
    return send(request)


def send(request: HttpRequest) -> HttpResponse:
    known = {each.key: each for each in addressees(actor_of(request))}
    form = DropoutForm(request.POST, people=choices(known.values()))
    if form.is_valid():
        try:
            referral = reported(form, known[form.cleaned_data["wen"]], request)
        except Refused as refused:
            form.add_error(None, refused)
        except LOST:
            # Deleted since the page was opened.
            form.add_error("wen", form.fields["wen"].error_messages["invalid_choice"])
        else:
            return redirect("cases:dropout", referral.pk)
    hits = searched(actor_of(request), str(request.POST.get("suche", "")))
    chosen = known.get(str(request.POST.get("wen", "")))
    form.offer(
        choices([chosen, *(each for each in hits.addressees if each.key != chosen.key)] if chosen else hits.addressees)
    )
    return page(request, form, hits)


def reported(form: DropoutForm, to: Addressee, request: HttpRequest) -> Referral:
    said = form.cleaned_data
    report = Report(said["art"], said["seit"], said["text"], said["antwort"], said["anruf"])
    page_name = sent_once.page_of(request)
    return dropout_actions.report_dropout(
        consent=to.consent, receiver=to.receiver, report=report, by=actor_of(request), form=page_name
    )


def choices(found: Any) -> list[tuple[str, str]]:
    return [
        (
            each.key,
            _("%(name)s (%(born)s), an %(receiver)s")
            % {
                "name": each.consent.record.name,
                "born": each.consent.record.birth_year,
                "receiver": each.receiver.name,
            },
        )
        for each in found
    ]


def page(request: HttpRequest, form: DropoutForm, hits: Hits | None) -> HttpResponse:
    without = [(record, consent_page(record)) for record in hits.without] if hits else []
    context = {"form": form, "hits": hits, "without": without}
    return render(request, "cases/referrals/dropout_new.html", context, status=422 if form.errors else 200)


def consent_page(record: ClientRecord) -> str:
    return reverse_or_none("cases:consent_new", record.pk) or ""


@require_safe_or_post
@case_staff
@recent_factor_to_post
@of_referral
def notice(request: HttpRequest, referral: Referral) -> HttpResponse:
    """The notice for both sides; the receiving one answers here with who calls."""
    actor = actor_of(request)
    told = notice_of(referral, actor)
    if told is None:
        raise Http404
    if request.method != "POST":
        return notice_page(request, opened(referral, actor), told)
    form = CallForm(request.POST)
    try:
        if not form.is_valid():
            raise Stale
        terms = {"caller": form.cleaned_data["anruf"], "version": form.cleaned_data["version"]}
        dropout_actions.settle_call(referral=referral, by=actor, **terms)
    except Refused as refused:
        return notice_page(request, referral, told, refused)
    return redirect("cases:dropout", referral.pk)


def opened(referral: Referral, actor: Actor) -> Referral:
    """The first look of the receiving side is a step of its own (F48)."""
    if referral.state == SENT and sides_of(actor, referral) == {"receiver"}:
        move_referral(referral=referral, step="see", version=referral.version, by=actor)
        referral.refresh_from_db()
    return referral


def notice_page(
    request: HttpRequest, referral: Referral, told: DropoutNotice, problem: ValidationError | None = None
) -> HttpResponse:
    actor = actor_of(request)
    sides, texts = sides_of(actor, referral), contents_of(referral, actor)
    trail.about_referral(trail.REFERRAL_READ, actor, referral, categories=", ".join(sorted(texts)))
    context = {
        "referral": referral,
        "notice": told,
        "texts": texts,
        "copies": copies_of(referral, actor),
        "caller": referral.sender if told.caller == DropoutNotice.Caller.SENDER else referral.receiver,
        "may_answer": "receiver" in sides and referral.is_open and told.answered_at is None,
        "problem": problem,
    }
    return render(request, "cases/referrals/dropout.html", context, status=CONFLICT if problem else 200)
