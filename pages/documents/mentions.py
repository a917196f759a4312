"""What an organisation has signed, for the directory."""

from collections.abc import Iterator

from wagtail.models import Locale

from directory.models import Organisation
from directory.register.mentions import Mention
from pages.models import NormativePage


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
