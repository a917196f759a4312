"""One referral through its pages: read, answered, asked back, handed on, withdrawn."""

import datetime as dt
import re

from django.db import connection
from django.urls import reverse

from cases.access import actor
from cases.models import Message, Referral, ReferralContent, ReferralStep
from cases.referrals import referral_actions
from directory.models import Absence, Deputy
from portal.audit import trail
from portal.models import AuditEvent
from tests import factories
from tests.cases.factories import County, member, signed_in


def url(name: str, referral: Referral, *more: object) -> str:
    return reverse(f"cases:{name}", args=[referral.pk, *more])


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def now_of(referral: Referral) -> Referral:
    return Referral.objects.unrestricted().get(pk=referral.pk)


def act(client, referral: Referral, step: str, text: str = ""):
    version = now_of(referral).version
    return client.post(url("referral_move", referral), {"schritt": step, "text": text, "version": version})


def test_f48_the_first_who_opens_it_has_seen_it(county):
    referral = county.sent()
    assert now_of(referral).state == "sent"
    page = signed_in(county.tomasz).get(url("referral", referral))
    assert page.status_code == 200
    assert now_of(referral).state == "seen"
    assert "hat den Fall gesehen" in text_of(page)
    signed_in(county.tomasz).get(url("referral", referral))
    assert ReferralStep.objects.unrestricted().filter(referral=referral, name="see").count() == 1


def test_f48_whoever_leads_only_looks(county):
    referral = county.sent()
    assert signed_in(county.karin).get(url("referral", referral)).status_code == 200
    assert now_of(referral).state == "sent"


def test_f48_each_change_stands_in_the_thread_with_person_time_and_organisation(county):
    referral = county.sent()
    receiver, sender = signed_in(county.tomasz), signed_in(county.ayla)
    receiver.get(url("referral", referral))
    assert act(receiver, referral, "ask", "Liegt das Zeugnis vor?").status_code == 302
    assert act(sender, referral, "answer", "Ja, übersetzt.").status_code == 302
    assert act(receiver, referral, "accept").status_code == 302
    assert act(receiver, referral, "complete", "Gespräch geführt.").status_code == 302
    shown = text_of(sender.get(url("referral", referral)))
    names = [user.get_full_name() for user in (county.ayla, county.tomasz)]
    for words in (
        f"{names[0]} hat den Fall übergeben",
        f"{names[1]} hat den Fall gesehen",
        f"{names[1]} fragt nach",
        "Liegt das Zeugnis vor?",
        f"{names[0]} antwortet",
        "Ja, übersetzt.",
        f"{names[1]} hat den Fall angenommen",
        f"{names[1]} hat den Fall abgeschlossen",
        "Gespräch geführt.",
        str(county.jobcenter),
    ):
        assert words in shown
    # A word stands with its step, not once more beside it.
    assert shown.count("Liegt das Zeugnis vor?") == 1


def test_f48_a_refused_act_keeps_what_was_typed(county):
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    response = act(signed_in(county.tomasz), referral, "decline", "   ")
    assert response.status_code == 422
    assert "Bitte schreiben Sie einen Satz dazu" in text_of(response)
    response = act(signed_in(county.tomasz), referral, "complete", "Ein langer Text")
    assert response.status_code == 422
    assert "Ein langer Text" in text_of(response)
    assert now_of(referral).state == "seen"


def test_r68_an_older_tab_sees_how_it_stands_now(county):
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    client = signed_in(county.tomasz)
    old = now_of(referral).version
    county.move(referral, "ask", county.tomasz, "Wann?")
    response = client.post(
        url("referral_move", referral), {"schritt": "decline", "text": "Kein Platz.", "version": old}
    )
    assert response.status_code == 409
    shown = text_of(response)
    assert "hat sich inzwischen geändert" in shown
    assert "Kein Platz." in shown
    assert "Wann?" in shown
    assert now_of(referral).state == "question"


def test_r22_name_and_contact_are_shown_when_asked_for_and_the_trail_says_so(county):
    referral = county.sent()
    client = signed_in(county.tomasz)
    page = text_of(client.get(url("referral", referral)))
    assert "Azadi" not in page
    assert "90009-777" not in page
    assert "N. A." in page
    assert "Jahrgang 1991" in page
    shown = text_of(client.post(url("referral_names", referral)))
    assert "Nazanin Azadi, 1991" in shown
    assert "90009-777" in shown
    event = AuditEvent.objects.filter(action="cases.referral.read").latest("pk")
    assert "identity" in event.details["categories"]
    assert "contact" in event.details["categories"]


def test_r45_each_read_change_and_refusal_is_an_event(county):
    referral = county.sent()
    client = signed_in(county.tomasz)
    before = AuditEvent.objects.count()
    client.get(url("referral", referral))
    events = list(AuditEvent.objects.order_by("pk")[before:])
    assert [event.action for event in events] == ["cases.referral.move", "cases.referral.read"]
    assert {event.details["record"] for event in events} == {str(referral.record_id)}
    signed_in(county.other).get(url("referral", referral))
    last = AuditEvent.objects.latest("pk")
    assert (last.action, last.outcome, last.object_id) == ("cases.refused", "refused", str(referral.pk))
    assert trail.verify()[1] == []


