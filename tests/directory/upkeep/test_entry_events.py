"""R45: whatever an organisation stores or removes is an event of the trail, with keys and never with names."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from directory.models import Absence, Mailbox, Site
from portal.edit_conflicts import STATE
from portal.models import AuditEvent
from tests import factories
from tests.directory import people

pytestmark = pytest.mark.django_db
SITE = {"name": "Haus am Bach", "street": "Uferweg 3", "postcode": "74952", "town": "Lindau am Bach"}
BOX = {"name": "Beratung", "email": "beratung@example.org", "visibility": "partners"}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(dt.datetime(2026, 11, 20, 11, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def own(portal):
    return people.organisation("Sozialwerk Test")


@pytest.fixture
def keeper(own):
    return people.maintainer(own)


@pytest.fixture
def window(keeper):
    client = Client()
    client.force_login(keeper)
    factories.verify(client, keeper)
    return client


def at(name: str, organisation, *args) -> str:
    return reverse(f"directory:{name}", args=[organisation.pk, *args])


def send(window, url: str, values: dict | None = None):
    """From the page, as people do."""
    return window.post(url, {**people.opened(window, url), **(values or {})})


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("-pk")[0]


def events() -> list[tuple[str, str]]:
    kept = AuditEvent.objects.filter(action__startswith="directory.").order_by("pk")
    return [(event.action.removeprefix("directory."), event.object_id) for event in kept]


def test_r45_sites_and_their_removal_are_events_of_whoever_acts(window, own, keeper):
    window.post(at("keep_site_new", own), SITE)
    site = Site.objects.get()
    send(window, at("keep_site", own, site.pk), {**SITE, "town": "Aach"})
    send(window, at("keep_site_remove", own, site.pk))
    assert events() == [(name, str(site.pk)) for name in ("site_saved", "site_saved", "site_removed")]
    assert (last_event().actor_id, last_event().details) == (keeper.pk, {"organisation": own.pk})


def test_r45_a_site_still_used_is_not_removed_and_no_event_says_so(window, own):
    amsel = people.contact(own, "Amsel", site=Site.objects.create(organisation=own, name="Haus"))
    send(window, at("keep_site_remove", own, amsel.site_id))
    assert Site.objects.exists() and events() == []


def test_r45_mailboxes_and_their_removal_are_events(window, own):
    window.post(at("keep_mailbox_new", own), BOX)
    box = Mailbox.objects.get()
    send(window, at("keep_mailbox_remove", own, box.pk))
    assert events() == [("mailbox_saved", str(box.pk)), ("mailbox_removed", str(box.pk))]


def test_r45_the_organisations_own_data_is_an_event(window, own):
    send(window, at("keep_organisation", own), {"description": "Berät."})
    assert events() == [("organisation_saved", str(own.pk))]


def test_r45_an_absence_is_an_event_that_tells_neither_who_nor_when(window, own):
    amsel = people.contact(own, "Amsel")
    window.post(at("keep_person_away", own, amsel.pk), {"erster_tag": "23.11.2026", "letzter_tag": "24.11.2026"})
    absence = Absence.objects.get()
    send(window, at("keep_person_back", own, amsel.pk, absence.pk), {"letzter_tag": "22.11.2026"})
    assert not Absence.objects.exists()
    assert events() == [("absence_saved", str(absence.pk)), ("absence_removed", str(absence.pk))]
    assert AuditEvent.objects.get(action="directory.absence_saved").details == {"is_long": False}


def test_r7_a_contact_is_an_event_even_where_partners_are_told_nothing(window, own, keeper):
    amsel = people.contact(own, "Amsel")
    page = window.get(at("keep_person", own, amsel.pk))
    form = page.context["form"]
    values = {name: value for name in form.fields if (value := form[name].value()) not in (None, "", [])}
    window.post(at("keep_person", own, amsel.pk), {**values, STATE: form.state, "languages": ["tr"]})
    assert events() == [("contact_saved", str(amsel.pk))]
    assert (last_event().actor_id, last_event().details) == (keeper.pk, {"organisation": own.pk})


@pytest.mark.parametrize(
    ("name", "sent"), [("keep_site_new", SITE), ("keep_mailbox_new", BOX), ("keep_organisation", {"description": "x"})]
)
def test_r47_what_cannot_be_recorded_is_not_stored(window, own, monkeypatch, name, sent):
    def broken(*_args, **_kwargs):
        raise RuntimeError("trail")

    monkeypatch.setattr("portal.audit.trail.record", broken)
    with pytest.raises(RuntimeError, match="trail"):
        send(window, at(name, own), sent)
    own.refresh_from_db()
    assert (Site.objects.count(), Mailbox.objects.count(), own.description) == (0, 0, "")
