from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from . import display, indexing, learning
from .access import viewer_for
from .documents import Query, Results
from .engines import get_engine

PAGE_SIZE = 10
MAX_PAGE = 50
MAX_SHOWN = 200


def results(request: HttpRequest) -> HttpResponse:
    query = asked(request)
    found = get_engine().search(query) if query.text else Results()
    if found.notice:
        indexing.heal()
    learning.keep_up()
    return render(request, "search/results.html", display.context(request.GET, query, found))


def asked(request: HttpRequest) -> Query:
    """The query of a request; what makes no sense in it is left out."""
    page = request.GET.get("seite", "1")
    filters = {facet: tuple(request.GET.getlist(name)[:20]) for name, facet in display.PARAMETERS.items()}
    return Query(
        text=display.readable(request.GET.get("q", "")),
        viewer=viewer_for(request.user),
        filters={facet: tuple(map(display.readable, values)) for facet, values in filters.items() if values},
        language=get_language() or "",
        page=min(int(page), MAX_PAGE) if page.isascii() and page.isdigit() and int(page[:6]) else 1,
        size=PAGE_SIZE,
    )


def suggestions(request: HttpRequest) -> JsonResponse:
    text = display.readable(request.GET.get("q", ""))
    found = get_engine().suggest(text, viewer_for(request.user)) if len(text) > 1 or text.isdigit() else []
    return JsonResponse({"suggestions": [display.suggestion(one) for one in found]})
