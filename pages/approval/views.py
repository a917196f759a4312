"""The tab "Beteiligte": who has signed, who has left, and who agrees to what comes next."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from directory.access import coordination_required
from pages.approval import access, actions, queries, sides, tab
from pages.approval.asked_text import asked_text
from pages.approval.forms import AddressForm, AnswerForm, AskForm, PaperForm
from pages.documents.facts_box import leaving_sentences, notice_sentences
from pages.documents.frame import framed
from pages.models import Approval, NormativePage, Version
from portal import confirmation
from portal.confirmation import Question
from portal.identity.users import signed_in

ASKING = gettext_lazy(
    "Der Text steht dann fest und kann nicht mehr geändert werden, bis alle geantwortet haben oder Sie ihn zurücknehmen. "
    "Jede Stelle bekommt einen eigenen Link an die Adresse, die Sie hier angeben; ohne Adresse antwortet sie auf Papier."
)


@require_safe
def parties(request: HttpRequest, pk: int) -> HttpResponse:
    page = access.document_or_404(request, pk)
    version = queries.unfinished(page)
    approvals = queries.approvals_of(version) if version else []
    context = {
        **framed(page, tab.KEY),
        "rows": queries.party_rows(page),
        "version": version,
        "approvals": approvals,
        "tally": queries.tally(approvals),
        "missing": queries.missing(version) if version else "",
        "mine": access.answerable(signed_in(request).pk).filter(pk__in=[one.pk for one in approvals]),
        "own": access.organisations_of(signed_in(request).pk),
        "leads": access.leads(request),
        "sees_all": access.sees_all(request, page),
        "leaving_rule": [*notice_sentences(page), *leaving_sentences(page)],
    }
    return render(request, "pages/approval/parties.html", context)


def form_page(request: HttpRequest, page: NormativePage, form: Any, **shown: Any) -> HttpResponse:
    context = {**framed(page, tab.KEY), "form": form, "back": reverse("approval:parties", args=[page.pk]), **shown}
    return render(request, "pages/approval/form.html", context, status=422 if form.errors else 200)


def version_or_404(page: NormativePage, state: Version.State) -> Version:
    version: Version = get_object_or_404(page.versions.filter(state=state).with_texts())
    return version


def approval_or_404(page: NormativePage, pk: int) -> Approval:
    rows = Approval.objects.of_text().filter(version__document=page).select_related("version__document")
    approval: Approval = get_object_or_404(rows, pk=pk)
    return approval


@coordination_required
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    page = access.document_or_404(request, pk)
    version = version_or_404(page, Version.State.DRAFT)
    asked = sides.sides_of(version)
    form = AskForm(request.POST or None, sides=asked)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_parties(version=version, sides=asked, addresses=form.addresses(), by=signed_in(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Der Text liegt den Beteiligten vor, die Links sind verschickt."))
            return redirect("approval:parties", pk)
    heading = _("Fassung %(number)s den Beteiligten vorlegen") % {"number": version.number}
    shown = {"heading": heading, "button": _("Vorlegen und Links senden"), "version": version}
    return form_page(request, page, form, lead=ASKING, **shown)


@coordination_required
def send(request: HttpRequest, pk: int, approval_pk: int) -> HttpResponse:
    """Again, or to another address."""
    page = access.document_or_404(request, pk)
    approval = approval_or_404(page, approval_pk)
    form = AddressForm(request.POST or None, initial={"address": approval.address})
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_again(approval=approval, address=form.cleaned_data["address"], by=signed_in(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Ein neuer Link ist verschickt."))
            return redirect("approval:parties", pk)
    return form_page(request, page, form, heading=_("Neuen Link senden"), lead=approval.name, button=_("Link senden"))


@coordination_required
def withdraw(request: HttpRequest, pk: int, approval_pk: int) -> HttpResponse:
    page = access.document_or_404(request, pk)
    approval = approval_or_404(page, approval_pk)
    back = reverse("approval:parties", args=[pk])
    if request.method == "POST":
        try:
            actions.withdraw_link(approval=approval, by=signed_in(request))
            messages.success(request, _("Der Link gilt nicht mehr."))
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        return redirect(back)
    goes = [approval.name, str(approval.get_state_display())]
    hint = _("Eine Antwort, die es schon gibt, verfällt. Einen neuen Link können Sie jederzeit senden.")
    question = Question(_("Link zurückziehen?"), _("Zurückziehen"), back, goes=goes, hint=hint)
    return confirmation.ask(request, question)


@coordination_required
def paper(request: HttpRequest, pk: int, approval_pk: int) -> HttpResponse:
    page = access.document_or_404(request, pk)
    approval = approval_or_404(page, approval_pk)
    form = PaperForm(request.POST or None, initial={"name": approval.addressee})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_on_paper(approval=approval, answer=form.answer(), by=signed_in(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Antwort ist eingetragen."))
            return redirect("approval:parties", pk)
    heading = _("Antwort auf Papier eintragen")
    return form_page(request, page, form, heading=heading, lead=approval.name, button=_("Eintragen"))


@coordination_required
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    page = access.document_or_404(request, pk)
    version = version_or_404(page, Version.State.ASKED)
    back = reverse("approval:parties", args=[pk])
    if request.method == "POST":
        actions.take_back(version=version, by=signed_in(request))
        messages.success(request, _("Die Fassung ist wieder ein Entwurf. Die Links gelten nicht mehr."))
        return redirect(back)
    said = {"number": version.number}
    goes = [_("alle Links zu dieser Fassung"), _("alle Antworten, die es schon gibt")]
    hint = _("Wer gefragt war, bekommt eine Mail. Den geänderten Text legen Sie danach neu vor.")
    heading = _("Fassung %(number)s zum Entwurf zurücknehmen?") % said
    return confirmation.ask(request, Question(heading, _("Zurücknehmen"), back, goes=goes, hint=hint))


def answer(request: HttpRequest, pk: int, approval_pk: int) -> HttpResponse:
    """Signed in: for whom somebody represents, or stands in."""
    page, user = access.document_or_404(request, pk), signed_in(request)
    rows = access.answerable(user.pk).filter(version__document=page)
    approval = get_object_or_404(rows.select_related("version__document", "representative__person"), pk=approval_pk)
    form = AnswerForm(request.POST or None, initial={"name": user.get_full_name()})
    if request.method == "POST" and form.is_valid():
        try:
            reply = actions.answer(approval=approval, answer=form.answer(), by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("Ihre Antwort ist gespeichert. Prüfzeichen des Textes: %(digest)s.")
            messages.success(request, said % {"digest": reply.short_digest})
            return redirect("approval:parties", pk)
    context = {**framed(page, tab.KEY), "form": form, "approval": approval, "asked": asked_text(approval)}
    return render(request, "pages/approval/answer.html", context, status=422 if form.errors else 200)
