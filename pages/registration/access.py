"""Who may do what with a place: the person, the superior, the host. Each is asked anew at each request (R24)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse

from directory.access import is_coordinator
from directory.models import Membership
from pages.events import access as events
from pages.models import EventDate, EventPage, Registration
from portal.duties.answering import answers_for
from portal.identity.auth import OrganisationRole, is_verified, second_step
from portal.models import User

View = Callable[..., HttpResponse]
HOSTING = (OrganisationRole.CONTACT_MAINTAINER, OrganisationRole.SUPERVISOR, OrganisationRole.ORGANISATION_ADMIN)


def leads(user_pk: Any, organisation: Any) -> bool:
    """Whether somebody is superior there, or stands in for who is."""
    rows = Membership.objects.filter(answers_for(user_pk, "user"), role=OrganisationRole.SUPERVISOR)
    return rows.filter(organisation=organisation).exists()


def has_superior(organisation: Any) -> bool:
    """Where nobody leads in the portal, the host answers instead."""
    rows = Membership.objects.filter(organisation=organisation, role=OrganisationRole.SUPERVISOR)
    return rows.filter(user__is_active=True).exists()


def is_host(user: User | AnonymousUser, event: EventPage) -> bool:
    """Whoever answers for one of the inviting organisations, and the county's coordination."""
    if not user.is_authenticated:
        return False
    answering = Membership.objects.filter(user=user.pk, role__in=HOSTING, organisation__in=event.hosts.all())
    return answering.exists() or is_coordinator(user)


def may_set_up(user: User | AnonymousUser, event: EventPage) -> bool:
    """Who hosts an event, and who keeps it: how many places there are names nobody."""
    return is_host(user, event) or events.may_keep(user, event)


def sides(row: Registration, by: User) -> set[str]:
    """All that somebody is to a place."""
    found = set()
    own = {row.user_id, row.person.user_id if row.person else None} - {None}
    if by.pk in own or row.booked_by_id == by.pk:
        found.add("person")
    # Nobody says yes to their own request for somebody they stand in for.
    if row.organisation_id and by.pk not in own and leads(by.pk, row.organisation_id):
        found.add("superior")
    if is_host(by, row.date.event):
        found.add("host")
        if row.organisation_id is None or not has_superior(row.organisation_id):
            found.add("superior")
    return found


def host_required(view: View) -> View:
    """Gives the view the date instead of its number: 404 for who does not host it, the second factor for who does."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        date = EventDate.objects.select_related("event").filter(pk=pk).first()
        if date is None or not is_host(request.user, date.event):
            raise Http404
        # Names of others are behind it.
        if not is_verified(request):
            return second_step(request)
        return view(request, date, *args, **kwargs)

    return guarded