def test_r45_a_page_whose_event_cannot_be_written_is_not_shown(county, monkeypatch):
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    client = signed_in(county.tomasz)
    client.raise_request_exception = False

    def fails(*_args: object, **_kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr("cases.referrals.trail.record", fails)
    response = client.get(url("referral", referral))
    assert response.status_code == 500
    assert b"Pflegehilfe" not in response.content


def test_f44_accepting_and_sending_ask_for_a_fresh_factor_and_lose_nothing(county, standing_clock):
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    client = signed_in(county.tomasz)
    standing_clock.shift(dt.timedelta(minutes=11))
    response = act(client, referral, "accept", "Gern.")
    assert response.status_code == 302
    assert "/konto/" in response["Location"]
    assert now_of(referral).state == "seen"
    # What asks for no factor goes on.
    assert act(client, referral, "ask", "Wann?").status_code == 302
    assert now_of(referral).state == "question"


def test_f48_no_form_sends_or_sees(county):
    draft = county.draft()
    county.consent(draft.record)
    assert act(signed_in(county.ayla), draft, "send").status_code in {302, 422}
    assert now_of(draft).state == "draft"
    referral = county.sent()
    assert act(signed_in(county.tomasz), referral, "see").status_code == 422


def test_f48_a_message_goes_either_way_while_it_is_open(county):
    referral = county.sent()
    county.move(referral, "accept", county.tomasz)
    for user, words in ((county.ayla, "Kommt eine Stunde später."), (county.tomasz, "Passt.")):
        assert signed_in(user).post(url("message_new", referral), {"text": words}).status_code == 302
    county.move(referral, "complete", county.tomasz, "Fertig.")
    response = signed_in(county.ayla).post(url("message_new", referral), {"text": "Noch etwas"})
    assert response.status_code == 422
    assert "im jetzigen Stand nicht möglich" in text_of(response)
    said = [message.text for message in Message.objects.unrestricted().filter(referral=referral, kind="message")]
    assert said == ["Kommt eine Stunde später.", "Passt."]


def stand_in_for(county: County, absent, colleague) -> None:
    away = factories.PositionFactory(organisation=county.jobcenter, person__user=absent)
    there = factories.PositionFactory(organisation=county.jobcenter, person__user=colleague)
    Deputy.objects.create(position=away, deputy=there, sort_order=0)
    Absence.objects.create(person=away.person, first_day=dt.date(2026, 1, 1))


def test_f48_who_acts_for_an_absent_colleague_is_named_as_such(county):
    colleague = member(county.jobcenter)
    referral = county.sent()
    county.move(referral, "accept", county.tomasz)
    stand_in_for(county, county.tomasz, colleague)
    client = signed_in(colleague)
    assert act(client, referral, "begin").status_code == 302
    shown = text_of(client.get(url("referral", referral)))
    assert f"in Vertretung für {county.tomasz.get_full_name()}" in shown


def test_f22_a_case_is_handed_on_and_who_is_away_is_named(county):
    away, there = member(county.jobcenter), member(county.jobcenter)
    stand_in_for(county, away, there)
    referral = county.sent()
    county.move(referral, "accept", county.tomasz)
    client = signed_in(county.tomasz)
    page = text_of(client.get(url("referral_hand_on", referral)))
    assert f"{away.get_full_name()} (nicht da)" in page
    version = now_of(referral).version
    data = {"an": there.pk, "version": version}
    assert client.post(url("referral_hand_on", referral), data).status_code == 302
    assert now_of(referral).taken_by == there
    assert client.get(url("referral", referral)).status_code == 404
    assert signed_in(there).get(url("referral", referral)).status_code == 200


def test_r26_nobody_hands_on_to_another_organisation(county):
    referral = county.sent()
    county.move(referral, "accept", county.tomasz)
    data = {"an": county.other.pk, "version": now_of(referral).version}
    response = signed_in(county.tomasz).post(url("referral_hand_on", referral), data)
    assert response.status_code == 422
    assert now_of(referral).taken_by == county.tomasz


def test_r25_titles_and_addresses_name_nobody(county):
    referral = county.sent()
    for user in (county.ayla, county.tomasz):
        page = signed_in(user).post(url("referral_names", referral)).content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.S)
        assert title is not None
        assert title[1].startswith(f"Fallübergabe {referral.number}")
        assert not [word for word in ("Azadi", "Nazanin", "777") if word in title[1]]
        assert not [link for link in re.findall(r'href="([^"]+)"', page) if "zadi" in link]


def test_r44_pages_are_kept_by_nobody(county):
    referral = county.sent()
    client = signed_in(county.tomasz)
    for address in (url("referral", referral), reverse("cases:inbox"), reverse("cases:outbox")):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_f47_the_receiver_gets_no_byte_that_the_consent_does_not_name(county):
    """Set difference by kind: what the sender reads of a referral, less what the receiver reads of it (R22)."""
    named = {kind: f"Kanarienvogel {kind} 1991" for kind in ("concern", "identity", "contact", "work")}
    draft = county.draft(contents=named)
    consent = county.consent(draft.record, categories=list(named))
    referral = referral_actions.send_referral(
        referral=draft, version=draft.version, consent=consent, by=actor(county.ayla)
    )
    # Beside, past every rule, as somebody with the database might.
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER cases_content_insert"
            + (" ON cases_referralcontent" if connection.vendor == "postgresql" else "")
        )
    ReferralContent.objects.create(referral=referral, category="health", text="Kanarienvogel health")
    pages = {
        user: text_of(signed_in(user).post(url("referral_names", referral))) for user in (county.ayla, county.tomasz)
    }
    seen = {
        user: {kind for kind in (*named, "health") if f"Kanarienvogel {kind}" in page} for user, page in pages.items()
    }
    assert seen[county.ayla] == {*named, "health"}
    assert seen[county.tomasz] == set(named)


def test_f42_the_number_of_queries_of_a_page_is_known(county, django_assert_max_num_queries):
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    client = signed_in(county.tomasz)
    client.get(url("referral", referral))
    with django_assert_max_num_queries(45):
        client.get(url("referral", referral))
