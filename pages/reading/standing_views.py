"""Who has taken note and who is missing: by name for those who lead, in numbers for the others; and asking for it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pages.documents.access import original_or_404
from pages.documents.frame import framed
from pages.models import AcknowledgementRule, NormativePage
from pages.reading import access, actions, asked, lists, queries
from pages.reading.box import TAB
from pages.reading.forms import RuleForm
from portal import confirmation
from portal.confirmation import Question
from portal.edit_conflicts import held, storing_alone
from portal.identity.auth import is_verified, second_step
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post


def sees_more(request: HttpRequest, document: NormativePage) -> bool:
    return access.may_ask(request, document) or access.led_by(signed_in(request).pk).exists()


@never_cache
@require_safe
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    document = original_or_404(request, pk)
    rule = get_object_or_404(AcknowledgementRule.objects.select_related("version"), document=document)
    if sees_more(request, document) and not is_verified(request):
        return second_step(request)
    may_ask = access.may_ask(request, document)
    rests = not asked.asking().filter(pk=rule.pk).exists()
    context = {
        **framed(document, TAB),
        "rule": rule,
        "rests": rests,
        "may_ask": may_ask,
        "standing": None if rests else queries.standing(rule, signed_in(request), with_counts=may_ask),
    }
    return render(request, "pages/reading/standing.html", context)


@never_cache
@require_safe
def listed(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """As a file: names for who leads, numbers for who asks. 404 for everybody else."""
    document = original_or_404(request, pk)
    rule = get_object_or_404(asked.asking().select_related("version", "document"), document=document)
    if form not in lists.FORMS or not sees_more(request, document):
        raise Http404
    if not is_verified(request):
        return second_step(request)
    user = signed_in(request)
    found = queries.standing(rule, user, with_counts=access.may_ask(request, document))
    actions.record_listing(rule=rule, form=form, by=user)
    return lists.FORMS[form](rule, found)


@never_cache
@require_safe_or_post
@storing_alone
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    document = askable(request, pk)
    if not is_verified(request):
        return second_step(request)
    rule = held(request, AcknowledgementRule.objects.filter(document=document)).first()
    form = RuleForm(request.POST or None, instance=rule or AcknowledgementRule(document=document))
    if form.is_settled():
        values = form.cleaned_data
        actions.ask(
            rule=form.instance, organisations=values["organisations"], roles=values["rollen"], by=signed_in(request)
        )
        messages.success(request, _("Gespeichert. Wer gefragt ist, sieht es über dem Text und unter „Zu erledigen“."))
        return redirect("acknowledgements:standing", document.pk)
    shown = {**framed(document, TAB), "form": form, "rule": rule}
    return render(request, "pages/reading/rule.html", shown, status=form.status)


def askable(request: HttpRequest, pk: int) -> NormativePage:
    document = original_or_404(request, pk)
    if not access.may_ask(request, document):
        raise PermissionDenied
    return document


@require_safe_or_post
def end(request: HttpRequest, pk: int) -> HttpResponse:
    document = askable(request, pk)
    if not is_verified(request):
        return second_step(request)
    rule = get_object_or_404(AcknowledgementRule, document=document)
    if request.method == "POST":
        actions.end(rule=rule, by=signed_in(request))
        messages.success(request, _("Für dieses Dokument ist keine Kenntnisnahme mehr verlangt."))
        return redirect("acknowledgements:own")
    question = Question(
        heading=_("Keine Kenntnisnahme mehr verlangen?"),
        button=_("Nicht mehr verlangen"),
        back=reverse("acknowledgements:standing", args=[document.pk]),
        goes=[document.title, _("die Aufgabe bei allen, die noch nicht bestätigt haben")],
        hint=_("Was schon bestätigt ist, bleibt nachweisbar."),
    )
    return confirmation.ask(request, question)
