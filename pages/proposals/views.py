"""The proposals of a document: their list, a new one, one with all that was said about it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.models import Organisation
from pages.documents.access import original_or_404
from pages.documents.frame import framed
from pages.documents.sections import Section
from pages.models import NormativePage, Proposal
from pages.proposals import access, actions, drafts, queries, states
from pages.proposals.errors import Refused
from pages.proposals.forms import CommentForm, WishForm
from pages.proposals.margin import TAB
from pages.proposals.shown import change_of, current_text
from portal import confirmation
from portal.confirmation import Question
from portal.identity.users import signed_in

Kind = Proposal.Kind
CONFLICT = 409


def section_asked(request: HttpRequest, document: NormativePage) -> Section:
    """404 for one that the document does not have (any more)."""
    section = drafts.found(document.outline(), request.GET.get("abschnitt", ""))
    if section is None:
        raise Http404
    return section


def name_of(section: Section) -> str:
    return f"{section.number} {section.heading}".strip() or str(_("Abschnitt ohne Überschrift"))


def proposal_or_404(document: NormativePage, proposal_pk: int) -> Proposal:
    found: Proposal = get_object_or_404(queries.listed(document), pk=proposal_pk)
    return found


@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    document, user = original_or_404(request, pk), signed_in(request)
    outline = document.outline()
    only = drafts.found(outline, request.GET.get("abschnitt", ""))
    rows, drafts_it = queries.listed(document), access.drafts_for(document, user)
    groups = queries.grouped(rows.filter(section=only.identity) if only else rows)
    context = {
        "groups": groups,
        "conflicts": drafts.conflicts(document, groups["to_take"]) if drafts_it else {},
        "only": only,
        "current": {section.identity: section for section in outline},
        "remarks_number": document.remarks.unresolved().count(),
        "may_propose": access.may_propose(document, user),
        "drafts": drafts_it,
    }
    return render(request, "pages/proposals/index.html", framed(document, TAB) | context)


def new(request: HttpRequest, pk: int) -> HttpResponse:
    document, user = original_or_404(request, pk), signed_in(request)
    section = section_asked(request, document)
    kind = request.GET.get("art", "")
    kind = kind if kind in Kind.values else Kind.REWORD.value
    if not access.may_propose(document, user):
        return render(
            request, "pages/proposals/not_a_party.html", framed(document, TAB) | {"section": section}, status=403
        )
    form = WishForm(request.POST or None, section=section, kind=kind)
    if request.method == "POST" and form.is_valid():
        organisation = access.speaks_for(document, user)
        made = actions.propose(document=document, section=section, wish=form.wish, organisation=organisation, by=user)
        messages.success(
            request, _("Ihr Änderungswunsch ist gestellt. Die Antwort kommt bis zu dem Tag, der hier steht.")
        )
        return redirect("proposals:proposal", pk, made.pk)
    context = {
        "form": form,
        "section": section,
        "kind": kind,
        "kinds": Kind,
        "text": current_text(section),
        "name": name_of(section),
    }
    return render(
        request, "pages/proposals/new.html", framed(document, TAB) | context, status=422 if form.errors else 200
    )


def may_support(row: Proposal, organisation: Organisation | None) -> bool:
    """Whoever proposed it need not say so again."""
    return organisation is not None and organisation.pk != row.organisation_id and row.state not in states.ENDED


def proposal_page(
    request: HttpRequest, document: NormativePage, row: Proposal, status: int = 200, **shown: Any
) -> HttpResponse:
    user, outline = signed_in(request), document.outline()
    organisation, supports = access.speaks_for(document, user), list(row.supports.select_related("organisation"))
    sides = access.sides_of(row, user)
    possible = states.allowed(row.state, sides, is_in_draft=row.taken_at is not None)
    context = {
        "proposal": row,
        "change": change_of(row),
        "section": drafts.found(outline, row.section),
        "is_overtaken": row.state not in states.ENDED and row.taken_at is None and bool(drafts.conflict(outline, row)),
        "comments": row.comments.select_related("organisation", "written_by"),
        "supports": supports,
        "own": organisation,
        "may_support": may_support(row, organisation),
        "is_supported": organisation is not None and any(one.organisation_id == organisation.pk for one in supports),
        "steps": {step.name for step in possible},
        "drafts": row.waits_for_draft and access.drafts_for(document, user),
        "form": CommentForm(),
    }
    return render(request, "pages/proposals/proposal.html", framed(document, TAB) | context | shown, status=status)


@require_safe
def proposal(request: HttpRequest, pk: int, proposal_pk: int) -> HttpResponse:
    document = original_or_404(request, pk)
    return proposal_page(request, document, proposal_or_404(document, proposal_pk))


@require_POST
def comment(request: HttpRequest, pk: int, proposal_pk: int) -> HttpResponse:
    document, user = original_or_404(request, pk), signed_in(request)
    row, form = proposal_or_404(document, proposal_pk), CommentForm(request.POST)
    if not form.is_valid():
        return proposal_page(request, document, row, status=422, form=form)
    organisation = access.speaks_for(document, user)
    made = actions.comment(proposal=row, text=form.cleaned_data["text"], organisation=organisation, by=user)
    return redirect(reverse("proposals:proposal", args=[pk, proposal_pk]) + f"#b-{made.pk}")


@require_POST
def support(request: HttpRequest, pk: int, proposal_pk: int) -> HttpResponse:
    document, user = original_or_404(request, pk), signed_in(request)
    row, organisation = proposal_or_404(document, proposal_pk), access.speaks_for(document, user)
    if organisation is None:
        raise PermissionDenied
    try:
        is_supported = actions.support(proposal=row, organisation=organisation, by=user)
    except Refused as refused:
        messages.warning(request, refused.messages[0])
    else:
        name = {"name": organisation.short_name or organisation.name}
        said = (
            _("%(name)s unterstützt den Wunsch.") if is_supported else _("%(name)s unterstützt den Wunsch nicht mehr.")
        )
        messages.success(request, said % name)
    return redirect("proposals:proposal", pk, proposal_pk)


def withdraw(request: HttpRequest, pk: int, proposal_pk: int) -> HttpResponse:
    """Its author, as long as nobody has answered; others do not find it here."""
    document, user = original_or_404(request, pk), signed_in(request)
    row = get_object_or_404(queries.listed(document), pk=proposal_pk, proposed_by=user, state=states.OPEN)
    back = reverse("proposals:proposal", args=[pk, proposal_pk])
    if request.method == "POST":
        try:
            actions.withdraw(proposal=row, by=user)
        except Refused as refused:
            messages.warning(request, refused.messages[0])
        else:
            messages.success(request, _("Ihr Änderungswunsch ist zurückgezogen."))
        return redirect(back)
    heading = _("Änderungswunsch zu %(section)s zurückziehen?") % {"section": row.cited}
    hint = _("Der Wunsch bleibt mit allen Beiträgen zu lesen, beantwortet wird er nicht mehr.")
    return confirmation.ask(request, Question(heading, _("Zurückziehen"), back, hint=hint))
