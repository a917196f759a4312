"""Who may propose a change, in whose name, and on which side of a proposal somebody stands.

Reading and remarking is open to whoever may open the document. To word a change is a matter of the parties of an agreement; on
a guideline, a template or a recommendation any partner organisation may have a wish.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse

from directory.access import is_coordinator
from directory.models import Membership, Organisation
from pages.documents.access import may_edit, original_or_404
from pages.models import NormativePage, Proposal, Remark
from pages.named_persons import bound
from portal.identity.auth import is_verified, second_step
from portal.identity.users import signed_in
from portal.models import User

View = Callable[..., HttpResponse]
Kind = NormativePage.Kind


def speaks_for(document: NormativePage, user: User) -> Organisation | None:
    """The organisation in whose name somebody speaks about a document, a party before others; one query."""
    mine = Membership.objects.filter(user=user.pk, organisation=OuterRef("pk"))
    signed = bound(document).filter(organisation=OuterRef("pk"))
    rows: QuerySet[Organisation] = Organisation.objects.active().filter(Exists(mine))
    return rows.annotate(has_signed=Exists(signed)).order_by("-has_signed", "name", "pk").first()


def may_propose(document: NormativePage, user: User) -> bool:
    if document.status() == "repealed":
        return False
    organisation = speaks_for(document, user)
    if document.kind != Kind.AGREEMENT and organisation is not None:
        return True
    return bool(getattr(organisation, "has_signed", False)) or is_coordinator(user)


def sides_of(proposal: Proposal, user: User) -> set[str]:
    """An answer is the coordinator's; to take it back is the author's alone."""
    sides = {"coordination"} if is_coordinator(user) else set()
    return sides | {"proposer"} if proposal.proposed_by_id == user.pk else sides


def drafts_for(document: NormativePage, user: User) -> bool:
    """Who puts adopted proposals into the draft."""
    return is_coordinator(user) or may_edit(user, document)


def drafting_required(view: View) -> View:
    """For the coordinator and for editors of the document, whose key comes first; 403 for others, who are not asked for a factor."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        if not drafts_for(original_or_404(request, pk), signed_in(request)):
            raise PermissionDenied
        return view(request, pk, *args, **kwargs) if is_verified(request) else second_step(request)

    return guarded


def may_resolve(remark: Remark, user: User) -> bool:
    return remark.written_by_id == user.pk or is_coordinator(user)
