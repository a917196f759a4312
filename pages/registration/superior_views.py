"""What the superior decides: who of the own organisation may go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.registration import entries, queries
from pages.registration.duties import own_of
from portal.duties.answering import answers_for
from portal.identity.users import signed_in


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Empty for who leads nobody: there is nothing to hide but that."""
    user = signed_in(request)
    asked = queries.requests_for(answers_for(user.pk, "user")).exclude(own_of(user.pk))
    rows = asked.select_related("person", "user", "organisation", "date__event").order_by("answer_until", "pk")
    shown = [(row, entries.when(row.date), entries.url_of(row.date)) for row in rows]
    return render(request, "pages/registration/requests.html", {"rows": shown})
