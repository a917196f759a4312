"""Pages of proofs of use: for who hands them in, and for who accepts them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cases.access import actor_of, coordinators, found
from cases.indicators.access import figure_staff
from cases.indicators.periods import day_of
from cases.indicators.proof_of_use import actions, checks, clauses, content, files, overview, queries, states, trail
from cases.indicators.proof_of_use.content import Content
from cases.indicators.proof_of_use.errors import Refused, Stale, Unfinished
from cases.indicators.proof_of_use.files import Printed
from cases.indicators.proof_of_use.forms import DecisionForm, ProofForm
from cases.models import ProofOfUse, ProofStep
from portal.audit.trail import record
from portal.identity.auth import is_script, recent_factor_required


@require_safe
@figure_staff
@transaction.atomic
def proofs(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = list(ProofOfUse.objects.for_actor(actor).select_related("period", "organisation"))
    record(trail.LISTED, actor.user, details={"list": "own", "count": len(rows)})
    today = timezone.localdate()
    shown = {
        "open": [row for row in rows if row.state in states.OPEN and row.period.last_day < today],
        "later": [row for row in rows if row.state in states.OPEN and row.period.last_day >= today],
        "closed": [row for row in rows if row.state not in states.OPEN],
        "today": today,
        "actor": actor,
    }
    return render(request, "cases/indicators/proofs.html", shown)


def own(request: HttpRequest, pk: UUID) -> ProofOfUse:
    rows = ProofOfUse.objects.for_actor(actor_of(request)).select_related("period", "organisation")
    row: ProofOfUse = found(rows, pk, actor_of(request), "proof")
    return row


def proof(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form while it is open, else what was handed in. POST saves the draft."""
    row = own(request, pk)
    # What is not found is an event of its own, which a transaction of the page would take back.
    with transaction.atomic():
        return page_of(request, row)


def page_of(request: HttpRequest, row: ProofOfUse) -> HttpResponse:
    actor = actor_of(request)
    if not actions.is_editable(actor, row):
        return read_only(request, row, status=409 if request.method == "POST" else 200)
    if request.method == "POST":
        return save(request, row)
    return form_page(request, row, form_of(row))


def form_of(row: ProofOfUse, data: Any = None) -> ProofForm:
    facts = queries.facts_of(row, day_of(timezone.now()))
    return ProofForm(data, proof=row, facts=facts, judged=checks.checks(facts))


def held_form(request: HttpRequest, row: ProofOfUse) -> ProofForm:
    """What was sent, against what is stored while nobody else can store."""
    actions.held(row, actor_of(request))
    return form_of(row, request.POST)


def save(request: HttpRequest, row: ProofOfUse) -> HttpResponse:
    form = held_form(request, row)
    if not form.is_settled():
        if is_script(request):
            return JsonResponse({}, status=form.status)
        return form_page(request, row, form, status=form.status)
    try:
        row = actions.save(proof=row, texts=form.texts(), given=form.given(), by=actor_of(request))
    except Refused as error:
        return form_page(request, row, form, status=409, refusals=error.messages)
    if is_script(request):
        stored = form_of(row)
        said = {"state": stored.state, "saved": saved_at(row), "progress": progress_text(stored)}
        return JsonResponse({**said, "done": done(stored)})
    messages.success(request, _("Entwurf gespeichert."))
    return redirect("indicators:proof", row.pk)


def saved_at(row: ProofOfUse) -> str:
    at = date_format(timezone.localtime(row.saved_at), "H:i") if row.saved_at else ""
    return _("Entwurf, gespeichert um %(time)s Uhr") % {"time": at} if at else ""


def done(form: ProofForm) -> int:
    return sum(not check.is_open for check in form.judged)


def progress_text(form: ProofForm) -> str:
    left = len(checks.open_ones(form.judged))
    if not left:
        return _("Alles erfüllt oder begründet: Sie können einreichen.")
    open_ones = ngettext("%(n)d Punkt ist offen", "%(n)d Punkte sind offen", left) % {"n": left}
    return _("%(done)d von %(all)d Punkten geklärt, %(open)s") % {
        "done": done(form),
        "all": len(form.judged),
        "open": open_ones,
    }


def form_page(request: HttpRequest, row: ProofOfUse, form: ProofForm, status: int = 200, **beside: Any) -> HttpResponse:
    trail.about(trail.READ, actor_of(request), row)
    written = content.written(form.facts, form.judged, queries.accepted_figures(row))
    shown = {
        **beside,
        "proof": row,
        "form": form,
        "content": written,
        "progress_text": progress_text(form),
        "done": done(form),
        "saved_text": saved_at(row),
        "clauses": clauses.cited(form.judged, form.facts.guideline),
        "guideline": form.facts.guideline,
    }
    return render(request, "cases/indicators/proof_form.html", shown, status=status)


