"""Roles as data: each described, the page for people current, a superuser none of them."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from directory.models import Membership
from portal.identity.auth import OrganisationRole, PortalRole
from portal.identity.roles import DESCRIPTIONS
from tests import factories

ROOT = Path(__file__).resolve().parents[3]


def test_each_role_is_described_once():
    assert [one.role for one in DESCRIPTIONS] == [*OrganisationRole, *PortalRole]


def test_the_page_on_roles_is_current():
    written = StringIO()
    call_command("describe_roles", stdout=written)
    committed = (ROOT / "docs" / "rollen.md").read_text(encoding="utf-8")
    assert written.getvalue() == committed, "manage.py describe_roles > docs/rollen.md"


def test_r23_cases_ask_for_roles_and_never_for_all_rights():
    for path in [*(ROOT / "cases").rglob("*.py"), *(ROOT / "cases").rglob("*.html")]:
        assert not re.search(r"has_perms?\b|is_superuser|is_staff|\bperms\b", path.read_text(encoding="utf-8")), path


def test_r24_a_role_that_is_taken_away_is_gone_with_the_next_request(portal):
    editor = factories.UserFactory(officer=True)
    client = Client()
    client.force_login(editor)
    factories.verify(client, editor)
    assert client.get("/protokoll/").status_code == 200
    editor.groups.clear()
    assert client.get("/protokoll/").status_code == 403


def test_r24_a_membership_that_ends_is_gone_with_the_next_request(portal):
    membership = factories.MembershipFactory(organisation__name="Sozialwerk am Rebenhang")
    client = Client()
    client.force_login(membership.user)
    assert "Sozialwerk am Rebenhang" in client.get("/konto/").content.decode()
    Membership.objects.filter(pk=membership.pk).update(role=OrganisationRole.REPORTER)
    assert "Kennzahlenmeldung" in client.get("/konto/").content.decode()
    membership.delete()
    assert "Sozialwerk am Rebenhang" not in client.get("/konto/").content.decode()


@pytest.mark.parametrize("path", ["/konto/", "/protokoll/"])
def test_r24_a_deactivated_account_is_signed_out_with_the_next_request(portal, path):
    user = factories.UserFactory(officer=True)
    client = Client()
    client.force_login(user)
    factories.verify(client, user)
    assert client.get(path).status_code == 200
    user.is_active = False
    user.save()
    assert client.get(path).status_code == 302
