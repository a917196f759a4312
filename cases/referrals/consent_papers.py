"""Papers of a consent to print or keep: under neutral names, never kept by a browser, each an event (R41, R44)."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import sealed_files
from cases.access import actor_of, found
from cases.models import ClientRecord, Consent, ConsentProof
from cases.referrals import client_keys, consent_letters, consent_texts, trail
from cases.referrals.consent_forms import KeyForm
from cases.referrals.lookups import of_consent, of_record
from portal import confirmation
from portal.identity.auth import recent_factor_required
from portal.requests.methods import require_safe_or_post

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def paper(content: bytes, name: str, kind: str = "application/pdf") -> HttpResponse:
    """A download that stays nowhere and is never run."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ENDINGS[kind]}"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@recent_factor_required
@of_consent
def print_consent(request: HttpRequest, consent: Consent) -> HttpResponse:
    trail.about_consent(trail.CONSENT_PRINTED, actor_of(request), consent, language=consent.language)
    return paper(consent_letters.consent_paper(consent), "Einwilligung")


@require_safe
@of_consent
def proof(request: HttpRequest, consent: Consent) -> HttpResponse:
    """The scan or the picture of the signature, as it was taken."""
    row: ConsentProof | None = ConsentProof.objects.unrestricted().filter(consent=consent).first()
    if row is None:
        raise Http404
    trail.about_consent(trail.PROOF_READ, actor_of(request), consent)
    return paper(sealed_files.read(row.path), "Nachweis", row.kind)


@require_safe
@recent_factor_required
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """In the client's language; also for whoever has just recorded the withdrawal on the receivers' side."""
    actor = actor_of(request)
    rows = Consent.objects.with_receipt_for(actor).select_related("record__organisation", "text", "withdrawal__by")
    consent: Consent = found(rows, pk, actor, "consent")
    with transaction.atomic():
        trail.about_consent(trail.RECEIPT_PRINTED, actor, consent, language=consent.language)
        return paper(consent_letters.receipt_paper(consent.withdrawal), "Bestaetigung")


@require_safe_or_post
@recent_factor_required
@of_record
def issue_key(request: HttpRequest, record: ClientRecord) -> HttpResponse:
    """Printing is issuing: the secret is on the paper and nowhere else, and what was printed before is void."""
    actor = actor_of(request)
    rows = Consent.objects.for_actor(actor).holding().filter(record=record)
    consents = rows.select_related("record__organisation", "text", "recorded_by")
    form = KeyForm(request.POST or None, record=record, consents=consents, languages=consent_texts.languages())
    if not form.is_valid():
        context = {"record": record, "form": form}
        return render(request, "cases/referrals/key_issue.html", context, status=422 if form.errors else 200)
    language = form.cleaned_data["language"]
    key = consent_letters.printed_key(client_keys.issue_key(record=record, language=language, by=actor))
    if form.consent is None:
        return paper(consent_letters.key_paper(record.organisation, language, key), "Schluessel")
    trail.about_consent(trail.CONSENT_PRINTED, actor, form.consent, language=form.consent.language)
    return paper(consent_letters.consent_paper(form.consent, key), "Einwilligung")


@require_safe_or_post
@of_record
def void_key(request: HttpRequest, record: ClientRecord) -> HttpResponse:
    back = reverse("cases:record", args=[record.pk])
    if request.method != "POST":
        hint = _("Die Person kann damit nichts mehr sehen und nichts mehr widerrufen, bis Sie einen neuen drucken.")
        return confirmation.ask(request, confirmation.Question(_("Schlüssel sperren?"), _("Sperren"), back, hint=hint))
    client_keys.void_keys(record=record, by=actor_of(request))
    messages.success(request, _("Der Schlüssel ist gesperrt."))
    return redirect(back)
