"""For editors: all documents whose newest text has references that need a look."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_denied

from pages.importer.drafts import import_parent
from pages.models import NormativePage
from pages.references.findings import ReferenceFinding, findings_in
from pages.references.library import Library, library
from portal.models import User


@dataclass(frozen=True)
class Doubtful:
    page: NormativePage
    findings: list[ReferenceFinding]


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    if import_parent(request.user) is None:
        return permission_denied(request)
    rows = list(doubtful(request.user))
    context = {"rows": rows, "header_icon": "link", "page_title": _("Verweise prüfen")}
    return render(request, "pages/references/report.html", context)


def doubtful(user: User | AnonymousUser) -> Iterator[Doubtful]:
    """Five queries a document; each is judged by its newest draft."""
    shelves: dict[int, Library] = {}
    for page in NormativePage.objects.order_by("title").select_related("locale", "latest_revision"):
        if not page.permissions_for_user(user).can_edit():
            continue
        shelf = shelves.setdefault(page.locale_id, library(page.locale_id))
        found = findings_in(page.get_latest_revision_as_object(), shelf)
        if found:
            yield Doubtful(page, found)
