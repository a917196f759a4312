"""Who asks for acknowledgements, and who sees how they stand."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from directory.access import is_coordinator
from directory.models import Membership, Organisation
from pages.documents.access import may_edit
from pages.models import NormativePage
from portal.identity.auth import OrganisationRole
from portal.identity.users import signed_in


def led_by(key: Any) -> QuerySet[Organisation]:
    """Whose people somebody sees by name."""
    rows = Membership.objects.filter(user=key, role=OrganisationRole.SUPERVISOR)
    organisations: QuerySet[Organisation] = Organisation.objects.active().filter(pk__in=rows.values("organisation"))
    return organisations


def may_ask(request: HttpRequest, page: NormativePage) -> bool:
    """Whoever may publish the document, and the coordination: they ask for it and see numbers by organisation."""
    user = signed_in(request)
    return may_edit(user, page) or is_coordinator(user)


def may_ask_anywhere(request: HttpRequest) -> bool:
    """Whether the list of documents to ask for is of use to the person."""
    user = signed_in(request)
    return is_coordinator(user) or user.has_perm("wagtailadmin.access_admin")
