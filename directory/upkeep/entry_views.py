"""The pages on which an organisation keeps its own entries; another's do not exist there (404)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory import access
from directory.access import maintainer_required
from directory.internal_lists import actions as list_actions
from directory.models import Absence, Deputy, Mailbox, Organisation, Position, Site, StaffNotice, SubstituteTask
from directory.upkeep import actions, rounds, staff_notices
from directory.upkeep.entry_forms import MailboxForm, OrganisationForm, PersonForm, SiteForm


def kept(request: HttpRequest, pk: int) -> Organisation:
    found: Organisation = get_object_or_404(access.maintained_by(request.user), pk=pk)
    return found


def kept_position(request: HttpRequest, organisation: Organisation, pk: int) -> Position:
    found: Position = get_object_or_404(
        access.positions_kept_by(request.user, organisation).select_related("person", "organisation", "site"), pk=pk
    )
    return found


def kept_mailbox(request: HttpRequest, organisation: Organisation, pk: int) -> Mailbox:
    found: Mailbox = get_object_or_404(access.mailboxes_kept_by(request.user, organisation), pk=pk)
    return found


def form_page(request: HttpRequest, organisation: Organisation, form: BaseForm, **shown: Any) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "back": reverse("directory:keep_one", args=[organisation.pk]),
    }
    return render(request, "directory/upkeep/entry_form.html", context | shown, status=422 if form.errors else 200)


def done(request: HttpRequest, organisation: Organisation, said: str, anchor: str = "") -> HttpResponse:
    messages.success(request, said)
    return redirect(reverse("directory:keep_one", args=[organisation.pk]) + anchor)


@require_safe
@maintainer_required
def index(request: HttpRequest) -> HttpResponse:
    found = list(access.maintained_by(request.user))
    if not found and not access.maintains_all(request.user):
        raise PermissionDenied
    if len(found) == 1:
        return redirect("directory:keep_one", found[0].pk)
    return render(request, "directory/upkeep/index.html", {"organisations": found})


@require_safe
@maintainer_required
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """All entries of an organisation with the ways to change them, and what is due."""
    organisation, today = kept(request, pk), timezone.localdate()
    away = Prefetch(
        "person__absences", Absence.objects.filter(last_day__gte=today) | Absence.objects.filter(last_day=None)
    )
    stand_ins = Deputy.objects.select_related("deputy__person").order_by("sort_order", "pk")
    people = access.positions_kept_by(request.user, organisation).overlapping(today, None)  # type: ignore[attr-defined]  # its queryset has it
    tasks = SubstituteTask.objects.open().filter(position__in=people)
    context = {
        "organisation": organisation,
        "people": people.for_lists()
        .prefetch_related(away, Prefetch("deputies", stand_ins))
        .order_by(F("person__last_name"), "person__first_name", "pk"),
        "sites": organisation.sites.all(),
        "mailboxes": access.mailboxes_kept_by(request.user, organisation),
        "owed": StaffNotice.objects.unsent().filter(organisation=organisation),
        "sent": StaffNotice.objects.filter(organisation=organisation, sent_at__isnull=False).order_by("-sent_at")[:5],
        "tasks": tasks.select_related("position__person", "absence"),
        "round": organisation.confirmations.open().select_related("round").order_by("-round__started_on").first(),
    }
    return render(request, "directory/upkeep/organisation.html", context)


@maintainer_required
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept(request, pk)
    form = OrganisationForm(request.POST or None, instance=found)
    if form.is_valid():
        form.save()
        return done(request, found, _("Die Angaben sind gespeichert."))
    return form_page(request, kept(request, pk), form, heading=_("Angaben der Organisation"), button=_("Speichern"))


@maintainer_required
def site(request: HttpRequest, pk: int, site_pk: int | None = None) -> HttpResponse:
    found = kept(request, pk)
    row = get_object_or_404(Site, pk=site_pk, organisation=found) if site_pk else Site(organisation=found)
    form = SiteForm(request.POST or None, instance=row)
    if form.is_valid():
        with actions.recorded(organisation=found, by=request.user):
            form.save()
        return done(request, found, _("Der Standort ist gespeichert."), "#standorte")
    heading = row.name if site_pk else _("Neuer Standort")
    remove = reverse("directory:keep_site_remove", args=[pk, site_pk]) if site_pk else ""
    return form_page(request, found, form, heading=heading, button=_("Standort speichern"), remove=remove)


@require_POST
@maintainer_required
def remove_site(request: HttpRequest, pk: int, site_pk: int) -> HttpResponse:
    """Only where nobody works and that is responsible for nothing: otherwise people would lose their address unseen."""
    found = kept(request, pk)
    row = get_object_or_404(Site, pk=site_pk, organisation=found)
    people, coverage = row.positions.current().count(), row.coverage.current().count()
    if people or coverage:
        said = _("Der Standort wird noch gebraucht: Arbeitsort von %(people)d Personen, %(coverage)d Zuständigkeiten.")
        messages.error(request, said % {"people": people, "coverage": coverage})
        return redirect("directory:keep_site", pk, site_pk)
    with actions.recorded(organisation=found, by=request.user):
        row.delete()
    return done(request, found, _("Der Standort ist entfernt."), "#standorte")


@maintainer_required
def mailbox(request: HttpRequest, pk: int, box_pk: int | None = None) -> HttpResponse:
    found = kept(request, pk)
    row = kept_mailbox(request, found, box_pk) if box_pk else Mailbox(organisation=found)
    form = MailboxForm(request.POST or None, instance=row, organisation=found)
    if form.is_valid():
        form.save()
        return done(request, found, _("Das Postfach ist gespeichert."), "#postfaecher")
    list_actions.show_in_form(contacts=[row], by=request.user)
    heading = row.name if box_pk else _("Neues Funktionspostfach")
    remove = reverse("directory:keep_mailbox_remove", args=[pk, box_pk]) if box_pk else ""
    return form_page(request, found, form, heading=heading, button=_("Postfach speichern"), remove=remove)


@require_POST
@maintainer_required
def remove_mailbox(request: HttpRequest, pk: int, box_pk: int) -> HttpResponse:
    found = kept(request, pk)
    row = kept_mailbox(request, found, box_pk)
    coverage = row.coverage.current().count()
    if coverage:
        said = _(
            "Das Postfach steht noch bei %(coverage)d Zuständigkeiten. Bitte die Redaktion, dort ein anderes zu wählen."
        )
        messages.error(request, said % {"coverage": coverage})
        return redirect("directory:keep_mailbox", pk, box_pk)
    row.delete()
    return done(request, found, _("Das Postfach ist entfernt."), "#postfaecher")


@maintainer_required
def person(request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
    found = kept(request, pk)
    row = kept_position(request, found, position_pk)
    among = access.positions_kept_by(request.user, found)
    form = PersonForm(request.POST or None, instance=row, organisation=found, among=among)
    if form.is_valid():
        staff_notices.save_contact(
            position=form.instance, person=form.person(), deputies=form.deputies, by=request.user
        )
        return done(request, found, _("Der Eintrag ist gespeichert; die Partner erfahren davon."), "#menschen")
    stored = kept_position(request, found, position_pk)
    list_actions.show_in_form(contacts=[stored], by=request.user)
    return form_page(request, found, form, heading=str(stored.person), button=_("Speichern"), position=row)


@require_POST
@maintainer_required
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept(request, pk)
    rounds.confirm(organisation=found, by=request.user)
    return done(request, found, _("Danke. Die Angaben gelten heute als bestätigt."))
