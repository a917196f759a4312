"""A party leaves: the coordinator records what came in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.access import coordination_required
from pages.approval import access, leaving_actions, tab
from pages.approval.leaving_forms import DepartureForm
from pages.documents.frame import framed
from pages.models import Departure
from portal import confirmation
from portal.confirmation import Question
from portal.identity.users import signed_in
from portal.written_dates import written


@coordination_required
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    page = access.document_or_404(request, pk)
    form = DepartureForm(request.POST or None, page=page, initial={"party": request.GET.get("stelle", "")})
    if request.method == "POST" and form.is_valid():
        try:
            party, by = form.cleaned_data["party"], signed_in(request)
            departure = leaving_actions.give_notice(departure=form.instance, party=party, by=by)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("Eingetragen. Letzter Tag der Beteiligung ist der %(day)s; alle bekommen eine Mail.")
            messages.success(request, said % {"day": written(departure.last_day, "j. F Y")})
            return redirect("approval:parties", pk)
    shown = {"form": form, "heading": _("Ausscheiden eintragen"), "button": _("Eintragen")}
    context = {**framed(page, tab.KEY), **shown, "back": reverse("approval:parties", args=[pk])}
    return render(request, "pages/approval/form.html", context, status=422 if form.errors else 200)


@coordination_required
def stay(request: HttpRequest, pk: int, departure_pk: int) -> HttpResponse:
    """A notice is taken back, with the consent of all."""
    page = access.document_or_404(request, pk)
    departure = get_object_or_404(Departure, pk=departure_pk, document=page)
    back = reverse("approval:parties", args=[pk])
    if request.method == "POST":
        done = leaving_actions.take_back(departure=departure, by=signed_in(request))
        if done:
            messages.success(request, _("Die Kündigung ist zurückgenommen. Die Stelle bleibt beteiligt."))
        else:
            messages.warning(request, _("Das geht nicht mehr: Die Stelle ist schon ausgeschieden oder bleibt bereits."))
        return redirect(back)
    question = Question(
        heading=_("Kündigung zurücknehmen?"),
        button=_("Zurücknehmen"),
        back=back,
        goes=[_("%(name)s, letzter Tag %(day)s") % {"name": departure, "day": written(departure.last_day, "j. F Y")}],
        hint=_("Das geht nur im Einvernehmen mit allen anderen und vor dem letzten Tag."),
    )
    return confirmation.ask(request, question)
