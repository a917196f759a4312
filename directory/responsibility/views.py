"""Who is responsible? As a page, as JSON, and as suggestions while typing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.exports import vcards
from directory.responsibility import answer, known_places, query
from directory.responsibility.api import as_data
from directory.responsibility.forms import QuestionForm
from directory.responsibility.query import Outcome
from search.display import readable

MAX_SUGGESTIONS = 8


def question_form(request: HttpRequest) -> QuestionForm:
    return QuestionForm(request.GET, choices=answer.choices(request))


@require_safe
def responsible(request: HttpRequest) -> HttpResponse:
    form = question_form(request)
    context: dict[str, object] = {"form": form, "today": timezone.localdate(), "now": timezone.localtime()}
    if not form.is_valid():
        return render(request, "directory/responsibility/responsible.html", context, status=422)
    outcome = query.outcome(request, form)
    if outcome.place is not None and request.GET.get("format") == "vcard":
        return vcards.of_cards(outcome.cards, request)
    context |= {"outcome": outcome, **shown_beside(request, form, outcome)}
    return render(request, "directory/responsibility/responsible.html", context)


def shown_beside(request: HttpRequest, form: QuestionForm, outcome: Outcome) -> dict[str, object]:
    """What helps on: the answer as a file, whom to ask about a gap, or all municipalities where none is named."""
    if outcome.place is not None:
        gaps = [card for card in outcome.cards if not card.coverage]
        beside: dict[str, object] = {"vcard_url": f"{query.link(form)}&format=vcard", "gaps": gaps}
        return {**beside, "coordinator": answer.coordinator()} if gaps else beside
    if outcome.options or outcome.is_unknown:
        return {}
    towns = known_places.known(request).standing(outcome.day)
    return {"towns": [query.Choice(town, query.link(form, ort=town.name)) for town in towns]}


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    text = readable(request.GET.get("q", ""))
    matches = known_places.known(request).suggest(text, MAX_SUGGESTIONS) if text else []
    shown = [
        {
            "title": match.town.name,
            "value": match.by if match.by and not match.by.isdigit() else match.town.name,
            "document": match.by if match.by and match.by != match.town.name else ", ".join(match.town.postcodes),
        }
        for match in matches
    ]
    return JsonResponse({"suggestions": shown})


# The middleware would send programs to a page for signing in.
@login_not_required
@require_safe
def responsible_data(request: HttpRequest) -> JsonResponse:
    """The read API; without a sign-in it answers 403 instead of leading to a page."""
    if not (request.user.is_authenticated and request.user.is_active):
        return refused(_("Bitte melden Sie sich an."), 403)
    form = question_form(request)
    if not form.is_valid():
        return refused(" ".join(str(error) for errors in form.errors.values() for error in errors), 400)
    outcome = query.outcome(request, form)
    if outcome.is_unknown:
        return refused(_("Kein Ort passt dazu."), 404)
    if outcome.place is None and not outcome.options:
        return refused(_("Bitte nennen Sie einen Ort: ?ort=…"), 400)
    return JsonResponse(as_data(outcome, request))


def refused(reason: str, status: int) -> JsonResponse:
    return JsonResponse({"error": reason}, status=status)
