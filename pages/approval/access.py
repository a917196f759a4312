"""Who sees and does what with the parties of an agreement."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from directory.access import is_coordinator
from pages.documents.access import may_edit, original_or_404
from pages.models import NormativePage, Party
from pages.named_persons import own_parties


def document_or_404(request: HttpRequest, pk: int) -> NormativePage:
    """In the language it was agreed in; 404 for one without parties."""
    page = original_or_404(request, pk)
    get_object_or_404(Party.objects.filter(page=page)[:1])
    return page


def leads(request: HttpRequest) -> bool:
    """Whether somebody asks the parties and records what they say."""
    return is_coordinator(request.user)


def sees_all(request: HttpRequest, page: NormativePage) -> bool:
    """Coordination and editors; a party sees its own."""
    return leads(request) or may_edit(request.user, page)


def parties_of(page: NormativePage, user_pk: Any) -> set[int]:
    """The parties that somebody belongs to."""
    return set(own_parties(page, user_pk).values_list("pk", flat=True))
