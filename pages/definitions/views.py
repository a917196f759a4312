"""The terms of a document: a list for readers, and for editors what they add and refuse."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pages.definitions import actions, queries
from pages.definitions.access import editing_required
from pages.definitions.forms import TermForm
from pages.definitions.tab import TERMS
from pages.documents.access import document_or_404, may_edit
from pages.documents.frame import framed
from pages.models import DefinedTerm, NormativePage
from portal import confirmation
from portal.confirmation import Question
from portal.identity.users import signed_in


@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    page = document_or_404(request, pk)
    edits = may_edit(request.user, page)
    context = {
        "terms": queries.terms_of(page, page.outline()),
        "refused": queries.refused(page) if edits else [],
        "edits": edits,
    }
    return render(request, "pages/definitions/index.html", framed(page, TERMS) | context)


@editing_required
def add(request: HttpRequest, page: NormativePage) -> HttpResponse:
    form = TermForm(request.POST or None, sections=page.outline(), initial={"begriff": request.GET.get("begriff", "")})
    if request.method == "POST" and form.is_valid():
        actions.add(document=page, by=signed_in(request), **form.facts)
        messages.success(request, _("Der Begriff ist erklärt."))
        return redirect("definitions:index", page.pk)
    status = 422 if form.is_bound else 200
    return render(request, "pages/definitions/form.html", framed(page, TERMS) | {"form": form}, status=status)


@require_POST
@editing_required
def refuse(request: HttpRequest, page: NormativePage) -> HttpResponse:
    """Only what the list shows can be refused."""
    asked = request.POST.get("begriff", "")
    if any(term.term == asked for term in queries.terms_of(page, page.outline())):
        actions.refuse(document=page, term=asked, by=signed_in(request))
        messages.success(request, _("„%(term)s“ wird nicht mehr als Begriff gezeigt.") % {"term": asked})
    else:
        messages.error(request, _("Diesen Begriff gibt es in der Liste nicht mehr."))
    return redirect("definitions:index", page.pk)


@editing_required
def remove(request: HttpRequest, page: NormativePage, term_pk: int) -> HttpResponse:
    row = get_object_or_404(DefinedTerm, page=page, pk=term_pk)
    if request.method == "POST":
        actions.remove(row=row, by=signed_in(request))
        messages.success(request, _("Es gilt wieder, was der Text zu „%(term)s“ sagt.") % {"term": row.term})
        return redirect("definitions:index", page.pk)
    question = Question(
        heading=_("Angabe zu „%(term)s“ entfernen?") % {"term": row.term},
        button=_("Entfernen"),
        back=reverse("definitions:index", args=[page.pk]),
        goes=[row.text] if row.text else [_("Der Begriff wird wieder gezeigt, wenn der Text ihn erklärt.")],
    )
    return confirmation.ask(request, question)
