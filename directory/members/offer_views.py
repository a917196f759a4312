"""Answering an offer of roles: the person whom it is for, and the organisation that it is about."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.members import offers, questions
from directory.members.access import looks_after
from directory.models import Organisation, RoleOffer
from portal.identity.auth import verified_required
from portal.identity.users import signed_in
from portal.models import User
from portal.requests.methods import require_safe_or_post


@require_safe
def own_offers(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/members/own_offers.html", {"offers": offers.standing_of(signed_in(request))})


@require_safe_or_post
def answer(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """The person's own yes or no; asks once before the no."""
    user = signed_in(request)
    offer = get_object_or_404(offers.standing_of(user), pk=pk)
    if request.method != "POST":
        return questions.of_own_offer(request, act, offer)
    if act == "annehmen":
        holds = offers.accept(offer, by=user)
        said = (
            _("Angenommen. Ihre Rollen gelten ab sofort.")
            if holds
            else _("Angenommen. Die Organisation muss noch zustimmen.")
        )
    elif act == "ablehnen":
        offers.end(offer, by=user)
        said = _("Abgelehnt. Es ändert sich nichts.")
    else:
        raise Http404
    messages.success(request, said)
    return redirect("portal:account")


@require_safe_or_post
@looks_after
@verified_required
def act(request: HttpRequest, organisation: Organisation, pk: int, act: str) -> HttpResponse:
    """The organisation's word on a role from outside; an invitation sent again or taken back; asks first before it is."""
    offer = get_object_or_404(
        RoleOffer.objects.select_related("user", "organisation"), pk=pk, organisation=organisation
    )
    if request.method != "POST":
        return questions.of_offer(request, act, offer)
    try:
        messages.success(request, done(offer, act, signed_in(request)))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("members:members", organisation.pk)


def done(offer: RoleOffer, act: str, by: User) -> str:
    """Does it and returns what to say about it."""
    if offer.user_id == by.pk:
        raise ValidationError(_("Eigene Rollen ändert jemand anderes, der dafür zuständig ist."))
    if act == "bestaetigen":
        holds = offers.confirm(offer, by=by)
        return (
            _("Bestätigt. Die Rollen gelten ab sofort.") if holds else _("Bestätigt. Die Person muss noch zustimmen.")
        )
    if act == "erneut-schicken":
        offers.send_again(offer, by=by)
        return _("Eine neue Einladung ist unterwegs. Sie gilt 72 Stunden.")
    if act == "zuruecknehmen":
        offers.end(offer, by=by)
        return _("Die Einladung ist zurückgenommen.")
    raise Http404
