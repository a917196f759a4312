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
from directory.upkeep import entry_actions, round_actions
from directory.upkeep.entry_forms import MailboxForm, OrganisationForm, PersonForm, SiteForm
from portal.edit_conflicts import EditForm, held, storing_alone
from portal.gone_entries import typed_is_shown
from portal.identity.users import signed_in


def kept(request: HttpRequest, pk: int) -> Organisation:
    organisation: Organisation = get_object_or_404(access.maintained_by(request.user), pk=pk)
    return organisation


def held_organisation(request: HttpRequest, pk: int) -> Organisation:
    """Every act on an organisation's entries waits for its row first: in another order two could wait for each other."""
    organisation: Organisation = get_object_or_404(held(request, access.maintained_by(request.user)), pk=pk)
    return organisation


def kept_position(request: HttpRequest, organisation: Organisation, pk: int) -> Position:
    positions = access.positions_kept_by(request.user, organisation)
    position: Position = get_object_or_404(positions.select_related("person", "organisation", "site"), pk=pk)
    return position


def held_position(request: HttpRequest, organisation: Organisation, pk: int) -> Position:
    positions = access.positions_kept_by(request.user, organisation).select_related("person", "organisation", "site")
    position: Position = get_object_or_404(held(request, positions, also=["person"]), pk=pk)
    return position


def kept_mailbox(request: HttpRequest, organisation: Organisation, pk: int) -> Mailbox:
    boxes = held(request, access.mailboxes_kept_by(request.user, organisation))
    mailbox: Mailbox = get_object_or_404(boxes, pk=pk)
    return mailbox


def kept_site(request: HttpRequest, organisation: Organisation, pk: int) -> Site:
    site: Site = get_object_or_404(held(request, Site.objects.all()), pk=pk, organisation=organisation)
    return site


def form_page(request: HttpRequest, organisation: Organisation, form: BaseForm, **shown: Any) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "back": reverse("directory:keep_one", args=[organisation.pk]),
    }
    status = form.status if isinstance(form, EditForm) else 422 if form.errors else 200
    return render(request, "directory/upkeep/entry_form.html", context | shown, status=status)


def done(request: HttpRequest, organisation: Organisation, said: str, anchor: str = "") -> HttpResponse:
    messages.success(request, said)
    return redirect(reverse("directory:keep_one", args=[organisation.pk]) + anchor)


@require_safe
@maintainer_required
def index(request: HttpRequest) -> HttpResponse:
    organisations = list(access.maintained_by(request.user))
    if not organisations and not access.maintains_all(request.user):
        raise PermissionDenied
    # Most keep one, and would click on it each time.
    if len(organisations) == 1:
        return redirect("directory:keep_one", organisations[0].pk)
    return render(request, "directory/upkeep/index.html", {"organisations": organisations})


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
@typed_is_shown(OrganisationForm, "directory:keep")
@storing_alone
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    form = OrganisationForm(request.POST or None, instance=held_organisation(request, pk))
    if form.is_settled():
        entry_actions.save_organisation(organisation=form.instance, by=signed_in(request))
        return done(request, form.instance, _("Die Angaben sind gespeichert."))
    # Read anew, for the form has put what was typed into the object.
    return form_page(request, kept(request, pk), form, heading=_("Angaben der Organisation"), button=_("Speichern"))


@maintainer_required
@typed_is_shown(SiteForm, "directory:keep")
@storing_alone
def site(request: HttpRequest, pk: int, site_pk: int | None = None) -> HttpResponse:
    own = held_organisation(request, pk)
    place = kept_site(request, own, site_pk) if site_pk else Site(organisation=own)
    heading = place.name or _("Neuer Standort")
    form = SiteForm(request.POST or None, instance=place)
    if form.is_settled():
        entry_actions.save_site(site=form.instance, by=signed_in(request))
        return done(request, own, _("Der Standort ist gespeichert."), "#standorte")
    remove = reverse("directory:keep_site_remove", args=[pk, site_pk]) if site_pk else ""
    return form_page(request, own, form, heading=heading, button=_("Standort speichern"), remove=remove)


@maintainer_required
@typed_is_shown(MailboxForm, "directory:keep")
@storing_alone
def mailbox(request: HttpRequest, pk: int, box_pk: int | None = None) -> HttpResponse:
    own = held_organisation(request, pk)
    box = kept_mailbox(request, own, box_pk) if box_pk else Mailbox(organisation=own)
    heading = box.name or _("Neues Funktionspostfach")
    form = MailboxForm(request.POST or None, instance=box, organisation=own)
    if form.is_settled():
        entry_actions.save_mailbox(mailbox=form.instance, by=signed_in(request))
        return done(request, own, _("Das Postfach ist gespeichert."), "#postfaecher")
    list_actions.show_in_form(contacts=[box], by=signed_in(request))
    remove = reverse("directory:keep_mailbox_remove", args=[pk, box_pk]) if box_pk else ""
    return form_page(request, own, form, heading=heading, button=_("Postfach speichern"), remove=remove)


@maintainer_required
@typed_is_shown(PersonForm, "directory:keep")
@storing_alone
def person(request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
    own = held_organisation(request, pk)
    position = held_position(request, own, position_pk)
    among = access.positions_kept_by(request.user, own)
    form = PersonForm(request.POST or None, instance=position, organisation=own, among=among)
    if form.is_settled():
        entry_actions.save_contact(
            position=form.instance, person=form.person(), deputies=form.deputies, by=signed_in(request)
        )
        return done(request, own, _("Der Eintrag ist gespeichert; die Partner erfahren davon."), "#menschen")
    stored = kept_position(request, own, position_pk)
    list_actions.show_in_form(contacts=[stored], by=signed_in(request))
    return form_page(request, own, form, heading=str(stored.person), button=_("Speichern"), position=position)


@require_POST
@maintainer_required
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    own = kept(request, pk)
    round_actions.confirm(organisation=own, by=signed_in(request))
    return done(request, own, _("Danke. Die Angaben gelten heute als bestätigt."))
