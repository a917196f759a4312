"""Storing who is responsible. Part of an act (a form of the editor, a table read in) that records who did it."""

from django.db import transaction

from directory.models import Coverage, Municipality


def hold_municipality(pk: int) -> None:
    """Inside a transaction: nobody else changes who is responsible there until it ends."""
    Municipality.objects.select_for_update().filter(pk=pk).first()


@transaction.atomic
def save_coverage(*, coverage: Coverage) -> Coverage:
    """ValidationError if somebody else is responsible on one of the days, or the entry contradicts itself."""
    # That nobody else is responsible is asked of other rows, which no constraint of one row can see.
    hold_municipality(coverage.municipality_id)
    coverage.full_clean()
    coverage.save()
    return coverage
