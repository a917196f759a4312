"""The tab "Beteiligte": who has signed, who has left, and who agrees to what comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.approval import access, queries, tab
from pages.documents.facts_box import leaving_sentences, notice_sentences
from pages.documents.frame import framed


@require_safe
def parties(request: HttpRequest, pk: int) -> HttpResponse:
    page = access.document_or_404(request, pk)
    context = {
        **framed(page, tab.KEY),
        "rows": queries.party_rows(page),
        "leads": access.leads(request),
        "leaving_rule": [*notice_sentences(page), *leaving_sentences(page)],
        "sees_all": access.sees_all(request, page),
    }
    return render(request, "pages/approval/parties.html", context)
