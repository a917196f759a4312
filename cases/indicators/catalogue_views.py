"""The catalogue in the coordinator's hands: copy the last version, change it, publish it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access import actor_of, coordinators
from cases.indicators import catalogue_actions, clauses
from cases.indicators.catalogue_forms import CatalogueForm, CopyForm, IndicatorForm
from cases.indicators.errors import Refused
from cases.models import Indicator, IndicatorSet
from portal import confirmation
from portal.confirmation import Question


@require_safe
@coordinators
def catalogues(request: HttpRequest) -> HttpResponse:
    rows = IndicatorSet.objects.prefetch_related("indicators", "periods")
    return render(request, "cases/indicators/catalogues.html", {"catalogues": rows})


@coordinators
@transaction.atomic
def catalogue(request: HttpRequest, catalogue: int) -> HttpResponse:
    row = get_object_or_404(IndicatorSet.objects.select_for_update(), pk=catalogue)
    form = CatalogueForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_settled():
        try:
            catalogue_actions.change_catalogue(catalogue=row, fields=form.cleaned_data, by=actor_of(request))
        except Refused as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("indicators:catalogue", row.pk)
    stored = IndicatorSet.objects.get(pk=row.pk)
    indicators = list(stored.indicators.prefetch_related("items"))
    shown = {
        "form": form,
        "catalogue": stored,
        "indicators": indicators,
        "sections": clauses.sections_of(indicators),
        "copy_form": CopyForm(auto_id="k-%s"),
    }
    return render(request, "cases/indicators/catalogue.html", shown, status=form.status)


@require_POST
@coordinators
def copy(request: HttpRequest, catalogue: int) -> HttpResponse:
    source = get_object_or_404(IndicatorSet, pk=catalogue)
    form = CopyForm(request.POST, auto_id="k-%s")
    if not form.is_valid():
        shown = {"form": CatalogueForm(instance=source), "catalogue": source, "copy_form": form}
        shown["indicators"] = source.indicators.prefetch_related("items")
        return render(request, "cases/indicators/catalogue.html", shown, status=422)
    made = catalogue_actions.copy_catalogue(source=source, by=actor_of(request), **form.cleaned_data)
    messages.success(request, _("Die neue Fassung ist angelegt. Ändern Sie sie und veröffentlichen Sie sie dann."))
    return redirect("indicators:catalogue", made.pk)


@require_POST
@coordinators
def publish(request: HttpRequest, catalogue: int) -> HttpResponse:
    row = get_object_or_404(IndicatorSet, pk=catalogue)
    try:
        catalogue_actions.publish_catalogue(catalogue=row, by=actor_of(request))
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Veröffentlicht. Diese Fassung bleibt nun, wie sie ist."))
    return redirect("indicators:catalogue", row.pk)


@coordinators
@transaction.atomic
def new_indicator(request: HttpRequest, catalogue: int) -> HttpResponse:
    row = get_object_or_404(IndicatorSet, pk=catalogue)
    return edit(request, Indicator(catalogue=row))


@coordinators
@transaction.atomic
def indicator(request: HttpRequest, catalogue: int, indicator: str) -> HttpResponse:
    rows = Indicator.objects.select_related("catalogue").select_for_update(of=("self",))
    return edit(request, get_object_or_404(rows, catalogue=catalogue, key=indicator))


def edit(request: HttpRequest, row: Indicator) -> HttpResponse:
    form = IndicatorForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_settled():
        values = form.cleaned_data
        try:
            catalogue_actions.save_indicator(
                indicator=form.instance, rows=values["rows_text"], columns=values["columns_text"], by=actor_of(request)
            )
        except Refused as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("indicators:catalogue", row.catalogue_id)
    shown = {"form": form, "indicator": row, "catalogue": row.catalogue}
    return render(request, "cases/indicators/indicator.html", shown, status=form.status)


@coordinators
def remove(request: HttpRequest, catalogue: int, indicator: str) -> HttpResponse:
    row = get_object_or_404(Indicator.objects.select_related("catalogue"), catalogue=catalogue, key=indicator)
    back = reverse("indicators:catalogue", args=[catalogue])
    if request.method == "POST":
        try:
            catalogue_actions.remove_indicator(indicator=row, by=actor_of(request))
        except Refused as error:
            messages.error(request, " ".join(error.messages))
        return redirect(back)
    heading = _("„%(name)s“ entfernen?") % {"name": row.name}
    goes = [row.name, *(item.name for item in row.items.all())]
    return confirmation.ask(request, Question(heading, _("Entfernen"), back, goes))
