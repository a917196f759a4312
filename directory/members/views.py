"""Members of an organisation, for those who look after it; people of other organisations do not exist here."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.members import actions, offers, queries, questions
from directory.members.access import looks_after, managed
from directory.members.carrying_out import Act, ask_reset, carry_out, invite_again
from directory.members.forms import STATE_LABELS, InviteMemberForm, MemberRolesForm
from directory.models import Organisation, RoleOffer
from portal.edit_conflicts import held, storing_alone
from portal.edit_state import key_of
from portal.identity import factors, lost_factors
from portal.identity.auth import recent_factor_required, verified_required
from portal.identity.users import signed_in
from portal.models import User
from portal.requests.methods import require_safe_or_post

PER_PAGE = 50


@require_safe
@verified_required
def organisations(request: HttpRequest) -> HttpResponse:
    own = list(managed(request.user))
    if not own:
        raise Http404
    if len(own) == 1:
        return redirect("members:members", own[0].pk)
    return render(request, "directory/members/organisations.html", {"organisations": own})


@require_safe
@looks_after
@verified_required
def member_list(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    page = Paginator(queries.members(organisation), PER_PAGE).get_page(request.GET.get("seite"))
    rows = [(person, queries.state_of(person)) for person in page]
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
                by=signed_in(request),
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
@storing_alone
def member(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """One person's roles here. Own roles can be read, not changed."""
    person = get_object_or_404(held(request, queries.members(organisation)), pk=pk)
    roles = [membership.role for membership in person.held]
    form = MemberRolesForm(request.POST or None, initial={"roles": roles}, entry=f"{key_of(organisation)} {pk}")
    if form.is_settled():
        try:
            is_done = actions.set_roles(person, organisation, form.cleaned_data["roles"], by=signed_in(request))
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
        "state": queries.state_of(person),
        "state_label": STATE_LABELS[queries.state_of(person)],
        "form": form,
        "is_self": person.pk == request.user.pk,
        "reset": lost_factors.waiting().filter(user=person).first(),
        # Of people who belong elsewhere, too, only their roles here are this organisation's business.
        "has_factor": bool(factors.confirmed(person))
        and actions.may_ask_reset(signed_in(request), person, organisation),
    }
    return render(request, "directory/members/member.html", shown, status=form.status)


@require_safe_or_post
@looks_after
@verified_required
def act(request: HttpRequest, organisation: Organisation, pk: int, act: str) -> HttpResponse:
    """Take out of the organisation, send the invitation again, take it back; asks first before something is taken."""
    person = get_object_or_404(queries.members(organisation), pk=pk)
    if request.method != "POST":
        return questions.of_member(request, act, person, organisation)
    # An account in use is not invited; here the page offers no such button, so the address is a made-up one.
    if act not in ACTS or (act == "erneut-einladen" and not actions.awaits_invitation(person)):
        raise Http404
    carry_out(request, person, ACTS[act](organisation))
    return redirect("members:members", organisation.pk)


def take_out(organisation: Organisation) -> Act:
    def act(person: User, by: User) -> str:
        actions.leave(person, organisation, by=by)
        return _("Die Person gehört nicht mehr zur Organisation.")

    return act


def uninvite(organisation: Organisation) -> Act:
    def act(person: User, by: User) -> str:
        actions.uninvite(person, organisation, by=by)
        return _("Die Einladung ist zurückgenommen.")

    return act


ACTS: dict[str, Callable[[Organisation], Act]] = {
    "herausnehmen": take_out,
    "erneut-einladen": lambda _organisation: invite_again,
    "einladung-zuruecknehmen": uninvite,
}


@require_POST
@looks_after
@recent_factor_required
def ask_factor_reset(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """The first of two: somebody of the portal's administration has to confirm."""
    person = get_object_or_404(queries.members(organisation), pk=pk)
    carry_out(request, person, ask_reset(organisation))
    return redirect("members:member", organisation.pk, person.pk)
