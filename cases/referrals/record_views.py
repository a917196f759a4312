"""Pages of the clients an organisation advises; each look is an event."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import sent_once
from cases.access import Actor, actor_of, case_staff
from cases.models import ClientRecord
from cases.referrals import client_languages, record_actions, record_queries, trail
from cases.referrals.errors import Refused
from cases.referrals.lookups import of_record
from cases.referrals.record_forms import COPIED, HandOverForm, ListForm, RecordForm
from directory.responsibility import known_places
from portal import confirmation
from portal.audit import trail as audit
from portal.confirmation import Question
from portal.navigation import reverse_or_none
from portal.requests.methods import require_safe_or_post

ON_A_PAGE = 25
CLOSED = "geschlossen"


@require_safe_or_post
@case_staff
@transaction.atomic
def records(request: HttpRequest) -> HttpResponse:
    """Without names until somebody asks for those of the whole list; a search names what it found (F50)."""
    actor, form = actor_of(request), ListForm(request.POST or None)
    closed = request.GET.get("stand") == CLOSED
    asked = form.cleaned_data if form.is_valid() else {}
    shown: dict[str, Any] = {"form": form, "closed": closed, "searched": asked.get("q", "")}
    if shown["searched"]:
        shown["rows"] = record_queries.searched(actor, shown["searched"])
        audit.record(trail.RECORDS_SEARCHED, actor.user, details={"hits": len(shown["rows"])})
    else:
        listed = Paginator(record_queries.listed(actor, closed=closed), ON_A_PAGE)
        shown["page_obj"] = listed.get_page(request.GET.get("seite"))
        shown["rows"] = list(shown["page_obj"])
        audit.record(trail.LIST_READ, actor.user, details={"list": "records", "count": len(shown["rows"])})
    shown["names"] = bool(shown["searched"] or asked.get("names"))
    if shown["names"]:
        trail.names_shown(actor, "records", shown["rows"])
    status = 422 if form.errors else 200
    return render(request, "cases/referrals/records.html", shown, status=status)


@require_safe_or_post
@case_staff
def new_record(request: HttpRequest) -> HttpResponse:
    return making(request, None)


@require_safe_or_post
@of_record
def new_relative(request: HttpRequest, record: ClientRecord) -> HttpResponse:
    """Each member of a family has an own record; how to reach them is copied."""
    return making(request, record)


def making(request: HttpRequest, relative: ClientRecord | None) -> HttpResponse:
    actor = actor_of(request)
    copied = {name: getattr(relative, name) for name in COPIED} if relative else {}
    form = RecordForm(request.POST or None, actor=actor, known=known_places.known(request), initial=copied)
    if form.is_valid() and (record := made(form, relative, request)) is not None:
        messages.success(request, _("Die Akte ist angelegt. Als Nächstes nehmen Sie die Einwilligung auf."))
        return redirect("cases:record", record.pk)
    if relative:
        trail.about_record(trail.RECORD_READ, actor, relative, organisation=relative.organisation_id)
    back = reverse("cases:record", args=[relative.pk]) if relative else reverse("cases:records")
    context = {"form": form, "heading": _("Neue Akte"), "button": _("Akte anlegen"), "back": back, "relative": relative}
    return render(request, "cases/referrals/record_form.html", context, status=422 if form.errors else 200)


def made(form: RecordForm, relative: ClientRecord | None, request: HttpRequest) -> ClientRecord | None:
    """None with an error in the form for a file number that is taken."""
    organisation = relative.organisation if relative else form.chosen_organisation
    try:
        with transaction.atomic():
            return record_actions.create_record(
                organisation=organisation,
                fields=form.values,
                by=actor_of(request),
                relative=relative,
                form=sent_once.page_of(request),
            )
    except IntegrityError:
        form.add_error("file_number", taken())
        return None


def taken() -> str:  # read as a constant, but translated at each use
    return _("Dieses Aktenzeichen hat in Ihrer Organisation schon jemand. Bitte prüfen Sie es.")


def access_url(record: ClientRecord, actor: Actor) -> str | None:
    """Who has seen a record is for whoever leads there and for its officer (R48)."""
    oversees = record.organisation_id in actor.supervisor_in | actor.officer_in
    return reverse_or_none("cases:record_accesses", record.pk) if oversees else None


@require_safe
@of_record
def record(request: HttpRequest, record: ClientRecord) -> HttpResponse:
    actor = actor_of(request)
    stands_in = record_queries.stands_in_for(record, actor)
    trail.about_record(trail.RECORD_READ, actor, record, organisation=record.organisation_id, instead_of=stands_in)
    known = known_places.known(request).by_key(record.municipality)
    context = {
        "record": record,
        "town": known.name if known else "",
        "language": client_languages.name_of(record.language),
        "shown": record_queries.overview(record, actor),
        "is_in_stead": stands_in is not None,
        "refer_url": reverse_or_none("cases:referral_new", record.pk),
        "access_url": access_url(record, actor),
    }
    return render(request, "cases/referrals/record.html", context)


@require_safe_or_post
@of_record
def change_record(request: HttpRequest, record: ClientRecord) -> HttpResponse:
    actor = actor_of(request)
    if request.method == "POST":
        rows = ClientRecord.objects.for_actor(actor).select_for_update(of=("self",))
        record = rows.select_related("organisation").get(pk=record.pk)
    form = RecordForm(request.POST or None, actor=actor, known=known_places.known(request), record=record)
    if form.is_settled() and changed(form, record, request):
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("cases:record", record.pk)
    trail.about_record(trail.RECORD_READ, actor, record, organisation=record.organisation_id)
    context = {
        "form": form,
        "record": record,
        "heading": _("Akte ändern"),
        "button": _("Speichern"),
        "back": reverse("cases:record", args=[record.pk]),
    }
    return render(request, "cases/referrals/record_form.html", context, status=form.status)


def changed(form: RecordForm, record: ClientRecord, request: HttpRequest) -> bool:
    try:
        with transaction.atomic():
            record_actions.change_record(
                record=record, fields=form.values, version=record.version, by=actor_of(request)
            )
    except IntegrityError:
        form.add_error("file_number", taken())
    except Refused as refusal:
        form.add_error(None, refusal)
    return not form.errors


@require_safe_or_post
@of_record
def hand_over(request: HttpRequest, record: ClientRecord) -> HttpResponse:
    form = HandOverForm(request.POST if request.method == "POST" else None, record=record)
    if form.is_valid():
        record_actions.hand_over_record(record=record, to=form.cleaned_data["to"], by=actor_of(request))
        messages.success(request, _("Der Fall ist übergeben."))
        return redirect("cases:records")
    context = {"form": form, "record": record}
    return render(request, "cases/referrals/record_hand_over.html", context, status=422 if form.errors else 200)


@require_safe_or_post
@of_record
def close_record(request: HttpRequest, record: ClientRecord) -> HttpResponse:
    back = reverse("cases:record", args=[record.pk])
    if request.method != "POST":
        hint = _("Sie finden sie unter den geschlossenen Akten und können sie wieder öffnen, bis sie gelöscht wird.")
        question = Question(_("Akte %(name)s schließen?") % {"name": record.reference}, _("Schließen"), back, hint=hint)
        return confirmation.ask(request, question)
    try:
        record_actions.close_record(record=record, by=actor_of(request))
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(back)
    messages.success(request, _("Die Akte ist geschlossen."))
    return redirect("cases:records")


@require_POST
@of_record
def reopen_record(request: HttpRequest, record: ClientRecord) -> HttpResponse:
    record_actions.reopen_record(record=record, by=actor_of(request))
    messages.success(request, _("Die Akte ist wieder geöffnet."))
    return redirect("cases:record", record.pk)
