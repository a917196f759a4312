"""What an organisation keeps about itself: its particulars, sites, mailboxes and people. Each act is an event."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Mailbox, Organisation, Person, Position, Site
from directory.upkeep import actions, succession
from portal.audit import trail
from portal.models import User

ORGANISATION_SAVED = trail.register(
    "directory.organisation_saved", gettext_lazy("Angaben der Organisation gespeichert")
)
SITE_SAVED = trail.register("directory.site_saved", gettext_lazy("Standort gespeichert"), ["organisation"])
SITE_REMOVED = trail.register("directory.site_removed", gettext_lazy("Standort entfernt"), ["organisation"])
MAILBOX_SAVED = trail.register(
    "directory.mailbox_saved", gettext_lazy("Funktionspostfach gespeichert"), ["organisation"]
)
MAILBOX_REMOVED = trail.register(
    "directory.mailbox_removed", gettext_lazy("Funktionspostfach entfernt"), ["organisation"]
)
CONTACT_SAVED = trail.register("directory.contact_saved", gettext_lazy("Ansprechperson gespeichert"), ["organisation"])


@transaction.atomic
def save_organisation(*, organisation: Organisation, by: User) -> None:
    organisation.full_clean()
    organisation.save()
    trail.record(ORGANISATION_SAVED, by, about=("organisation", organisation.pk))


def save_site(*, site: Site, by: User) -> None:
    """Contacts show the address of their site, so partners are told of what differs."""
    with actions.recorded(organisation=site.organisation, by=by):
        site.full_clean()
        site.save()
        trail.record(SITE_SAVED, by, about=("site", site.pk), details={"organisation": site.organisation_id})


def remove_site(*, site: Site, by: User) -> None:
    """ValidationError where somebody works or that is responsible for something: people would lose their address unseen."""
    with actions.recorded(organisation=site.organisation, by=by):
        # Whoever assigns somebody to the site meanwhile waits here, and then finds that it is gone.
        held = Site.objects.select_for_update().filter(pk=site.pk).first()
        if held is None:
            return
        people, coverage = held.positions.current().count(), held.coverage.current().count()
        if people or coverage:
            raise ValidationError(
                _(
                    "Der Standort wird noch gebraucht: Arbeitsort von %(people)d Personen, %(coverage)d Zuständigkeiten."
                ),
                params={"people": people, "coverage": coverage},
            )
        trail.record(SITE_REMOVED, by, about=("site", held.pk), details={"organisation": held.organisation_id})
        held.delete()


@transaction.atomic
def save_mailbox(*, mailbox: Mailbox, by: User) -> None:
    mailbox.full_clean()
    mailbox.save()
    trail.record(MAILBOX_SAVED, by, about=("mailbox", mailbox.pk), details={"organisation": mailbox.organisation_id})


@transaction.atomic
def remove_mailbox(*, mailbox: Mailbox, by: User) -> None:
    """ValidationError while a responsibility names it."""
    held = Mailbox.objects.select_for_update().filter(pk=mailbox.pk).first()
    if held is None:
        return
    coverage = held.coverage.current().count()
    if coverage:
        raise ValidationError(
            _(
                "Das Postfach steht noch bei %(coverage)d Zuständigkeiten. Bitte die Redaktion, dort ein anderes zu wählen."
            ),
            params={"coverage": coverage},
        )
    trail.record(MAILBOX_REMOVED, by, about=("mailbox", held.pk), details={"organisation": held.organisation_id})
    held.delete()


def save_contact(*, position: Position, person: Person, deputies: Sequence[Position], by: User) -> None:
    """Stores what somebody changed about a person and what they do; what the county has to know is held as an unsent notice."""
    with actions.recorded(organisation=position.organisation, by=by, person=person):
        person.full_clean()
        person.save()
        position.full_clean()
        position.save()
        succession.set_deputies(position=position, deputies=deputies)
        details: dict[str, trail.Value] = {"organisation": position.organisation_id}
        trail.record(CONTACT_SAVED, by, about=("position", position.pk), details=details)
