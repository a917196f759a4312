"""The coordinator's side: answering a proposal, and putting adopted ones into the draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from directory.access import coordination_required
from pages.documents.access import original_or_404
from pages.documents.frame import framed
from pages.models import Proposal
from pages.proposals import access, actions, drafts, queries
from pages.proposals.actions import Outcome
from pages.proposals.errors import NotNow, Refused
from pages.proposals.forms import AnswerForm, SettleForm
from pages.proposals.margin import TAB
from pages.proposals.shown import change_of, current_text
from pages.proposals.views import CONFLICT, proposal_or_404, proposal_page
from portal.identity.users import signed_in

MOST_AT_ONCE = 500


@coordination_required
def answer(request: HttpRequest, pk: int, proposal_pk: int) -> HttpResponse:
    """Where somebody else has answered meanwhile, that is shown; what was typed stays in the form."""
    document = original_or_404(request, pk)
    row = proposal_or_404(document, proposal_pk)
    form = AnswerForm(request.POST or None, proposal=row)
    if request.method == "POST" and form.is_valid():
        step, text = form.cleaned_data["entscheidung"], form.cleaned_data["antwort"]
        try:
            actions.answer(proposal=row, step=step, text=text, by=signed_in(request))
        except NotNow as refused:
            row = proposal_or_404(document, proposal_pk)
            return proposal_page(request, document, row, CONFLICT, answer_form=form, refused=refused.messages[0])
        messages.success(request, _("Ihre Antwort steht da. Alle Beteiligten bekommen eine Mail."))
        return redirect("proposals:proposal", pk, proposal_pk)
    status = 422 if form.errors else 200
    refused_text = "" if form.fields["entscheidung"].choices else NotNow().messages[0]  # type: ignore[attr-defined]  # a choice
    return proposal_page(request, document, row, status, answer_form=form, refused=refused_text)


@require_POST
@access.drafting_required
def take(request: HttpRequest, pk: int) -> HttpResponse:
    document = original_or_404(request, pk)
    chosen = [int(key) for key in request.POST.getlist("wunsch")[:MOST_AT_ONCE] if key.isdecimal() and len(key) < 19]
    if not chosen:
        messages.warning(request, _("Bitte haken Sie an, welche Wünsche in den Entwurf sollen."))
        return redirect("proposals:index", pk)
    try:
        outcome = actions.take(document=document, proposals=chosen, by=signed_in(request))
    except Refused as refused:
        messages.warning(request, refused.messages[0])
    else:
        tell(request, outcome)
    return redirect("proposals:index", pk)


def tell(request: HttpRequest, outcome: Outcome) -> None:
    number, left = len(outcome.taken), len(outcome.refused)
    if number:
        said = ngettext("%(n)d Wunsch steht jetzt im Entwurf.", "%(n)d Wünsche stehen jetzt im Entwurf.", number)
        messages.success(request, said % {"n": number})
    if left:
        said = ngettext(
            "Bei %(n)d Wunsch steht im Entwurf inzwischen etwas anderes. Bitte prüfen Sie ihn einzeln.",
            "Bei %(n)d Wünschen steht im Entwurf inzwischen etwas anderes. Bitte prüfen Sie sie einzeln.",
            left,
        )
        messages.warning(request, said % {"n": left})
    if not number and not left:
        messages.warning(request, _("Diese Wünsche hat schon jemand anderes in den Entwurf übernommen."))


@access.drafting_required
def settle(request: HttpRequest, pk: int, proposal_pk: int) -> HttpResponse:
    """One that could not go in by itself: what it wanted, what the draft says, and words to go on from."""
    document = original_or_404(request, pk)
    row = get_object_or_404(queries.listed(document).to_take(), pk=proposal_pk)  # type: ignore[attr-defined]  # its queryset has it
    section = drafts.found(drafts.latest(document).outline(), row.section)
    seen = drafts.text_of(section).digest if section else ""
    form = SettleForm(request.POST or None, proposal=row, seen=seen)
    refused = ""
    if request.method == "POST" and form.is_valid():
        refused = settled(request, row, form)
        if not refused:
            messages.success(request, _("Der Wunsch gilt als eingearbeitet."))
            return redirect(reverse("proposals:index", args=[pk]))
    context = {
        "proposal": row,
        "change": change_of(row),
        "form": form,
        "seen": seen,
        "conflict": drafts.conflict([section] if section else [], row),
        "draft": current_text(section) if section else None,
        "refused": refused,
    }
    status = CONFLICT if refused else 422 if form.errors else 200
    return render(request, "pages/proposals/settle.html", framed(document, TAB) | context, status=status)


def settled(request: HttpRequest, row: Proposal, form: SettleForm) -> str:
    """Why not, or ""."""
    text = None if "lassen" in request.POST else form.typed
    try:
        actions.settle(proposal=row, text=text, seen=form.cleaned_data["stand"], by=signed_in(request))
    except Refused as refused:
        return str(refused.messages[0])
    return ""
