"""Pages of a submission for who reports: the list, the form, handing in, correcting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cases.access import Actor, actor_of, found
from cases.indicators import answer_actions, clauses, form_table, states, submission_actions, trail
from cases.indicators.access import figure_staff, tallies_in
from cases.indicators.answer_form import AnswerForm
from cases.indicators.correction_form import CorrectionForm
from cases.indicators.errors import Refused, Stale
from cases.indicators.form_table import Table
from cases.indicators.periods import takes_values
from cases.indicators.queries import Before, answers_of, before, catalogue_of
from cases.indicators.steps import may_do
from cases.indicators.submission_actions import Unfinished
from cases.indicators.sums import sums_of
from cases.models import Correction, FieldComment, Submission, SubmissionStep
from portal.audit.trail import record
from portal.identity.auth import is_script, recent_factor_required

OPEN_FIRST = {state: place for place, state in enumerate(states.STATES)}


@require_safe
@figure_staff
@transaction.atomic
def index(request: HttpRequest) -> HttpResponse:
    """What somebody has to do with figures, by role."""
    actor = actor_of(request)
    rows = list(Submission.objects.for_actor(actor).select_related("period", "organisation", "site"))
    record(trail.SUBMISSIONS_READ, actor.user, details={"list": "own", "count": len(rows)})
    today = timezone.localdate()
    open_now = [row for row in rows if row.state in states.OPEN and row.period.opens_on <= today]
    shown = {
        "open": sorted(open_now, key=lambda row: row.period.due_on),
        "closed": [row for row in rows if row.state not in states.OPEN],
        "later": [row for row in rows if row.state in states.OPEN and row.period.opens_on > today],
        "actor": actor,
        "may_tally": bool(tallies_in(actor)),
        "today": today,
    }
    return render(request, "cases/indicators/index.html", shown)


def own(request: HttpRequest, pk: UUID) -> Submission:
    rows = Submission.objects.for_actor(actor_of(request)).select_related("period__catalogue", "organisation", "site")
    row: Submission = found(rows, pk, actor_of(request), "submission")
    return row


def is_editable(actor: Actor, row: Submission) -> bool:
    period = row.period
    return (
        row.state in states.OPEN
        and row.organisation_id in actor.reporter_in
        and takes_values(period.opens_on, period.locks_on, row.unlocked_until, timezone.now())
    )


@transaction.atomic
def submission(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form while it is open, else what was handed in. POST saves the draft."""
    actor = actor_of(request)
    row = own(request, pk)
    if request.method == "POST":
        return save(request, row)
    trail.about(trail.SUBMISSION_READ, actor, row)
    if not is_editable(actor, row):
        return read_only(request, row)
    return form_page(request, row, form_of(row))


def form_of(row: Submission, data: Any = None) -> AnswerForm:
    catalogue = catalogue_of(row.period)
    sums = sums_of(row, list(catalogue.indicators))
    return AnswerForm(data, submission=row, catalogue=catalogue, stored=answers_of(row), sums=sums)


def save(request: HttpRequest, row: Submission) -> HttpResponse:
    locked = Submission.objects.for_actor(actor_of(request)).select_for_update(of=("self",)).get(pk=row.pk)
    row.version, row.state = locked.version, locked.state
    form = form_of(row, with_zeros(request, row))
    if not form.is_settled():
        return not_saved(request, row, form)
    try:
        row = answer_actions.save_answers(submission=row, values=form.values(), by=actor_of(request))
    except Refused as error:
        return refused(request, row, form, error)
    if is_script(request):
        return saved(row)
    messages.success(request, _("Entwurf gespeichert."))
    return redirect("indicators:submission", row.pk)


def with_zeros(request: HttpRequest, row: Submission) -> Any:
    """The button that answers open cells with zero, for all rows of numbers at once."""
    if request.POST.get("aktion") != "nullen":
        return request.POST
    data = request.POST.copy()
    table = table_of(row, form_of(row, data))
    for block in table.blocks:
        for cell in (cell for line in block.rows if not block.is_text for cell in line.cells):
            if cell.mark == "open":
                data[cell.name] = "0"
    return data


def saved(row: Submission) -> JsonResponse:
    form = form_of(row)
    return JsonResponse({**figures(table_of(row, form)), "state": form.state, "saved": saved_at(row)})


def figures(table: Table) -> dict[str, Any]:
    """What changes on the page while somebody types: sums, marks, and how far it is."""
    return {
        "progress": progress_text(table),
        "answered": table.progress.answered,
        "rows": {line.name: line.sum for block in table.blocks for line in block.rows},
        "totals": {block.indicator.key: block.total for block in table.blocks},
        "columns": {
            f"{block.indicator.key}.{place}": one[1]
            for block in table.blocks
            for place, one in enumerate(block.column_sums)
        },
        "counted": {
            cell.name: cell.tallied
            for block in table.blocks
            for line in block.rows
            for cell in line.cells
            if cell.mark == "tally"
        },
        "marks": {cell.name: cell.mark for block in table.blocks for line in block.rows for cell in line.cells},
    }


def saved_at(row: Submission) -> str:
    return _("Entwurf, gespeichert um %(time)s Uhr") % {"time": date_format(timezone.localtime(row.saved_at), "H:i")}


