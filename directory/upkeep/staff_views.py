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
from directory.upkeep import staff_notices, uses
from directory.upkeep.entry_views import done, form_page, kept, kept_position
from directory.upkeep.staff_forms import (
    AwayForm,
    BackForm,
    LeavingForm,
    NewPersonForm,
    PlaceForm,
    ShareForm,
    SubstituteForm,
)

PER_PAGE = 50


@maintainer_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept(request, pk)
    among = access.positions_kept_by(request.user, found)
    form = NewPersonForm(request.POST or None, organisation=found, among=among)
    if form.is_valid():
        form.instance.valid_from = form.cleaned_data["beginn"]
        staff_notices.announce_new(
            position=form.instance,
            person=form.person(),
            deputies=form.deputies,
            note=form.cleaned_data["nachricht"],
            by=request.user,
        )
        return done(request, found, _("Eingetragen und dem Landkreis gemeldet."), "#menschen")
    return form_page(
        request, found, form, heading=_("Neue Person"), button=_("Eintragen und melden"), clause="LÖ-RL 4.3"
    )


@maintainer_required
def leaving(request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
    """Shows every place where the contact stands before it can be put away (F24)."""
    found = kept(request, pk)
    row = kept_position(request, found, position_pk)
    places = uses.uses_of(row)
    among = access.positions_kept_by(request.user, found)
    form = LeavingForm(request.POST or None, position=row, among=among, uses=len(places))
    if form.is_valid():
        values = form.cleaned_data
        staff_notices.announce_leaving(
            position=row,
            last_day=values["letzter_tag"],
            successor=values["nachfolge"],
            note=values["nachricht"],
            by=request.user,
        )
        return done(request, found, _("Der Weggang ist eingetragen und dem Landkreis gemeldet."), "#menschen")
    heading = _("%(name)s geht") % {"name": row.person}
    shown = {"heading": heading, "button": _("Weggang eintragen und melden"), "clause": "LÖ-RL 4.4", "position": row}
    return form_page(request, found, form, places=places, asks_for_places=True, **shown)


@maintainer_required
def share(request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
    found = kept(request, pk)
    row = kept_position(request, found, position_pk)
    form = ShareForm(request.POST or None, position=row)
    if form.is_valid():
        values = form.cleaned_data
        staff_notices.announce_share(
            position=row, day=values["ab"], new=values["anteil"], note=values["nachricht"], by=request.user
        )
        return done(
            request, found, _("Der neue Stellenanteil ist eingetragen und dem Landkreis gemeldet."), "#menschen"
        )
    heading = _("%(name)s: anderer Stellenanteil") % {"name": row.person}
    return form_page(
        request, found, form, heading=heading, button=_("Eintragen und melden"), clause="LÖ-RL 4.4", position=row
    )


@maintainer_required
def place(request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
    found = kept(request, pk)
    row = kept_position(request, found, position_pk)
    form = PlaceForm(request.POST or None, position=row)
    if form.is_valid():
        values = form.cleaned_data
        staff_notices.announce_place(
            position=row,
            day=values["ab"],
            site=values["ort"],
            room=values["zimmer"],
            note=values["nachricht"],
            by=request.user,
        )
        return done(request, found, _("Der neue Arbeitsort ist eingetragen und dem Landkreis gemeldet."), "#menschen")
    heading = _("%(name)s: anderer Arbeitsort") % {"name": row.person}
    return form_page(
        request, found, form, heading=heading, button=_("Eintragen und melden"), clause="LÖ-RL 4.3", position=row
    )


@maintainer_required
def away(request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
    found = kept(request, pk)
    row = kept_position(request, found, position_pk)
    form = AwayForm(request.POST or None, position=row, among=access.positions_kept_by(request.user, found))
    if form.is_valid():
        values = form.cleaned_data
        first, last, substitute = values["erster_tag"], values["letzter_tag"], values["vertretung"]
        staff_notices.enter_absence(
            position=row, first=first, last=last, substitute=substitute, note=values["nachricht"], by=request.user
        )
        said = _("Die Abwesenheit ist eingetragen.")
        if deadlines.is_long(first, last):
            day = deadlines.substitute_from(first)
            said = _("Die Abwesenheit ist eingetragen und dem Landkreis gemeldet. Vertretung ab %(day)s.") % {
                "day": f"{day:%d.%m.%Y}"
            }
        return done(request, found, said, "#menschen")
    heading = _("%(name)s ist nicht da") % {"name": row.person}
    return form_page(
        request, found, form, heading=heading, button=_("Abwesenheit eintragen"), clause="LÖ-RL 4.2", position=row
    )


@maintainer_required
def back(request: HttpRequest, pk: int, position_pk: int, absence_pk: int) -> HttpResponse:
    found = kept(request, pk)
    row = kept_position(request, found, position_pk)
    absence = get_object_or_404(Absence, pk=absence_pk, person=row.person)
    form = BackForm(request.POST or None, initial={"letzter_tag": absence.last_day})
    if form.is_valid() and staff_notices.end_absence(
        absence=absence, last_day=form.cleaned_data["letzter_tag"], by=request.user
    ):
        return done(request, found, _("Die Abwesenheit ist geändert."), "#menschen")
    heading = _("%(name)s: Abwesenheit ändern") % {"name": row.person}
    return form_page(request, found, form, heading=heading, button=_("Speichern"), position=row, absence=absence)


@maintainer_required
def substitute(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    found = kept(request, pk)
    people = access.positions_kept_by(request.user, found)
    tasks = SubstituteTask.objects.open().filter(position__in=people).select_related("position__person", "absence")
    task = get_object_or_404(tasks, pk=task_pk)
    form = SubstituteForm(request.POST or None, position=task.position, among=people)
    if form.is_valid():
        staff_notices.name_substitute(task=task, substitute=form.cleaned_data["vertretung"], by=request.user)
        return done(request, found, _("Die Vertretung ist eingetragen."), "#menschen")
    heading = _("Vertretung für %(name)s") % {"name": task.position.person}
    return form_page(
        request, found, form, heading=heading, button=_("Vertretung eintragen"), clause="LÖ-RL 4.2", task=task
    )


@require_POST
@maintainer_required
def send(request: HttpRequest, pk: int, notice_pk: int) -> HttpResponse:
    found = kept(request, pk)
    notice = get_object_or_404(StaffNotice, pk=notice_pk, organisation=found)
    sent = staff_notices.send_notice(notice=notice, by=request.user)
    return done(request, found, _("Dem Landkreis gemeldet.") if sent else _("Das war schon gemeldet."))


@require_safe
@coordinator_required
def notices(request: HttpRequest) -> HttpResponse:
    """For the county: what was handed in, what is late, and where a substitute is missing."""
    found = StaffNotice.objects.select_related("organisation", "position")
    tasks = SubstituteTask.objects.open().select_related("position__person", "position__organisation", "absence")
    page = Paginator(found.filter(acknowledged_at__isnull=False).order_by("-sent_at"), PER_PAGE)
    seen = Position.objects.visible_to(request.user).values_list("pk", flat=True)
    context = {
        "open": found.to_acknowledge().order_by("due_on", "pk"),
        "owed": found.unsent().order_by("due_on", "pk"),
        "tasks": tasks.filter(position__in=seen),
        "page_obj": page.get_page(request.GET.get("seite")),
        "today": timezone.localdate(),
    }
    return render(request, "directory/upkeep/notices.html", context)


@require_POST
@coordinator_required
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    done_now = staff_notices.acknowledge_notice(notice=get_object_or_404(StaffNotice, pk=pk), by=request.user)
    messages.success(request, _("Zur Kenntnis genommen.") if done_now else _("Das war schon zur Kenntnis genommen."))
    return redirect("directory:notices")
