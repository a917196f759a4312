"""The agenda: partners propose points, the coordinator accepts, declines and orders them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.access import coordination_required, is_coordinator
from pages.meetings import access, actions
from pages.meetings.forms import DeclineForm, PointForm
from pages.meetings.views import form_page, seen
from pages.models import AgendaItem, Meeting
from portal.identity.users import signed_in


def item_of(meeting: Meeting, pk: int) -> AgendaItem:
    item: AgendaItem = get_object_or_404(meeting.agenda.select_related("proposed_by"), pk=pk)
    return item


def back(pk: int) -> str:
    return reverse("meetings:meeting", args=[pk]) + "#tagesordnung"


def propose(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, user = seen(request, pk), signed_in(request)
    coordinates = is_coordinator(user)
    if not (coordinates or access.may_propose(meeting, user.pk)):
        raise PermissionDenied
    form = PointForm(request.POST or None)
    if form.is_valid():
        organisation = None if coordinates else access.organisation_of(meeting, user.pk)
        actions.propose(meeting=meeting, item=form.instance, organisation=organisation, by=user)
        said = (
            _("Der Punkt steht auf der Tagesordnung.")
            if coordinates
            else _("Vorgeschlagen. Die Koordination entscheidet.")
        )
        messages.success(request, said)
        return redirect(back(pk))
    button = _("Auf die Tagesordnung") if coordinates else _("Punkt vorschlagen")
    return form_page(request, meeting, form, heading=_("Punkt für die Tagesordnung"), button=button)


@require_POST
@coordination_required
def accept(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    item = item_of(seen(request, pk), item_pk)
    actions.decide(item=item, state=AgendaItem.State.ACCEPTED, by=signed_in(request))
    messages.success(request, _("Der Punkt steht auf der Tagesordnung."))
    return redirect(back(pk))


@coordination_required
def decline(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    meeting = seen(request, pk)
    item = item_of(meeting, item_pk)
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["grund"]
        actions.decide(item=item, state=AgendaItem.State.DECLINED, reason=reason, by=signed_in(request))
        messages.success(request, _("Der Punkt ist abgelehnt, der Grund steht dabei."))
        return redirect(back(pk))
    return form_page(request, meeting, form, heading=_("Punkt ablehnen"), lead=item.title, button=_("Punkt ablehnen"))


@require_POST
@coordination_required
def reorder(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    item = item_of(seen(request, pk), item_pk)
    actions.reorder(item=item, is_up=request.POST.get("wohin") == "hoch")
    return redirect(back(pk))
