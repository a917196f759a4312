"""The place in the main menu; none where a project has not included the addresses."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.extensions import Entry
from portal.navigation import reverse_or_none

AFTER_DIRECTORY = 56


def entries(request: HttpRequest) -> list[Entry]:
    url = reverse_or_none("job_shadowing:offers")
    return [Entry(_("Hospitation"), url, AFTER_DIRECTORY)] if url else []
