"""The goals of both plans side by side: read, changed by either side, signed by both (F64)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases import sent_once
from cases.access import actor_of, case_staff
from cases.models import AlignedGoal, AlignmentSheet, Referral
from cases.referrals import alignment_actions, trail
from cases.referrals.alignment_access import covers_goals, may_change, organisation_of, plan_sides, side_of
from cases.referrals.alignment_forms import GoalForm, PlanForm, VersionForm
from cases.referrals.alignment_queries import changes_of, counts, goals_of, sheet_for
from cases.referrals.copy_queries import copies_of
from cases.referrals.errors import NotNow, Refused, Stale
from cases.referrals.lookups import of_goal, of_referral
from directory.models import Organisation
from portal.confirmation import Question, ask
from portal.edit_conflicts import CONFLICT, STATE
from portal.requests.methods import require_safe_or_post

# Short, as the head of a column.
PLAN_NAMES = {
    AlignmentSheet.Plan.COOPERATION_PLAN: gettext_lazy("Kooperationsplan"),
    AlignmentSheet.Plan.INTEGRATION_AGREEMENT: gettext_lazy("Eingliederungsvereinbarung"),
}


@require_safe
@case_staff
@of_referral
def sheet(request: HttpRequest, referral: Referral) -> HttpResponse:
    return sheet_page(request, referral)


def sheet_page(request: HttpRequest, referral: Referral, problem: ValidationError | None = None) -> HttpResponse:
    actor = actor_of(request)
    is_covered = covers_goals(referral)
    shown, rows = sheet_for(referral, actor), goals_of(referral, actor) if is_covered else []
    side = side_of(referral, actor)
    read(request, referral)
    context = {
        "referral": referral,
        "sheet": shown,
        "plan_name": PLAN_NAMES[AlignmentSheet.Plan(shown.employment_plan)],
        "goals": rows,
        "copies": copies_of(referral, actor),
        "is_covered": is_covered,
        "may_change": may_change(referral),
        "plan_form": PlanForm(initial={"plan": shown.employment_plan, "version": shown.version}),
        "own": referral.sender if side == "sender" else referral.receiver,
        "has_signed": getattr(shown, f"{side}_signed_at") is not None,
        "problem": problem,
        **counts(rows),
        **columns(referral),
    }
    return render(request, "cases/referrals/alignment.html", context, status=CONFLICT if problem else 200)


def columns(referral: Referral) -> dict[str, Organisation]:
    sides = plan_sides(referral)
    return {"employment": sides.employment, "integration": sides.integration}


def read(request: HttpRequest, referral: Referral) -> None:
    actor = actor_of(request)
    organisation = organisation_of(referral, actor)
    trail.about_referral(trail.SHEET_READ, actor, referral, organisation=organisation)


@require_safe_or_post
@case_staff
@of_referral
def new_goal(request: HttpRequest, referral: Referral) -> HttpResponse:
    return goal_page(request, referral, None)


@require_safe_or_post
@case_staff
@of_goal
def goal(request: HttpRequest, referral: Referral, goal: AlignedGoal) -> HttpResponse:
    return goal_page(request, referral, goal)


def goal_page(request: HttpRequest, referral: Referral, goal: AlignedGoal | None) -> HttpResponse:
    if request.method != "POST" and not may_change(referral):
        return sheet_page(request, referral, closed(referral))
    stored = held(request, referral, goal)
    form = GoalForm(request.POST or None, instance=stored or AlignedGoal())
    if form.is_settled() and saved(request, referral, form, stored):
        return redirect("cases:alignment", referral.pk)
    read(request, referral)
    context = {"referral": referral, "form": form, "goal": goal, **columns(referral)}
    return render(request, "cases/referrals/goal.html", context, status=form.status)


def closed(referral: Referral) -> Refused:
    return NotNow() if covers_goals(referral) else alignment_actions.NoWordOnGoals()


def held(request: HttpRequest, referral: Referral, goal: AlignedGoal | None) -> AlignedGoal | None:
    """The goal as it is now, for this transaction alone while something is posted."""
    if request.method != "POST" or goal is None:
        return goal
    rows = Referral.objects.for_actor(actor_of(request)).select_for_update(of=("self",))
    rows.get(pk=referral.pk)
    now: AlignedGoal | None = (
        AlignedGoal.objects.for_actor(actor_of(request)).filter(pk=goal.pk, removed_at=None).first()
    )
    if now is None:
        raise Http404
    return now


def saved(request: HttpRequest, referral: Referral, form: GoalForm, stored: AlignedGoal | None) -> bool:
    terms = {"pk": stored.pk} if stored else {"form": sent_once.page_of(request)}
    try:
        alignment_actions.save_goal(referral=referral, fields=form.cleaned_data, by=actor_of(request), **terms)
    except Refused as refused:
        form.add_error(None, refused)
        return False
    return True


@require_safe_or_post
@case_staff
@of_goal
def remove_goal(request: HttpRequest, referral: Referral, goal: AlignedGoal) -> HttpResponse:
    if not may_change(referral):
        return sheet_page(request, referral, closed(referral))
    stored = held(request, referral, goal) or goal
    form = GoalForm(instance=stored)
    if request.method != "POST" or form.has_moved_on(request.POST.get(STATE, "")):
        read(request, referral)
        question = Question(
            _("Dieses Ziel aus dem Abgleich nehmen?"),
            _("Herausnehmen"),
            reverse("cases:goal", args=[referral.pk, goal.pk]),
            form.contents,
            _("Es bleibt im Verlauf. Bestätigungen beider Seiten fallen weg."),
            {STATE: form.state},
        )
        return ask(request, question)
    alignment_actions.remove_goal(referral=referral, goal=stored, by=actor_of(request))
    return redirect("cases:alignment", referral.pk)


@require_POST
@case_staff
@of_referral
def plan(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = PlanForm(request.POST)
    if not form.is_valid():
        return sheet_page(request, referral, Stale())
    return acted(request, referral, alignment_actions.choose_plan, **form.cleaned_data)


@require_POST
@case_staff
@of_referral
def sign(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        return sheet_page(request, referral, Stale())
    return acted(request, referral, alignment_actions.sign, **form.cleaned_data)


def acted(request: HttpRequest, referral: Referral, act: Any, **terms: Any) -> HttpResponse:
    try:
        act(referral=referral, by=actor_of(request), **terms)
    except Refused as refused:
        return sheet_page(request, referral, refused)
    return redirect("cases:alignment", referral.pk)


@require_safe
@case_staff
@of_referral
def history(request: HttpRequest, referral: Referral) -> HttpResponse:
    read(request, referral)
    is_covered = covers_goals(referral)
    changes = changes_of(referral, actor_of(request)) if is_covered else []
    context = {"referral": referral, "changes": changes, **columns(referral)}
    return render(request, "cases/referrals/alignment_history.html", context)
