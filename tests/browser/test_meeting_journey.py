"""The coordinator looks for a date, two partners answer, it is taken over; a point, the minutes, and a decision that comes back as a duty."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pages.models import EventDate, Meeting, TrainingRecord, TrainingRule, TrainingTopic
from pages.training import actions as trainings
from tests import factories
from tests.browser.steps import follow, look
from tests.pages import partners

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])


@pytest.fixture
def circle(portal):
    office = factories.OrganisationFactory(name="Jobcenter Musterland", short_name="Jobcenter")
    carrier = factories.OrganisationFactory(name="Sozialwerk am Rebenhang", short_name="Sozialwerk")
    karin, tomasz = partners.named(office, "Seebald", "Karin"), partners.named(office, "Wilga", "Tomasz")
    mirko = partners.named(carrier, "Antes", "Mirko")
    agreement = partners.signed((karin, tomasz), (mirko, None), cited_as="LÖ-KV")
    meeting = Meeting.objects.create(
        agreement=agreement, title="Halbjahrestreffen", due_on=timezone.localdate() + dt.timedelta(days=60)
    )
    return {"karin": karin, "mirko": mirko, "meeting": meeting, "coordinator": partners.coordinator()}


def day(days: int) -> str:
    return f"{timezone.localdate() + dt.timedelta(days=days):%d.%m.%Y}"


def answer(window, *words: str) -> None:
    page = window.page
    for place, word in enumerate(words):
        page.locator("fieldset.choice").nth(place).get_by_label(word, exact=True).check()
    look(window, "poll-answering")
    follow(page.get_by_role("button", name="Antwort speichern"))


@VIEWS
def test_i15_from_the_duty_to_the_decision(circle, visit, width, theme):
    chair = visit(width=width, theme=theme, user=circle["coordinator"])
    page = chair.open("/zu-erledigen/")
    follow(page.get_by_role("link", name="Termin festlegen: Halbjahrestreffen"))
    look(chair, "date")
    follow(page.get_by_role("link", name="Termine zur Wahl stellen"))
    page.get_by_label("Ort", exact=True).fill("Kreishaus, Saal 2")
    for row, days in ((0, 20), (1, 21)):
        for label, text in (("Datum", day(days)), ("von", "9"), ("bis", "11:30")):
            page.locator(".slot").nth(row).get_by_label(label, exact=True).fill(text)
    page.get_by_label("Antworten bis").fill(day(9))
    look(chair, "poll-new")
    follow(page.get_by_role("button", name="Abstimmung beginnen"))
    poll_url = page.url.removeprefix(chair.base)

    for name, words in (("karin", ("ja", "wenn nötig")), ("mirko", ("nein", "ja"))):
        asked = visit(width=width, theme=theme, user=circle[name].person.user)
        asked.open("/zu-erledigen/")
        follow(asked.page.get_by_role("link", name="Terminabstimmung beantworten: Halbjahrestreffen"))
        answer(asked, *words)
        expect(asked.page.get_by_text("Ihre Antwort ist gespeichert.")).to_be_visible()
    chair.open("/zu-erledigen/")
    follow(page.get_by_role("link", name="Termin übernehmen: Halbjahrestreffen"))
    look(chair, "poll-decide")
    follow(page.locator(".entry", has_text="passt am besten").get_by_role("button", name="Übernehmen"))
    expect(page.get_by_role("heading", name="Halbjahrestreffen", level=1)).to_be_visible()
    meeting_url = page.url.removeprefix(chair.base)

    partner = visit(width=width, theme=theme, user=circle["mirko"].person.user)
    partner.open(poll_url)
    follow(partner.page.get_by_role("link", name="Zum Treffen mit Tagesordnung"))
    follow(partner.page.get_by_role("link", name="Punkt vorschlagen"))
    partner.page.get_by_label("Punkt", exact=True).fill("Sprachkurse mit freien Plätzen")
    look(partner, "point")
    follow(partner.page.get_by_role("button", name="Punkt vorschlagen"))
    chair.open(meeting_url)
    look(chair, "meeting-before")
    follow(page.get_by_role("button", name="Annehmen"))

    held = timezone.now() - dt.timedelta(days=1)
    EventDate.objects.update(starts_at=held, ends_at=held + dt.timedelta(hours=2))
    chair.open(meeting_url)
    follow(page.get_by_role("link", name="Protokoll schreiben"))
    page.get_by_label("Protokoll", exact=True).fill("Die Volkshochschule berichtet.\n\nAlle finden die Liste gut.")
    look(chair, "minutes")
    follow(page.get_by_role("button", name="Entwurf speichern"))
    follow(page.get_by_role("button", name="Protokoll veröffentlichen"))
    follow(page.get_by_role("link", name="Beschluss festhalten"))
    page.get_by_label("Was wurde beschlossen?").fill("Kursliste jeden Monat verschicken")
    page.get_by_label("Zuständig", exact=True).select_option(label="Sozialwerk am Rebenhang, Mirko Antes")
    follow(page.get_by_role("button", name="Beschluss festhalten"))

    partner.open("/zu-erledigen/")
    follow(partner.page.get_by_role("link", name="Beschluss erledigen: Kursliste"))
    follow(partner.page.get_by_role("button", name="Als erledigt melden"))
    expect(partner.page.get_by_text("Die Volkshochschule berichtet.")).to_be_visible()
    look(partner, "meeting-after")
    partner.open("/kalender/treffen/")
    look(partner, "meetings")
    partner.open("/kalender/abstimmungen/")
    look(partner, "polls")


@VIEWS
def test_f32_what_is_required_and_what_was_done(circle, visit, width, theme):
    topic = TrainingTopic.objects.create(name="Asyl- und Aufenthaltsrecht")
    rules = [("Fortbildung im Asylrecht", 3), ("Einwilligung richtig einholen", 24)]
    for name, months in rules:
        TrainingRule.objects.create(
            name=name,
            clause="LÖ-RL 3.3.2",
            months=months,
            topic=topic if months == 3 else TrainingTopic.objects.create(name=name),
            valid_from=partners.LONG_AGO,
        )
    trainings.follow_rules()
    TrainingRecord.objects.create(
        person=circle["mirko"].person, title="Gespräche mit Dolmetschenden", taken_on=dt.date(2026, 3, 4), source="own"
    )
    window = visit(width=width, theme=theme, user=circle["mirko"].person.user)
    page = window.open("/kalender/fortbildungen/")
    look(window, "trainings")
    follow(page.get_by_role("link", name="Fortbildung eintragen"))
    page.get_by_label("Fortbildung", exact=True).fill("Aufenthaltsrecht kompakt")
    page.get_by_label("Teilgenommen am").fill(day(-3))
    page.get_by_label("Asyl- und Aufenthaltsrecht").check()
    page.get_by_label("Bescheinigung").set_input_files(
        files=[{"name": "nachweis.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"}]
    )
    look(window, "training-enter")
    follow(page.get_by_role("button", name="Eintragen"))
    expect(page.get_by_text("erfüllt").first).to_be_visible()
    superior = partners.browser(circle["coordinator"])
    assert superior.get("/kalender/fortbildungen/stand/").status_code == 200
    chair = visit(width=width, theme=theme, user=circle["coordinator"])
    chair.open("/kalender/fortbildungen/stand/")
    look(chair, "training-numbers")
    follow(chair.page.get_by_role("link", name="Neue Regel"))
    look(chair, "training-rule")
