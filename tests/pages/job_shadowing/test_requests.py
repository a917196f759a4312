"""Asking for a place, the superior's word, the pledge, the confirmation, ways out."""

import datetime as dt

import pytest
import time_machine
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.utils import timezone

from pages.job_shadowing import pledges, states
from pages.job_shadowing.errors import Refused, Taken
from pages.models import PledgeAcceptance, PledgeText, ShadowingRequest, ShadowingSlot, ShadowingStep
from portal.audit import trail
from portal.identity.auth import OrganisationRole
from portal.models import AuditEvent
from tests import factories
from tests.pages.job_shadowing.factories import START, Rebental, address, again, client_of, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def rebental(portal):
    return Rebental()


def ask(rebental, user=None, **sent):
    return client_of(user or rebental.guest).post(
        f"{START}angebote/{rebental.offer.pk}/anfragen/", {"termin": rebental.slot.pk, **sent}
    )


def test_f30_a_guest_asks_pledges_and_the_host_confirms(rebental):
    page = client_of(rebental.guest).get(f"{START}angebote/{rebental.offer.pk}/").content.decode()
    assert "Die Zusage setzt Ihre Verschwiegenheitserklärung in Fassung 1 voraus" in page
    assert ask(rebental, wunsch="Das Rückbüro").status_code == 302
    row = ShadowingRequest.objects.get()
    assert (row.state, row.organisation, row.seat) == (states.AT_HOST, rebental.counselling, None)
    early = step(rebental.host, row, "confirm")
    assert early.status_code == 422
    assert "noch nicht angenommen" in early.content.decode()
    assert again(row).state == states.AT_HOST
    text = pledges.current()
    answer = client_of(rebental.guest).post(f"{START}verschwiegenheit/", {"pruefsumme": text.digest})
    assert answer.headers["Location"] == address(row)
    assert step(rebental.host, row, "confirm").status_code == 302
    row = again(row)
    assert (row.state, row.seat, row.starts_at) == (states.CONFIRMED, 1, rebental.slot.starts_at)
    assert (row.acceptance.pledge, row.acceptance.digest) == (text, text.digest)
    assert list(row.steps.values_list("name", flat=True)) == ["ask", "confirm"]
    assert "zugesagt" in client_of(rebental.guest).get(address(row)).content.decode()


def test_f30_a_new_version_of_the_pledge_asks_again(rebental):
    row = rebental.asked()
    rebental.pledged()
    pledges.publish(text="Ich schweige über alles.", known=1, by=rebental.host)
    assert step(rebental.host, row, "confirm").status_code == 422
    old = PledgeText.objects.get(number=1)
    assert PledgeAcceptance.objects.get().pledge == old
    page = client_of(rebental.guest).get(f"{START}verschwiegenheit/").content.decode()
    assert "Ich schweige über alles." in page
    assert "Ich nehme die Erklärung an" in page
    rebental.pledged()
    assert step(rebental.host, row, "confirm").status_code == 302
    assert again(row).acceptance.pledge.number == 2


def test_f30_who_read_an_older_version_is_shown_the_new_one_and_has_accepted_nothing(rebental):
    old = pledges.current().digest
    pledges.publish(text="Ich schweige über alles.", known=1, by=rebental.host)
    answer = client_of(rebental.guest).post(f"{START}verschwiegenheit/", {"pruefsumme": old})
    assert answer.status_code == 409
    assert "Ich schweige über alles." in answer.content.decode()
    assert not PledgeAcceptance.objects.exists()


def test_f30_the_superior_is_asked_first_where_the_organisation_wants_it(rebental):
    rebental.wants_approval()
    ask(rebental)
    row = ShadowingRequest.objects.get()
    assert row.state == states.AT_SUPERIOR
    rebental.pledged()
    assert step(rebental.host, row, "confirm").status_code == 409
    assert step(rebental.guest, row, "approve").status_code == 409
    assert step(rebental.superior, row, "approve").status_code == 302
    assert again(row).state == states.AT_HOST
    assert step(rebental.host, row, "confirm").status_code == 302


def test_f30_the_offer_may_want_the_superiors_word_too(rebental):
    rebental.offer.needs_approval = True
    rebental.offer.save()
    assert rebental.asked().state == states.AT_SUPERIOR


def test_f30_who_leads_asks_nobody_and_who_has_no_superior_is_told_what_to_do(rebental):
    rebental.wants_approval()
    assert rebental.asked(guest=rebental.superior).state == states.AT_HOST
    rebental.superior.memberships.all().delete()
    answer = ask(rebental)
    assert answer.status_code == 422
    assert "sie vergibt die Rolle „Leitung“" in answer.content.decode()


def test_f30_a_refusal_needs_a_reason_and_the_guest_reads_it(rebental):
    rebental.wants_approval()
    row = rebental.asked()
    silent = step(rebental.superior, row, "refuse")
    assert silent.status_code == 422
    assert "Bitte schreiben Sie einen Satz dazu" in silent.content.decode()
    step(rebental.superior, row, "refuse", text="Im Dezember fehlen uns zwei.")
    assert again(row).state == states.DECLINED
    assert "Im Dezember fehlen uns zwei." in client_of(rebental.guest).get(address(row)).content.decode()


