"""The calendar's place in the main menu; none where a project has not included its addresses."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.extensions import Entry
from portal.navigation import reverse_or_none

AFTER_DIRECTORY = 60


def entries(request: HttpRequest) -> list[Entry]:
    url = reverse_or_none("events:month")
    return [Entry(_("Kalender"), url, AFTER_DIRECTORY)] if url else []
