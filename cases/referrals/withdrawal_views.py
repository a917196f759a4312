"""A client takes a consent back at either side; the receiver says that printouts are gone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.access import Actor, actor_of
from cases.models import Consent, PrintoutCheck, Referral, Withdrawal
from cases.referrals import consent_actions
from cases.referrals.errors import Refused
from cases.referrals.lookups import Rows, in_one, in_several, of_consent, one_of
from portal import confirmation
from portal.confirmation import Question
from portal.identity.auth import recent_factor_required
from portal.requests.methods import require_safe_or_post


@require_safe_or_post
@recent_factor_required
@of_consent
def withdraw(request: HttpRequest, consent: Consent) -> HttpResponse:
    """At the side that recorded it."""
    back = reverse("cases:consent", args=[consent.record_id, consent.pk])
    if consent.given_at is None or consent.is_withdrawn:
        return redirect(back)
    if request.method != "POST":
        return confirmation.ask(request, question(consent, back))
    try:
        consent_actions.withdraw_consent(
            consent=consent, way=Withdrawal.Way.SENDER, by=actor_of(request), organisation=consent.record.organisation
        )
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(back)
    messages.success(request, _("Der Widerruf gilt. Geben Sie der Person die Bestätigung mit."))
    return redirect(back)


def question(consent: Consent, back: str) -> Question:
    """Names what ends: who sees no more, and which referrals close."""
    names = consent.recipients.values_list("organisation__name", flat=True)
    numbers = Referral.objects.unrestricted().open().filter(consent=consent).values_list("number", flat=True)
    goes = [
        *(_("%(name)s sieht nichts mehr, was auf dieser Einwilligung beruht.") % {"name": name} for name in names),
        *(_("%(number)s wird geschlossen.") % {"number": number} for number in numbers),
    ]
    hint = _("Das gilt sofort und lässt sich nicht zurücknehmen. Was vorher erlaubt war, bleibt erlaubt.")
    return Question(_("Widerruf eintragen?"), _("Widerruf eintragen"), back, goes=goes, hint=hint)


def received_of(request: HttpRequest, pk: UUID) -> Rows:
    """On a consent that can be taken back, with that consent."""
    rows = Referral.objects.incoming(actor_of(request)).filter(consent__isnull=False)
    referral = rows.select_related("consent", "receiver").get(pk=pk)
    return referral, referral.consent


@require_safe_or_post
@recent_factor_required
@one_of("referral", received_of, "pk", wrapped=in_one)
def revoke(request: HttpRequest, referral: Referral, consent: Consent) -> HttpResponse:
    """At a side that has received: who says it there need not go to the sender (GDPR Art. 7(3))."""
    if request.method != "POST":
        return confirmation.ask(request, receivers_question(referral))
    return revoked(request, referral, consent, actor_of(request))


def receivers_question(referral: Referral) -> Question:
    goes = [_("%(number)s wird geschlossen, und Sie sehen nichts mehr davon.") % {"number": referral.number}]
    hint = _(
        "Das gilt sofort und für alle Stellen, die auf diese Einwilligung hin etwas erhalten haben. "
        "Die abgebende Stelle erfährt davon."
    )
    back = reverse("cases:records")
    return Question(_("Widerruf eintragen?"), _("Widerruf eintragen"), back, goes=goes, hint=hint)


def revoked(request: HttpRequest, referral: Referral, consent: Consent, actor: Actor) -> HttpResponse:
    """The answer itself, for the receiver's side has no page of the referral any more."""
    consent_actions.withdraw_consent(
        consent=consent, way=Withdrawal.Way.RECEIVER, by=actor, organisation=referral.receiver
    )
    check = PrintoutCheck.objects.for_actor(actor).open().filter(referral=referral).first()
    context = {"number": referral.number, "consent": consent, "check": check}
    return render(request, "cases/referrals/revoked.html", context)


def check_of(request: HttpRequest, pk: UUID) -> Rows:
    return (PrintoutCheck.objects.for_actor(actor_of(request)).get(pk=pk),)


@require_safe_or_post
@one_of("printout_check", check_of, "pk", wrapped=in_several)
def printouts(request: HttpRequest, check: PrintoutCheck) -> HttpResponse:
    """Shows a number and a day, for more the receiver may not see."""
    if request.method != "POST" or check.confirmed_at is not None:
        return render(request, "cases/referrals/printouts.html", {"check": check})
    consent_actions.confirm_printouts(check=check, by=actor_of(request))
    messages.success(request, _("Danke. Es ist vermerkt, dass nichts mehr davon da ist."))
    return redirect("cases:printouts", check.pk)
