from django.utils.translation import gettext as _

from pages.definitions.queries import number_of
from pages.documents.extensions import Tab
from pages.models import NormativePage
from portal.navigation import reverse_or_none

TERMS = "terms"


def tabs(page: NormativePage) -> list[Tab]:
    """Where the document has any."""
    url = reverse_or_none("definitions:index", page.pk)
    return [Tab(TERMS, _("Begriffe"), url, order=80)] if url and number_of(page) else []
