"""All accounts, for the portal's administration."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from directory.members import actions, granting, offers
from directory.members.forms import STATE_LABELS, AccountFilterForm, InviteAccountForm, PortalRolesForm
from portal.identity import (
    account_actions,
    accounts,
    factor_actions,
    factors,
    lost_factors,
    roles,
    second_person,
    sessions,
)
from portal.identity.auth import PortalRole, recent_factor_required, verified_required
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post

View = Callable[..., HttpResponse]
# What to do with somebody, and by whom; returns what to say about it.
Act = Callable[[Any, Any], str]
PER_PAGE = 50


def for_administrators(view: View) -> View:
    """Only the portal's administration; nobody else is asked for a factor first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not roles.is_administrator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_administrators
@verified_required
def account_list(request: HttpRequest) -> HttpResponse:
    form = AccountFilterForm(request.GET)
    found = form.found().prefetch_related("memberships__organisation", "groups")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    shown = {
        "form": form,
        "page_obj": page,
        "rows": [described(person) for person in page],
        "count": page.paginator.count,
        "resets": list(lost_factors.waiting()),
    }
    return render(request, "directory/members/accounts.html", shown)


def described(person: Any) -> dict[str, Any]:
    """An account as one line of the list."""
    state = actions.state_of(person)
    organisations: dict[str, list[str]] = {}
    for membership in person.memberships.all():
        organisations.setdefault(str(membership.organisation), []).append(membership.get_role_display())
    labels = dict(PortalRole.choices)
    groups = [str(labels.get(group.name, group.name)) for group in person.groups.all()]
    return {
        "person": person,
        "state": state,
        "state_label": STATE_LABELS[state],
        "organisations": {name: ", ".join(sorted(held)) for name, held in sorted(organisations.items())},
        "portal_roles": ", ".join(groups),
    }


