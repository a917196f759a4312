"""A referral before it leaves: drafted, changed, thrown away, sent."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import sent_once
from cases.access import actor_of, case_staff
from cases.models import Category, ClientRecord, Consent, Purpose, Referral
from cases.referrals import draft_page, purposes, receiver_choices, referral_actions, states, trail
from cases.referrals.errors import NotNow
from cases.referrals.ground_actions import kinds_of
from cases.referrals.lookups import in_several, of_draft, of_referral_at_length, one_of, record_of
from cases.referrals.queries import contents_of, taken_over
from cases.referrals.referral_forms import AnswerForm, DraftForm, PurposeForm
from cases.referrals.referral_views import UNPROCESSABLE, refused, sent_version
from portal import confirmation
from portal.confirmation import Question
from portal.edit_state import key_of
from portal.identity.auth import recent_factor_required
from portal.requests.methods import require_safe_or_post


@require_safe_or_post
@case_staff
@one_of("client_record", record_of, "record", wrapped=in_several)
def new(request: HttpRequest, row: ClientRecord) -> HttpResponse:
    """First what for, then to whom and with what."""
    actor = actor_of(request)
    asked = PurposeForm(request.GET if "zweck" in request.GET else None)
    if not asked.is_valid():
        return ask_purpose(request, row, asked)
    purpose = asked.cleaned_data["zweck"]
    options, taken = receiver_choices.options(request, row, purpose), taken_over(row)
    form = DraftForm(request.POST if request.method == "POST" else None, options=options, taken=taken, purpose=purpose)
    if form.is_bound and form.is_valid():
        draft = referral_actions.draft_referral(
            record=row,
            purpose=purpose,
            receiver=form.receiver,
            contents=form.texts,
            by=actor,
            form=sent_once.page_of(request),
        )
        return redirect("cases:referral", pk=draft.pk)
    return form_page(request, row, form, purpose=purpose, back=reverse("cases:referral_new", args=[row.pk]))


def ask_purpose(request: HttpRequest, row: ClientRecord, form: PurposeForm) -> HttpResponse:
    trail.about_record(trail.RECORD_READ, actor_of(request), row, organisation=row.organisation_id)
    context = {"record": row, "form": form, "clauses": {each.slug: each.clause for each in purposes.PURPOSES}}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "cases/referrals/purpose.html", context, status=status)


def form_page(request: HttpRequest, row: ClientRecord, form: DraftForm, **shown: Any) -> HttpResponse:
    actor = actor_of(request)
    trail.about_record(trail.RECORD_READ, actor, row, organisation=row.organisation_id)
    consents = (
        Consent.objects.for_actor(actor)
        .filter(record=row, purpose=shown["purpose"])
        .holding()
        .prefetch_related("categories", "recipients__organisation")
    )
    context = {
        "record": row,
        "form": form,
        "purpose_label": Purpose(shown["purpose"]).label,
        "clause": purposes.BY_SLUG[shown["purpose"]].clause,
        "consents": [(consent, labels(consent)) for consent in consents],
        **shown,
    }
    status = form.status if form.is_bound else 200
    return render(request, "cases/referrals/draft_form.html", context, status=status)


def labels(consent: Consent) -> list[Any]:
    named = {each.category for each in consent.categories.all()}
    return [Category(name).label for name in purposes.CATEGORIES if name in named]


@require_safe_or_post
@case_staff
@of_draft
def change(request: HttpRequest, row: Referral) -> HttpResponse:
    actor = actor_of(request)
    options, taken = receiver_choices.options(request, row.record, row.purpose), taken_over(row.record)
    form = DraftForm(
        request.POST if request.method == "POST" else None,
        options=options,
        taken=taken,
        purpose=row.purpose,
        initial=initial(row, options, contents_of(row, actor)),
        entry=key_of(row),
    )
    if form.is_bound and form.is_settled():
        referral_actions.change_draft(
            referral=row,
            receiver=form.receiver,
            purpose=row.purpose,
            contents=form.texts,
            version=row.version,
            by=actor,
        )
        return redirect("cases:referral", pk=row.pk)
    back = reverse("cases:referral", args=[row.pk])
    return form_page(request, row.record, form, purpose=row.purpose, back=back, referral=row)


def initial(row: Referral, options: receiver_choices.Options, texts: Mapping[str, str]) -> dict[str, Any]:
    key = options.key_of(row.receiver_id, row.team_id, row.mailbox_id)
    is_proposed = any(each.key == key for each in options.proposed)
    where = {"stelle": key} if is_proposed else {"stelle": "andere", "andere": key}
    kinds = {f"angabe_{name}": texts.get(name, "") for name in purposes.CATEGORIES if name not in purposes.FROM_RECORD}
    return {**where, **kinds, **{f"angabe_{name}": name in texts for name in purposes.FROM_RECORD}}


@require_safe_or_post
@case_staff
@of_draft
def discard(request: HttpRequest, row: Referral) -> HttpResponse:
    if request.method == "POST" and sent_version(request) == row.version:
        referral_actions.discard_draft(referral=row, version=row.version, by=actor_of(request))
        messages.success(request, _("Der Entwurf ist verworfen."))
        return redirect("cases:drafts")
    question = Question(
        _("Entwurf %(number)s verwerfen?") % {"number": row.number},
        _("Verwerfen"),
        reverse("cases:referral", args=[row.pk]),
        goes=[_("alles, was darin steht, und seine Anhänge")],
        sent={"version": str(row.version)},
    )
    return confirmation.ask(request, question)


@require_POST
@recent_factor_required
@case_staff
@of_referral_at_length
def send(request: HttpRequest, row: Referral) -> HttpResponse:
    """On the consent that covers it, which the portal looks up: a form can name none (R26, R28)."""
    actor = actor_of(request)
    try:
        if row.state != states.DRAFT:
            raise NotNow
        consent, _nearest = draft_page.chosen_consent(row, actor, kinds_of(row))
        ground = None if consent else draft_page.read(row, actor).ground
        referral_actions.send_referral(
            referral=row, version=sent_version(request), consent=consent, ground=ground, by=actor
        )
    except ValidationError as error:
        return refused(request, row, AnswerForm({}), error)
    messages.success(request, _("Die Fallübergabe ist gesendet."))
    return redirect("cases:referral", pk=row.pk)
