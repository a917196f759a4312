"""Offering places: who may, times, both versions when two change one offer, what the search finds."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.job_shadowing import offer_actions
from pages.job_shadowing.errors import Refused
from pages.models import ShadowingOffer, ShadowingRule, ShadowingSlot
from portal.edit_conflicts import STATE
from portal.identity.auth import OrganisationRole
from search import registry
from tests.pages.job_shadowing.factories import START, Rebental, client_of, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def rebental(portal):
    return Rebental()


def sent(rebental, **changed):
    return {
        "title": "Ein Tag im Rückbüro",
        "description": "Akten, Anrufe, Rückfragen.",
        "requirements": "",
        "contact": rebental.host.pk,
        "team": rebental.team.pk,
        "place": "Kreishaus, Zimmer 12",
        "places": "2",
        "languages": ["de", "en"],
        **changed,
    }


def test_f30_an_offer_is_made_with_times_and_stands_in_the_list_and_in_the_search(rebental):
    client = client_of(rebental.host)
    made = client.post(f"{START}angebote/neu/", sent(rebental))
    offer = ShadowingOffer.objects.get(title="Ein Tag im Rückbüro")
    assert made.headers["Location"] == f"{START}angebote/{offer.pk}/"
    day = timezone.localdate() + dt.timedelta(days=10)
    client.post(f"{START}angebote/{offer.pk}/termine/", {"tag": f"{day:%d.%m.%Y}", "von": "8:00", "bis": "12:30"})
    assert timezone.localtime(offer.slots.get().ends_at).strftime("%H:%M") == "12:30"
    page = client_of(rebental.stranger).get(START).content.decode()
    assert "Ein Tag im Rückbüro" in page
    [document] = registry.source_of(ShadowingOffer).documents(offer)
    assert (document.kind, document.url) == ("offer", f"{START}angebote/{offer.pk}/")
    assert rebental.host.last_name not in document.text + document.title


def test_f30_only_with_a_task_beyond_reading_one_offers_and_only_for_the_own_organisation(rebental):
    reader = member(rebental.office, OrganisationRole.READER)
    assert client_of(reader).get(f"{START}angebote/neu/").status_code == 403
    assert client_of(rebental.guest).get(f"{START}angebote/{rebental.offer.pk}/aendern/").status_code == 404
    assert client_of(rebental.bystander).get(f"{START}angebote/{rebental.offer.pk}/aendern/").status_code == 404
    foreign = client_of(rebental.guest).post(f"{START}angebote/neu/", sent(rebental, team=""))
    assert foreign.status_code == 422  # whoever receives guests works for the organisation that offers
    assert ShadowingOffer.objects.count() == 1


def test_f30_what_is_missing_is_said_and_nothing_typed_is_lost(rebental):
    answer = client_of(rebental.host).post(f"{START}angebote/neu/", sent(rebental, title="", places="0"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Akten, Anrufe, Rückfragen." in page
    assert "2 Angaben fehlen oder stimmen nicht" in page


def test_r28_two_who_change_one_offer_both_see_both_versions(rebental):
    client, url = client_of(rebental.host), f"{START}angebote/{rebental.offer.pk}/aendern/"
    opened = client.get(url).context["form"].state
    ShadowingOffer.objects.filter(pk=rebental.offer.pk).update(place="Rathaus, Zimmer 3")
    answer = client.post(url, sent(rebental, **{STATE: opened}))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Rathaus, Zimmer 3" in page
    assert "Kreishaus, Zimmer 12" in page
    assert ShadowingOffer.objects.get(pk=rebental.offer.pk).place == "Rathaus, Zimmer 3"


@pytest.mark.parametrize(
    ("day", "first", "last", "said"),
    [
        ("gestern", "8:00", "12:00", "Bitte den Tag so schreiben"),
        ("01.02.2027", "12:00", "8:00", "Das Ende liegt vor dem Beginn"),
        ("01.02.2020", "8:00", "12:00", "liegt in der Vergangenheit"),
        ("28.03.2027", "2:30", "12:00", "Die Uhr wird umgestellt"),
        ("01.02.2027", "8:00", "", "Bitte geben Sie die Uhrzeit an"),
        ("01.02.2027", "25:00", "26:00", "Bitte die Uhrzeit so schreiben"),
    ],
)
def test_f30_impossible_times_are_refused_with_what_to_do(rebental, day, first, last, said):
    url = f"{START}angebote/{rebental.offer.pk}/termine/"
    answer = client_of(rebental.host).post(url, {"tag": day, "von": first, "bis": last})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert ShadowingSlot.objects.count() == 1


def test_f30_times_of_one_offer_do_not_overlap_and_asked_ones_stay(rebental):
    slot = rebental.slot
    with pytest.raises(Refused, match="schon einen Termin"):
        offer_actions.add_slot(
            offer=rebental.offer,
            starts_at=slot.ends_at - dt.timedelta(minutes=1),
            ends_at=slot.ends_at + dt.timedelta(hours=1),
            by=rebental.host,
        )
    rebental.asked()
    url = f"{START}angebote/{rebental.offer.pk}/termine/{slot.pk}/entfernen/"
    page = client_of(rebental.host).post(url, follow=True).content.decode()
    assert "Für diesen Termin gibt es Anfragen" in page
    free = rebental.a_slot(days=8)
    client_of(rebental.host).post(f"{START}angebote/{rebental.offer.pk}/termine/{free.pk}/entfernen/")
    assert list(ShadowingSlot.objects.all()) == [slot]


def test_f30_the_leadership_decides_whether_it_is_asked(rebental):
    url = f"{START}regel/{rebental.counselling.pk}/"
    assert client_of(rebental.guest).post(url, {"fragt": "ja"}).status_code == 404
    assert client_of(rebental.stranger).post(url, {"fragt": "ja"}).status_code == 404
    client_of(rebental.superior).post(url, {"fragt": "ja"})
    assert ShadowingRule.objects.get().asks_superior is True
    client_of(rebental.superior).post(url, {"fragt": "nein"})
    assert ShadowingRule.objects.get().asks_superior is False


def test_f30_hostile_words_stay_words(rebental):
    evil = '<script>alert(1)</script>\x07"'
    client_of(rebental.host).post(f"{START}angebote/neu/", sent(rebental, title=evil, description=evil))
    page = client_of(rebental.stranger).get(START).content.decode()
    assert "<script>alert(1)" not in page


def test_f30_a_longer_list_costs_no_more_queries(rebental):
    client = client_of(rebental.guest)
    client.get(START)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(START)
    for number in range(8):
        offer = rebental.an_offer(title=f"Angebot {number}")
        rebental.asked(offer=offer, slot=rebental.a_slot(offer))
    with CaptureQueriesContext(connection) as many:
        page = client.get(START).content.decode()
    assert "Angebot 7" in page
    assert len(many) <= len(few) + 1  # asks for the team's name only where there are requests
    assert len(many) <= 16
