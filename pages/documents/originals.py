"""A document in the portal's own language: versions, parties and proposals belong to it, not to its translations."""

from wagtail.models import Locale

from pages.models import NormativePage


def is_original(page: NormativePage) -> bool:
    return bool(page.locale_id == Locale.get_default().pk)


def original_of(page: NormativePage) -> NormativePage | None:
    """Itself, or what it was translated from, published or not."""
    if is_original(page):
        return page
    found: NormativePage | None = NormativePage.objects.filter(
        translation_key=page.translation_key, locale=Locale.get_default()
    ).first()
    return found
