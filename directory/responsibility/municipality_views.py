import datetime as dt
from itertools import groupby

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.exports import tables
from directory.gazetteer import Gazetteer, Town
from directory.initials import initial
from directory.models import Coverage, Municipality
from directory.responsibility import gaps, known_places
from directory.responsibility.forms import ReportForm

YEAR = dt.timedelta(days=365)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    known = known_places.known(request)
    standing = known.standing(today)
    groups = [(letter, list(rows)) for letter, rows in groupby(standing, key=lambda town: initial(town.name))]
    former = [
        (town, after(known, town)) for town in known.towns.values() if town.valid_until and town.valid_until < today
    ]
    return render(
        request,
        "directory/responsibility/municipalities.html",
        {"groups": groups, "former": former, "count": len(standing)},
    )


def after(known: Gazetteer, town: Town) -> list[Town]:
    return [known.towns[pk] for pk in town.successors if pk in known.towns]


@require_safe
def municipality(request: HttpRequest, ags: str) -> HttpResponse:
    shown = get_object_or_404(
        Municipality.objects.prefetch_related(
            "postcodes", "places", "successions__successor", "predecessions__predecessor"
        ),
        ags=ags,
    )
    rows = shown.coverage.select_related("service", "organisation", "target_group", "municipality")
    ordered = rows.order_by("service__order", "service__name", "valid_from", "pk")
    services = [(service, list(own)) for service, own in groupby(ordered, key=lambda row: row.service)]
    carried = [row for row in ordered if row.mode and row.is_valid_on(timezone.localdate())]
    context = {"municipality": shown, "services": services, "carried": carried, "today": timezone.localdate()}
    return render(request, "directory/responsibility/municipality.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All municipalities, former ones too, so that the table can be read in again."""
    if kind not in tables.FORMATS:
        raise Http404
    shown = Municipality.objects.prefetch_related("postcodes", "places", "successions__successor")
    return tables.FORMATS[kind](*tables.municipalities(shown), "gemeinden")


@require_safe
def export_coverage(request: HttpRequest, kind: str) -> HttpResponse:
    """Who is or will be responsible where, without what not all partners may see."""
    if kind not in tables.FORMATS:
        raise Http404
    related = ("municipality", "service", "target_group", "organisation", "site", "contact__person", "mailbox")
    shown = Coverage.objects.overlapping(timezone.localdate(), None).select_related(*related)
    return tables.FORMATS[kind](*tables.coverage(shown), "zustaendigkeiten")


@require_safe
@permission_required("directory.change_coverage", raise_exception=True)
def faults(request: HttpRequest) -> HttpResponse:
    """Gaps and overlaps on any day of the next year, or of the days asked for; also as a table."""
    form = ReportForm(request.GET)
    today = timezone.localdate()
    valid = form.is_valid()
    first = (form.cleaned_data.get("von") if valid else None) or today
    last = (form.cleaned_data.get("bis") if valid else None) or first + YEAR
    faulty = list(gaps.coverage_faults(first, last)) if valid else []
    if valid and request.GET.get("format") in tables.FORMATS:
        return tables.FORMATS[request.GET["format"]](*table(faulty), "luecken")
    groups = [(town, list(own)) for town, own in groupby(faulty, key=lambda fault: fault.municipality)]
    context = {"form": form, "groups": groups, "count": len(faulty), "first": first, "last": last}
    return render(request, "directory/responsibility/gaps.html", context, status=200 if valid else 422)


def table(faulty: list[gaps.Fault]) -> tuple[tables.Row, list[tables.Row]]:
    head = [_("Gemeinde"), _("Gemeindeschlüssel"), _("Dienst"), _("Zielgruppe"), _("Was"), _("Von"), _("Bis"), _("Wer")]
    rows: list[tables.Row] = [
        [
            fault.municipality.name,
            fault.municipality.ags,
            fault.service.name,
            fault.group.name if fault.group else "",
            _("Lücke") if fault.stretch.is_gap else _("doppelt"),
            tables.day(fault.stretch.first),
            tables.day(fault.stretch.last),
            ", ".join(fault.organisations),
        ]
        for fault in faulty
    ]
    return head, rows
