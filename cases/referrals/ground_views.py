"""Without consent, on a ground of the law: asked for, decided by a second person, reported (F51)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import sent_once
from cases.access import Actor, actor_of, case_staff, for_those_who
from cases.models import Category, LegalGround, Referral
from cases.referrals import ground_actions, purposes, trail
from cases.referrals.lookups import Rows, in_several, of_draft, one_of
from cases.referrals.referral_forms import GroundForm
from cases.referrals.referral_views import UNPROCESSABLE
from portal.audit.trail import record
from portal.identity.auth import recent_factor_required
from portal.requests.methods import require_safe_or_post

PER_PAGE = 50
CONFIRM, REFUSE = "zustimmen", "ablehnen"


@require_safe_or_post
@case_staff
@of_draft
def ask(request: HttpRequest, row: Referral) -> HttpResponse:
    form = GroundForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = form.cleaned_data
        terms = {"ground": values["grund"], "reason": values["begruendung"], "form": sent_once.page_of(request)}
        try:
            ground_actions.ask_for_ground(referral=row, by=actor_of(request), **terms)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Ihre Leitung ist benachrichtigt. Sobald sie zustimmt, können Sie senden."))
            return redirect("cases:referral", pk=row.pk)
    context = {"referral": row, "form": form, "kinds": labels(ground_actions.kinds_of(row))}
    return render(request, "cases/referrals/ground_ask.html", context, status=UNPROCESSABLE if form.errors else 200)


def labels(kinds: set[str]) -> list[object]:
    return [Category(name).label for name in purposes.CATEGORIES if name in kinds]


def led_ground_of(request: HttpRequest, pk: UUID) -> Rows:
    actor = actor_of(request)
    rows = LegalGround.objects.for_actor(actor).filter(record__organisation__in=actor.supervisor_in)
    return (rows.select_related("asked_by", "confirmed_by", "receiver").get(pk=pk),)


@require_safe_or_post
@recent_factor_required
@for_those_who(lambda actor: bool(actor.supervisor_in))
@one_of("legal_ground", led_ground_of, "ground", wrapped=in_several)
def decide(request: HttpRequest, row: LegalGround) -> HttpResponse:
    actor = actor_of(request)
    problem = ""
    if request.method == "POST" and request.POST.get("wort") in {CONFIRM, REFUSE}:
        try:
            ground_actions.decide_on_ground(ground=row, is_confirmed=request.POST["wort"] == CONFIRM, by=actor)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("Ihre Entscheidung ist eingetragen."))
            return redirect("cases:grounds")
    ground_actions.about(trail.GROUND_READ, actor, row)
    context = {
        "ground": row,
        "kinds": labels(set(row.categories)),
        "problem": problem,
        "is_own": row.asked_by_id == actor.user.pk,
    }
    return render(request, "cases/referrals/ground_decide.html", context, status=UNPROCESSABLE if problem else 200)


def may_read_report(actor: Actor) -> bool:
    return bool(actor.supervisor_in or actor.officer_in or actor.is_county_officer)


@require_safe
@for_those_who(may_read_report)
@transaction.atomic
def report(request: HttpRequest) -> HttpResponse:
    """Counts and references: whoever asked and decided, when, on which ground; nothing of the client."""
    actor = actor_of(request)
    rows = LegalGround.objects.all().reported_to(actor)
    page = Paginator(
        rows.select_related("record__organisation", "receiver", "asked_by", "confirmed_by", "referral").defer("reason"),
        PER_PAGE,
    ).get_page(request.GET.get("seite"))
    counts = rows.order_by().values("ground").annotate(number=Count("pk"), confirmed=Count("confirmed_at"))
    record(trail.GROUNDS_READ, actor.user, details={"rows": page.paginator.count})
    context = {
        "page_obj": page,
        "counts": [(LegalGround.Ground(each["ground"]).label, each["number"], each["confirmed"]) for each in counts],
        "decides_in": actor.supervisor_in,
        "me": actor.user.pk,
    }
    return render(request, "cases/referrals/grounds.html", context)