def test_f30_nobody_is_a_guest_at_home(rebental):
    answer = ask(rebental, rebental.bystander)
    assert answer.status_code == 422
    assert "Angebot Ihrer eigenen Stelle" in answer.content.decode()
    assert not ShadowingRequest.objects.exists()


def test_f30_asking_twice_leads_to_the_request_that_is_there(rebental):
    ask(rebental)
    row = ShadowingRequest.objects.get()
    assert ask(rebental).headers["Location"] == address(row)
    with pytest.raises(Refused):
        rebental.asked()
    with pytest.raises(IntegrityError), transaction.atomic():
        ShadowingRequest.objects.create(
            offer=rebental.offer, guest=rebental.guest, organisation=rebental.counselling, state=states.AT_HOST
        )


def test_f30_a_time_that_is_given_away_cannot_be_asked_for_or_given_twice(rebental):
    other = rebental.asked(guest=rebental.colleague)
    rebental.confirmed()
    rebental.pledged(rebental.colleague)
    answer = step(rebental.host, other, "confirm")
    assert answer.status_code == 422
    assert "inzwischen vergeben" in answer.content.decode()
    late = ask(rebental, rebental.stranger, wunsch="Alles")
    assert late.status_code == 422
    assert "inzwischen vergeben" in late.content.decode()
    assert "<p>Alles</p>" in late.content.decode()


