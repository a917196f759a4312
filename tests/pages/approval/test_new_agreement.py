"""A new agreement is published when all who must have agreed to it, from its day on, and not before (F10)."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset

from pages.documents.publication import PublicationRefused
from pages.models import NormativeIndexPage, NormativePage, Party
from pages.versions import actions as versions
from tests import factories
from tests.pages import partners
from tests.pages.approval import consents
from tests.pages.approval.consents import EFFECTIVE, asked, opened, said
from tests.pages.documents.test_section_editor import posted

TODAY = dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(portal):
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agreement(clock):
    """Written in the editor and never published; two sides are named."""
    page = factories.normative_page(
        [factories.section("1", "Ziele")],
        live=False,
        title="Vereinbarung Neuland",
        kind="agreement",
        in_force_on=EFFECTIVE,
    )
    page.parties = [
        Party(name=str(one.organisation), organisation=one.organisation, contact=one)
        for one in consents.people(("Jobcenter Neuland", "Stadt Neustadt"))
    ]
    page.save_revision()
    page.save()
    return page


def test_f10_a_new_agreement_begins_with_the_consent_of_its_parties_and_on_its_day(clock, agreement):
    coordinator = partners.coordinator()
    office = partners.browser(coordinator)
    with pytest.raises(PublicationRefused):
        agreement.get_latest_revision().publish()
    version = versions.prepare(
        document=agreement, effective_on=EFFECTIVE, by=coordinator, note="Neu.", reason="Wunsch aller."
    )
    history = office.get(reverse("versions:history", args=[agreement.pk])).content.decode()
    assert "in Vorbereitung" in history
    assert "Den Beteiligten vorlegen" in office.get(reverse("approval:parties", args=[agreement.pk])).content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        rows = asked(version)
    for row in rows:
        client, page = opened(row.representative.person.user.email)
        assert "Ziele" in client.get(page).content.decode()
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert client.post(page, said()).status_code == 302
    assert consents.now(version).state == "adopted"
    call_command("begin_versions", verbosity=0)
    assert not NormativePage.objects.get(pk=agreement.pk).live
    clock.move_to(dt.datetime(2026, 12, 31, 23, 1, tzinfo=dt.UTC))
    call_command("begin_versions", verbosity=0)
    page = NormativePage.objects.get(pk=agreement.pk)
    assert page.live and page.status() == "in_force"
    assert page.versions.get().began_at is not None


def test_f10_nobody_else_opens_what_was_never_published(clock, agreement):
    reader = partners.browser(factories.UserFactory())
    for name in ("versions:history", "approval:parties"):
        assert reader.get(reverse(name, args=[agreement.pk])).status_code == 404


def test_f10_the_editor_leads_to_the_versions_of_a_document(clock, agreement):
    editor = partners.browser(factories.UserFactory(editor=True))
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[agreement.pk])).content.decode()
    assert reverse("versions:history", args=[agreement.pk]) in page


def test_f11_taken_back_in_the_history_whoever_was_asked_is_told(clock, agreement, mailoutbox):
    coordinator = partners.coordinator()
    version = versions.prepare(
        document=agreement, effective_on=EFFECTIVE, by=coordinator, note="Neu.", reason="Wunsch aller."
    )
    with TestCase.captureOnCommitCallbacks(execute=True):
        asked(version)
    before = len(mailoutbox)
    with TestCase.captureOnCommitCallbacks(execute=True):
        partners.browser(coordinator).post(reverse("versions:take_back", args=[agreement.pk, version.pk]))
    assert len(mailoutbox) == before + 2


def test_f10_made_and_published_at_once_it_waits_as_a_draft_and_says_why(clock):
    editor = partners.browser(factories.UserFactory(editor=True))
    index = NormativeIndexPage.objects.get(locale__language_code="de")
    side = factories.OrganisationFactory(name="Stadt Neustadt")
    blank = NormativePage(title="Vereinbarung Neuland", slug="neuland", kind="agreement")
    party = {"name": side.name, "organisation": side.pk, "must_agree": "on"}
    data = posted(
        blank, [factories.section("1", "Ziele")], "publish", in_force_on="2027-01-01", parties=inline_formset([party])
    )
    url = reverse("wagtailadmin_pages:add", args=["pages", "normativepage", index.pk])
    answer = editor.post(url, data, follow=True)
    page = NormativePage.objects.get(slug="neuland")
    assert not page.live
    assert "Als Entwurf gespeichert. Diese Vereinbarung ändert sich erst" in answer.content.decode()
