"""Notices of staff: one form tells the county and changes the directory."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory import access, deadlines
from directory.access import coordinator_required, maintainer_required
from directory.models import Absence, Position, StaffNotice, SubstituteTask
from directory.upkeep import absence_actions, notice_actions, staff_actions, uses
from directory.upkeep.entry_views import done, form_page, held_organisation, kept, kept_position
from directory.upkeep.staff_forms import (
    AwayForm,
    BackForm,
    LeavingForm,
    NewPersonForm,
    PlaceForm,
    ShareForm,
    SubstituteForm,
)
from portal.edit_conflicts import held, storing_alone
from portal.edit_state import key_of
from portal.gone_entries import typed_is_shown
from portal.identity.users import signed_in

PER_PAGE = 50


@maintainer_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    own = kept(request, pk)
    among = access.positions_kept_by(request.user, own)
    form = NewPersonForm(request.POST or None, organisation=own, among=among)
    if form.is_valid():
        form.instance.valid_from = form.cleaned_data["beginn"]
        staff_actions.announce_new(
            position=form.instance,
            person=form.person(),
            deputies=form.deputies,
            note=form.cleaned_data["nachricht"],
            by=signed_in(request),
        )
        return done(request, own, _("Eingetragen und dem Landkreis gemeldet."), "#menschen")
    return form_page(request, own, form, heading=_("Neue Person"), button=_("Eintragen und melden"), clause="LÖ-RL 4.3")


@maintainer_required
@typed_is_shown(LeavingForm, "directory:keep")
def leaving(request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
    """Shows every place where the contact stands before it can be put away (F24)."""
    own = kept(request, pk)
    position = kept_position(request, own, position_pk)
    places = uses.uses_of(position, request)
    among = access.positions_kept_by(request.user, own)
    form = LeavingForm(request.POST or None, position=position, among=among, uses=uses.number_of(places))
    if form.is_valid():
        values = form.cleaned_data
        staff_actions.announce_leaving(
            position=position,
            last_day=values["letzter_tag"],
            successor=values["nachfolge"],
            note=values["nachricht"],
            by=signed_in(request),
        )
        return done(request, own, _("Der Weggang ist eingetragen und dem Landkreis gemeldet."), "#menschen")
    heading = _("%(name)s geht") % {"name": position.person}
    shown = {
        "heading": heading,
        "button": _("Weggang eintragen und melden"),
        "clause": "LÖ-RL 4.4",
        "position": position,
    }
    number = uses.number_of(places)
    return form_page(request, own, form, places=places, number=number, asks_for_places=True, **shown)


@maintainer_required
@typed_is_shown(ShareForm, "directory:keep")
def share(request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
    own = kept(request, pk)
    position = kept_position(request, own, position_pk)
    form = ShareForm(request.POST or None, position=position)
    if form.is_valid():
        values = form.cleaned_data
        staff_actions.announce_share(
            position=position, day=values["ab"], new=values["anteil"], note=values["nachricht"], by=signed_in(request)
        )
        return done(request, own, _("Der neue Stellenanteil ist eingetragen und dem Landkreis gemeldet."), "#menschen")
    heading = _("%(name)s: anderer Stellenanteil") % {"name": position.person}
    return form_page(
        request, own, form, heading=heading, button=_("Eintragen und melden"), clause="LÖ-RL 4.4", position=position
    )


@maintainer_required
@typed_is_shown(PlaceForm, "directory:keep")
def place(request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
    own = kept(request, pk)
    position = kept_position(request, own, position_pk)
    form = PlaceForm(request.POST or None, position=position)
    if form.is_valid():
        values = form.cleaned_data
        staff_actions.announce_place(
            position=position,
            day=values["ab"],
            site=values["ort"],
            room=values["zimmer"],
            note=values["nachricht"],
            by=signed_in(request),
        )
        return done(request, own, _("Der neue Arbeitsort ist eingetragen und dem Landkreis gemeldet."), "#menschen")
    heading = _("%(name)s: anderer Arbeitsort") % {"name": position.person}
    return form_page(
        request, own, form, heading=heading, button=_("Eintragen und melden"), clause="LÖ-RL 4.3", position=position
    )


@maintainer_required
@typed_is_shown(AwayForm, "directory:keep")
def away(request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
    own = kept(request, pk)
    position = kept_position(request, own, position_pk)
    form = AwayForm(request.POST or None, position=position, among=access.positions_kept_by(request.user, own))
    if form.is_valid():
        values = form.cleaned_data
        first, last, substitute = values["erster_tag"], values["letzter_tag"], values["vertretung"]
        absence_actions.enter_absence(
            position=position,
            first=first,
            last=last,
            substitute=substitute,
            note=values["nachricht"],
            by=signed_in(request),
        )
        said = _("Die Abwesenheit ist eingetragen.")
        if deadlines.is_long(first, last):
            day = deadlines.substitute_from(first)
            said = _("Die Abwesenheit ist eingetragen und dem Landkreis gemeldet. Vertretung ab %(day)s.") % {
                "day": f"{day:%d.%m.%Y}"
            }
        return done(request, own, said, "#menschen")
    heading = _("%(name)s ist nicht da") % {"name": position.person}
    return form_page(
        request, own, form, heading=heading, button=_("Abwesenheit eintragen"), clause="LÖ-RL 4.2", position=position
    )


@maintainer_required
@typed_is_shown(BackForm, "directory:keep")
@storing_alone
def back(request: HttpRequest, pk: int, position_pk: int, absence_pk: int) -> HttpResponse:
    own = held_organisation(request, pk)
    position = kept_position(request, own, position_pk)
    absence = get_object_or_404(held(request, Absence.objects.all()), pk=absence_pk, person=position.person)
    form = BackForm(request.POST or None, initial={"letzter_tag": absence.last_day}, entry=key_of(absence))
    if form.is_settled():
        absence_actions.end_absence(absence=absence, last_day=form.cleaned_data["letzter_tag"], by=signed_in(request))
        return done(request, own, _("Die Abwesenheit ist geändert."), "#menschen")
    heading = _("%(name)s: Abwesenheit ändern") % {"name": position.person}
    return form_page(request, own, form, heading=heading, button=_("Speichern"), position=position, absence=absence)


@maintainer_required
@typed_is_shown(SubstituteForm, "directory:keep")
def substitute(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    own = kept(request, pk)
    people = access.positions_kept_by(request.user, own)
    tasks = SubstituteTask.objects.open().filter(position__in=people).select_related("position__person", "absence")
    task = get_object_or_404(tasks, pk=task_pk)
    form = SubstituteForm(request.POST or None, position=task.position, among=people)
    if form.is_valid():
        absence_actions.name_substitute(task=task, substitute=form.cleaned_data["vertretung"], by=signed_in(request))
        return done(request, own, _("Die Vertretung ist eingetragen."), "#menschen")
    heading = _("Vertretung für %(name)s") % {"name": task.position.person}
    return form_page(
        request, own, form, heading=heading, button=_("Vertretung eintragen"), clause="LÖ-RL 4.2", task=task
    )


@require_POST
@maintainer_required
def send(request: HttpRequest, pk: int, notice_pk: int) -> HttpResponse:
    own = kept(request, pk)
    notice = get_object_or_404(StaffNotice, pk=notice_pk, organisation=own)
    sent = notice_actions.send_notice(notice=notice, by=signed_in(request))
    return done(request, own, _("Dem Landkreis gemeldet.") if sent else _("Das war schon gemeldet."))


@require_safe
@coordinator_required
def notices(request: HttpRequest) -> HttpResponse:
    """For the county: what was handed in, what is late, and where a substitute is missing."""
    all_notices = StaffNotice.objects.select_related("organisation", "position")
    tasks = SubstituteTask.objects.open().select_related("position__person", "position__organisation", "absence")
    page = Paginator(all_notices.filter(acknowledged_at__isnull=False).order_by("-sent_at"), PER_PAGE)
    seen = Position.objects.visible_to(request.user).values_list("pk", flat=True)
    context = {
        "open": all_notices.to_acknowledge().order_by("due_on", "pk"),
        "owed": all_notices.unsent().order_by("due_on", "pk"),
        "tasks": tasks.filter(position__in=seen),
        "page_obj": page.get_page(request.GET.get("seite")),
        "today": timezone.localdate(),
    }
    return render(request, "directory/upkeep/notices.html", context)


@require_POST
@coordinator_required
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    done_now = notice_actions.acknowledge_notice(notice=get_object_or_404(StaffNotice, pk=pk), by=signed_in(request))
    messages.success(request, _("Zur Kenntnis genommen.") if done_now else _("Das war schon zur Kenntnis genommen."))
    return redirect("directory:notices")
