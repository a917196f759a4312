"""What is asked before somebody loses roles, sessions, factors or an invitation: each question names what goes."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.members import queries
from directory.models import Membership, Organisation, RoleOffer
from portal.confirmation import Question, ask
from portal.identity import factors, roles, sessions
from portal.identity.auth import PortalRole
from portal.models import User

AboutAccount = Callable[[User], Question]


def of_member(request: HttpRequest, act: str, person: User, organisation: Organisation) -> HttpResponse:
    """The page that asks; an act that takes nothing away has none."""
    question = OF_MEMBERS.get(act)
    return ask(request, question(person, organisation)) if question else HttpResponseNotAllowed(["POST"])


def of_offer(request: HttpRequest, act: str, offer: RoleOffer) -> HttpResponse:
    return ask(request, before_ending(offer)) if act == "zuruecknehmen" else HttpResponseNotAllowed(["POST"])


def of_own_offer(request: HttpRequest, act: str, offer: RoleOffer) -> HttpResponse:
    return ask(request, before_declining(offer)) if act == "ablehnen" else HttpResponseNotAllowed(["POST"])


def of_account(request: HttpRequest, act: str, person: User) -> HttpResponse:
    return asked(request, OF_ACCOUNTS.get(act), person)


def of_factors(request: HttpRequest, act: str, person: User) -> HttpResponse:
    return asked(request, OF_FACTORS.get(act), person)


def asked(request: HttpRequest, question: AboutAccount | None, person: User) -> HttpResponse:
    return ask(request, question(person)) if question else HttpResponseNotAllowed(["POST"])


def roles_here(person: User, organisation: Organisation) -> list[str]:
    """With those that wait for a word: they go, too."""
    held = Membership.objects.filter(user=person, organisation=organisation).order_by("role")
    offered = RoleOffer.objects.filter(user=person, organisation=organisation)
    labels = [*(row.get_role_display() for row in held), *(offer.role_labels for offer in offered)]
    return [_("Rolle: %(role)s") % {"role": label} for label in labels]


def all_roles(person: User) -> list[str]:
    memberships = person.memberships.select_related("organisation")
    rows = [f"{row.name}: {held}" for row, held in queries.organisations_of(memberships)]
    rows += [f"{offer.organisation}: {offer.role_labels}" for offer in offers_of(person)]
    labels = dict(PortalRole.choices)
    names = person.groups.filter(name__in=roles.IN_PORTAL).order_by("name").values_list("name", flat=True)
    return [*rows, *(_("Rolle: %(role)s") % {"role": labels[name]} for name in names)]


def offers_of(person: User) -> QuerySet[RoleOffer]:
    return RoleOffer.objects.filter(user=person).select_related("organisation")


def sessions_of(person: User) -> list[str]:
    count = sessions.of(person).count()
    said = ngettext("%(n)d Anmeldung", "%(n)d Anmeldungen", count)
    return [said % {"n": count}] if count else []


def before_taking_out(person: User, organisation: Organisation) -> Question:
    elsewhere = queries.belongs_elsewhere(person, organisation)
    goes = roles_here(person, organisation)
    return Question(
        _("%(name)s aus „%(organisation)s“ nehmen?") % {"name": person, "organisation": organisation},
        _("Aus der Organisation nehmen"),
        reverse("members:member", args=[organisation.pk, person.pk]),
        # Whoever belongs nowhere any more is signed out everywhere (R13, R64).
        goes if elsewhere else [*goes, *sessions_of(person)],
        _("Das Konto bleibt. Die Person bekommt eine Nachricht."),
    )


def before_uninviting(person: User, organisation: Organisation) -> Question:
    return Question(
        _("Einladung von %(name)s zurücknehmen?") % {"name": person},
        _("Einladung zurücknehmen"),
        reverse("members:member", args=[organisation.pk, person.pk]),
        [*roles_here(person, organisation), _("der Link, der per Mail unterwegs ist")],
        _("Ein Konto, das sonst nirgends eingetragen ist, wird dabei gelöscht."),
    )


def before_ending(offer: RoleOffer) -> Question:
    """Says what the inviter has typed, and nothing of the account (R64)."""
    return Question(
        _("Einladung von %(name)s zurücknehmen?") % {"name": offer.name},
        _("Einladung zurücknehmen"),
        reverse("members:members", args=[offer.organisation_id]),
        [_("Rolle: %(role)s") % {"role": offer.role_labels}],
        _("Ein Konto, das sonst nirgends eingetragen ist, wird dabei gelöscht."),
    )


def before_declining(offer: RoleOffer) -> Question:
    return Question(
        _("Einladung von „%(organisation)s“ ablehnen?") % {"organisation": offer.organisation},
        _("Ablehnen"),
        reverse("members:own_offers"),
        [_("Rolle: %(role)s") % {"role": label} for label in offer.role_labels.split(", ")],
        _("Sie bekommen diese Rollen nicht. Die Organisation kann Sie neu einladen."),
    )


def about(person: User, heading: str, button: str, goes: list[str], hint: str) -> Question:
    return Question(heading % {"name": person}, button, reverse("members:account", args=[person.pk]), goes, hint)


def before_taking_back(person: User) -> Question:
    goes = [_("das Konto mit der Adresse %(address)s") % {"address": person.email}, *all_roles(person)]
    hint = _("Das lässt sich nicht rückgängig machen; eine neue Einladung ist möglich.")
    return about(person, _("Einladung von %(name)s zurücknehmen?"), _("Einladung zurücknehmen"), goes, hint)


def before_locking(person: User) -> Question:
    goes = [_("Zugang zum Portal"), *sessions_of(person), _("offene Links und Anträge")]
    hint = _("Rollen bleiben für eine spätere Freigabe erhalten.")
    return about(person, _("Konto von %(name)s sperren?"), _("Konto sperren"), goes, hint)


def before_signing_out(person: User) -> Question:
    hint = _("Was die Person gerade schreibt und nicht gespeichert hat, kann verloren gehen.")
    return about(person, _("%(name)s überall abmelden?"), _("Überall abmelden"), sessions_of(person), hint)


def before_removing_factors(person: User) -> Question:
    goes = [*(str(device.name) for device in factors.confirmed(person)), *sessions_of(person)]
    hint = _("Danach geht ein Link für einen neuen zweiten Faktor an die Person.")
    heading = _("Zweite Faktoren von %(name)s entfernen?")
    return about(person, heading, _("Bestätigen und zurücksetzen"), goes, hint)


def before_withdrawing(person: User) -> Question:
    goes = [_("der Antrag, den zweiten Faktor zurückzusetzen")]
    hint = _("Die zweiten Faktoren bleiben. Die Person bekommt eine Nachricht.")
    return about(person, _("Antrag für %(name)s beenden?"), _("Antrag beenden"), goes, hint)


OF_MEMBERS: dict[str, Callable[[User, Organisation], Question]] = {
    "herausnehmen": before_taking_out,
    "einladung-zuruecknehmen": before_uninviting,
}
OF_ACCOUNTS: dict[str, AboutAccount] = {
    "sperren": before_locking,
    "abmelden": before_signing_out,
    "einladung-zuruecknehmen": before_taking_back,
}
OF_FACTORS: dict[str, AboutAccount] = {"bestaetigen": before_removing_factors, "zuruecknehmen": before_withdrawing}
