"""Who read what about a client, all that is held on one, and its erasure: for who leads and for the organisation's own officer."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from cases.access import Actor, actor_of, for_those_who, found
from cases.models import ClientRecord, PersonExport, Referral
from cases.referrals import access_list, export_actions, retention_actions, rights_queries, trail
from cases.referrals.errors import Refused
from cases.referrals.lookups import Rows, in_several, one_of
from directory.exports.tables import attached
from directory.internal_lists.export import new_password
from directory.models import Organisation
from portal import confirmation
from portal.audit.trail import record as write_event
from portal.confirmation import Question
from portal.identity.auth import recent_factor_required
from portal.requests.methods import require_safe_or_post

PER_PAGE = 50
overseers = for_those_who(lambda actor: bool(actor.supervisor_in or actor.officer_in))
officers = for_those_who(lambda actor: bool(actor.officer_in))
supervisors = for_those_who(lambda actor: bool(actor.supervisor_in))


def overseen_record(request: HttpRequest, pk: UUID) -> ClientRecord:
    by = actor_of(request)
    row: ClientRecord = found(
        ClientRecord.objects.overseen_by(by).select_related("organisation"), pk, by, "client_record"
    )
    return row


def overseen_referral(request: HttpRequest, pk: UUID) -> Referral:
    by = actor_of(request)
    rows = Referral.objects.overseen_by(by).select_related("sender", "receiver", "record")
    row: Referral = found(rows, pk, by, "referral")
    return row


def own_side(by: Actor, referral: Referral) -> Organisation:
    side: Organisation = (
        referral.sender if referral.sender_id in by.supervisor_in | by.officer_in else referral.receiver
    )
    return side


@require_safe
@overseers
def record_accesses(request: HttpRequest, pk: UUID) -> HttpResponse:
    record = overseen_record(request, pk)
    with transaction.atomic():
        page = Paginator(access_list.about_record(record), PER_PAGE).get_page(request.GET.get("seite"))
        accesses = access_list.described(page.object_list)
        trail.about_record(trail.ACCESS_READ, actor_of(request), record, count=len(accesses))
        may_erase = record.organisation_id in actor_of(request).supervisor_in and record.emptied_at is None
        context = {"record": record, "page_obj": page, "accesses": accesses, "side": record.organisation}
        context["may_erase"] = may_erase
        return render(request, "cases/referrals/accesses.html", context)


@require_safe
@overseers
def referral_accesses(request: HttpRequest, pk: UUID) -> HttpResponse:
    referral = overseen_referral(request, pk)
    side = own_side(actor_of(request), referral)
    with transaction.atomic():
        events = access_list.about_referral(referral, side.pk)
        page = Paginator(events, PER_PAGE).get_page(request.GET.get("seite"))
        accesses = access_list.described(page.object_list)
        trail.about_referral(trail.ACCESS_READ, actor_of(request), referral, count=len(accesses))
        is_sender = side.pk == referral.sender_id
        context = {"referral": referral, "page_obj": page, "accesses": accesses, "side": side, "is_sender": is_sender}
        return render(request, "cases/referrals/accesses.html", context)


@sensitive_post_parameters()
@require_safe_or_post
@overseers
@recent_factor_required
def record_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    record = overseen_record(request, pk)
    return export_page(request, record, record.organisation)


@sensitive_post_parameters()
@require_safe_or_post
@overseers
@recent_factor_required
def referral_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the receiving organisation holds on the same person, of this referral and others."""
    referral = overseen_referral(request, pk)
    return export_page(request, referral.record, own_side(actor_of(request), referral))


@sensitive_variables("password", "content")
def export_page(request: HttpRequest, record: ClientRecord, organisation: Organisation) -> HttpResponse:
    """The password stands on the page before the file is made, and is kept nowhere."""
    password = request.POST.get("password", "")
    if request.method == "POST" and export_actions.is_password(password):
        by = actor_of(request)
        content = export_actions.export_person(record=record, organisation=organisation, password=password, by=by)
        return attached(content, "application/zip", "auskunft.zip")
    context = {
        "organisation": organisation,
        "password": new_password(),
        "is_own": record.organisation_id == organisation.pk,
    }
    return render(request, "cases/referrals/person_export.html", context)


def led_record_of(request: HttpRequest, pk: UUID) -> Rows:
    by = actor_of(request)
    return (ClientRecord.objects.for_actor(by).filter(organisation__in=by.supervisor_in).get(pk=pk),)


@require_safe_or_post
@supervisors
@recent_factor_required
@one_of("client_record", led_record_of, "pk", wrapped=in_several)
def erase(request: HttpRequest, record: ClientRecord) -> HttpResponse:
    by = actor_of(request)
    if request.method == "POST":
        try:
            retention_actions.erase_record(record=record, by=by)
        except Refused as refused:
            return render(request, "cases/referrals/erasure_refused.html", {"reason": refused.message}, status=409)
        messages.success(request, _("Gelöscht. Was die Aufbewahrung verlangt, ist ohne Namen verzeichnet."))
        return redirect("cases:oversight")
    question = Question(
        _("Akte auf Wunsch löschen"),
        _("Endgültig löschen"),
        reverse("cases:oversight"),
        rights_queries.what_goes(record),
        rights_queries.hint(record),
    )
    return confirmation.ask(request, question)


@require_safe
@officers
@transaction.atomic
def exports(request: HttpRequest) -> HttpResponse:
    """Files that were made from the command line wait for their password to be asked for."""
    by = actor_of(request)
    rows = list(PersonExport.objects.for_actor(by).select_related("organisation"))
    write_event(trail.LIST_READ, by.user, details={"list": "exports", "count": len(rows)})
    days = retention_actions.PASSWORDS_WAIT.days
    return render(request, "cases/referrals/person_exports.html", {"exports": rows, "days": days})


def export_of(request: HttpRequest, pk: UUID) -> Rows:
    return (PersonExport.objects.for_actor(actor_of(request)).get(pk=pk),)


@sensitive_variables("password")
@require_POST
@officers
@recent_factor_required
@one_of("person_export", export_of, "pk", wrapped=in_several)
def show_password(request: HttpRequest, export: PersonExport) -> HttpResponse:
    password = export_actions.show_password(export=export, by=actor_of(request))
    return render(request, "cases/referrals/person_password.html", {"export": export, "password": password})
