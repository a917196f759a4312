"""A scanned guideline comes in: its pages stand beside the text, one group of repairs is refused, of another a single place, then the draft."""

import io

import pytest
from playwright.sync_api import expect
from reportlab.pdfgen.canvas import Canvas

from pages.models import NormativePage
from tests import factories
from tests.browser.steps import follow, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
FIRST = """Richtlinie Lesehilfe im Rebental

1. Ziel

Die Trager helfen den Gefliichteten beim Lesen und miissen dafiir Raume suchen.

2. Wege

Die Trager konnen MaBnahmen anbieten; sie diirfen niemanden abweisen."""
SECOND = """4. Geld

Die MaBnahmen miissen unverziiglich gemeldet werden. Uber Antrage der Trager wird im Marz entschieden.

Diese Richtlinie tritt am 1. Mai 2025 in Kraft."""


def scan() -> bytes:
    """Two pages of text as a scanner has read it."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=True)
    for page in (FIRST, SECOND):
        for at, line in enumerate(page.split("\n")):
            canvas.drawString(60, 770 - 16 * at, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@VIEWS
def test_f68_f69_from_the_scan_to_the_draft(visit, width, theme):
    editor = visit(width=width, theme=theme, user=factories.UserFactory(editor=True))
    page = editor.open("/cms/einlesen/")
    page.locator("input[type=file]").set_input_files(
        {"name": "lesehilfe.pdf", "mimeType": "application/pdf", "buffer": scan()}
    )
    look(editor, "import-upload")
    follow(page.get_by_role("button", name="Vorschau zeigen"))
    expect(page.get_by_role("link", name="1 Hinweis")).to_be_visible()

    page.locator("[id='import-notes-section']").get_by_role("link", name="in „4“").click()
    note = page.locator(".import-tree li:target")
    expect(note).to_contain_text("fehlt mindestens eine Ziffer")
    note.get_by_role("link", name="Seite 2").click()
    picture = page.get_by_role("img", name="Bild der Seite 2")
    expect(picture).to_be_in_viewport()
    expect.soft(picture).to_have_js_property("complete", True)
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 300

    refused = page.get_by_role("group", name="Trager")
    refused.get_by_label("keine").check()
    mixed = page.get_by_role("group", name="MaBnahmen")
    mixed.get_by_label("einzeln").check()
    mixed.get_by_role("checkbox").nth(1).uncheck()
    page.get_by_label("Ort der Unterzeichnung").fill("Rebental")
    follow(page.get_by_role("button", name="Vorschau aktualisieren"))
    expect(page.get_by_text("4 abgelehnt")).to_be_visible()
    expect(refused.get_by_label("keine")).to_be_checked()
    expect(mixed.get_by_role("checkbox").nth(0)).to_be_checked()
    expect(mixed.get_by_role("checkbox").nth(1)).not_to_be_checked()
    expect(page.get_by_label("Ort der Unterzeichnung")).to_have_value("Rebental")
    page.evaluate("scrollTo(0, 0)")  # elsewhere the bar of buttons may hide a part of some target from axe
    look(editor, "import-preview")

    follow(page.get_by_role("button", name="Als Entwurf anlegen"))
    expect(page.get_by_text("als Entwurf angelegt")).to_be_visible()
    draft = NormativePage.objects.get()
    text = " ".join(str(one["value"]["text"]) for one in draft.sections.raw_data)
    assert (draft.title, draft.signed_at) == ("Richtlinie Lesehilfe im Rebental", "Rebental")
    assert text.count("Trager") == 3
    assert (text.count("Maßnahmen"), text.count("MaBnahmen")) == (1, 1)
    assert "Gefl" in text
    assert "Gefliichteten" not in text
