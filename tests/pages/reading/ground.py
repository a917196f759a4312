"""For the walk over all addresses: a document that the reader follows and has confirmed, and has to."""

from typing import Any

from pages.models import Acknowledgement, AcknowledgementRule, Follow
from pages.reading import actions
from portal.identity.auth import OrganisationRole
from tests import factories


def reading(people: dict[str, Any]) -> dict[tuple[str, str], Any]:
    reader = people[OrganisationRole.READER.value]
    page = factories.normative_page([factories.section("1", "Ziele")], title="Gefolgte Richtlinie")
    rule = AcknowledgementRule(document=page, asked_of="all")
    actions.ask(rule=rule, organisations=(), roles=(), by=reader)
    given = Acknowledgement.objects.create(
        user=reader, version=rule.version, read=rule.version, digest=rule.version.digest
    )
    return {
        ("folgen/", "pk"): page.pk,
        ("folgen/beenden/", "pk"): Follow.objects.create(user=reader, document=page).pk,
        ("kenntnisnahmen/", "pk"): page.pk,
        ("kenntnisnahmen/", "form"): "pdf",
        ("kenntnisnahmen/nachweis/", "pk"): given.pk,
    }
