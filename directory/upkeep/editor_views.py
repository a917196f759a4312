"""The editor's forms for contacts: what they change is recorded and announced, and nobody who is still shown is put away unseen."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from directory.internal_lists import actions as list_actions
from directory.models import Coverage, Person, Position
from directory.upkeep import actions, snapshots, uses
from directory.upkeep.snapshots import Snapshot
from portal.audit.editor_views import AuditedCreateView, AuditedDeleteView, AuditedEditView
from portal.identity.users import signed_in
from portal.navigation import reverse_or_none

LISTED = 5


def shown(*instances: Any) -> Snapshot:
    """All that a change of those objects can touch, as stored now."""
    people = {
        entry.person_id if isinstance(entry, Position) else entry.pk
        for entry in instances
        if not isinstance(entry, Coverage)
    }
    coverage = Q(pk__in=[])
    for entry in instances:
        if isinstance(entry, Coverage):
            coverage |= Q(municipality=entry.municipality_id, service=entry.service_id)
    return snapshots.snapshot(Q(person__in=people - {None}), coverage)


def places_of(positions: list[Position], request: HttpRequest) -> list[str]:
    return [f"{use.kind}: {use.title}" for position in positions for use in uses.uses_of(position, request)]


def in_use(positions: list[Position], request: HttpRequest) -> str:
    """What to tell somebody who wants to put them away; empty if nothing shows them."""
    places = places_of(positions, request)
    if not places:
        return ""
    more = _(" und %(number)d weitere") % {"number": len(places) - LISTED} if len(places) > LISTED else ""
    return _(
        "Noch eingetragen bei: %(places)s%(more)s. Bitte melden Sie den Weggang über die Pflegeseiten: %(page)s"
    ) % {
        "places": "; ".join(places[:LISTED]),
        "more": more,
        "page": reverse_or_none("directory:keep_person_end", positions[0].organisation_id, positions[0].pk) or "",
    }


class StillShown(Exception):
    pass


class RecordedMixin:
    """For the editor's views that store; the snapshots and the change share one transaction."""

    form: ModelForm[Any]
    request: HttpRequest

    def save_instance(self) -> Any:
        stored = self.stored()
        before = shown(stored, self.form.instance)
        instance = super().save_instance()  # type: ignore[misc]  # of Wagtail's view
        after = shown(stored, instance)
        put_away = [
            pk
            for pk, contact in before.contacts.items()
            if not contact.valid_until and (pk not in after.contacts or after.contacts[pk].valid_until)
        ]
        problem = in_use(list(Position.objects.filter(pk__in=put_away).select_related("organisation")), self.request)
        if problem:
            raise StillShown(problem)
        actions.record_contact_change(before=before, after=after, by=signed_in(self.request))
        return instance

    def stored(self) -> Any:
        """What the database says; the form's own object has the new values already."""
        instance = self.form.instance
        return type(instance)._default_manager.filter(pk=instance.pk).first() or instance

    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        try:
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of Wagtail's view
        except StillShown as problem:
            form.add_error(None, ValidationError(str(problem)))
            # Wagtail shows this at the head of the page.
            self.produced_error_code, self.produced_error_message = "invalid", str(problem)
            answer = self.form_invalid(form)  # type: ignore[attr-defined]  # of Wagtail's view
        return answer


class RecordedCreateView(RecordedMixin, AuditedCreateView):
    pass


class RecordedEditView(RecordedMixin, AuditedEditView):
    pass


class ContactEditView(RecordedEditView):
    """Whoever opens the form of a contact sees its numbers; those of internal lists are a look at the list."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        list_actions.show_in_form(contacts=positions_of(self.object), by=signed_in(request))
        return super().get(request, *args, **kwargs)


class OrganisationEditView(AuditedEditView):
    """As with contacts: the form holds the mailboxes."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        list_actions.show_in_form(contacts=self.object.mailboxes.all(), by=signed_in(request))
        return super().get(request, *args, **kwargs)


class RecordedDeleteView(AuditedDeleteView):
    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        problem = in_use(positions_of(self.object), self.request)
        if problem:
            messages.error(self.request, problem)
            return HttpResponseRedirect(self.get_success_url())
        copied = copy(self.object)
        with transaction.atomic():
            before = shown(copied)
            answer: HttpResponse = super().form_valid(form)
            actions.record_contact_change(before=before, after=shown(copied), by=signed_in(self.request))
        return answer


def positions_of(instance: Any) -> list[Position]:
    if isinstance(instance, Position):
        return [instance]
    return list(instance.positions.all()) if isinstance(instance, Person) else []


def before_bulk(request: HttpRequest, action: str, objects: list[Any], view: object) -> HttpResponse | None:
    """Deleting many at once follows the same rules; runs inside the transaction of the editor."""
    if action != "delete":
        return None
    positions = [position for entry in objects for position in positions_of(entry)]
    coverage = [entry.pk for entry in objects if isinstance(entry, Coverage)]
    problem = in_use(positions, request)
    if problem:
        messages.error(request, problem)
        return HttpResponseRedirect(request.get_full_path())
    # The deletion follows this hook, so what is left is known beforehand: nothing.
    before = snapshots.snapshot(Q(pk__in=[position.pk for position in positions]), Q(pk__in=coverage))
    actions.record_contact_change(before=before, after=snapshots.EMPTY, by=signed_in(request))
    return None