def read_context(row: ProofOfUse) -> dict[str, Any]:
    written: Content = content.content_shown(row, day_of(timezone.now()))
    steps = ProofStep.objects.unrestricted().filter(proof=row).select_related("by")
    guideline = queries.guideline_of(row)
    return {
        "proof": row,
        "content": written,
        "steps": steps,
        "guideline": guideline,
        "clauses": clauses.cited(written.checks, guideline),
    }


def read_only(request: HttpRequest, row: ProofOfUse, status: int = 200) -> HttpResponse:
    trail.about(trail.READ, actor_of(request), row)
    return render(request, "cases/indicators/proof.html", read_context(row), status=status)


@require_POST
@recent_factor_required
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Saves what the form holds, then hands it in; what is open stands under the checks, and nothing typed is lost."""
    row = own(request, pk)
    with transaction.atomic():
        return hand_in(request, row)


def hand_in(request: HttpRequest, row: ProofOfUse) -> HttpResponse:
    by = actor_of(request)
    if row.state in states.DELIVERED:
        messages.info(request, _("Der Nachweis ist schon eingereicht."))
        return redirect("indicators:proof", row.pk)
    if not actions.is_editable(by, row):
        return read_only(request, row, status=409)
    form = held_form(request, row)
    if not form.is_settled():
        return form_page(request, row, form, status=form.status)
    try:
        row = actions.save(proof=row, texts=form.texts(), given=form.given(), by=by)
        with transaction.atomic():
            actions.submit(proof=row, version=row.version, by=by)
    except Unfinished as error:
        return form_page(request, row, form_of(row), status=422, refusals=error.messages, open_checks=error.checks)
    except Refused as error:
        return form_page(request, row, form, status=409, refusals=error.messages)
    messages.success(request, _("Eingereicht. Die Koordination prüft den Nachweis; Sie bekommen eine Mail."))
    return redirect("indicators:proof", row.pk)


@require_safe
@recent_factor_required
def take(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """One PDF or the set of files, for the carrier and for who reviews it."""
    actor = actor_of(request)
    if form not in files.FORMATS:
        raise Http404
    rows = ProofOfUse.objects.for_actor(actor) | ProofOfUse.objects.for_review(actor)
    row = found(rows.scoped().select_related("period", "organisation"), pk, actor, "proof")
    now, made = timezone.now(), files.FORMATS[form]
    with transaction.atomic():
        trail.about(trail.TAKEN, actor, row, format=form)
        printed = Printed(row, content.content_shown(row, day_of(now)), now)
    response = HttpResponse(made.write(printed), content_type=made.kind)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@require_safe
@coordinators
@transaction.atomic
def proof_overview(request: HttpRequest) -> HttpResponse:
    """Who has handed in, who is late, who need not: states alone."""
    actor = actor_of(request)
    periods = overview.periods_with_proofs()
    chosen = request.GET.get("zeitraum", "")
    today = timezone.localdate()
    period = next((one for one in periods if str(one.pk) == chosen), None) or overview.current(periods, today)
    lines = overview.lines_of(period, actor, today) if period else []
    record(trail.LISTED, actor.user, details={"list": "overview", "count": len(lines)})
    shown = {"periods": periods, "period": period, "lines": lines}
    return render(request, "cases/indicators/proof_overview.html", shown)


def reviewed(request: HttpRequest, pk: UUID) -> ProofOfUse:
    rows = ProofOfUse.objects.for_coordination(actor_of(request)).select_related("period", "organisation")
    row: ProofOfUse = found(rows, pk, actor_of(request), "proof")
    return row


@require_safe
@coordinators
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    return review_page(request, reviewed(request, pk))


@transaction.atomic
def review_page(
    request: HttpRequest, row: ProofOfUse, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    """A draft is nothing for the coordinator's eyes: then only its state can be decided about."""
    trail.about(trail.REVIEWED, actor_of(request), row)
    steps = actions.may_do(actor_of(request), row)
    mine = [step for step in steps if step.role == "coordinator"]
    history = ProofStep.objects.unrestricted().filter(proof=row).select_related("by")
    shown = read_context(row) if row.state in states.DELIVERED else {"proof": row, "steps": history}
    may = [step.name for step in mine]
    shown |= {"form": form or DecisionForm(proof=row, steps=mine), "may": may}
    return render(request, "cases/indicators/proof_review.html", shown, status=status)


@require_POST
@coordinators
@recent_factor_required
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    row, by = reviewed(request, pk), actor_of(request)
    form = DecisionForm(request.POST, proof=row, steps=actions.may_do(by, row))
    if not form.is_valid():
        return review_page(request, row, form, status=422)
    try:
        with transaction.atomic():
            form.carry_out(by)
    except Refused as error:
        form.add_error(None, error)
        return review_page(request, reviewed(request, pk), form, status=409 if isinstance(error, Stale) else 422)
    messages.success(request, _("Gespeichert. Der Träger sieht den neuen Stand."))
    return redirect("indicators:proof_overview")
