"""The history of a document's versions, and the acts of those who prepare them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from pages.documents.access import (
    may_edit,
    may_prepare,
    original_or_404,
    preparation_required,
    prepared_or_404,
)
from pages.documents.frame import framed
from pages.models import NormativePage, Version
from pages.versions import actions, extensions, queries
from pages.versions.forms import VersionForm
from pages.versions.reading import HISTORY, as_day
from portal import confirmation
from portal.confirmation import Question
from portal.edit_conflicts import storing_alone
from portal.edit_state import key_of
from portal.identity.users import signed_in

ADOPTED = gettext_lazy("Die Fassung ist beschlossen.")
TAKEN_BACK = gettext_lazy("Die Fassung ist wieder ein Entwurf.")
WITHDRAWN = gettext_lazy("Die Fassung ist zurückgezogen.")


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    page = prepared_or_404(request, pk)
    prepares = may_prepare(request.user, page)
    rows = [row for row in queries.history(page) if prepares or row.version.state == Version.State.ADOPTED]
    shown = [(row, [note for part in extensions.history_notes if (note := part(row.version))]) for row in rows]
    context = {
        "rows": shown,
        "may_prepare": prepares,
        "may_edit": may_edit(request.user, page),
        "may_begin": prepares and not any(row.version.state in {"draft", "asked"} for row in rows),
        "address": page.get_url(request),
    }
    return render(request, "pages/versions/history.html", framed(page, HISTORY) | context)


@require_safe
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """From the field "Stand am" to the address of that day."""
    page = original_or_404(request, pk)
    asked = as_day(request.GET.get("tag", "").strip())
    if asked is None:
        messages.error(request, _("Bitte geben Sie einen Tag ein, zum Beispiel über den Kalender im Feld."))
        return redirect(page.get_url(request) or "/")
    return redirect(f"{page.get_url(request)}{asked.isoformat()}/")


def version_or_404(page: NormativePage, pk: int) -> Version:
    found: Version = get_object_or_404(Version.objects.with_texts(), document=page, pk=pk)
    return found


@preparation_required
def prepare(request: HttpRequest, page: NormativePage) -> HttpResponse:
    form = VersionForm(request.POST or None, document=page)
    if form.is_valid() and stored(form, lambda: actions.prepare(document=page, by=signed_in(request), **form.facts())):
        return redirect("versions:history", page.pk)
    return form_page(request, page, form, _("Neue Fassung vorbereiten"))


@preparation_required
@storing_alone
def change(request: HttpRequest, page: NormativePage, version_pk: int) -> HttpResponse:
    version = version_or_404(page, version_pk)
    form = VersionForm(request.POST or None, document=page, version=version, entry=key_of(version))
    if form.is_settled() and stored(
        form, lambda: actions.change(version=version, by=signed_in(request), **form.facts())
    ):
        return redirect("versions:history", page.pk)
    return form_page(request, page, form, _("Fassung %(number)s ändern") % {"number": version.number})


def stored(form: VersionForm, act: Callable[[], Version]) -> bool:
    try:
        act()
    except ValidationError as reason:
        form.add_error(None, reason)
        return False
    return True


def form_page(request: HttpRequest, page: NormativePage, form: VersionForm, heading: str) -> HttpResponse:
    context: dict[str, Any] = framed(page, HISTORY) | {"form": form, "heading": heading}
    return render(request, "pages/versions/form.html", context, status=form.status)


@require_POST
@preparation_required
def adopt(request: HttpRequest, page: NormativePage, version_pk: int) -> HttpResponse:
    return act(request, version_or_404(page, version_pk), actions.adopt, ADOPTED)


@require_POST
@preparation_required
def take_back(request: HttpRequest, page: NormativePage, version_pk: int) -> HttpResponse:
    return act(request, version_or_404(page, version_pk), actions.take_back, TAKEN_BACK)


@preparation_required
def withdraw(request: HttpRequest, page: NormativePage, version_pk: int) -> HttpResponse:
    version = version_or_404(page, version_pk)
    if request.method == "POST":
        return act(request, version, actions.withdraw, WITHDRAWN)
    question = Question(
        heading=_("Fassung %(number)s zurückziehen?") % {"number": version.number},
        button=_("Zurückziehen"),
        back=reverse("versions:history", args=[page.pk]),
        goes=[_("Die Fassung wird nicht in Kraft treten."), _("Zustimmungen, die es schon gibt, verfallen.")],
        hint=_("Der Entwurf in der Redaktion bleibt, wie er ist."),
    )
    return confirmation.ask(request, question)


def act(request: HttpRequest, version: Version, action: Any, done: Any) -> HttpResponse:
    try:
        action(version=version, by=signed_in(request))
        messages.success(request, done)
    except ValidationError as reasons:
        for sentence in reasons.messages:
            messages.error(request, sentence)
    return redirect("versions:history", version.document_id)
