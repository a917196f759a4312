"""Storing who is responsible: part of an act (a form of the editor, a table read in) that records who did it."""

from directory.models import Municipality


def hold_municipality(pk: int) -> None:
    """Inside a transaction: nobody else changes who is responsible there until it ends."""
    Municipality.objects.select_for_update().filter(pk=pk).first()
