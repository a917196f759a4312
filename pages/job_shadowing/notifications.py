"""Who is told that something waits: a neutral subject and a link, nobody named (R43); both sides get the appointment for their calendars."""

from collections.abc import Iterable

from django.db.models import Q

from directory.models import Membership
from pages.job_shadowing import calendar_entries, states
from pages.job_shadowing.states import Transition
from pages.models import ShadowingRequest
from portal import calendar_files, mail
from portal.identity.auth import OrganisationRole
from portal.models import User

WAITS = "pages/job_shadowing/mail/something_waits.txt"
CONFIRMED = "pages/job_shadowing/mail/confirmed.txt"
CANCELLED = "pages/job_shadowing/mail/cancelled.txt"
REMINDER = "pages/job_shadowing/mail/reminder.txt"


def superiors_of(row: ShadowingRequest) -> list[User]:
    leading = Membership.objects.filter(organisation=row.organisation_id, role=OrganisationRole.SUPERVISOR)
    people = User.objects.filter(is_active=True, pk__in=leading.values("user"))
    return list(people.exclude(pk=row.guest_id))


def hosts_of(row: ShadowingRequest) -> list[User]:
    """Who is named, as long as they work there; else those who lead there."""
    here = Membership.objects.filter(organisation=row.offer.organisation_id)
    active = User.objects.filter(is_active=True).exclude(pk=row.guest_id)
    named = list(active.filter(Q(pk=row.offer.contact_id) & Q(pk__in=here.values("user"))))
    return named or list(active.filter(pk__in=here.filter(role=OrganisationRole.SUPERVISOR).values("user")))


def tell(people: Iterable[User], row: ShadowingRequest, template: str = WAITS) -> None:
    mail.send_on_commit(template, people, {"page": mail.link("job_shadowing:request", row.pk)})


def tell_guest(row: ShadowingRequest) -> None:
    tell([row.guest], row)


def tell_next(row: ShadowingRequest) -> None:
    """Whoever is to decide now."""
    tell(superiors_of(row) if row.state == states.AT_SUPERIOR else hosts_of(row), row)


def tell_of_step(row: ShadowingRequest, transition: Transition) -> None:
    if row.state == states.CONFIRMED:
        confirm(row)
    elif row.state == states.AT_HOST or transition.side == "guest":
        tell(hosts_of(row), row)
    elif row.state != states.MISSED:
        tell_guest(row)


def confirm(row: ShadowingRequest) -> None:
    tell_calendars(row, CONFIRMED)


def cancel(row: ShadowingRequest) -> None:
    tell_calendars(row, CANCELLED)


def tell_calendars(row: ShadowingRequest, template: str) -> None:
    """To each a mail of their own: the entry names whose calendar it is for."""
    page = {"page": mail.link("job_shadowing:request", row.pk)}
    for person in (row.guest, *hosts_of(row)):
        part = calendar_files.invitation(calendar_entries.entry_of(row, attendee=person))
        mail.send_on_commit(template, [person], page, calendar=part)


def remind(row: ShadowingRequest) -> None:
    tell([row.guest, *hosts_of(row)], row, REMINDER)
