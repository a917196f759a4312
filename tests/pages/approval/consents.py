"""An agreement with a next version for its parties: drafted(…), asked(…), the links of the mails."""

import datetime as dt
import re

from django.core import mail
from django.test import Client
from django.utils import timezone

from pages.approval import actions, sides
from pages.models import Approval, NormativePage, Party, Version
from pages.versions import actions as versions
from tests import factories
from tests.pages import partners

EFFECTIVE = dt.date(2027, 1, 1)
NAMES = ("Jobcenter Musterland", "Trägerverein Musterland", "Stadt Musterstadt")


def people(names=NAMES):
    """One for each party, with an account."""
    return [partners.named(factories.OrganisationFactory(name=name), name.split()[0]) for name in names]


def drafted(representatives, text="Wir treffen uns jedes Vierteljahr.", by=None, **said) -> Version:
    """An agreement in force, and a draft of its next version."""
    page = partners.signed(*[(one, None) for one in representatives])
    draft = page.get_latest_revision_as_object()
    draft.sections[0].value["text"].source = f"<p>{text}</p>"
    draft.save_revision()
    facts = {"effective_on": EFFECTIVE, "note": "Öfter treffen.", "reason": "Wunsch aller.", **said}
    return versions.prepare(document=NormativePage.objects.get(pk=page.pk), by=by or partners.coordinator(), **facts)


def asked(version, by=None) -> list[Approval]:
    """Put before all, each with a link; in the order of the parties."""
    found = sides.sides_of(version)
    by = by or version.created_by
    actions.ask_parties(version=version, sides=found, addresses={one.key: one.suggested for one in found}, by=by)
    order = list(Party.objects.filter(page=version.document_id).values_list("organisation", flat=True))
    return sorted(Approval.objects.filter(version=version), key=lambda row: order.index(row.organisation_id))


def link_of(address: str) -> str:
    """The newest one that was mailed there, as a path."""
    bodies = [one.body for one in mail.outbox if address in one.to]
    return re.findall(r"https?://[^/\s]+(/zustimmung/[^/\s]+/)", bodies[-1])[-1]


def opened(address: str) -> tuple[Client, str]:
    """Somebody without an account, and the page that the link leads to."""
    client = Client()
    response = client.get(link_of(address))
    assert response.status_code == 302, response
    return client, response["Location"]


def said(**changes) -> dict:
    return {"antwort": "ja", "name": "Jana Feld", "function": "Bürgermeisterin", "reason": "", **changes}


def state_of(approval) -> str:
    return Approval.objects.get(pk=approval.pk).state


def now(version) -> Version:
    return Version.objects.get(pk=version.pk)


def later() -> dt.date:
    """For tests that no clock stands still in."""
    return timezone.localdate() + dt.timedelta(days=40)