def test_f30_the_database_gives_no_seat_twice(rebental):
    row = rebental.confirmed()
    with pytest.raises(IntegrityError), transaction.atomic():
        ShadowingRequest.objects.create(
            offer=rebental.offer,
            slot=rebental.slot,
            guest=rebental.colleague,
            organisation=rebental.counselling,
            state=states.CONFIRMED,
            seat=1,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ShadowingRequest.objects.filter(pk=row.pk).update(seat=None)


def test_f30_two_places_take_two_guests_and_not_three(rebental):
    rebental.offer.places = 2
    rebental.offer.save()
    rows = [rebental.asked(guest=who) for who in (rebental.guest, rebental.colleague, rebental.stranger)]
    for row in rows:
        rebental.pledged(row.guest)
    answers = [step(rebental.host, row, "confirm").status_code for row in rows]
    assert answers == [302, 302, 422]
    assert sorted(ShadowingRequest.objects.filter(state="confirmed").values_list("seat", flat=True)) == [1, 2]


def test_f30_nobody_is_expected_in_two_places_at_once(rebental):
    rebental.confirmed()
    elsewhere = rebental.an_offer(title="Ein Vormittag im Rückbüro")
    with pytest.raises(Refused, match="schon eine andere Hospitation"):
        rebental.asked(offer=elsewhere, slot=rebental.a_slot(elsewhere, hour=9))


def test_f30_by_arrangement_the_host_enters_the_time(rebental):
    rebental.offer.by_arrangement = True
    rebental.offer.save()
    empty = client_of(rebental.guest).post(f"{START}angebote/{rebental.offer.pk}/anfragen/", {"wunsch": ""})
    assert empty.status_code == 422
    row = rebental.asked(slot=None, wish="Mittwochs")
    rebental.pledged()
    day = timezone.localdate() + dt.timedelta(days=9)
    missing = step(rebental.host, row, "confirm")
    assert missing.status_code == 422
    assert "Bitte geben Sie den Tag an" in missing.content.decode()
    wrong = step(rebental.host, row, "confirm", tag=f"{day:%d.%m.%Y}", von="12:00", bis="8:00", text="Gern")
    assert "Das Ende liegt vor dem Beginn" in wrong.content.decode()
    assert ">Gern</textarea>" in wrong.content.decode()
    assert step(rebental.host, row, "confirm", tag=f"{day:%d.%m.%Y}", von="8:00", bis="12:00").status_code == 302
    assert timezone.localtime(again(row).starts_at).date() == day


@pytest.mark.parametrize(("who", "name"), [("guest", "withdraw"), ("host", "call_off")])
def test_f30_both_sides_can_take_a_confirmed_visit_back_and_the_seat_is_free(rebental, who, name):
    row = rebental.confirmed()
    assert step(getattr(rebental, who), row, name, text="Krank").status_code == 302
    row = again(row)
    assert (row.state, row.seat) == (states.BY_NAME[name].target, None)
    assert ShadowingSlot.objects.free().filter(pk=rebental.slot.pk).exists()


def test_f30_after_the_day_has_begun_nothing_is_confirmed_or_taken_back(rebental):
    row = rebental.confirmed()
    with time_machine.travel(row.starts_at + dt.timedelta(minutes=1), tick=False):
        for who, name in ((rebental.guest, "withdraw"), (rebental.host, "call_off")):
            answer = step(who, row, name, text="Krank")
            assert answer.status_code == 422
            assert "Der Termin hat schon begonnen" in answer.content.decode()
        with pytest.raises(Taken):
            rebental.asked(guest=rebental.colleague)
    assert again(row).state == states.CONFIRMED


def test_r28_a_stale_page_changes_nothing_and_shows_both(rebental):
    row = rebental.asked()
    rebental.pledged()
    step(rebental.guest, row, "withdraw")
    answer = client_of(rebental.host).post(
        address(row, "schritt/"), {"schritt": "decline", "version": row.version, "text": "Leider kein Platz."}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "hat sich inzwischen geändert" in page
    assert "zurückgezogen" in page
    assert "Leider kein Platz." in page
    assert again(row).state == states.WITHDRAWN


def test_r20_a_request_exists_only_for_its_sides(rebental):
    rebental.wants_approval()
    row = rebental.asked()
    seen = {
        name: client_of(getattr(rebental, name)).get(address(row)).status_code
        for name in ("guest", "superior", "host", "host_leader", "teammate", "bystander", "colleague", "stranger")
    }
    assert seen == dict.fromkeys(("guest", "superior", "host", "host_leader", "teammate"), 200) | dict.fromkeys(
        ("bystander", "colleague", "stranger"), 404
    )
    assert step(rebental.stranger, row, "confirm").status_code == 404
    # Offers are for all.
    assert client_of(rebental.stranger).get(f"{START}angebote/{rebental.offer.pk}/").status_code == 200


def test_r20_a_superior_who_is_not_asked_sees_nothing_and_who_leaves_sees_no_more(rebental):
    row = rebental.asked()
    assert client_of(rebental.superior).get(address(row)).status_code == 404
    rebental.host.memberships.all().delete()
    assert client_of(rebental.host).get(address(row)).status_code == 404


def test_f30_the_host_says_that_clients_were_asked(rebental):
    row = rebental.confirmed()
    assert "sind noch nicht gefragt" in client_of(rebental.guest).get(address(row)).content.decode()
    sent = {"version": row.version}
    assert client_of(rebental.guest).post(address(row, "gefragt/"), sent).status_code == 409
    assert client_of(rebental.host).post(address(row, "gefragt/"), sent).status_code == 302
    assert again(row).clients_asked_at is not None
    assert client_of(rebental.host).post(address(row, "gefragt/"), sent).status_code == 409


def test_f30_each_step_is_on_the_trail_without_a_name(rebental):
    row = rebental.confirmed()
    events = AuditEvent.objects.filter(object_type="shadowing_request", object_id=str(row.pk))
    assert [event.details["step"] for event in events.order_by("pk")] == ["ask", "confirm"]
    assert trail.verify()[1] == []


def test_f30_mails_are_neutral_and_go_to_who_decides_next(rebental, django_capture_on_commit_callbacks):
    rebental.wants_approval()
    with django_capture_on_commit_callbacks(execute=True):
        row = rebental.asked()
    assert {sent.to[0] for sent in outbox.outbox} == {rebental.superior.email, rebental.guest.email}
    for sent in outbox.outbox:
        assert "Schalter" not in sent.subject + sent.body
        assert str(row.pk) in sent.body


def test_f30_for_several_organisations_the_guest_says_for_which(rebental):
    second = factories.OrganisationFactory(name="Weitblick")
    factories.MembershipFactory(user=rebental.guest, organisation=second, role=OrganisationRole.READER)
    assert ask(rebental).status_code == 422
    ask(rebental, stelle=second.pk)
    assert ShadowingRequest.objects.get().organisation == second


def test_f30_a_closed_offer_takes_no_more_requests(rebental):
    step(rebental.guest, rebental.asked(), "withdraw")
    rebental.asked()
    client_of(rebental.host).post(f"{START}angebote/{rebental.offer.pk}/offen/", {"offen": "nein"})
    assert ask(rebental, rebental.colleague).status_code == 404
    assert client_of(rebental.guest).get(f"{START}angebote/{rebental.offer.pk}/").status_code == 200
    client_of(rebental.host).post(f"{START}angebote/{rebental.offer.pk}/offen/", {"offen": "ja"})
    assert ask(rebental, rebental.colleague).status_code == 302


@pytest.mark.parametrize("sent", [{"schritt": "gibt-es-nicht", "version": "1"}, {"version": "x" * 50}, {}])
def test_f30_nonsense_is_refused_and_nothing_breaks(rebental, sent):
    row = rebental.asked()
    assert client_of(rebental.host).post(address(row, "schritt/"), sent).status_code == 409
    assert again(row).version == row.version


def test_f30_steps_are_written_down_with_their_side(rebental):
    row = rebental.confirmed()
    assert set(ShadowingStep.objects.filter(request=row).values_list("name", "side", "by")) == {
        ("ask", "guest", rebental.guest.pk),
        ("confirm", "host", rebental.host.pk),
    }


def test_f30_a_person_without_organisation_reads_but_does_not_ask(rebental):
    alone = factories.UserFactory()
    assert "zu einer Stelle gehören" in client_of(alone).get(f"{START}angebote/{rebental.offer.pk}/").content.decode()
    assert ask(rebental, alone).status_code == 403


def test_f30_a_member_of_both_organisations_is_no_guest(rebental):
    factories.MembershipFactory(user=rebental.guest, organisation=rebental.office)
    with pytest.raises(Refused):
        rebental.asked()
