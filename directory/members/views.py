"""Members of an organisation, for those who look after it; people of other organisations do not exist here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.members import actions, offers
from directory.members.forms import STATE_LABELS, InviteMemberForm, MemberRolesForm
from directory.models import Organisation, RoleOffer
from portal.identity import account_actions, accounts, factors, lost_factors, roles
from portal.identity.auth import recent_factor_required, verified_required
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post

View = Callable[..., HttpResponse]
PER_PAGE = 50


def looks_after(view: View) -> View:
    """Gives the view the organisation instead of its number; 404 unless the person looks after it (R20)."""

    @wraps(view)
    def guarded(request: HttpRequest, organisation: int, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(actions.managed(request.user), pk=organisation)
        return view(request, found, *args, **kwargs)

    return guarded


@require_safe
@verified_required
def organisations(request: HttpRequest) -> HttpResponse:
    found = list(actions.managed(request.user))
    if not found:
        raise Http404
    if len(found) == 1:
        return redirect("members:members", found[0].pk)
    return render(request, "directory/members/organisations.html", {"organisations": found})


@require_safe
@looks_after
@verified_required
def member_list(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    page = Paginator(actions.members(organisation), PER_PAGE).get_page(request.GET.get("seite"))
    rows = [(person, actions.state_of(person)) for person in page]
    waiting = RoleOffer.objects.filter(organisation=organisation).select_related("organisation", "offered_by")
    shown = {
        "organisation": organisation,
        "page_obj": page,
        "rows": rows,
        "states": STATE_LABELS,
        "offers": [(offer, offers.may_confirm(signed_in(request), offer)) for offer in waiting],
    }
    return render(request, "directory/members/members.html", shown)


@require_safe_or_post
@looks_after
@verified_required
def invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    user: Any = request.user
    form = InviteMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.invite(
                organisation=organisation,
                address=data["address"],
                first_name=data["first_name"],
                last_name=data["last_name"],
                wanted=data["roles"],
                by=user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Einladung ist unterwegs. Der Link gilt 72 Stunden."))
            return redirect("members:members", organisation.pk)
    return render(request, "directory/members/invite.html", {"organisation": organisation, "form": form})


@require_safe_or_post
@looks_after
@verified_required
def member(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """One person's roles here. Own roles can be read, not changed."""
    user: Any = request.user
    person = get_object_or_404(actions.members(organisation), pk=pk)
    form = MemberRolesForm(request.POST or None, initial={"roles": [one.role for one in person.held]})
    if request.method == "POST" and form.is_valid():
        try:
            is_done = actions.set_roles(person, organisation, form.cleaned_data["roles"], by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("Die Rollen sind geändert und gelten ab sofort.")
                if is_done
                else _("Neue Rollen gelten, sobald die Organisation sie bestätigt. Nach 72 Stunden verfallen sie."),
            )
            return redirect("members:members", organisation.pk)
    shown = {
        "organisation": organisation,
        "person": person,
        "state": actions.state_of(person),
        "state_label": STATE_LABELS[actions.state_of(person)],
        "form": form,
        "is_self": person.pk == user.pk,
        "reset": lost_factors.waiting().filter(user=person).first(),
        # Of people who belong elsewhere, too, only their roles here are this organisation's business.
        "has_factor": bool(factors.confirmed(person)) and may_ask_reset(user, person, organisation),
    }
    return render(request, "directory/members/member.html", shown)


def may_ask_reset(by: Any, person: Any, organisation: Organisation) -> bool:
    return roles.is_administrator(by) or not actions.belongs_elsewhere(person, organisation)


@require_POST
@looks_after
@verified_required
def act(request: HttpRequest, organisation: Organisation, pk: int, act: str) -> HttpResponse:
    """Take out of the organisation, send the invitation again, take it back."""
    user: Any = request.user
    person = get_object_or_404(actions.members(organisation), pk=pk)
    try:
        if act == "herausnehmen":
            actions.leave(person, organisation, by=user)
            messages.success(request, _("Die Person gehört nicht mehr zur Organisation."))
        elif act == "erneut-einladen" and person.is_active and not accounts.was_taken_up(person):
            account_actions.invite(person, by=user)
            messages.success(request, _("Ein neuer Link ist unterwegs. Der frühere gilt nicht mehr."))
        elif act == "einladung-zuruecknehmen":
            actions.uninvite(person, organisation, by=user)
            messages.success(request, _("Die Einladung ist zurückgenommen."))
        else:
            raise Http404
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("members:members", organisation.pk)


@require_POST
@looks_after
@recent_factor_required
def ask_factor_reset(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """The first of two: somebody of the portal's administration has to confirm."""
    user: Any = request.user
    person = get_object_or_404(actions.members(organisation), pk=pk)
    try:
        actions.ask_factor_reset(person, organisation, by=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("Beantragt. Die Portalverwaltung muss es bestätigen; die Person ist benachrichtigt.")
        )
    return redirect("members:member", organisation.pk, person.pk)
