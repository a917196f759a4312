"""What is offered: the list, one offer with the form to ask, and keeping one's own. No client data belong here, so no factor is asked."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.models import Organisation
from pages.job_shadowing import access, duties, offer_actions, pledges, queries, request_actions
from pages.job_shadowing.forms import AskForm, OfferForm, TimeForm
from pages.models import ShadowingOffer, ShadowingRequest, ShadowingRule, ShadowingSlot
from portal.edit_conflicts import held, storing_alone
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post

UNPROCESSABLE = 422


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = {
        "offers": queries.sorted_offers(queries.shown_offers()),
        "requests": [row for row in queries.own_requests(user) if row.is_open],
        "may_offer": access.offering_for(user).exists(),
        "ruled": rules_of(request),
        "section": duties.section(),
    }
    return render(request, "pages/job_shadowing/offers.html", context)


def rules_of(request: HttpRequest) -> list[tuple[Organisation, bool]]:
    """The organisations the person leads, each with whether it wants to be asked first."""
    led = access.led_by(signed_in(request))
    asking = set(ShadowingRule.objects.filter(asks_superior=True, organisation__in=led).values_list("pk", flat=True))
    return [(organisation, organisation.pk in asking) for organisation in led]


@require_POST
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(access.led_by(signed_in(request)), pk=pk)
    asks = request.POST.get("fragt") == "ja"
    offer_actions.set_rule(organisation=organisation, asks_superior=asks, by=signed_in(request))
    said = (
        _("Künftig fragt das Portal zuerst die Leitung, wenn jemand von Ihnen hospitieren möchte.")
        if asks
        else _("Künftig geht eine Anfrage Ihrer Leute gleich an die gastgebende Stelle.")
    )
    messages.success(request, said)
    return redirect("job_shadowing:offers")


def offer_of(request: HttpRequest, pk: int) -> ShadowingOffer:
    """Open ones are for all; of an ended one only whoever keeps it knows, and who has asked there."""
    rows = ShadowingOffer.objects.select_related("organisation", "team", "contact")
    offer: ShadowingOffer = get_object_or_404(rows, pk=pk)
    own = ShadowingRequest.objects.filter(guest=request.user.pk, offer=offer)
    if not (offer.is_open or access.offers_kept_by(request.user).filter(pk=pk).exists() or own.exists()):
        raise Http404
    return offer


@require_safe
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    return offer_page(request, offer_of(request, pk))


def offer_page(request: HttpRequest, row: ShadowingOffer, *, status: int = 200, **shown: Any) -> HttpResponse:
    user = signed_in(request)
    keeps = access.offers_kept_by(user).filter(pk=row.pk).exists()
    own = access.is_own(user, row)
    organisations = list(access.organisations_of(user))
    asked = ShadowingRequest.objects.open().filter(offer=row, guest=user).first()
    may_ask = row.is_open and not own and not asked and bool(organisations)
    context = {
        "offer": row,
        "slots": row.slots.ahead().with_taken(),
        "form": AskForm(offer=row, organisations=organisations) if may_ask else None,
        "time_form": TimeForm() if keeps and not row.by_arrangement else None,
        "keeps": keeps,
        "is_own": own,
        "asked": asked,
        "received": ShadowingRequest.objects.hosted_by(user).filter(offer=row).for_pages() if keeps else (),
        "pledge": pledges.current(),
        "acceptance": pledges.acceptance_of(user),
        **shown,
    }
    return render(request, "pages/job_shadowing/offer.html", context, status=status)


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = signed_in(request), offer_of(request, pk)
    already = ShadowingRequest.objects.open().filter(offer=row, guest=user).first()
    if already is not None:  # sent twice, perhaps because no answer came
        messages.info(request, _("Dafür haben Sie schon angefragt."))
        return redirect("job_shadowing:request", already.pk)
    organisations = list(access.organisations_of(user))
    if not organisations:
        raise PermissionDenied
    form = AskForm(request.POST, offer=row, organisations=organisations)
    if not form.is_valid():
        return offer_page(request, row, form=form, status=UNPROCESSABLE)
    wanted = {"slot": form.cleaned_data.get("termin"), "wish": form.cleaned_data["wunsch"]}
    try:
        made = request_actions.ask(offer=row, organisation=form.organisation, by=user, **wanted)
    except ValidationError as error:
        form.add_error(None, error)
        return offer_page(request, offer_of(request, pk), form=form, status=UNPROCESSABLE)
    messages.success(request, _("Ihre Anfrage ist unterwegs. Hier sehen Sie, wie sie steht."))
    return redirect("job_shadowing:request", made.pk)


@require_safe_or_post
@storing_alone
def offer_new(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    organisations = list(access.offering_for(user))
    if not organisations:
        raise PermissionDenied
    form = OfferForm(request.POST or None, by=user, organisations=organisations)
    if form.is_settled():
        made = offer_actions.save_offer(offer=form.instance, by=user)
        messages.success(request, said_of(made))
        return redirect("job_shadowing:offer", made.pk)
    return form_page(request, form, heading=_("Hospitation anbieten"))


def said_of(offer: ShadowingOffer) -> str:
    if offer.by_arrangement:
        return _("Das Angebot steht jetzt in der Liste; Gäste fragen nach einem Termin.")
    return _("Das Angebot steht jetzt in der Liste. Bitte tragen Sie noch Termine ein.")


def form_page(request: HttpRequest, form: OfferForm, **shown: Any) -> HttpResponse:
    return render(request, "pages/job_shadowing/offer_form.html", {"form": form, **shown}, status=form.status)


@require_safe_or_post
@storing_alone
def offer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    row = get_object_or_404(held(request, access.offers_kept_by(user)), pk=pk)
    form = OfferForm(request.POST or None, instance=row, by=user, organisations=[row.organisation])
    if form.is_settled():
        offer_actions.save_offer(offer=form.instance, by=user)
        messages.success(request, _("Das Angebot ist gespeichert."))
        return redirect("job_shadowing:offer", pk)
    return form_page(request, form, heading=_("Angebot ändern"), offer=get_object_or_404(ShadowingOffer, pk=pk))


@require_POST
def offer_open(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(access.offers_kept_by(signed_in(request)), pk=pk)
    is_open = request.POST.get("offen") == "ja"
    offer_actions.set_open(offer=row, is_open=is_open, by=signed_in(request))
    said = (
        _("Das Angebot steht wieder in der Liste.")
        if is_open
        else _("Das Angebot ist beendet. Was schon angefragt ist, bleibt und wartet auf Ihre Antwort.")
    )
    messages.success(request, said)
    return redirect("job_shadowing:offer", pk)


@require_POST
def slot_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(access.offers_kept_by(signed_in(request)), pk=pk)
    form = TimeForm(request.POST)
    if form.is_valid():
        times = {"starts_at": form.time.starts_at, "ends_at": form.time.ends_at}
        try:
            offer_actions.add_slot(offer=row, by=signed_in(request), **times)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Der Termin ist eingetragen."))
            return redirect("job_shadowing:offer", pk)
    return offer_page(request, row, time_form=form, status=UNPROCESSABLE)


@require_POST
def slot_remove(request: HttpRequest, pk: int, slot_pk: int) -> HttpResponse:
    row = get_object_or_404(access.offers_kept_by(signed_in(request)), pk=pk)
    slot = get_object_or_404(ShadowingSlot, pk=slot_pk, offer=row)
    try:
        offer_actions.remove_slot(slot=slot, by=signed_in(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Der Termin ist entfernt."))
    return redirect("job_shadowing:offer", pk)
