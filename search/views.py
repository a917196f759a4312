from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal import page_access
from portal.requests import limits
from portal.requests.limits import limited, seconds_to_wait_here
from search import answers, display, rights
from search.access import viewer_for
from search.documents import Query, Results
from search.editors import editorial, query_stats
from search.engines import get_engine
from search.forms import MessageForm

PAGE_SIZE = 10
MAX_PAGE = 50
MESSAGES_PER_HOUR = 5


@page_access.read_once()
@limited("search", "SEARCHES_PER_MINUTE", 60, seconds_to_wait_here)
def results(request: HttpRequest) -> HttpResponse:
    query = query_of(request)
    answer = rights.search(get_engine(), query) if query.text else Results()
    is_first = bool(query.text) and query.page == 1 and not query.filters
    pinned = editorial.pinned(request, query.text, query.viewer) if is_first else []
    context = display.context(request.GET, query, answer, pinned)
    context["answers"] = above = answers.answers_to(request, query) if is_first else []
    # An index still being built finds too little to be counted, or to ask readers what they missed.
    if answer.notice not in display.BUILDING:
        context["click_token"] = query_stats.count_search(query.text, answer.total) if is_first else ""
        context["message_form"] = message_form(query) if not (answer.hits or pinned or above) else None
    return render(request, "search/results.html", context)


def message_form(query: Query) -> MessageForm | None:
    return MessageForm(initial={"query": display.shortened(query.text, 100)}) if query.text else None


def query_of(request: HttpRequest) -> Query:
    """The query of a request; what makes no sense in it is left out."""
    filters = {facet: tuple(request.GET.getlist(name)[:20]) for name, facet in display.PARAMETERS.items()}
    return Query(
        text=display.readable(request.GET.get("q", "")),
        viewer=viewer_for(request.user),
        filters={facet: tuple(map(display.readable, values)) for facet, values in filters.items() if values},
        language=get_language() or "",
        page=page_number(request.GET.get("seite", "")),
        size=PAGE_SIZE,
        word_groups=editorial.word_groups(request),
    )


def page_number(typed: str) -> int:
    return min(int(typed[:6]), MAX_PAGE) if typed.isascii() and typed.isdigit() and int(typed[:6]) else 1


@page_access.read_once()
@limited("suggestions", "SEARCHES_PER_MINUTE", 6, seconds_to_wait_here)  # one for each key
def suggestions(request: HttpRequest) -> JsonResponse:
    text = display.readable(request.GET.get("q", ""))
    is_enough = len(text) > 1 or text.isdigit()
    suggested = rights.suggest(get_engine(), text, viewer_for(request.user)) if is_enough else []
    return JsonResponse({"suggestions": list(map(display.suggestion, suggested))})


@csrf_exempt  # carries a signed token of its own and can do no more than count
@require_POST
def clicked(request: HttpRequest) -> HttpResponse:
    query_stats.count_click(request.POST.get("treffer", "")[:400])
    return HttpResponse(status=204)


@require_POST
def tell_editors(request: HttpRequest) -> HttpResponse:
    form = MessageForm(request.POST)
    if form.is_valid() and limits.seconds_to_wait(
        limits.by(request, "message"), MESSAGES_PER_HOUR, per_seconds=60 * 60
    ):
        form.add_error(
            None, _("Sie haben schon mehrere Mitteilungen gesendet. Bitte versuchen Sie es in einer Stunde wieder.")
        )
    if not form.is_valid():
        return render(request, "search/message.html", {"message_form": form}, status=422)
    form.save()
    messages.success(request, _("Danke. Die Redaktion sieht Ihre Mitteilung bei ihrer nächsten Durchsicht."))
    return HttpResponseRedirect(display.address(form.cleaned_data["query"]))
