"""The demo's documents and the demo's directory brought together: parties and contacts as chosen entries."""

from django.db import transaction

from directory.models import Mailbox, Organisation, Position, Visibility
from pages.models import NewsPage, NormativePage, Party

AGREEMENT = "kooperationsvereinbarung-arbeit-und-integration"
NUMBER = "Anlage 3"
ASKED = 3  # of the people named by the parties


def agreement() -> NormativePage | None:
    return NormativePage.objects.filter(slug=AGREEMENT, locale__language_code="de").first()


def is_loaded() -> bool:
    """Also where there is nothing to bring together."""
    page = agreement()
    return page is None or bool(page.contacts_number) or not Position.objects.exists()


@transaction.atomic
def load() -> None:
    page = agreement()
    if page is None:
        return
    for party in Party.objects.all():
        party.contact, party.deputy = named(party.contact_name), named(party.deputy_name)
        party.save(update_fields=["contact", "deputy"])
    for document in NormativePage.objects.live().filter(locale=page.locale, parties__isnull=False).distinct():
        if document.pk == page.pk:
            document.contacts, document.contacts_number = contacts(page), NUMBER
        days = document.last_published_at
        document.save_revision().publish()
        NormativePage.objects.filter(pk=document.pk).update(last_published_at=days)
    page.refresh_from_db()
    news = NewsPage.objects.filter(locale__language_code="de", live=True).order_by("-published_on").first()
    person = next((party.contact for party in page.parties.all() if party.contact is not None), None)
    if news is not None and person is not None:
        news.contacts = [("person", person)]
        news.save_revision().publish()


def named(name: str) -> Position | None:
    """Somebody of that name, in the function that all partners may see."""
    first, _blank, last = name.partition(" ")
    positions = Position.objects.current().filter(visibility=Visibility.PARTNERS, person__last_name=last)
    return positions.filter(person__first_name=first).order_by("pk").first() if last else None


def contacts(page: NormativePage) -> list[tuple[str, object]]:
    people = [party.contact for party in page.parties.all() if party.contact is not None][:ASKED]
    boxes = Mailbox.objects.filter(visibility=Visibility.PARTNERS, organisation__parties__page=page)
    county = Organisation.objects.filter(kind=Organisation.Kind.COUNTY, parties__page=page).first()
    chosen: list[tuple[str, object]] = [("person", person) for person in people]
    chosen += [("mailbox", box) for box in boxes.distinct().order_by("organisation__name", "sort_order")[:2]]
    return [*chosen, ("organisation", county)] if county else chosen
