"""From the reminder to the clocks of an agreement: a partner leaves it as it is, the coordinator records an objection."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pages.documents.facts_box import long_date
from tests import factories
from tests.browser.steps import follow, look
from tests.pages import partners

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def circle(portal):
    office = factories.OrganisationFactory(name="Jobcenter Musterland", short_name="Jobcenter")
    carrier = factories.OrganisationFactory(name="Sozialwerk am Rebenhang", short_name="Sozialwerk")
    karin, mirko = partners.named(office, "Seebald", "Karin"), partners.named(carrier, "Antes", "Mirko")
    end = timezone.localdate() + dt.timedelta(days=50)
    agreement = partners.signed(
        (karin, None),
        (mirko, None),
        term="until",
        term_until=end,
        renewal="automatic",
        renewal_months=12,
        objection_months=1,
        notice_months=6,
        review_months=12,
        review_of="Gültigkeit und Praktikabilität",
    )
    return {"karin": karin, "end": end, "agreement": agreement, "coordinator": partners.coordinator()}


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_f12_from_the_reminder_to_the_end_of_the_term(circle, visit, width, theme):
    partner = visit(width=width, theme=theme, user=circle["karin"].person.user)
    page = partner.open("/zu-erledigen/")
    follow(page.get_by_role("link", name="Verlängerung prüfen: KV M"))
    look(partner, "clocks-partner")
    follow(page.get_by_role("button", name="Wir lassen es dabei"))
    expect(page.get_by_text("Sie werden an diesen Tag nicht mehr erinnert.")).to_be_visible()
    follow(page.get_by_role("link", name="Überprüfung erledigt"))
    page.get_by_label("Was kam dabei heraus?").fill("Die Absprachen werden gelebt.")
    look(partner, "review")
    follow(page.get_by_role("button", name="Überprüfung eintragen"))
    expect(page.get_by_text("Die Absprachen werden gelebt.")).to_be_visible()

    chair = visit(width=width, theme=theme, user=circle["coordinator"])
    page = chair.open(f"/fristen/{circle['agreement'].pk}/")
    follow(page.get_by_role("link", name="Widerspruch eingegangen"))
    page.get_by_label("Wer widerspricht?").select_option(label="Sozialwerk am Rebenhang")
    look(chair, "objection")
    follow(page.get_by_role("button", name="Widerspruch eintragen"))
    end = long_date(circle["end"])
    expect(page.get_by_text(f"Letzter Tag der Vereinbarung ist der {end}.")).to_be_visible()
    expect(page.get_by_text(f"Läuft bis {end}.")).to_be_visible()
    look(chair, "clocks-after")
    follow(page.get_by_role("link", name="Text", exact=True))
    look(chair, "document")
