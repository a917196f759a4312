"""Who keeps which entries of the directory true."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from directory.models import ContactChange, Mailbox, Membership, Organisation, Position
from directory.models.restrictions import own_organisations, seen_by
from portal.duties.answering import counted
from portal.extensions import Asker
from portal.identity.auth import OrganisationRole, PortalRole, is_verified, second_step
from portal.models import User
from portal.navigation import reverse_or_none

View = Callable[..., HttpResponse]


def maintains_all(user: User | AnonymousUser) -> bool:
    return bool(user.has_perm("directory.change_organisation")) or is_coordinator(user)


def is_coordinator(user: User | AnonymousUser) -> bool:
    return hasattr(user, "groups") and user.groups.filter(name=PortalRole.COORDINATOR).exists()


def in_directory(request: HttpRequest) -> bool:
    """Whether the page may show the directory's tabs; the others need not ask."""
    register = reverse_or_none("directory:organisations")
    return register is not None and request.path.startswith(register)


def keeps_some(asker: Asker) -> Q:
    """For the frame's query: whether there is an organisation whose entries the person keeps."""
    own = Membership.objects.filter(user=OuterRef("pk"), role=OrganisationRole.CONTACT_MAINTAINER)
    return Q(Exists(own)) | keeps_all(asker)


def keeps_all(asker: Asker) -> Q:
    if asker.is_superuser:
        return Q(pk__isnull=False)
    # A project may bring a model of users of its own, without groups.
    if not hasattr(get_user_model(), "groups"):
        return Q(pk__isnull=True)
    coordinators = Group.objects.filter(name=PortalRole.COORDINATOR, user=OuterRef("pk"))
    return Q(Exists(coordinators)) | Q(Exists(editor_rights()))


def new_changes(asker: Asker) -> Coalesce:
    """How many changes of contacts the person has not taken note of."""
    return counted(ContactChange.objects.visible_to(asker).unacknowledged_by(asker))


def editor_rights() -> QuerySet[Permission]:
    right = Permission.objects.filter(content_type__app_label="directory", codename="change_organisation")
    return right.filter(Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk")))


def maintained_by(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """The organisations whose entries the person keeps: those with the role, or all for editors and coordinators."""
    active: QuerySet[Organisation] = Organisation.objects.active()
    if maintains_all(user):
        return active
    own = Membership.objects.filter(user=user.pk, role=OrganisationRole.CONTACT_MAINTAINER)
    return active.filter(pk__in=own.values("organisation"))


def maintains_some(user: User | AnonymousUser) -> bool:
    return maintains_all(user) or maintained_by(user).exists()


def keeps(user: User | AnonymousUser, organisation: Organisation, facts: Mapping[str, Any]) -> bool:
    """Whether somebody keeps that organisation's entries, given what the frame knows; readers cost no query."""
    # Most people keep nothing, and the frame knows that already.
    if facts.get("keeps_all") or not facts.get("keeps_some"):
        return bool(facts.get("keeps_all"))
    return Membership.objects.filter(
        user=user.pk, organisation=organisation, role=OrganisationRole.CONTACT_MAINTAINER
    ).exists()


def kept(user: User | AnonymousUser) -> Q:
    """Contacts of the own organisations, all of them; of others those that the person may see anyway."""
    return Q(organisation__in=own_organisations(user)) | seen_by(user)


def positions_kept_by(user: User | AnonymousUser, organisation: Organisation) -> QuerySet[Position]:
    positions: QuerySet[Position] = Position.objects.filter(kept(user), organisation=organisation)
    return positions


def mailboxes_kept_by(user: User | AnonymousUser, organisation: Organisation) -> QuerySet[Mailbox]:
    mailboxes: QuerySet[Mailbox] = Mailbox.objects.filter(kept(user), organisation=organisation)
    return mailboxes


def maintainer_required(view: View) -> View:
    """Whoever keeps entries proves a second factor first: a wrong number sends people wrong. Objects are guarded by `maintained_by`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Readers are not asked for a factor: for them there is nothing behind it.
        if not is_verified(request) and maintains_some(request.user):
            return second_step(request)
        return view(request, *args, **kwargs)

    return guarded


def coordinator_required(view: View) -> View:
    """For the county's side: 403 for everybody else, who is not asked for a factor first."""
    with_proof = maintainer_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not maintains_all(request.user):
            raise PermissionDenied
        return with_proof(request, *args, **kwargs)

    return guarded


def coordination_required(view: View) -> View:
    """For what the coordinator decides alone: 403 for everybody else, editors among them, who are not asked for a factor first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_coordinator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs) if is_verified(request) else second_step(request)

    return guarded
