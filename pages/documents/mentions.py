"""What an organisation has signed and where a contact is named, for the directory."""

from collections.abc import Iterator

from django.db.models import Q
from wagtail.models import Locale

from directory.models import Organisation, Position
from directory.register.mentions import Mention
from directory.upkeep.uses import Use
from pages.models import NewsPage, NormativePage


def agreements_of(organisation: Organisation) -> Iterator[Mention]:
    """Published documents in their original language to which it is, or was, a party: one query."""
    pages = (
        NormativePage.objects.live().public().filter(locale=Locale.get_default(), parties__organisation=organisation)
    )
    for page in pages.select_related("locale").prefetch_related("parties").distinct().order_by("title"):
        own = [party for party in page.parties.all() if party.organisation_id == organisation.pk]
        yield Mention(
            page.title,
            page.get_url() or "",
            page.get_kind_display(),
            ", ".join(dict.fromkeys(party.role for party in own if party.role)),
            is_over=all(party.left_on for party in own),
        )


def pages_that_show(position: Position) -> Iterator[Use]:
    """Published documents and news in their original language that name a contact: three queries."""
    german = Locale.get_default()
    named = Q(parties__contact=position) | Q(parties__deputy=position) | Q(parties__representative=position)
    documents = NormativePage.objects.live().filter(locale=german)
    pages = {page.pk: page for page in documents.filter(named).distinct()}
    for model in (NormativePage, NewsPage):
        for page in model.objects.live().filter(locale=german):
            if any(child["type"] == "person" and child["value"] == position.pk for child in page.contacts.raw_data):
                pages[page.pk] = page
    for page in pages.values():
        yield Use(page._meta.verbose_name, page.title, page.get_url() or "")
