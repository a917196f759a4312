"""Periods of a year, made from their templates."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from cases.access import actor_of, coordinators
from cases.indicators import period_actions
from cases.indicators.errors import Refused
from cases.indicators.period_forms import YearForm
from cases.models import ReportingPeriod


@coordinators
@transaction.atomic
def periods(request: HttpRequest) -> HttpResponse:
    form = YearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = period_actions.make_periods(
                templates=form.templates(),
                catalogue=form.cleaned_data["katalog"],
                reporters=form.chosen(),
                by=actor_of(request),
            )
        except Refused as error:
            form.add_error(None, error)
        else:
            said = ngettext("%(n)s Zeitraum steht.", "%(n)s Zeiträume stehen.", len(made))
            messages.success(request, said % {"n": len(made)})
            return redirect("indicators:periods")
    known = ReportingPeriod.objects.select_related("catalogue").annotate(count=Count("submissions"))
    shown = {"form": form, "periods": known}
    return render(request, "cases/indicators/periods.html", shown, status=422 if form.errors else 200)
