"""All accounts, for the portal's administration."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from directory.members import actions, queries, questions
from directory.members.access import for_administrators
from directory.members.carrying_out import Act, carry_out, invite_again, request_reset
from directory.members.forms import STATE_LABELS, AccountFilterForm, InviteAccountForm, PortalRolesForm
from portal.edit_conflicts import held, storing_alone
from portal.edit_state import key_of
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
from portal.models import FactorReset, User
from portal.requests.methods import require_safe_or_post

PER_PAGE = 50


def account(pk: int) -> User:
    person: User = get_object_or_404(queries.people(), pk=pk)
    return person


def known(name: str, acts: Mapping[str, Act]) -> Act:
    if name not in acts:
        raise Http404
    return acts[name]


@require_safe
@for_administrators
@verified_required
def account_list(request: HttpRequest) -> HttpResponse:
    form = AccountFilterForm(request.GET)
    fitting = form.accounts().prefetch_related("memberships__organisation", "groups")
    page = Paginator(fitting, PER_PAGE).get_page(request.GET.get("seite"))
    shown = {
        "form": form,
        "page_obj": page,
        "rows": [described(person) for person in page],
        "count": page.paginator.count,
        "resets": list(lost_factors.waiting()),
    }
    return render(request, "directory/members/accounts.html", shown)


def described(person: User) -> dict[str, Any]:
    """An account as one line of the list."""
    state = queries.state_of(person)
    labels = dict(PortalRole.choices)
    groups = [str(labels.get(group.name, group.name)) for group in person.groups.all()]
    return {
        "person": person,
        "state": state,
        "state_label": STATE_LABELS[state],
        "organisations": {row.name: held for row, held in queries.organisations_of(person.memberships.all())},
        "portal_roles": ", ".join(groups),
    }


@require_safe_or_post
@for_administrators
@verified_required
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.invite_account(**form.wanted(), by=signed_in(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Einladung ist unterwegs. Der Link gilt 72 Stunden."))
            return redirect("members:account", person.pk)
    return render(request, "directory/members/invite.html", {"form": form})


@require_safe
@for_administrators
@verified_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = account(pk)
    return render(request, "directory/members/account.html", shown(request, person, roles_form(person)))


def roles_form(person: User, sent: QueryDict | None = None) -> PortalRolesForm:
    """Groups of the editor that are no roles of the portal are not its matter."""
    names = list(person.groups.filter(name__in=roles.IN_PORTAL).values_list("name", flat=True))
    return PortalRolesForm(sent, initial={"portal_roles": names}, entry=f"{key_of(person)} roles")


def shown(request: HttpRequest, person: User, form: PortalRolesForm) -> dict[str, Any]:
    reset = lost_factors.waiting().filter(user=person).first()
    return {
        "person": person,
        "state": queries.state_of(person),
        "state_label": STATE_LABELS[queries.state_of(person)],
        "organisations": queries.organisations_of(person.memberships.select_related("organisation")),
        "form": form,
        "is_self": person.pk == request.user.pk,
        "session_count": sessions.of(person).count(),
        "has_factor": bool(factors.confirmed(person)),
        "reset": reset,
        # Four eyes: neither who asked nor whose factors they are may confirm, nor a puppet of theirs.
        "may_confirm": reset is not None
        and request.user.pk not in {reset.requested_by_id, person.pk}
        and second_person.is_fit(signed_in(request), reset.requested_by),
    }


@require_POST
@for_administrators
@recent_factor_required
@storing_alone
def set_roles(request: HttpRequest, pk: int) -> HttpResponse:
    # The order of those who take rights away: first the roles, then the account.
    roles.hold_administrators()
    person = get_object_or_404(held(request, queries.people()), pk=pk)
    form = roles_form(person, request.POST)
    if form.is_settled():
        try:
            account_actions.set_portal_roles(person, form.cleaned_data["portal_roles"], by=signed_in(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Rollen sind geändert und gelten ab sofort."))
            return redirect("members:account", person.pk)
    return render(request, "directory/members/account.html", shown(request, person, form), status=form.status)


@require_safe_or_post
@for_administrators
@verified_required
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Lock, unlock, sign out everywhere, send an invitation again or take it back; asks first before something is taken."""
    if request.method != "POST":
        return questions.of_account(request, act, account(pk))
    carry_out(request, account(pk), known(act, ACTS))
    # Taking an invitation back may have removed the account.
    exists = queries.people().filter(pk=pk).exists()
    return redirect("members:account", pk) if exists else redirect("members:accounts")


def lock(person: User, by: User) -> str:
    account_actions.lock(person, by=by)
    return _("Das Konto ist gesperrt, alle Anmeldungen sind beendet.")


def unlock(person: User, by: User) -> str:
    account_actions.unlock(person, by=by)
    return _("Das Konto ist wieder freigegeben.")


def sign_out(person: User, by: User) -> str:
    count = account_actions.end_sessions(person, by=by)
    return ngettext("Eine Anmeldung beendet.", "%(n)d Anmeldungen beendet.", count) % {"n": count}


def take_back(person: User, by: User) -> str:
    actions.take_back(person, by=by)
    return _("Die Einladung ist zurückgenommen und das Konto gelöscht.")


ACTS: dict[str, Act] = {
    "sperren": lock,
    "freigeben": unlock,
    "abmelden": sign_out,
    "erneut-einladen": invite_again,
    "einladung-zuruecknehmen": take_back,
}


@require_safe_or_post
@for_administrators
@recent_factor_required
def factor_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """A lost second factor: ask, confirm what somebody else has asked for, take back; or a link for a first one."""
    if request.method != "POST":
        return questions.of_factors(request, act, account(pk))
    carry_out(request, account(pk), known(act, FACTOR_ACTS))
    return redirect("members:account", pk)


def confirm_reset(person: User, by: User) -> str:
    lost_factors.confirm(waiting_for(person), by=by)
    return _("Alle zweiten Faktoren sind entfernt, ein Link für einen neuen ist unterwegs.")


def withdraw_reset(person: User, by: User) -> str:
    lost_factors.withdraw(waiting_for(person), by=by)
    return _("Der Antrag ist zurückgenommen.")


def waiting_for(person: User) -> FactorReset:
    reset = lost_factors.waiting().filter(user=person).first()
    if reset is None:
        raise ValidationError(_("Der Antrag ist schon beendet oder abgelaufen."))
    return reset


def first_link(person: User, by: User) -> str:
    if factors.confirmed(person) or not person.is_active or not accounts.was_taken_up(person):
        raise ValidationError(
            _("Ein Link für einen ersten zweiten Faktor geht nur an aktive Konten, die noch keinen haben.")
        )
    factor_actions.send_link(person, by=by)
    return _("Der Einrichtungslink ist unterwegs.")


FACTOR_ACTS: dict[str, Act] = {
    "beantragen": request_reset,
    "bestaetigen": confirm_reset,
    "zuruecknehmen": withdraw_reset,
    "link": first_link,
}
