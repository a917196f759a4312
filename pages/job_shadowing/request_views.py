"""Requests: the own ones, one with what its sides may do, and feedback. What is somebody else's does not exist (404)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pages.job_shadowing import calendar_entries, pledges, queries, request_actions, states
from pages.job_shadowing.access import sides_of
from pages.job_shadowing.errors import NotNow, Refused, Stale
from pages.job_shadowing.forms import FeedbackForm, StepForm, TimeForm
from pages.models import ShadowingRequest
from portal import calendar_files
from portal.edit_conflicts import CONFLICT
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post

UNPROCESSABLE = 422
SIDES = ("guest", "host")


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/job_shadowing/requests.html", {"requests": queries.own_requests(signed_in(request))})


def request_of(request: HttpRequest, pk: UUID) -> ShadowingRequest:
    rows = ShadowingRequest.objects.visible_to(request.user).for_pages()
    row: ShadowingRequest = get_object_or_404(rows, pk=pk)
    return row


@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    return page(request, request_of(request, pk))


def page(request: HttpRequest, row: ShadowingRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    user = signed_in(request)
    sides = sides_of(user, row)
    given = {feedback.side: feedback for feedback in row.feedback.all()}
    due = [side for side in SIDES if side in sides and side not in given and row.state == states.COMPLETED]
    context = {
        "row": row,
        "sides": sides,
        "acts": queries.acts_for(row, user),
        "ways_out": queries.ways_out(row, user),
        "way": queries.way(row),
        "history": queries.history(row),
        "form": StepForm(),
        "time_form": TimeForm() if row.slot is None and row.state == states.AT_HOST and "host" in sides else None,
        "accepted": pledges.acceptance_of(row.guest),
        "feedback": [given[side] for side in SIDES if side in given],
        "feedback_due": due,
        **shown,
    }
    return render(request, "pages/job_shadowing/request.html", context, status=status)


@require_POST
def step(request: HttpRequest, pk: UUID) -> HttpResponse:
    row, form = request_of(request, pk), StepForm(request.POST)
    name = request.POST.get("schritt", "")
    times = TimeForm(request.POST) if name == "confirm" and row.slot is None else None
    if not form.is_valid() or (times is not None and not times.is_valid()):
        return page(request, row, status=UNPROCESSABLE, form=form, **({"time_form": times} if times else {}))
    try:
        moved = request_actions.move_request(
            request=row,
            step=name,
            version=sent_version(request),
            by=signed_in(request),
            text=form.cleaned_data["text"],
            time=times.time if times else None,
        )
    except Refused as error:
        return refused(request, pk, error, form=form, times=times)
    messages.success(request, str(queries.SAID[moved.state]))
    return redirect("job_shadowing:request", pk)


def refused(
    request: HttpRequest, pk: UUID, error: Refused, *, form: StepForm, times: TimeForm | None = None
) -> HttpResponse:
    """The request as it stands now, with what was typed and why nothing was stored."""
    form.add_error(None, error)
    status = CONFLICT if isinstance(error, Stale | NotNow) else UNPROCESSABLE
    row = request_of(request, pk)
    return page(request, row, status=status, form=form, **({"time_form": times} if times and row.is_open else {}))


def sent_version(request: HttpRequest) -> int:
    """0, which no request has, for what is no number."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


@require_safe
def calendar_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = request_of(request, pk)
    if row.state != states.CONFIRMED:
        raise Http404
    content = calendar_files.written([calendar_entries.entry_of(row)])
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="Hospitation.ics"'},
    )


@require_POST
def clients_asked(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = request_of(request, pk)
    try:
        request_actions.mark_clients_asked(request=row, version=sent_version(request), by=signed_in(request))
    except Refused as error:
        return refused(request, pk, error, form=StepForm({"text": ""}))
    messages.success(request, _("Eingetragen. Wer gefragt wurde, steht nirgends."))
    return redirect("job_shadowing:request", pk)


@require_safe_or_post
def feedback(request: HttpRequest, pk: UUID, side: str) -> HttpResponse:
    row = request_of(request, pk)
    if side not in SIDES or side not in sides_of(signed_in(request), row) or row.state != states.COMPLETED:
        return redirect("job_shadowing:request", pk)
    form = FeedbackForm(request.POST or None, side=side)
    if request.method == "POST" and form.is_valid():
        try:
            request_actions.give_feedback(request=row, side=side, by=signed_in(request), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Danke. Beide Seiten sehen jetzt Ihre Rückmeldung."))
            return redirect("job_shadowing:request", pk)
    context = {"row": row, "form": form, "side": side}
    return render(request, "pages/job_shadowing/feedback.html", context, status=UNPROCESSABLE if form.errors else 200)
