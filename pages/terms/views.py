"""The clocks of one document, and what is recorded about its term."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.access import coordination_required, is_coordinator
from pages.documents.access import document_or_404, original_or_404
from pages.documents.facts_box import long_date
from pages.documents.frame import framed
from pages.models import NormativePage
from pages.terms import actions, clocks, queries, wording
from pages.terms.facts import TAB
from pages.terms.forms import ExtensionForm, ObjectionForm, ReviewForm
from pages.terms.rows import rows, unsettled
from portal import confirmation
from portal.confirmation import Question
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    original, user = original_or_404(request, pk), signed_in(request)
    page = original if original.pk == pk else document_or_404(request, pk)
    basis, coordinates = page.basis(), is_coordinator(user)
    parties = queries.answered_parties(original, user.pk)
    found, events = rows(page, basis), list(queries.events_of(page))
    who = {party.organisation_id for party in parties} | ({None} if coordinates else set())
    context = {
        **framed(page, TAB),
        "rows": found,
        "events": events,
        "leaving": wording.leaving_sentence(basis, timezone.localdate()) if page.status() == "in_force" else "",
        "is_coordinator": coordinates,
        "steps": {"review", "extension", "objection"} if coordinates else {"review"} if parties else set(),
        "unsettled": unsettled(found, events, who),
    }
    return render(request, "pages/terms/document.html", context)


def recorded(
    request: HttpRequest, page: NormativePage, form: Form, record: Callable[[dict[str, Any]], str], **shown: Any
) -> HttpResponse:
    """Records what was posted, or shows the form with what stands against it; `record` returns what to say then."""
    if request.method == "POST" and form.is_valid():
        try:
            said = record(form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, ValidationError(refused.messages))
        else:
            messages.success(request, said)
            return redirect("terms:document", page.pk)
    context = {**framed(page, TAB), "form": form, **shown}
    return render(request, "pages/terms/form.html", context, status=422 if form.errors else 200)


@require_safe_or_post
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """By whom a party names, and by the coordinator."""
    page = original_or_404(request, pk)
    is_named = bool(queries.answered_parties(page, signed_in(request).pk))
    return store_review(request, page) if is_named else coordination_required(store_review)(request, page)


def store_review(request: HttpRequest, page: NormativePage) -> HttpResponse:
    form = ReviewForm(request.POST or None, initial={"tag": timezone.localdate()})

    def record(values: dict[str, Any]) -> str:
        actions.record_review(document=page, on=values["tag"], result=values["ergebnis"], by=signed_in(request))
        following = clocks.next_review(page.basis())
        said = _("Die Überprüfung ist eingetragen.")
        if following is None:
            return said
        return f"{said} " + _("Die nächste ist am %(day)s.") % {"day": long_date(following)}

    heading, lead = _("Überprüfung erledigt"), page.review_of
    return recorded(request, page, form, record, heading=heading, lead=lead, button=_("Überprüfung eintragen"))


@require_safe_or_post
@coordination_required
def extension(request: HttpRequest, pk: int) -> HttpResponse:
    page = original_or_404(request, pk)
    basis = page.basis()
    end, until = clocks.last_day_of(basis), clocks.end_of_extension(basis)
    form = ExtensionForm(request.POST or None, initial={"tag": timezone.localdate(), "ende": end})

    def record(values: dict[str, Any]) -> str:
        on, seen = values["tag"], values["ende"]
        event = actions.record_extension(
            document=page, on=on, ends_on=seen, note=values["notiz"], by=signed_in(request)
        )
        return _("Verlängert bis %(day)s.") % {"day": long_date(event.until or on)}

    lead = _("Sie gilt dann bis %(day)s.") % {"day": long_date(until)} if until else ""
    heading = _("Verlängerung vereinbart")
    return recorded(request, page, form, record, heading=heading, lead=lead, button=_("Verlängerung eintragen"))


@require_safe_or_post
@coordination_required
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    page = original_or_404(request, pk)
    form = ObjectionForm(request.POST or None, document=page, initial={"tag": timezone.localdate()})

    def record(values: dict[str, Any]) -> str:
        on, organisation = values["tag"], values["stelle"]
        end = actions.record_objection(
            document=page, on=on, organisation=organisation, note=values["notiz"], by=signed_in(request)
        )
        return _("Der Widerspruch ist eingetragen. Letzter Tag der Vereinbarung ist der %(day)s.") % {
            "day": long_date(end)
        }

    lead = _("Kommt er nach dem letzten Tag dafür an, endet die Vereinbarung erst nach der nächsten Verlängerung.")
    heading = _("Widerspruch eingegangen")
    return recorded(request, page, form, record, heading=heading, lead=lead, button=_("Widerspruch eintragen"))


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """For every party somebody is named by; for the coordinator that nothing more is to be done."""
    page, user = original_or_404(request, pk), signed_in(request)
    own = [party.organisation for party in queries.answered_parties(page, user.pk)]
    asked = own if not is_coordinator(user) else [*own, None]
    day = parse_date(request.POST.get("tag", "")[:10]) if asked else None
    done = [
        actions.settle(document=page, due_on=day, organisation=organisation, by=user) for organisation in asked if day
    ]
    if any(done):
        messages.success(request, _("Festgehalten. Sie werden an diesen Tag nicht mehr erinnert."))
    else:
        messages.warning(
            request, _("An diesem Tag ist für Sie nichts zu entscheiden. Bitte prüfen Sie den Stand hier.")
        )
    return redirect("terms:document", pk)


@require_safe_or_post
@coordination_required
def remove(request: HttpRequest, pk: int, event_pk: int) -> HttpResponse:
    page = original_or_404(request, pk)
    event = get_object_or_404(queries.events_of(page), pk=event_pk)
    if request.method == "POST":
        actions.remove(event=event, by=signed_in(request))
        messages.success(request, _("Der Eintrag ist entfernt, die Fristen sind neu berechnet."))
        return redirect("terms:document", pk)
    question = Question(
        heading=_("Eintrag entfernen?"),
        button=_("Entfernen"),
        back=reverse("terms:document", args=[pk]),
        goes=[f"{event.get_kind_display()}, {long_date(event.on)}"],
        hint=_("Die Fristen werden danach so berechnet, als wäre das nie geschehen."),
    )
    return confirmation.ask(request, question)
