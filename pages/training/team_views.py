"""For superiors: who in the team lacks what. For those who keep the entries: entering for somebody."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pages.models import TrainingRecord
from pages.training import access, actions, queries
from pages.training.forms import RecordForm
from portal.identity.auth import is_verified, second_step
from portal.identity.users import signed_in


@never_cache
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Gaps by name for superiors; whoever keeps the entries sees the people and no gaps."""
    user = signed_in(request)
    entered_for = access.entered_for_by(user.pk)
    if not entered_for.exists():
        raise PermissionDenied
    if not is_verified(request):
        return second_step(request)
    gaps = list(queries.open_in(access.led_by(user.pk)))
    context = {
        "gaps": gaps,
        "leads": access.led_by(user.pk).exists(),
        "clauses": queries.clauses([row.rule for row in gaps]),
        "people": access.people_of(entered_for).order_by("last_name", "first_name"),
        "today": timezone.localdate(),
    }
    return render(request, "pages/training/team.html", context)


def enter_for(request: HttpRequest, person_pk: int) -> HttpResponse:
    user = signed_in(request)
    person = get_object_or_404(access.people_of(access.entered_for_by(user.pk)), pk=person_pk)
    if not is_verified(request):
        return second_step(request)
    form = RecordForm(request.POST or None, request.FILES or None, instance=TrainingRecord(person=person))
    if form.is_valid():
        topics = form.cleaned_data.get("zaehlt", ())
        actions.enter(record=form.instance, topics=topics, proof=form.proof, by=user)
        messages.success(request, _("Eingetragen. Die Person sieht es in ihrem Nachweis."))
        return redirect("training:team")
    shown = {
        "form": form,
        "heading": _("Fortbildung eintragen"),
        "lead": str(person),
        "back": reverse("training:team"),
    }
    return render(request, "pages/training/form.html", shown, status=422 if form.errors else 200)