@require_safe_or_post
@for_administrators
@verified_required
def invite(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = InviteAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = invited(form.cleaned_data, by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Einladung ist unterwegs. Der Link gilt 72 Stunden."))
            return redirect("members:account", person.pk)
    return render(request, "directory/members/invite.html", {"form": form})


@transaction.atomic
def invited(data: dict[str, Any], *, by: Any) -> Any:
    who = {name: data[name] for name in ("address", "first_name", "last_name")}
    if data["organisation"]:
        person = actions.invite(organisation=data["organisation"], wanted=data["roles"], by=by, **who)
    else:
        person = account_actions.create(by=by, **who)
    if data["portal_roles"]:
        held = set(person.groups.values_list("name", flat=True))
        account_actions.set_portal_roles(person, held | set(data["portal_roles"]), by=by)
    return person


@require_safe
@for_administrators
@verified_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(actions.people(), pk=pk)
    return render(
        request, "directory/members/account.html", shown(request, person, PortalRolesForm(initial=held(person)))
    )


def held(person: Any) -> dict[str, list[str]]:
    return {"portal_roles": list(person.groups.values_list("name", flat=True))}


def shown(request: HttpRequest, person: Any, form: PortalRolesForm) -> dict[str, Any]:
    reset = lost_factors.waiting().filter(user=person).first()
    organisations: dict[Any, list[str]] = {}
    for membership in person.memberships.select_related("organisation"):
        organisations.setdefault(membership.organisation, []).append(membership.get_role_display())
    return {
        "person": person,
        "state": actions.state_of(person),
        "state_label": STATE_LABELS[actions.state_of(person)],
        "organisations": sorted(organisations.items(), key=lambda pair: pair[0].name),
        "form": form,
        "is_self": person.pk == request.user.pk,
        "session_count": sessions.of(person).count(),
        "has_factor": bool(factors.confirmed(person)),
        "reset": reset,
        "may_confirm": reset is not None
        and request.user.pk not in {reset.requested_by_id, person.pk}
        and second_person.is_fit(signed_in(request), reset.requested_by),
    }


@require_POST
@for_administrators
@recent_factor_required
def set_roles(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    person = get_object_or_404(actions.people(), pk=pk)
    form = PortalRolesForm(request.POST)
    if form.is_valid():
        try:
            account_actions.set_portal_roles(person, form.cleaned_data["portal_roles"], by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Rollen sind geändert und gelten ab sofort."))
            return redirect("members:account", person.pk)
    return render(request, "directory/members/account.html", shown(request, person, form))


@require_POST
@for_administrators
@verified_required
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Lock, unlock, sign out everywhere, send an invitation again or take it back."""
    carry_out(request, pk, ACTS.get(act))
    exists = actions.people().filter(pk=pk).exists()
    return redirect("members:account", pk) if exists else redirect("members:accounts")


def carry_out(request: HttpRequest, pk: int, act: Act | None) -> None:
    """Does it and says so, or says why not."""
    person = get_object_or_404(actions.people(), pk=pk)
    if act is None:
        raise Http404
    try:
        messages.success(request, act(person, request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


def lock(person: Any, by: Any) -> str:
    account_actions.lock(person, by=by)
    return _("Das Konto ist gesperrt, alle Anmeldungen sind beendet.")


def unlock(person: Any, by: Any) -> str:
    account_actions.unlock(person, by=by)
    return _("Das Konto ist wieder freigegeben.")


def sign_out(person: Any, by: Any) -> str:
    count = account_actions.end_sessions(person, by=by)
    return ngettext("Eine Anmeldung beendet.", "%(n)d Anmeldungen beendet.", count) % {"n": count}


def invite_again(person: Any, by: Any) -> str:
    if accounts.was_taken_up(person) or not person.is_active:
        raise ValidationError(_("Das Konto ist schon in Gebrauch oder gesperrt; eine Einladung braucht es nicht."))
    account_actions.invite(person, by=by)
    offers.prolong(person)
    return _("Ein neuer Link ist unterwegs. Der frühere gilt nicht mehr.")


@transaction.atomic
def take_back(person: Any, by: Any) -> str:
    """The whole account of somebody who never came, with everything that was meant for it."""
    if accounts.was_taken_up(person):
        raise ValidationError(_("Die Einladung ist schon angenommen."))
    person.memberships.all().delete()
    person.role_offers.all().delete()
    person.groups.clear()
    granting.discard(person, by=by)
    return _("Die Einladung ist zurückgenommen und das Konto gelöscht.")


ACTS: dict[str, Act] = {
    "sperren": lock,
    "freigeben": unlock,
    "abmelden": sign_out,
    "erneut-einladen": invite_again,
    "einladung-zuruecknehmen": take_back,
}


@require_POST
@for_administrators
@recent_factor_required
def factor_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """A lost second factor: ask, confirm what somebody else has asked for, take back; or a link for a first one."""
    carry_out(request, pk, FACTOR_ACTS.get(act))
    return redirect("members:account", pk)


def ask_reset(person: Any, by: Any) -> str:
    lost_factors.request_reset(person, by=by)
    return _(
        "Beantragt. Eine zweite Person aus der Portalverwaltung muss bestätigen; die betroffene ist benachrichtigt."
    )


def confirm_reset(person: Any, by: Any) -> str:
    lost_factors.confirm(waiting_for(person), by=by)
    return _("Alle zweiten Faktoren sind entfernt, ein Link für einen neuen ist unterwegs.")


def withdraw_reset(person: Any, by: Any) -> str:
    lost_factors.withdraw(waiting_for(person), by=by)
    return _("Der Antrag ist zurückgenommen.")


def waiting_for(person: Any) -> Any:
    reset = lost_factors.waiting().filter(user=person).first()
    if reset is None:
        raise ValidationError(_("Der Antrag ist schon beendet oder abgelaufen."))
    return reset


def first_link(person: Any, by: Any) -> str:
    if factors.confirmed(person) or not person.is_active or not accounts.was_taken_up(person):
        raise ValidationError(
            _("Ein Link für einen ersten zweiten Faktor geht nur an aktive Konten, die noch keinen haben.")
        )
    factor_actions.send_link(person, by=by)
    return _("Der Einrichtungslink ist unterwegs.")


FACTOR_ACTS: dict[str, Act] = {
    "beantragen": ask_reset,
    "bestaetigen": confirm_reset,
    "zuruecknehmen": withdraw_reset,
    "link": first_link,
}
