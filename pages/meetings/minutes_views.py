"""Minutes and decisions of a meeting."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.access import coordination_required, is_coordinator
from pages.meetings import access, actions, queries
from pages.meetings.forms import DecisionForm, DoneForm, MinutesForm
from pages.meetings.views import form_page, seen
from portal.edit_conflicts import held, storing_alone
from portal.identity.users import signed_in


@coordination_required
@storing_alone
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft until it is published; corrections are possible after that, too."""
    meeting = get_object_or_404(held(request, queries.visible_to(request)), pk=pk)
    form = MinutesForm(request.POST or None, instance=meeting)
    is_public = meeting.minutes_published_at is not None
    if is_public:
        form.fields["minutes"].required = True
        form.fields["minutes"].error_messages["required"] = _("Ein veröffentlichtes Protokoll kann nicht leer sein.")
    if form.is_settled():
        actions.save_minutes(meeting=form.instance, by=signed_in(request))
        messages.success(request, _("Gespeichert.") if is_public else _("Als Entwurf gespeichert."))
        return redirect(reverse("meetings:meeting", args=[pk]) + "#protokoll")
    button = _("Speichern") if is_public else _("Entwurf speichern")
    return form_page(request, meeting, form, heading=_("Protokoll"), button=button)


@require_POST
@coordination_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    done = actions.publish_minutes(meeting=seen(request, pk), by=signed_in(request))
    if done:
        messages.success(request, _("Das Protokoll ist veröffentlicht. Alle Eingeladenen bekommen eine Mail."))
    else:
        messages.warning(request, _("Es gibt nichts zu veröffentlichen: Das Protokoll ist leer oder schon öffentlich."))
    return redirect(reverse("meetings:meeting", args=[pk]) + "#protokoll")


@coordination_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = seen(request, pk)
    form = DecisionForm(request.POST or None, meeting=meeting, initial={"due_on": actions.days_after(meeting)})
    if request.method == "POST" and form.is_valid():
        actions.record_decision(decision=form.instance, by=signed_in(request))
        messages.success(request, _("Der Beschluss steht unter „Zu erledigen“ bei der Person, die zuständig ist."))
        return redirect(reverse("meetings:meeting", args=[pk]) + "#beschluesse")
    return form_page(request, meeting, form, heading=_("Beschluss festhalten"), button=_("Beschluss festhalten"))


def done(request: HttpRequest, pk: int, decision_pk: int) -> HttpResponse:
    """By whom it is the part of, by who stands in, and by the coordinator; for others it does not exist here."""
    meeting, user = seen(request, pk), signed_in(request)
    mine = access.finishable(user, is_coordinator(user))
    decision = get_object_or_404(mine.select_related("organisation"), pk=decision_pk, meeting=meeting)
    form = DoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.finish(decision=decision, note=form.cleaned_data["notiz"], by=user)
        messages.success(request, _("Erledigt. Das steht jetzt auf der Seite des Treffens."))
        return redirect(reverse("meetings:meeting", args=[pk]) + "#beschluesse")
    return form_page(
        request, meeting, form, heading=_("Beschluss erledigen"), lead=decision.text, button=_("Als erledigt melden")
    )
