"""The coordinator puts a version before eight parties, two object with a reason, a mayor agrees on his phone without an account."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from pages.models import Approval, ApprovalReply
from tests.browser.steps import follow, look
from tests.pages import partners
from tests.pages.approval import consents

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = [f"Gemeinde {name}" for name in ("Auental", "Birken", "Eschau", "Forst", "Grünau", "Hain", "Linden", "Moos")]


def answer(window, address: str, button: str, reason: str = "") -> None:
    window.open(consents.link_of(address))
    page = window.page
    page.get_by_label("Ihr Name").fill("Hanno Feld")
    page.get_by_label("Ihre Funktion").fill("Bürgermeister")
    if reason:
        page.get_by_label("Was steht der Zustimmung entgegen?").fill(reason)
    follow(page.get_by_role("button", name=button, exact=True))
    expect(page.get_by_role("heading", name="Ihre Antwort ist gespeichert")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_f11_eight_parties_answer_and_two_object(portal, visit, width, theme):
    people = consents.people(NAMES)
    coordinator = partners.coordinator()
    version = consents.drafted(people, by=coordinator, effective_on=consents.later())
    mails = [one.person.user.email for one in people]

    chair = visit(width=width, theme=theme, user=coordinator)
    page = chair.open(f"/beteiligte/{version.document_id}/")
    look(chair, "before")
    follow(page.get_by_role("link", name="Den Beteiligten vorlegen"))
    look(chair, "asking")
    follow(page.get_by_role("button", name="Vorlegen und Links senden"))
    expect(page.get_by_text("0 von 8 haben zugestimmt.")).to_be_visible()
    assert len({to for one in mail.outbox for to in one.to}) == len(NAMES)

    mayor = visit(width=390, theme=theme)
    mayor.open(consents.link_of(mails[0]))
    assert re.search(r"/zustimmung/text/\d+/$", mayor.page.url)
    expect(mayor.page.get_by_text("Wir treffen uns jedes Vierteljahr.").last).to_be_visible()
    look(mayor, "mayor")
    follow(mayor.page.get_by_role("button", name="Nicht zustimmen"))
    expect(mayor.page.get_by_text("Bitte schreiben Sie, was der Zustimmung entgegensteht.").first).to_be_visible()
    mayor.page.get_by_label("Ihr Name").fill("Hanno Feld")
    mayor.page.get_by_label("Ihre Funktion").fill("Bürgermeister")
    mayor.complaints.clear()  # the browser names every answer that is not 200
    follow(mayor.page.get_by_role("button", name="Zustimmen", exact=True))
    expect(mayor.page.get_by_text("Gemeinde Auental hat zugestimmt.")).to_be_visible()
    look(mayor, "receipt")

    for address in mails[1:6]:
        answer(visit(width=390, theme=theme), address, "Zustimmen")
    for address in mails[6:]:
        answer(visit(width=390, theme=theme), address, "Nicht zustimmen", "Zu Ziffer 1: Einmal im Halbjahr genügt.")

    chair.open("/zu-erledigen/")
    follow(page.get_by_role("link", name="Zustimmungen klären"))
    expect(page.get_by_text("6 von 8 haben zugestimmt.")).to_be_visible()
    expect(page.get_by_text("Zu Ziffer 1: Einmal im Halbjahr genügt.").first).to_be_visible()
    look(chair, "answers")
    for approval in Approval.objects.filter(state="objected"):
        chair.open(f"/beteiligte/{version.document_id}/stelle/{approval.pk}/link/")
        follow(page.get_by_role("button", name="Link senden"))
    for address in mails[6:]:
        answer(visit(width=390, theme=theme), address, "Zustimmen")
    chair.open(f"/fassungen/{version.document_id}/")
    expect(page.get_by_text("gilt noch nicht")).to_be_visible()
    look(chair, "history")
    assert ApprovalReply.objects.count() == 10
