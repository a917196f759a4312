"""Who sees and does what with the parties of an agreement."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from directory.access import is_coordinator
from directory.models import Membership
from pages.documents.access import may_edit, prepared_or_404
from pages.models import Approval, NormativePage, Party, SignedSheet
from portal.duties.answering import answers_for


def document_or_404(request: HttpRequest, pk: int) -> NormativePage:
    """In the language it was agreed in; 404 for one without parties."""
    page = prepared_or_404(request, pk)
    get_object_or_404(Party.objects.filter(page=page)[:1])
    return page


def leads(request: HttpRequest) -> bool:
    """Whether somebody asks the parties and records what they say."""
    return is_coordinator(request.user)


def sees_all(request: HttpRequest, page: NormativePage) -> bool:
    """Coordination and editors; a party sees its own."""
    return leads(request) or may_edit(request.user, page)


def organisations_of(user_pk: Any) -> set[int]:
    return set(Membership.objects.filter(user=user_pk).values_list("organisation", flat=True))


def answerable(user_pk: Any) -> QuerySet[Approval]:
    """Unanswered ones of the sides that somebody represents or is the deputy of, or for whom they stand in today."""
    people = answers_for(user_pk, "representative__person__user") | answers_for(user_pk, "deputy__person__user")
    return Approval.objects.open().filter(people)


def sheets_seen_by(request: HttpRequest, page: NormativePage) -> QuerySet[SignedSheet]:
    """Coordination and editors see all, a party those that it signed itself."""
    sheets: QuerySet[SignedSheet] = SignedSheet.objects.filter(version__document=page)
    if sees_all(request, page):
        return sheets
    return sheets.filter(approvals__organisation__in=organisations_of(request.user.pk)).distinct()
