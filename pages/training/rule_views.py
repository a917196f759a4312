"""For the coordinator: the rules, and how many have what is required, without names."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.access import coordination_required
from pages.models import TrainingRule
from pages.training import actions, queries
from pages.training.forms import RuleForm
from portal.edit_conflicts import held, storing_alone
from portal.identity.users import signed_in


@require_safe
@coordination_required
def numbers(request: HttpRequest) -> HttpResponse:
    found = queries.numbers()
    context = {
        "numbers": found,
        "clauses": queries.clauses([rule for rule, _rows in found]),
        "others": TrainingRule.objects.exclude(pk__in=[rule.pk for rule, _rows in found]),
    }
    return render(request, "pages/training/numbers.html", context)


@coordination_required
@storing_alone
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new one, or one that is there."""
    one = get_object_or_404(held(request, TrainingRule.objects.all()), pk=pk) if pk else TrainingRule()
    form = RuleForm(request.POST or None, instance=one)
    if form.is_settled():
        values = form.cleaned_data
        events = [int(key) for key in values.get("veranstaltungen", ())]
        actions.save_rule(rule=form.instance, topic=values["thema"], events=events, by=signed_in(request))
        messages.success(request, _("Gespeichert. Wem danach etwas fehlt, der sieht es unter „Zu erledigen“."))
        return redirect("training:numbers")
    heading = one.name if pk else _("Neue Regel")
    shown = {"form": form, "heading": heading, "button": _("Speichern"), "back": reverse("training:numbers")}
    return render(request, "pages/training/form.html", shown, status=form.status)
