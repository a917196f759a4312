"""Breaches of data protection: everybody of the section reports, whoever answers for data protection follows up (Art. 33 GDPR)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import sent_once
from cases.access import Actor, actor_of
from cases.models import Breach
from cases.referrals import breach_actions, trail
from cases.referrals.breach_forms import ChangeForm, DecideForm, ReportForm
from cases.referrals.lookups import Rows, in_one, one_of
from portal.audit.trail import record
from portal.edit_conflicts import held
from portal.requests.methods import require_safe_or_post


@require_safe
@transaction.atomic
def breaches(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = list(Breach.objects.for_actor(by).select_related("organisation"))
    record(trail.BREACHES_READ, by.user, details={"count": len(rows)})
    open_ones, closed = [r for r in rows if r.closed_at is None], [r for r in rows if r.closed_at]
    return render(request, "cases/referrals/breaches.html", {"open": open_ones, "closed": closed})


@require_safe_or_post
def report(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = ReportForm(request.POST if request.method == "POST" else None, actor=by)
    if form.is_valid():
        breach = breach_actions.report_breach(breach=form.instance, by=by, form=sent_once.page_of(request))
        messages.success(request, _("Erfasst. Der Datenschutz ist benachrichtigt."))
        return redirect("cases:breach", breach.pk)
    context = {"form": form, "heading": _("Datenpanne melden"), "button": _("Melden")}
    return render(request, "cases/referrals/breach_form.html", context, status=422 if form.is_bound else 200)


def breach_of(request: HttpRequest, pk: UUID) -> Rows:
    rows = held(request, Breach.objects.for_actor(actor_of(request)))
    return (rows.select_related("organisation", "reported_by").get(pk=pk),)


@require_safe_or_post
@one_of("breach", breach_of, "pk", wrapped=in_one)
def breach(request: HttpRequest, row: Breach) -> HttpResponse:
    """Reading it is an event; what two people change at once is shown side by side."""
    by = actor_of(request)
    form = form_of(request, row, by)
    if form.is_bound and form.is_settled():
        closes = form.cleaned_data.get("closes", row.closed_at is not None)
        breach_actions.change_breach(breach=form.instance, fields=form.changed_data, closes=closes, by=by)
        messages.success(request, _("Gespeichert."))
        return redirect("cases:breach", row.pk)
    record(trail.BREACH_READ, by.user, about=("breach", row.pk), details={"organisation": row.organisation_id})
    context = {"form": form, "breach": row, "heading": _("Datenpanne"), "button": _("Speichern")}
    return render(request, "cases/referrals/breach_form.html", context, status=form.status)


def form_of(request: HttpRequest, row: Breach, by: Actor) -> Any:
    form = DecideForm if breach_actions.may_decide(row, by) else ChangeForm
    return form(request.POST if request.method == "POST" else None, instance=row)
