"""One's own record: what is required, what was done, with certificates; given out and deleted by nobody else."""

import base64

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directory.models import Person
from pages.models import TrainingRecord
from pages.training import access, actions, queries
from pages.training.forms import RecordForm
from pages.training.proofs import ENDINGS
from portal import conf, confirmation
from portal.confirmation import Question
from portal.identity.users import signed_in


def own_record(request: HttpRequest, pk: int) -> TrainingRecord:
    rows = TrainingRecord.objects.filter(person__user=signed_in(request).pk).select_related("person")
    record: TrainingRecord = get_object_or_404(rows, pk=pk)
    return record


def myself(request: HttpRequest) -> Person:
    """404 for an account that the directory does not know as a person."""
    person: Person = get_object_or_404(Person, user=signed_in(request).pk)
    return person


@never_cache
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    person = queries.person_of(user.pk)
    required = list(queries.required_of(person)) if person else []
    context = {
        "person": person,
        "required": required,
        "clauses": queries.clauses([row.rule for row in required]),
        "records": queries.records_of(person) if person else (),
        "years": conf.get("TRAINING_RECORD_YEARS"),
        "leads": access.led_by(user.pk).exists() or access.entered_for_by(user.pk).exists(),
    }
    return render(request, "pages/training/record.html", context)


def enter(request: HttpRequest) -> HttpResponse:
    form = RecordForm(request.POST or None, request.FILES or None, instance=TrainingRecord(person=myself(request)))
    if form.is_valid():
        topics = form.cleaned_data.get("zaehlt", ())
        actions.enter(record=form.instance, topics=topics, proof=form.proof, by=signed_in(request))
        messages.success(request, _("Eingetragen."))
        return redirect("training:record")
    shown = {"form": form, "heading": _("Fortbildung eintragen"), "back": reverse("training:record")}
    return render(request, "pages/training/form.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate, for the person alone."""
    record = get_object_or_404(
        TrainingRecord.objects.select_related("proof"), pk=own_record(request, pk).pk, proof__isnull=False
    )
    response = HttpResponse(base64.b64decode(record.proof.content), content_type=record.proof.kind)
    response["Content-Disposition"] = f'attachment; filename="bescheinigung-{pk}.{ENDINGS[record.proof.kind]}"'
    return response


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    record = own_record(request, pk)
    if request.method == "POST":
        actions.remove(record=record, by=signed_in(request))
        messages.success(request, _("Gelöscht."))
        return redirect("training:record")
    lines = [record.title, date_format(record.taken_on)] + (
        [_("die Bescheinigung")] if hasattr(record, "proof") else []
    )
    question = Question(
        heading=_("Eintrag aus dem Fortbildungsnachweis löschen?"),
        button=_("Löschen"),
        back=reverse("training:record"),
        goes=lines,
        hint=_("Was der Eintrag erfüllt hat, gilt dann wieder als offen."),
    )
    return confirmation.ask(request, question)


@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """All that the record holds, for programs and for taking along."""
    response = JsonResponse(
        actions.exported(myself(request), signed_in(request)),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="fortbildungsnachweis.json"'
    return response
