"""For editors: every document in every language, and where there is something to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages.languages import queries
from portal.identity.users import signed_in


@require_safe
def translations(request: HttpRequest) -> HttpResponse:
    title = _("Stand der Übersetzungen")
    context = {
        "rows": queries.overview(signed_in(request)),
        "page_title": title,
        "header_title": title,
        "header_icon": "globe",
    }
    return render(request, "pages/languages/translations.html", context)
