"""The tab of a document under which its parties stand."""

from django.utils.translation import gettext_lazy as _

from pages.documents.extensions import Tab
from pages.models import NormativePage
from portal.navigation import reverse_or_none

KEY = "parties"


def tabs_of(page: NormativePage) -> list[Tab]:
    """None where nobody has signed: a guideline has no parties."""
    url = reverse_or_none("approval:parties", page.pk)
    if url is None or not page.parties.exists():
        return []
    return [Tab(KEY, _("Beteiligte"), url, order=30)]
