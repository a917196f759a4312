"""Overview, periods, and what is about to be deleted: for who leads, protects data or coordinates."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access import REFUSED, actor_of, case_staff, for_those_who, found
from cases.models import ClientRecord, Referral, RetentionPeriod
from cases.referrals import export_actions, oversight_queries, retention_actions, trail
from cases.referrals.oversight_forms import FindForm, PeriodForm
from portal.audit.trail import Outcome, record
from portal.edit_conflicts import held, storing_alone
from portal.identity.auth import recent_factor_required
from portal.requests.methods import require_safe_or_post

overseers = for_those_who(lambda actor: bool(actor.supervisor_in or actor.officer_in))
county = for_those_who(lambda actor: actor.is_coordinator or actor.is_county_officer)


@require_safe
@transaction.atomic
def overview(request: HttpRequest) -> HttpResponse:
    record(trail.OVERSIGHT_READ, actor_of(request).user)
    return overview_page(request, FindForm())


def overview_page(request: HttpRequest, form: FindForm) -> HttpResponse:
    by = actor_of(request)
    context = {"counts": oversight_queries.counts(by), "actor": by, "form": form}
    return render(request, "cases/referrals/oversight.html", context, status=422 if form.errors else 200)


@require_POST
@overseers
def find_case(request: HttpRequest) -> HttpResponse:
    """To the access list of a case; what is not overseen by this person is not found, like what does not exist."""
    by, form = actor_of(request), FindForm(request.POST)
    if not form.is_valid():
        return overview_page(request, form)
    row = oversight_queries.found_by_reference(by, form.cleaned_data["reference"])
    if row is None:
        record(REFUSED, by.user, outcome=Outcome.REFUSED)
        form.add_error("reference", _("Dazu gibt es in Ihrer Organisation nichts. Bitte prüfen Sie die Schreibweise."))
        return overview_page(request, form)
    return redirect("cases:record_accesses" if isinstance(row, ClientRecord) else "cases:referral_accesses", row.pk)


@require_safe
@transaction.atomic
def periods(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    record(trail.PERIODS_READ, by.user)
    may_change = by.is_coordinator or by.is_county_officer
    context = {"periods": RetentionPeriod.objects.all(), "may_change": may_change}
    return render(request, "cases/referrals/periods.html", context)


@require_safe_or_post
@county
@storing_alone
def period(request: HttpRequest, subject: str) -> HttpResponse:
    row = held(request, RetentionPeriod.objects.filter(subject=subject)).first()
    if row is None:
        raise Http404
    form = PeriodForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_bound and form.is_settled():
        retention_actions.change_period(period=form.instance, by=actor_of(request))
        messages.success(request, _("Gespeichert. Die Löschtage aller Vorgänge sind neu berechnet."))
        return redirect("cases:periods")
    return render(request, "cases/referrals/period_form.html", {"form": form, "period": row}, status=form.status)


@require_safe
@transaction.atomic
def deletions(request: HttpRequest) -> HttpResponse:
    """What goes within the next weeks, the nearest first; whoever coordinates sees numbers only."""
    by = actor_of(request)
    rows = oversight_queries.due_soon(by)
    record(trail.DELETIONS_READ, by.user, details={"count": len(rows)})
    context = {
        "referrals": rows,
        "records": oversight_queries.records_due_soon(by),
        "offered": oversight_queries.offered_to_archive(by),
        "deleted": oversight_queries.deleted(by),
        "days": oversight_queries.SOON.days,
        "actor": by,
    }
    return render(request, "cases/referrals/deletions.html", context)


@require_POST
@case_staff
@recent_factor_required
def documents(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Each side takes what it may read into its own file before it is deleted (LÖ-KV 7)."""
    by = actor_of(request)
    rows = Referral.objects.for_actor(by).for_lists().filter(purge_on__isnull=False)
    referral: Referral = found(rows, pk, by, "referral")
    pieces = export_actions.take_documents(referral=referral, by=by)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="unterlagen.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]  # streams instead of holding all files
