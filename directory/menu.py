"""The directory's places in the main menu; none where a project has not included its addresses."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.extensions import Entry
from portal.navigation import reverse_or_none

FIRST, AFTER_PAGES = -1, 50


def entries(request: HttpRequest) -> list[Entry]:
    wanted = (
        (_("Zuständig"), "directory:responsible", FIRST),
        (_("Verzeichnis"), "directory:organisations", AFTER_PAGES),
    )
    linked = ((label, reverse_or_none(name), order) for label, name, order in wanted)
    return [Entry(label, url, order) for label, url, order in linked if url]
