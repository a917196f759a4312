"""Pages on which a consent is prepared, gone through with the client, and signed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import sent_once
from cases.access import actor_of
from cases.models import Category, ClientRecord, Consent, ConsentProof, Purpose
from cases.referrals import consent_actions, consent_letters, consent_texts, deadlines, purposes, trail, words
from cases.referrals.consent_forms import ScopeForm, SignatureForm
from cases.referrals.errors import NotNow, Refused
from cases.referrals.lookups import of_consent, of_record
from directory.models import Organisation
from directory.responsibility import answer, known_places
from directory.responsibility.answer import Question
from portal import confirmation
from portal.identity.auth import recent_factor_required
from portal.requests.methods import require_safe_or_post


@require_safe_or_post
@of_record
def new_consent(request: HttpRequest, record: ClientRecord) -> HttpResponse:
    """First what for; then who, what and until when."""
    purpose = request.GET.get("zweck", "")
    if purpose not in Purpose.values:
        read(request, record)
        choices = [(Purpose(each.slug), each.clause) for each in purposes.PURPOSES]
        return render(request, "cases/referrals/consent_purpose.html", {"record": record, "choices": choices})
    near = responsible_for(request, record)
    languages = consent_texts.languages()
    form = ScopeForm(request.POST or None, record=record, purpose=purpose, suggested=near, languages=languages)
    if form.is_valid() and (consent := prepared(form, record, purpose, request)) is not None:
        return redirect("cases:consent", record.pk, consent.pk)
    # After what was posted: an event comes behind all that is held (see locks).
    read(request, record)
    context = {"record": record, "form": form, "purpose": Purpose(purpose), "clause": purposes.BY_SLUG[purpose].clause}
    return render(request, "cases/referrals/consent_scope.html", context, status=422 if form.errors else 200)


def read(request: HttpRequest, record: ClientRecord) -> None:
    trail.about_record(trail.RECORD_READ, actor_of(request), record, organisation=record.organisation_id)


def responsible_for(request: HttpRequest, record: ClientRecord) -> Sequence[Organisation]:
    """Whoever is responsible for something in the client's municipality today, the own organisation left out."""
    town = known_places.known(request).by_key(record.municipality) if record.municipality else None
    if town is None:
        return []
    rows = answer.responsible(Question(town.pk, answer.now(), request.user))
    return list({row.organisation for row in rows if row.organisation_id != record.organisation_id})


def prepared(form: ScopeForm, record: ClientRecord, purpose: str, request: HttpRequest) -> Consent | None:
    chosen = form.cleaned_data
    try:
        return consent_actions.prepare_consent(
            record=record,
            purpose=purpose,
            recipients=chosen["recipients"],
            categories=chosen["categories"],
            valid_from=timezone.now(),
            valid_until=deadlines.start_after(chosen["last_day"]),
            language=chosen["language"],
            by=actor_of(request),
            form=sent_once.page_of(request),
        )
    except Refused as refusal:
        form.add_error("language", refusal)
        return None


@require_safe
@of_consent
def consent(request: HttpRequest, consent: Consent) -> HttpResponse:
    """Before it is given the page to go through with the client; afterwards what was agreed."""
    trail.about_consent(trail.CONSENT_READ, actor_of(request), consent)
    return render(request, "cases/referrals/consent.html", page_of(consent))


def page_of(consent: Consent) -> dict[str, Any]:
    named = set(consent.categories.values_list("category", flat=True))
    return {
        "consent": consent,
        "record": consent.record,
        "recipients": [row.organisation for row in consent.recipients.select_related("organisation")],
        "allowed": [kind for kind in Category if kind in named],
        "kept_back": [kind for kind in Category if kind not in named],
        "parts": list(consent_letters.text_in_both(consent)),
        "german": words.of(words.GERMAN),
        "other": None if consent.language == words.GERMAN else words.of(consent.language),
        "is_checked": consent_texts.shown_with(consent)[consent.language].is_checked,
        "has_proof": ConsentProof.objects.unrestricted().filter(consent=consent).exists(),
        "clause": purposes.BY_SLUG[consent.purpose].clause,
    }


@require_safe_or_post
@recent_factor_required
@of_consent
def sign(request: HttpRequest, consent: Consent) -> HttpResponse:
    actor = actor_of(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SignatureForm(*sent, consent=consent)
    if consent.given_at is not None:
        return redirect("cases:consent", consent.record_id, consent.pk)
    if form.is_valid() and given(form, consent, request):
        messages.success(
            request, _("Die Einwilligung ist aufgenommen. Geben Sie der Person ihre Kopie mit dem Schlüssel.")
        )
        return redirect("cases:consent", consent.record_id, consent.pk)
    trail.about_consent(trail.CONSENT_READ, actor, consent)
    context = {
        **page_of(consent),
        "form": form,
        "on_screen": form.on_screen,
    }
    return render(request, "cases/referrals/consent_sign.html", context, status=422 if form.errors else 200)


def given(form: SignatureForm, consent: Consent, request: HttpRequest) -> bool:
    people = {name: form.cleaned_data[name] for name in ("interpreter", "signed_by")}
    try:
        consent_actions.give_consent(consent=consent, **form.proof(), **people, by=actor_of(request))
    except Refused as refusal:
        form.add_error(None, refusal)
        return False
    return True


@require_safe_or_post
@of_consent
def discard(request: HttpRequest, consent: Consent) -> HttpResponse:
    back = reverse("cases:consent", args=[consent.record_id, consent.pk])
    if request.method != "POST":
        asked = confirmation.Question(_("Diesen Entwurf verwerfen?"), _("Verwerfen"), back)
        return confirmation.ask(request, asked)
    try:
        consent_actions.discard_consent(consent=consent, by=actor_of(request))
    except NotNow as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(back)
    messages.success(request, _("Der Entwurf ist verworfen."))
    return redirect("cases:record", consent.record_id)
