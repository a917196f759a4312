"""Pages of the coordinator: who has delivered, one submission under review, several accepted at once, exceptions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cases.access import actor_of, coordinators, found
from cases.indicators import places, submission_actions, trail
from cases.indicators.decision_form import DecisionForm
from cases.indicators.errors import Refused, Stale
from cases.indicators.overview import lines_of, periods_with_submissions
from cases.indicators.places import Key
from cases.indicators.queries import catalogue_of
from cases.indicators.steps import may_do
from cases.indicators.submission_views import read_context
from cases.models import ReportingPeriod, Submission
from portal.audit.trail import record
from portal.identity.auth import recent_factor_required


@require_safe
@coordinators
@transaction.atomic
def overview(request: HttpRequest) -> HttpResponse:
    """Of one period: delivered, late, nothing to report, excepted – without a single value."""
    actor = actor_of(request)
    periods = periods_with_submissions()
    chosen = request.GET.get("zeitraum", "")
    period = next((one for one in periods if str(one.pk) == chosen), None) or current(periods)
    lines = lines_of(period, actor, timezone.localdate()) if period else []
    record(trail.SUBMISSIONS_READ, actor.user, details={"list": "overview", "count": len(lines)})
    return render(request, "cases/indicators/overview.html", {"periods": periods, "period": period, "lines": lines})


def current(periods: list[ReportingPeriod]) -> ReportingPeriod | None:
    """The one whose due date is next, else the last."""
    today = timezone.localdate()
    coming = [one for one in periods if one.due_on >= today and one.first_day <= today]
    return min(coming, key=lambda one: one.due_on, default=periods[0] if periods else None)


@require_POST
@coordinators
@recent_factor_required
@transaction.atomic
def accept_several(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    wanted = valid_ids(request.POST.getlist("meldung"))
    rows = list(Submission.objects.for_review(actor).filter(pk__in=wanted))
    back = f"{reverse('indicators:overview')}?zeitraum={rows[0].period_id if rows else ''}"
    if not rows:
        messages.info(request, _("Bitte zuerst Meldungen auswählen, die auf Prüfung warten."))
        return redirect(back)
    try:
        accepted = submission_actions.accept(submissions=rows, by=actor)
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = ngettext("%(n)s Meldung angenommen.", "%(n)s Meldungen angenommen.", len(accepted))
        messages.success(request, said % {"n": len(accepted)})
    return redirect(back)


def valid_ids(texts: list[str]) -> list[UUID]:
    found_ids = []
    for text in texts:
        try:
            found_ids.append(UUID(text))
        except ValueError:
            continue
    return found_ids


@require_safe
@coordinators
@transaction.atomic
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Raw values, for the one purpose of the review; the look is recorded (R42)."""
    row = under_review(request, pk)
    trail.about(trail.SUBMISSION_REVIEWED, actor_of(request), row)
    return review_page(request, row)


def under_review(request: HttpRequest, pk: UUID) -> Submission:
    rows = Submission.objects.for_review(actor_of(request)).select_related("period__catalogue", "organisation", "site")
    row: Submission = found(rows, pk, actor_of(request), "submission")
    return row


def review_page(request: HttpRequest, row: Submission, status: int = 200, **beside: Any) -> HttpResponse:
    may = {step.name for step in may_do(actor_of(request), row)}
    shown = {**read_context(row), "may": may, "asks": "return" in may, **beside}
    return render(request, "cases/indicators/review.html", shown, status=status)


@require_POST
@coordinators
@recent_factor_required
@transaction.atomic
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept, or return with the questions typed at the rows."""
    row, actor = under_review(request, pk), actor_of(request)
    try:
        version = int(request.POST.get("stand", ""))
    except ValueError:
        version = -1
    try:
        if version != row.version:
            raise Stale
        if request.POST.get("aktion") == "annehmen":
            submission_actions.accept(submissions=[row], by=actor)
            messages.success(request, _("Angenommen."))
        else:
            note = request.POST.get("notiz", "")[:300]
            submission_actions.give_back(
                submission=row, comments=questions(request, row), note=note, version=version, by=actor
            )
            messages.success(request, _("Zurückgegeben. Wer meldet, bekommt eine Mail."))
    except Refused as error:
        status = 409 if isinstance(error, Stale) else 422
        return review_page(request, row, status, refusals=error.messages, typed=request.POST)
    return redirect("indicators:overview")


def questions(request: HttpRequest, row: Submission) -> dict[Key, str]:
    catalogue = catalogue_of(row.period)
    return {
        (place.indicator, place.row, ""): request.POST.get(f"{places.QUESTION}{place.name}", "")[:300]
        for indicator in catalogue.indicators
        for place in catalogue.places_of(indicator)
    }


@coordinators
@recent_factor_required
@transaction.atomic
def exception(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Need not report, must after all, or may until a day – each with its reason."""
    actor = actor_of(request)
    rows = Submission.objects.for_coordination(actor).select_related("period", "organisation", "site")
    row = found(rows, pk, actor, "submission")
    form = DecisionForm(request.POST or None, submission=row, steps=may_do(actor, row))
    if request.method == "POST" and form.is_valid():
        try:
            form.carry_out(actor)
        except Refused as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Eingetragen."))
            return redirect("indicators:overview")
    status = 422 if form.errors else 200
    return render(request, "cases/indicators/exception.html", {"form": form, "submission": row}, status=status)
