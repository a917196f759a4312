"""Results: the county as it was published, the own organisation as it is; and where each figure comes from (F72)."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases.access import actor_of, coordinators
from cases.indicators import exports, origins, result_actions
from cases.indicators.access import figure_staff
from cases.indicators.errors import Refused
from cases.indicators.result_selection import Selection, selection_of
from cases.models import ReportingPeriod
from portal.audit.trail import record, register
from portal.identity.auth import recent_factor_required

RESULTS_READ = register("indicators.result.read", gettext_lazy("Ergebnisse gelesen"), ("organisation", "period"))
RESULTS_TAKEN = register(
    "indicators.result.export", gettext_lazy("Ergebnisse als Datei geholt"), ("organisation", "period", "format")
)
ORIGIN_READ = register(
    "indicators.result.origin", gettext_lazy("Herkunft einer Kennzahl angesehen"), ("period", "indicator")
)


@require_safe
@figure_staff
@transaction.atomic
def results(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    chosen = selection_of(request.GET, actor)
    record(RESULTS_READ, actor.user, details=chosen.details())
    shown = {"chosen": chosen, "actor": actor, "unpublished": unpublished(chosen) if actor.is_coordinator else ()}
    return render(request, "cases/indicators/results.html", shown)


def unpublished(chosen: Selection) -> list[ReportingPeriod]:
    """Periods over which the coordinator may publish, the newest first."""
    over = ReportingPeriod.objects.filter(kind=chosen.kind, last_day__lt=timezone.localdate())
    return list(over.filter(submissions__isnull=False).distinct().order_by("-last_day")[:6])


@recent_factor_required
@require_safe
@figure_staff
@transaction.atomic
def take(request: HttpRequest, form: str) -> HttpResponse:
    """The same figures as on the page, as a file."""
    actor = actor_of(request)
    chosen = selection_of(request.GET, actor)
    if form not in exports.FORMATS or chosen.state is None:
        raise Http404
    record(RESULTS_TAKEN, actor.user, details={**chosen.details(), "format": form})
    content = exports.FORMATS[form].write(chosen)
    response = HttpResponse(content, content_type=exports.FORMATS[form].kind)
    response["Content-Disposition"] = f'attachment; filename="Kennzahlen.{form}"'
    return response


@coordinators
@recent_factor_required
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("zeitraum", "")
    period = get_object_or_404(ReportingPeriod, pk=number if number.isdecimal() and number.isascii() else 0)
    try:
        result_actions.publish_result(period=period, by=actor_of(request))
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Das Ergebnis ist veröffentlicht."))
    address = redirect("indicators:results")
    address["Location"] += f"?art={period.kind}&zeitraum={period.pk}"
    return address


@require_safe
@figure_staff
@transaction.atomic
def origin(request: HttpRequest, period: int, indicator: str) -> HttpResponse:
    """The reports a figure comes from: the own ones open, for the coordinator those of all, in the review."""
    actor = actor_of(request)
    found = origins.origin_of(get_object_or_404(ReportingPeriod, pk=period), indicator, actor)
    if found is None:
        raise Http404
    record(ORIGIN_READ, actor.user, details={"period": period, "indicator": indicator})
    return render(request, "cases/indicators/origin.html", {"origin": found, "actor": actor})
