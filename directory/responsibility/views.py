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
from directory.responsibility.forms import AskForm
from search.display import readable

MAX_SUGGESTIONS = 8


def asked(request: HttpRequest) -> AskForm:
    return AskForm(request.GET, choices=answer.choices(request))


@require_safe
def responsible(request: HttpRequest) -> HttpResponse:
    form = asked(request)
    context: dict[str, object] = {"form": form, "today": timezone.localdate(), "now": timezone.localtime()}
    if not form.is_valid():
        return render(request, "directory/responsibility/responsible.html", context, status=422)
    found = query.outcome(request, form)
    if found.place is not None:
        context |= {
            "vcard_url": f"{query.link(form)}&format=vcard",
            "gaps": [one for one in found.cards if not one.coverage],
        }
    elif not found.options and not found.is_unknown:
        towns = known_places.known(request).standing(found.day)
        context["towns"] = [query.Choice(town, query.link(form, ort=town.name)) for town in towns]
    if found.place is not None and request.GET.get("format") == "vcard":
        return vcards.of_cards(found.cards, request)
    if context.get("gaps"):
        context["coordinator"] = answer.coordinator()
    return render(request, "directory/responsibility/responsible.html", {**context, "found": found})


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    text = readable(request.GET.get("q", ""))
    found = known_places.known(request).suggest(text, MAX_SUGGESTIONS) if text else []
    shown = [
        {
            "title": match.town.name,
            "value": match.by if match.by and not match.by.isdigit() else match.town.name,
            "document": match.by if match.by and match.by != match.town.name else ", ".join(match.town.postcodes),
        }
        for match in found
    ]
    return JsonResponse({"suggestions": shown})


@login_not_required
@require_safe
def responsible_data(request: HttpRequest) -> JsonResponse:
    """The read API; without a sign-in it answers 403 instead of leading to a page."""
    if not (request.user.is_authenticated and request.user.is_active):
        return JsonResponse({"error": _("Bitte melden Sie sich an.")}, status=403)
    form = asked(request)
    if not form.is_valid():
        return JsonResponse(
            {"error": " ".join(str(error) for errors in form.errors.values() for error in errors)}, status=400
        )
    found = query.outcome(request, form)
    if found.is_unknown or not (found.place or found.options):
        said = _("Kein Ort passt dazu.") if found.is_unknown else _("Bitte nennen Sie einen Ort: ?ort=…")
        return JsonResponse({"error": said}, status=404 if found.is_unknown else 400)
    return JsonResponse(as_data(found, request))
