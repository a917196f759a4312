"""Whom the parties of an agreement name, a responsible person and a deputy, as the directory knows them today (AA-KV 4)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Locale

from directory.models import Membership, Organisation, Position
from directory.register import contact_cards
from pages.documents.validity import in_force_on
from pages.models import NormativePage, Party
from portal import mail
from portal.agreed import AgreedSection
from portal.mail import Recipient


@dataclass(frozen=True)
class Named:
    """For one party; `person` is the deputy where the one responsible has left, and None where nobody is named."""

    organisation: Organisation
    person: Position | None = None
    deputy: Position | None = None

    @property
    def people(self) -> list[Position]:
        return [one for one in (self.person, self.deputy) if one is not None]


def in_force(day: dt.date | None = None) -> QuerySet[NormativePage]:
    """Agreements, each once: in the portal's own language."""
    on = day or timezone.localdate()
    pages: QuerySet[NormativePage] = NormativePage.objects.live().filter(
        in_force_on(on), kind=NormativePage.Kind.AGREEMENT, locale=Locale.get_default()
    )
    return pages.order_by("title")


def asked_agreement(request: HttpRequest) -> NormativePage | None:
    """The one that the address names."""
    key = request.GET.get("vereinbarung", "")
    return in_force().filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None


def bound(page: NormativePage, day: dt.date | None = None) -> QuerySet[Party]:
    """The parties that have not left."""
    on = day or timezone.localdate()
    parties: QuerySet[Party] = page.parties.filter(Q(left_on=None) | Q(left_on__gt=on), organisation__isnull=False)
    return parties.select_related("organisation")


def named_persons(page: NormativePage) -> list[Named]:
    """Three queries, whatever the number. Who is not shown to all partners is not named here either."""
    parties = list(bound(page))
    known = contact_cards.people(key for party in parties for key in (party.contact_id, party.deputy_id))
    there = {pk: shown.position for pk, shown in known.items() if not shown.has_left}
    found = []
    for party in parties:
        chosen = [there[key] for key in (party.contact_id, party.deputy_id) if key in there]
        found.append(Named(party.organisation, *chosen[:2]))  # type: ignore[arg-type]  # `bound` leaves out those without
    return found


def is_partner(page: NormativePage, user_pk: int) -> bool:
    """Whether somebody belongs to one of the parties."""
    return own_parties(page, user_pk).exists()


def own_parties(page: NormativePage, user_pk: int) -> QuerySet[Party]:
    mine = Membership.objects.filter(user=user_pk, organisation=OuterRef("organisation"))
    return bound(page).filter(Exists(mine))


def meeting_clause(page: NormativePage | None) -> tuple[str, str]:
    """How that section is cited, and its address; both "" where there is none."""
    section = meeting_section(page) if page is not None else None
    return (section.title, section.url) if section else ("", "")


def meeting_section(page: NormativePage) -> AgreedSection | None:
    """The section that says how often they meet."""
    found = next((one for one in page.outline() if page.meeting_clause and one.identity == page.meeting_clause), None)
    if found is None:
        return None
    url = f"{page.get_url() or ''}#{found.link_anchor}"
    key = str(page.translation_key)
    return AgreedSection(
        key, found.identity, f"{page.cite_name()} {found.citation}", found.citation, found.heading, url
    )


def recipient(position: Position) -> Recipient:
    """The account where there is one, for the link needs it."""
    user = position.person.user
    return mail.of(user) if user is not None and user.is_active else Recipient(position.email, str(position.person))
