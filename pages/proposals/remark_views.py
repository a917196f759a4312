"""Remarks at the sections of a document."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.access import is_coordinator
from pages.documents.access import original_or_404
from pages.documents.frame import framed
from pages.models import NormativePage, Remark
from pages.proposals import access, drafts, queries, remark_actions
from pages.proposals.errors import Refused
from pages.proposals.forms import RemarkForm
from pages.proposals.margin import TAB
from pages.proposals.shown import current_text
from pages.proposals.versions import version_read
from portal import confirmation
from portal.confirmation import Question
from portal.identity.users import signed_in


def remark_or_404(document: NormativePage, remark_pk: int) -> Remark:
    found: Remark = get_object_or_404(Remark.objects.filter(document=document.pk), pk=remark_pk)
    return found


def thread_url(pk: int, remark: Remark) -> str:
    return reverse("proposals:remarks", args=[pk]) + f"#a-{remark.parent_id or remark.pk}"


def page_of(request: HttpRequest, document: NormativePage, status: int = 200, **shown: Any) -> HttpResponse:
    outline, user = document.outline(), signed_in(request)
    asked = request.GET.get("abschnitt", "")[:40]
    section = drafts.found(outline, asked)
    found = queries.threads(document, outline, version_read(document), asked if section else "")
    context = {
        "threads": [one for one in found if one.now is not None],
        "homeless": [one for one in found if one.now is None],
        "section": section,
        "text": current_text(section) if section else None,
        "form": RemarkForm() if section else None,
        "own": user.pk,
        "is_coordinator": is_coordinator(user),
    }
    return render(request, "pages/proposals/remarks.html", framed(document, TAB) | context | shown, status=status)


def remarks(request: HttpRequest, pk: int) -> HttpResponse:
    """All of a document, or those at one section with a form for another."""
    document = original_or_404(request, pk)
    if request.method != "POST":
        return page_of(request, document)
    section = drafts.found(document.outline(), request.GET.get("abschnitt", ""))
    form = RemarkForm(request.POST)
    if section is None:
        messages.warning(request, _("Diesen Abschnitt gibt es nicht mehr. Bitte wählen Sie einen anderen."))
        return page_of(request, document, 409, form=form)
    if not form.is_valid():
        return page_of(request, document, 422, form=form)
    user = signed_in(request)
    made = remark_actions.write(
        document=document,
        section=section,
        version=version_read(document),
        text=form.cleaned_data["text"],
        organisation=access.speaks_for(document, user),
        by=user,
    )
    messages.success(request, _("Ihre Anmerkung steht am Abschnitt."))
    return redirect(thread_url(pk, made))


def answer(request: HttpRequest, pk: int, remark_pk: int) -> HttpResponse:
    document, user = original_or_404(request, pk), signed_in(request)
    first = get_object_or_404(Remark.objects.unresolved().select_related("written_by"), document=document, pk=remark_pk)
    form = RemarkForm(request.POST or None)
    form.fields["text"].label = _("Ihre Antwort")
    if request.method == "POST" and form.is_valid():
        organisation = access.speaks_for(document, user)
        try:
            remark_actions.answer(remark=first, text=form.cleaned_data["text"], organisation=organisation, by=user)
        except Refused as refused:
            form.add_error(None, refused)
        else:
            return redirect(thread_url(pk, first))
    context = {"form": form, "first": first}
    return render(
        request,
        "pages/proposals/answer_remark.html",
        framed(document, TAB) | context,
        status=422 if form.errors else 200,
    )


@require_POST
def resolve(request: HttpRequest, pk: int, remark_pk: int) -> HttpResponse:
    """Its author and the coordinator."""
    document, user = original_or_404(request, pk), signed_in(request)
    remark = remark_or_404(document, remark_pk)
    if remark.parent_id is not None or not access.may_resolve(remark, user):
        raise PermissionDenied
    remark_actions.resolve(remark=remark, by=user)
    messages.success(request, _("Die Anmerkung ist erledigt."))
    return redirect(thread_url(pk, remark))


def remove(request: HttpRequest, pk: int, remark_pk: int) -> HttpResponse:
    document, user = original_or_404(request, pk), signed_in(request)
    remark = get_object_or_404(Remark.objects.filter(removed_at=None), document=document, pk=remark_pk, written_by=user)
    back = thread_url(pk, remark)
    if request.method == "POST":
        remark_actions.remove(remark=remark, by=user)
        messages.success(request, _("Ihre Anmerkung ist gelöscht."))
        return redirect(back)
    hint = _("Antworten der anderen bleiben stehen.")
    return confirmation.ask(
        request, Question(_("Ihre Anmerkung löschen?"), _("Löschen"), back, goes=[remark.text], hint=hint)
    )
