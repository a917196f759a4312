"""Inbox, outbox, drafts: what waits for whom, names only on request."""

import datetime as dt
import re

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from cases.models import Referral
from portal.identity.auth import PortalRole
from portal.models import AuditEvent
from tests import factories
from tests.cases.factories import member, signed_in

INBOX, OUTBOX, DRAFTS = "cases:inbox", "cases:outbox", "cases:drafts"


def shown(client, name: str, **query: str) -> str:
    return re.sub(r"\s+", " ", client.get(reverse(name), query).content.decode())


def numbers(page: str) -> list[str]:
    return re.findall(r">(FÜ-\d{4}-\d{4})<", page)


def overdue(referral: Referral) -> None:
    Referral.objects.unrestricted().filter(pk=referral.pk).update(due_at=timezone.now() - dt.timedelta(days=2))


def test_f48_each_side_finds_it_in_its_own_list(county):
    referral, draft = county.sent(), county.draft()
    sender, receiver = signed_in(county.ayla), signed_in(county.tomasz)
    assert numbers(shown(receiver, INBOX)) == [referral.number]
    assert numbers(shown(sender, OUTBOX)) == [referral.number]
    assert numbers(shown(sender, DRAFTS)) == [draft.number]
    assert numbers(shown(sender, INBOX)) == numbers(shown(receiver, OUTBOX)) == []
    for name in (INBOX, OUTBOX, DRAFTS):
        assert numbers(shown(signed_in(county.other), name)) == []


def test_f48_a_row_says_state_purpose_other_side_and_who_is_to_act(county):
    county.sent()
    page = shown(signed_in(county.tomasz), INBOX)
    for words in ("gesendet", "gemeinsames Erstgespräch", f"von {county.sozialwerk}", "wartet auf uns", "noch "):
        assert words in page
    assert "wartet auf die andere Seite" in shown(signed_in(county.ayla), OUTBOX)
    assert "Azadi" not in page


def test_f48_the_most_urgent_stands_first_and_counts_say_how_much_waits(county):
    later, late, asked = county.sent(), county.sent(), county.sent()
    overdue(late)
    county.move(asked, "ask", county.tomasz, "Wann?")
    page = shown(signed_in(county.tomasz), INBOX)
    assert numbers(page) == [late.number, later.number, asked.number]
    for words in ("3 offen", "2 warten auf uns", "1 wartet auf die andere Seite", "1 überfällig"):
        assert words in page


def test_f48_lists_are_narrowed(county):
    late, asked, done, mine = county.sent(), county.sent(), county.sent(), county.sent()
    overdue(late)
    county.move(asked, "ask", county.tomasz, "Wann?")
    county.move(done, "decline", county.tomasz, "Nein.")
    county.move(mine, "accept", county.tomasz)
    client = signed_in(county.karin)
    narrowed = {
        (("frist", "ueberfaellig"),): {late},
        (("stand", "question"),): {asked},
        (("wartet", "andere"),): {asked},
        (("wartet", "uns"),): {late, mine},
        (("zweck", "first_talk"),): {late, asked, mine},
        (("zweck", "benefits"),): set(),
        (("wessen", "meine"),): set(),
        (("stand", "unsinn"),): {late, asked, mine},
    }
    for query, expected in narrowed.items():
        assert set(numbers(shown(client, INBOX, **dict(query)))) == {each.number for each in expected}, query
    assert numbers(shown(signed_in(county.tomasz), INBOX, wessen="meine")) == [mine.number]
    own = shown(signed_in(county.ayla), OUTBOX, stand="declined")
    assert numbers(own) == [done.number]
    assert "Keine Fallübergabe passt dazu." in shown(client, INBOX, zweck="benefits")


def test_f50_names_are_shown_on_request_with_one_event_and_its_subjects(county):
    first, second = county.sent(), county.sent(record=county.record(first_name="Samir", last_name="Haddad"))
    client = signed_in(county.tomasz)
    page = client.post(reverse(INBOX)).content.decode()
    assert page.count("Nazanin Azadi") == 2  # the words of the referral as it was sent
    event = AuditEvent.objects.get(action="cases.names")
    assert event.details == {"list": "inbox", "count": 2}
    subjects = AuditEvent.objects.filter(action="cases.record.found").values_list("object_id", flat=True)
    assert set(subjects) == {str(first.record_id), str(second.record_id)}
    own = signed_in(county.ayla).post(reverse(OUTBOX)).content.decode()
    assert "Samir Haddad" in own


def test_r22_no_name_where_the_consent_names_none(county):
    draft = county.draft(contents={"concern": "Anerkennung"})
    consent = county.consent(draft.record, categories=["concern"])
    from cases.access import actor
    from cases.referrals import referral_actions

    referral_actions.send_referral(referral=draft, version=draft.version, consent=consent, by=actor(county.ayla))
    page = signed_in(county.tomasz).post(reverse(INBOX)).content.decode()
    assert draft.number in page
    assert "Azadi" not in page
    assert AuditEvent.objects.get(action="cases.names").details["count"] == 0


def test_r45_each_list_is_an_event(county):
    county.sent()
    shown(signed_in(county.tomasz), INBOX)
    assert AuditEvent.objects.get(action="cases.list").details == {"list": "inbox", "count": 1}


def test_f48_a_list_costs_the_same_number_of_queries_whatever_is_in_it(county, django_assert_max_num_queries):
    client = signed_in(county.karin)
    for _count in range(4):
        county.sent()
    shown(client, INBOX)
    # Session, factor, frame and rights come before; the list itself asks for a count, a page, a summary, and writes its event.
    with django_assert_max_num_queries(22) as captured:
        shown(client, INBOX)
    own = [query["sql"] for query in captured if '"cases_referral"' in query["sql"] or "cases_client" in query["sql"]]
    assert len(own) <= 4
    for _count in range(8):
        county.sent()
    with django_assert_max_num_queries(len(captured)):
        shown(client, INBOX)


def coordinator():
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
    return user


def test_f49_the_coordination_sees_that_something_waits_and_where_but_never_what(county):
    late, running = county.sent(), county.sent()
    overdue(late)
    client = signed_in(coordinator())
    page = shown(client, "cases:waiting")
    assert str(county.jobcenter) in page
    assert "1 Antwort überfällig" in page
    for secret in (late.number, running.number, str(late.pk), "Erstgespräch", "Azadi", str(county.sozialwerk)):
        assert secret not in page
    for name in (INBOX, OUTBOX, DRAFTS):
        assert client.get(reverse(name)).status_code == 403
    assert client.get(reverse("cases:referral", args=[late.pk])).status_code == 403
    assert signed_in(county.tomasz).get(reverse("cases:waiting")).status_code == 403


def test_r34_whoever_has_no_role_there_learns_nothing(county):
    county.sent()
    reader = member(county.jobcenter, "reader")
    for name in (INBOX, OUTBOX, DRAFTS, "cases:waiting", "cases:grounds"):
        assert signed_in(reader).get(reverse(name)).status_code == 403
