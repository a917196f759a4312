"""Who has to take note of what, asked from both sides: the rules that ask somebody, and the people that a rule asks."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import PageViewRestriction

from directory.models import Membership
from directory.models.organisations import open_on
from pages.models import Acknowledgement, AcknowledgementRule, AskedRole, Party
from portal.identity.auth import OrganisationRole

AskedOf = AcknowledgementRule.AskedOf


def asking(today: dt.date | None = None) -> QuerySet[AcknowledgementRule]:
    """Rules of documents that everybody may open and that are in force; the others rest."""
    day = today or timezone.localdate()
    closed = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.LOGIN)
    place = ExpressionWrapper(OuterRef("document__path"), output_field=CharField())
    above = closed.annotate(place=place).filter(place__startswith=F("page__path"))
    in_force = Q(document__repealed_on=None) | Q(document__repealed_on__gt=day)
    rules: QuerySet[AcknowledgementRule] = AcknowledgementRule.objects.filter(
        in_force, ~Exists(above), document__live=True, version__isnull=False
    )
    return rules


def asks(memberships: QuerySet[Membership]) -> Q:
    """For a query of rules: whether one asks the person of any of these memberships."""
    roles = AskedRole.objects.filter(rule=OuterRef(OuterRef("pk")))
    there = memberships.filter(~Exists(roles) | Exists(roles.filter(role=OuterRef("role"))))
    party = Party.objects.filter(not_left(), page=OuterRef(OuterRef("document")), organisation=OuterRef("organisation"))
    chosen = AcknowledgementRule.organisations.through.objects.filter(
        acknowledgementrule=OuterRef(OuterRef("pk")), organisation=OuterRef("organisation")
    )
    return (
        Q(Exists(there), asked_of=AskedOf.ALL)
        | Q(Exists(there.filter(Exists(party))), asked_of=AskedOf.PARTIES)
        | Q(Exists(there.filter(Exists(chosen))), asked_of=AskedOf.CHOSEN)
    )


def not_left() -> Q:
    return Q(left_on=None) | Q(left_on__gt=timezone.localdate())


def asked_of(key: Any) -> QuerySet[AcknowledgementRule]:
    """The rules that ask the account of that key, whether it has confirmed or not."""
    return asking().filter(asks(open_memberships().filter(user=key)))


def open_of(key: Any) -> QuerySet[AcknowledgementRule]:
    done = Acknowledgement.objects.filter(user=key, version=OuterRef("version"))
    return asked_of(key).filter(~Exists(done))


def overdue_in_team_of(key: Any) -> QuerySet[AcknowledgementRule]:
    """Rules that somebody in an organisation that the person leads has not met in time; who came later has time of their own."""
    led = open_memberships().filter(user=key, role=OrganisationRole.SUPERVISOR)
    done = Acknowledgement.objects.filter(user=OuterRef("user"), version=OuterRef(OuterRef("version")))
    team = people().filter(~Exists(done), organisation__in=led.values("organisation")).exclude(user=key)
    if has_beginning():
        team = team.filter(user__date_joined__date__lte=OuterRef("due_on"))
    return asking().filter(asks(team), due_on__lt=timezone.localdate())


def open_memberships() -> QuerySet[Membership]:
    rows: QuerySet[Membership] = Membership.objects.filter(open_on(timezone.localdate(), "organisation__"))
    return rows


def people() -> QuerySet[Membership]:
    """Of accounts that can be used and were; one of single sign-on has no password and yet was used."""
    never_used = Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX, user__last_login=None)
    return open_memberships().filter(~never_used, user__is_active=True)


def memberships_under(rule: AcknowledgementRule) -> QuerySet[Membership]:
    """Whom a rule asks; somebody may be there several times."""
    rows, roles = people(), [one.role for one in rule.roles.all()]
    if roles:
        rows = rows.filter(role__in=roles)
    if rule.asked_of == AskedOf.PARTIES:
        parties = Party.objects.filter(not_left(), page=rule.document_id, organisation__isnull=False)
        rows = rows.filter(organisation__in=parties.values("organisation"))
    if rule.asked_of == AskedOf.CHOSEN:
        rows = rows.filter(organisation__in=rule.organisations.all())
    return rows


def has_beginning() -> bool:
    """Whether accounts know since when they are there; those of a foreign project may not."""
    return any(field.name == "date_joined" for field in get_user_model()._meta.get_fields())


def due_for(rule: AcknowledgementRule, user: Any) -> dt.date | None:
    """Whoever came after it was asked for has as many days from then on."""
    joined = getattr(user, "date_joined", None)
    if rule.due_on is None or joined is None:
        return rule.due_on
    return max(rule.due_on, timezone.localdate(joined) + dt.timedelta(days=rule.days))
