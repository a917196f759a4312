"""What changes several things at once, or must not happen twice at the same time."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.models import Coverage, Municipality


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
