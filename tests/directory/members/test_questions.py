"""R13 of the list of findings: whoever takes something away is asked once; the page names what goes, and looking changes nothing."""

import pytest
from django.test import Client

from directory.models import Membership
from portal.identity import sessions
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(portal):
    user = factories.UserFactory(administrator=True)
    client = Client()
    client.force_login(user)
    factories.verify(client, user)
    return client


def test_taking_somebody_out_of_an_organisation_names_every_role(boss):
    here = factories.OrganisationFactory(name="Sozialwerk am Rebenhang")
    person = factories.MembershipFactory(organisation=here, role="reader").user
    factories.MembershipFactory(user=person, organisation=here, role="caseworker")
    Client().force_login(person)
    member = f"/mitglieder/{here.pk}/{person.pk}/"
    assert f'href="{member}herausnehmen/"' in boss.get(member).content.decode()
    page = boss.get(f"{member}herausnehmen/")
    roles = [row.get_role_display() for row in Membership.objects.filter(user=person).order_by("role")]
    assert list(page.context["question"].goes) == [*(f"Rolle: {role}" for role in roles), "1 Anmeldung"]
    assert all(role in page.content.decode() for role in roles)
    assert Membership.objects.filter(user=person).count() == 2
    boss.post(f"{member}herausnehmen/")
    assert not Membership.objects.filter(user=person).exists()


@pytest.mark.parametrize("act", ["sperren", "abmelden", "einladung-zuruecknehmen"])
def test_looking_at_the_question_changes_nothing(boss, act):
    person = factories.UserFactory()
    Client().force_login(person)
    answer = boss.get(f"/konten/{person.pk}/{act}/")
    person.refresh_from_db()
    assert answer.status_code == 200 and str(person) in answer.content.decode()
    assert person.is_active and sessions.of(person).count() == 1


def test_ending_an_own_session_asks_which_one(portal):
    user = factories.UserFactory()
    here, there = Client(), Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Mobile Safari"})
    for client in (here, there):
        client.force_login(user)
    rows = here.get("/konto/anmeldungen/").context["rows"]
    other = next(session for session, is_this, _seen in rows if not is_this)
    page = here.get("/konto/anmeldungen/beenden/", {"sitzung": other.pk})
    assert page.context["question"].sent == {"sitzung": other.pk}
    assert there.get("/konto/").status_code == 200
    here.post("/konto/anmeldungen/beenden/", page.context["question"].sent)
    assert there.get("/konto/").status_code == 302
    assert here.get("/konto/").status_code == 200
