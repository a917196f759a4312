"""What can be done with an account at the press of a button: done, and said in a sentence."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from directory.members import actions
from directory.models import Organisation
from portal.identity import lost_factors
from portal.identity.users import signed_in
from portal.models import User

# What to do with somebody, and by whom; returns what to say about it. ValidationError says why not.
Act = Callable[[User, User], str]


def carry_out(request: HttpRequest, person: User, act: Act) -> None:
    """Does it and says so, or says why not."""
    try:
        messages.success(request, act(person, signed_in(request)))
    except ValidationError as reason:
        messages.error(request, " ".join(reason.messages))


def invite_again(person: User, by: User) -> str:
    actions.invite_again(person, by=by)
    return _("Ein neuer Link ist unterwegs. Der frühere gilt nicht mehr.")


def request_reset(person: User, by: User) -> str:
    lost_factors.request_reset(person, by=by)
    return reset_requested()


def ask_reset(organisation: Organisation) -> Act:
    """The same for somebody who looks after that organisation only."""

    def act(person: User, by: User) -> str:
        actions.ask_factor_reset(person, organisation, by=by)
        return reset_requested()

    return act


def reset_requested() -> str:
    return _(
        "Beantragt. Eine zweite Person aus der Portalverwaltung muss bestätigen; die betroffene ist benachrichtigt."
    )
