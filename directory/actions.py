"""What changes several things at once, or must not happen twice at the same time."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.models import Coverage, Municipality, Organisation, Person, Position, Site, Team


def hold_municipality(pk: int) -> None:
    """Inside a transaction: nobody else changes who is responsible there until it ends."""
    Municipality.objects.select_for_update().filter(pk=pk).first()


@transaction.atomic
def save_coverage(*, coverage: Coverage, by: Any) -> Coverage:
    """Stores who is responsible; ValidationError if somebody else is on one of the days, or the entry contradicts itself."""
    hold_municipality(coverage.municipality_id)
    coverage.full_clean()
    coverage.save()
    return coverage


@transaction.atomic
def confirm_organisation(*, organisation: Any, by: Any) -> None:
    """The organisation's entries are right today; nothing else moves that day (F23)."""
    organisation.confirmed_on = timezone.localdate()
    organisation.save(update_fields=["confirmed_on"])
    organisation.positions.current().update(confirmed_on=organisation.confirmed_on)


def save_organisation(*, organisation: Organisation, by: Any) -> Organisation:
    """Stores what a person or an import says about it; ValidationError where the entry contradicts itself."""
    organisation.full_clean()
    organisation.save()
    return organisation


def save_site(*, site: Site, by: Any) -> Site:
    site.full_clean()
    site.save()
    return site


def save_team(*, team: Team, by: Any) -> Team:
    team.full_clean()
    team.save()
    return team


def save_person(*, person: Person, by: Any) -> Person:
    person.full_clean()
    person.save()
    return person


def save_position(*, position: Position, by: Any) -> Position:
    """What somebody does where: the one place at which a contact is stored, whoever says so."""
    position.full_clean()
    position.save()
    return position


def save_municipality(*, municipality: Municipality, by: Any) -> Municipality:
    municipality.full_clean()
    municipality.save()
    return municipality
