"""For the walk over all addresses: a document that the reader follows."""

from typing import Any

from pages.models import Follow
from portal.identity.auth import OrganisationRole
from tests import factories


def reading(people: dict[str, Any]) -> dict[tuple[str, str], Any]:
    reader = people[OrganisationRole.READER.value]
    page = factories.normative_page([factories.section("1", "Ziele")], title="Gefolgte Richtlinie")
    return {
        ("folgen/", "pk"): page.pk,
        ("folgen/beenden/", "pk"): Follow.objects.create(user=reader, document=page).pk,
    }
