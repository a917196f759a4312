"""Who is responsible? By keyboard with suggestions, without script, on paper."""

import pytest

from tests.browser.steps import follow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def names(page: object) -> list[str]:
    return page.locator(".card__name").all_text_contents()


def test_f19_typing_a_place_suggests_it_and_leads_to_the_answer(visit, person, county):
    window = visit(user=person)
    page = window.open("/zustaendig/")
    field = page.get_by_role("combobox", name="Gemeinde, Ortsteil oder Postleitzahl")
    field.press_sequentially("Kelterv")
    page.get_by_role("option", name="Wengertsheim").wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    page.get_by_role("heading", level=1, name="Wer ist zuständig in Wengertsheim?").wait_for()
    assert "Mirko Antes" in names(page)
    assert page.get_by_text("Vertritt Lena Wolfart").is_visible()
    assert page.get_by_text("Niemand eingetragen").is_visible()
    assert window.complaints == []


def test_f20_without_script_a_postcode_asks_and_a_click_answers(visit, person, county):
    page = visit(user=person, script=False, width=390).open("/zustaendig/")
    page.get_by_label("Gemeinde, Ortsteil oder Postleitzahl").fill("74955")
    follow(page.get_by_role("button", name="Zuständige zeigen"))
    follow(page.get_by_role("link", name="Mostweiler"))
    assert page.get_by_role("heading", level=1).text_content() == "Wer ist zuständig in Mostweiler?"
    assert "Gregor Pahl" in names(page)


def test_f19_a_search_for_who_is_responsible_asks_for_the_place_and_answers(visit, person, county):
    window = visit(user=person, width=390)
    page = window.open("/suche/?q=ansprechpartner+sprachkurs")
    field = page.get_by_role("combobox", name="Gemeinde, Ortsteil oder Postleitzahl")
    field.press_sequentially("Haldenr")
    page.get_by_role("option", name="Haldenrain").wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    page.get_by_role("heading", level=1, name="Wer ist zuständig in Haldenrain?").wait_for()
    assert page.locator(".card__service").all_text_contents() == ["Integrationskurs und Kursplatz"]
    assert window.complaints == []


def test_on_paper_there_are_the_cards_and_no_form(visit, person, county):
    page = visit(user=person).open("/zustaendig/?ort=Wengertsheim")
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Zuständige zeigen").is_visible()
    assert not page.get_by_text("Als vCard laden").is_visible()
    assert page.get_by_text("Mirko Antes").first.is_visible()


def test_lists_are_narrowed_on_a_phone(visit, person, county):
    page = visit(user=person, width=390).open("/verzeichnis/")
    page.get_by_role("button", name="Eingrenzen").click()
    page.get_by_label("Sprache").select_option(label="Tigrinya")
    follow(page.get_by_role("button", name="Anwenden"))
    assert page.locator(".entry__title").all_text_contents() == [
        "Diakonieverein Rebenhang",
        "Freundeskreis Ankommen Zehntheim",  # through somebody there who speaks it
        "Sprachwerkstatt Haldenrain",
    ]
