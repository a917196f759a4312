"""Who is told of what became of a place. Mails carry the calendar entry; names of others are in none."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.formats import date_format

from directory.models import Membership, Position, Visibility
from pages.models import Registration
from pages.registration import access, entries, states
from pages.registration.hall import CHANGED, Move
from portal import mail
from portal.identity.auth import OrganisationRole
from portal.mail import Recipient
from portal.models import User

FOLDER = "pages/registration/mail"
# What the person is told, where the calendar has something to do and where it has not.
OF_STEP = {"offer": "offered", "wait": "waiting", "decline": "not_given", "lapse": "not_given", CHANGED: "changed"}


def tell(moves: Iterable[Move]) -> None:
    """Of several steps of one place only the last counts: a place offered and lapsed in one go is no news."""
    last = {move.row.pk: move for move in moves}
    for move in last.values():
        if move.step == "request":
            tell_superiors(move.row)
        template = template_of(move)
        if template:
            tell_person(move, template)


def template_of(move: Move) -> str:
    """ "" where the person has just done it, and has seen what it led to."""
    if move.step == "call_off":
        return "called_off"
    if move.step in OF_STEP:
        return "" if is_own(move) else OF_STEP[move.step]
    if move.calendar == "in":
        return "booked"
    if move.calendar == "out":
        return "ended"
    return "not_given" if move.row.state in states.CLOSED and not is_own(move) else ""


def is_own(move: Move) -> bool:
    return move.by is not None and move.by.pk in {move.row.user_id, move.row.person and move.row.person.user_id}


def tell_person(move: Move, template: str) -> None:
    to = recipient(move.row)
    if to is None:
        return
    calendar = entries.part_for(move.row, to) if move.calendar else None
    context = shown(move.row)
    if template != "offered":
        context.pop("until")
    mail.send_on_commit(f"{FOLDER}/{template}.txt", [to], context, calendar=calendar)


def tell_superiors(row: Registration) -> None:
    leading = Membership.objects.filter(organisation=row.organisation_id, role=OrganisationRole.SUPERVISOR)
    people = get_user_model()._default_manager.filter(is_active=True)
    superiors: Iterable[User] = people.filter(pk__in=leading.values("user"))
    if not access.has_superior(row.organisation_id):
        hosting = Membership.objects.filter(organisation__in=row.date.event.hosts.all(), role__in=access.HOSTING)
        superiors = people.filter(pk__in=hosting.values("user"))
    context = {**shown(row), "page": mail.link("registration:requests")}
    mail.send_on_commit(f"{FOLDER}/requested.txt", superiors, context)


def shown(row: Registration) -> dict[str, Any]:
    until = row.answer_until
    return {
        "event": row.date.event.title,
        "when": entries.when(row.date),
        "until": date_format(timezone.localtime(until), "j. F, G:i") if until else "",
        "page": mail.link("registration:place", row.pk),
    }


def recipient(row: Registration) -> Recipient | None:
    """The account, or for people without one the address that all partners may see."""
    user = row.user or (row.person.user if row.person else None)
    if user is not None:
        return mail.of(user)
    if row.person is not None:
        positions = Position.objects.current().filter(person=row.person, visibility=Visibility.PARTNERS)
        address = positions.exclude(email="").order_by("pk").values_list("email", flat=True).first() or ""
        return Recipient(address, str(row.person)) if address else None
    return Recipient(row.guest_email, row.guest_name) if row.guest_email else None
