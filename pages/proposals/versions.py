"""Which version somebody reads, and what follows when one comes into force."""

from pages.models import NormativePage


def version_read(document: NormativePage) -> int | None:
    """Its number; None while no version is counted."""
    return None