def not_saved(request: HttpRequest, row: Submission, form: AnswerForm) -> HttpResponse:
    if is_script(request):
        errors = {name: " ".join(map(str, said)) for name, said in form.errors.items()}
        return JsonResponse({"errors": errors}, status=form.status)
    return form_page(request, row, form, status=form.status)


def refused(request: HttpRequest, row: Submission, form: AnswerForm, error: Refused) -> HttpResponse:
    if is_script(request):
        return JsonResponse({"errors": {"": " ".join(error.messages)}}, status=409)
    return form_page(request, row, form, status=409, refusals=error.messages)


def table_of(row: Submission, form: AnswerForm, problems: dict[str, str] | None = None) -> Table:
    return form_table.of_form(form, form.sums, before(row), problems, comments=comments_of(row))


def form_page(
    request: HttpRequest, row: Submission, form: AnswerForm, status: int = 200, **beside: Any
) -> HttpResponse:
    table = table_of(row, form, beside.get("problems"))
    shown = {
        **beside,
        "submission": row,
        "form": form,
        "table": table,
        "problem_list": [
            (name, form.fields[name].label, said) for name, said in (beside.get("problems") or {}).items()
        ],
        "progress_text": progress_text(table),
        "saved_text": saved_at(row) if row.saved_at else "",
        "before": before(row),
        "sections": clauses.sections_of(form.catalogue.indicators),
        "may_tally": row.organisation_id in tallies_in(actor_of(request)),
    }
    return render(request, "cases/indicators/form.html", shown, status=status)


def progress_text(table: Table) -> str:
    found = table.progress
    parts = [_("%(answered)s von %(rows)s Zeilen beantwortet") % {"answered": found.answered, "rows": found.rows}]
    if found.open_cells:
        parts.append(ngettext("%(n)s Feld offen", "%(n)s Felder offen", found.open_cells) % {"n": found.open_cells})
    if found.reasons:
        missing = ngettext("%(n)s Begründung fehlt", "%(n)s Begründungen fehlen", found.reasons)
        parts.append(missing % {"n": found.reasons})
    return ", ".join(parts)


def comments_of(row: Submission) -> list[FieldComment]:
    asked = FieldComment.objects.unrestricted().filter(submission=row, answered_at=None)
    return list(asked.select_related("indicator", "row"))


def read_only(
    request: HttpRequest, row: Submission, form: CorrectionForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    may = {step.name for step in may_do(actor, row)}
    shown = {**read_context(row), "may": may, "actor": actor}
    if "correct" in may:
        shown["correction_form"] = form or CorrectionForm(catalogue=catalogue_of(row.period), version=row.version)
    return render(request, "cases/indicators/submission.html", shown, status=status)


def read_context(row: Submission) -> dict[str, Any]:
    corrections = (
        Correction.objects.unrestricted().filter(submission=row).select_related("indicator", "row", "column", "by")
    )
    steps = SubmissionStep.objects.unrestricted().filter(submission=row).select_related("by")
    catalogue = catalogue_of(row.period)
    table = form_table.of_answers(
        catalogue, answers_of(row), Before(), comments=comments_of(row), corrections=list(corrections)
    )
    return {
        "submission": row,
        "table": table,
        "steps": steps,
        "corrections": corrections,
        "sections": clauses.sections_of(catalogue.indicators),
    }


@require_POST
@recent_factor_required
@transaction.atomic
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Saves what the form holds, then hands it in; whatever is missing stands at its field, and nothing typed is lost."""
    row = own(request, pk)
    if row.state in states.DELIVERED:
        messages.info(request, _("Die Meldung ist schon abgegeben."))
        return redirect("indicators:submission", row.pk)
    form = form_of(row, request.POST)
    if not form.is_settled():
        return form_page(request, row, form, status=form.status)
    by = actor_of(request)
    try:
        row = answer_actions.save_answers(submission=row, values=form.values(), by=by)
        with transaction.atomic():
            submission_actions.submit(submission=row, version=row.version, by=by)
    except Unfinished as error:
        return form_page(request, row, form_of(row), status=422, problems=error.fields, refusals=error.messages)
    except Refused as error:
        return form_page(request, row, form, status=409, refusals=error.messages)
    messages.success(request, _("Abgegeben. Die Koordination prüft die Meldung; Sie bekommen eine Mail."))
    return redirect("indicators:submission", row.pk)


@require_POST
@recent_factor_required
@transaction.atomic
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = own(request, pk)
    form = CorrectionForm(request.POST, catalogue=catalogue_of(row.period), version=row.version)
    if not form.is_valid():
        return read_only(request, row, form, status=422)
    values = form.cleaned_data
    try:
        answer_actions.correct_answer(
            submission=row,
            key=form.key,
            kind=values["art"],
            number=values["wert"],
            reason=values["grund"],
            version=values["stand"],
            by=actor_of(request),
        )
    except Refused as error:
        form.add_error(None, error)
        return read_only(request, row, form, status=409 if isinstance(error, Stale) else 422)
    messages.success(request, _("Berichtigt. Beide Werte bleiben sichtbar; die Koordination sieht die Änderung."))
    return redirect("indicators:submission", row.pk)
