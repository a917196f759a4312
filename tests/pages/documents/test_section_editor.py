"""Editing a normative document through Wagtail's own forms: identities, numbers, warnings, rights."""

import json

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from pages.documents.sections import permanent_anchor
from pages.models import FormerNumber, NormativeIndexPage, NormativePage
from tests.factories import normative_page, section


def posted(page, sections, action="", **fields):
    """What the browser sends: the sections in this order, each with its identity."""
    children = [("section", {**one["value"], "text": rich_text(one["value"]["text"])}) for one in sections]
    stream = streamfield(children)
    for place, one in enumerate(sections):
        stream[f"{place}"]["id"] = one["id"]
    data = {
        "title": page.title,
        "slug": page.slug,
        "kind": page.kind,
        "term_start": "signing",
        "sections": stream,
        "parties": inline_formset([]),
        "annexes": inline_formset([]),
        "comments": inline_formset([]),
        "contacts": streamfield([]),
        "contacts_number": "",
        **fields,
    }
    return nested_form_data(data) | ({f"action-{action}": action} if action else {})


def edit(client, page, sections, action="", **fields):
    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), posted(page, sections, action, **fields), follow=True
    )
    assert answer.status_code == 200
    page.refresh_from_db()
    return answer


def refused(answer):
    form = answer.context.get("form")
    return form.errors if form is not None and form.is_bound else {}


def renumbered(one, number):
    return {**one, "value": {**one["value"], "number": number}}


def identities(page):
    return [one.identity for one in page.outline()]


def numbers(page):
    return {one.identity: one.number_anchor for one in page.outline()}


@pytest.fixture
def three():
    return [section("1", "Ziele", "<p>Wir beraten.</p>"), section("2", "Wege"), section("3", "Ende")]


def test_f2_moving_renumbering_and_editing_keep_identities(editor, three):
    page = normative_page(three)
    first, second, third = three
    edited = {**third, "value": {**third["value"], "heading": "Schluss", "number": "1"}}
    answer = edit(editor, page, [edited, renumbered(first, "2"), renumbered(second, "3")], "publish")
    assert not refused(answer)
    assert identities(page) == [third["id"], first["id"], second["id"]]
    assert numbers(page) == {third["id"]: "z-1", first["id"]: "z-2", second["id"]: "z-3"}
    assert permanent_anchor(third["id"]) == page.outline()[0].anchor


def test_f2_former_numbers_are_recorded_on_publication_and_not_for_drafts(editor, three):
    page = normative_page(three)
    first, second, third = three
    edit(editor, page, [first, second, renumbered(third, "4")])
    assert not FormerNumber.objects.exists()
    edit(editor, page, [first, second, renumbered(third, "5")], "publish")
    assert [(row.section, row.anchor) for row in FormerNumber.objects.all()] == [(third["id"], "z-3")]


def test_f2_a_deleted_section_leaves_its_number_behind(editor, three):
    page = normative_page(three)
    edit(editor, page, three[:2], "publish")
    assert [(row.section, row.anchor) for row in page.former_numbers.all()] == [(three[2]["id"], "z-3")]


def test_f2_a_number_reused_by_another_section_belongs_to_the_new_one(editor, reader, three):
    page = normative_page(three)
    first, second, third = three
    edit(editor, page, [first, renumbered(third, "2"), renumbered(second, "3")], "publish")
    answer = reader.get(f"{page.get_url()}z/2/")
    assert answer.url.endswith("#z-2")
    assert numbers(page)[third["id"]] == "z-2"


def test_f2_the_last_owner_of_a_number_counts(editor, three):
    page = normative_page(three[:2])
    first, second = three[:2]
    edit(editor, page, [renumbered(second, "1"), renumbered(first, "2")], "publish")
    edit(editor, page, [renumbered(first, "1"), renumbered(second, "2")], "publish")
    edit(editor, page, [renumbered(first, "8"), renumbered(second, "9")], "publish")
    assert page.former_numbers.filter(anchor="z-1").first().section == first["id"]
    assert page.former_numbers.filter(anchor="z-2").first().section == second["id"]
    assert page.former_numbers.count() == 4


def test_f2_a_page_renumbered_while_it_was_offline_keeps_its_links(editor, three):
    page = normative_page(three)
    editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    page.refresh_from_db()
    assert not page.live
    edit(editor, page, [renumbered(three[0], "7"), *three[1:]])
    edit(editor, page, [renumbered(three[0], "7"), *three[1:]], "publish")
    assert page.former_numbers.filter(anchor="z-1", section=three[0]["id"]).exists()


def test_f2_a_copied_page_keeps_identities_and_clauses_but_no_former_numbers(editor, three):
    page = normative_page(three, notice_clause=three[2]["id"])
    edit(editor, page, [renumbered(three[0], "7"), *three[1:]], "publish", notice_clause=three[2]["id"])
    data = {"new_title": "Zweite", "new_slug": "zweite", "new_parent_page": page.get_parent().pk, "alias": ""}
    answer = editor.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    assert answer.status_code == 302
    copy = NormativePage.objects.get(slug="zweite")
    assert identities(copy) == identities(page)
    assert copy.notice_clause == three[2]["id"]
    assert not copy.former_numbers.exists()


def test_f2_a_section_added_in_the_form_gets_an_identity_of_its_own(editor, three):
    page = normative_page(three)
    edit(editor, page, [*three, section("4", "Neu", identity="")], "publish")
    assert len(set(identities(page))) == 4
    assert all(identities(page))


def test_a_document_is_made_in_the_editor_with_clauses_of_its_new_sections(editor, three):
    index = NormativeIndexPage.objects.get(locale__language_code="de")
    url = reverse("wagtailadmin_pages:add", args=["pages", "normativepage", index.pk])
    assert editor.get(url).status_code == 200
    blank = NormativePage(title="Neue Vereinbarung", slug="neue-vereinbarung", kind="agreement")
    data = posted(blank, three, "publish", notice_months="6", notice_clause=three[2]["id"])
    answer = editor.post(url, data, follow=True)
    assert not refused(answer)
    page = NormativePage.objects.get(slug="neue-vereinbarung")
    assert (page.live, page.notice_clause) == (True, three[2]["id"])


def test_clauses_are_chosen_among_the_sections_even_those_of_a_draft(editor, three):
    page = normative_page(three)
    added = section("4", "Aus dem Entwurf")
    edit(editor, page, [*three, added])
    shown = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    # The browser offers those that stand in its form; each field brings only what it holds.
    assert shown.count("4 Aus dem Entwurf</option>") == 0
    assert added["id"] in shown
    edit(editor, page, three, "publish", term_clause=added["id"])
    gone = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "(entfallener Abschnitt)" in gone


def test_a_clause_that_is_no_section_is_refused(editor, three):
    page = normative_page(three)
    assert "term_clause" in refused(edit(editor, page, three, "publish", term_clause="anderswo"))


def test_a_refused_form_keeps_new_sections_and_their_choice(editor, three):
    page = normative_page(three)
    added = section("4", "Neu")
    answer = edit(editor, page, [*three, added], "publish", term="period", term_clause=added["id"])
    assert list(refused(answer)) == ["term_months"]
    assert f'<option value="{added["id"]}" selected>4 Neu</option>' in answer.content.decode()


def test_a_draft_may_be_incomplete_and_a_publication_may_not(editor, three):
    page = normative_page(three, live=False)
    assert not refused(edit(editor, page, three, term="period"))
    assert NormativePage.objects.get(pk=page.pk).term == "period"
    assert "term_months" in refused(edit(editor, page, three, "publish", term="period"))


def test_a_number_that_is_none_is_refused_with_examples(editor, three):
    page = normative_page(three)
    answer = edit(editor, page, [renumbered(three[0], "drei Punkt eins")], "publish")
    assert "ist keine Ziffer. Beispiele: 10, 3.11.2" in answer.content.decode()


def warnings_of(answer):
    return [str(one) for one in answer.context["messages"] if one.level_tag == "warning"]


def test_saving_names_skipped_and_duplicate_numbers_and_saves_all_the_same(editor):
    page = normative_page()
    printed = ["3", "3.1", "3.2", "3.4", "3.4", "3.8"]
    sections = [section(number, f"Abschnitt {number}", level=1 + number.count(".")) for number in printed]
    answer = edit(editor, page, sections, "publish")
    (warning,) = warnings_of(answer)
    assert "Ziffer 3.4 folgt auf 3.2: 3.3 fehlt." in warning
    assert "Ziffer 3.4 steht schon weiter oben." in warning
    assert "Ziffer 3.8 folgt auf 3.4: 3.5 bis 3.7 fehlen." in warning
    assert len(page.outline()) == 6


def test_sound_numbers_bring_no_warning(editor, three):
    assert not warnings_of(edit(editor, normative_page(three), three, "publish"))


def test_a_long_list_of_doubtful_numbers_is_cut_short(editor):
    sections = [section("1", f"Abschnitt {place}") for place in range(12)]
    (warning,) = warnings_of(edit(editor, normative_page(), sections))
    assert warning.count("<li>") == 6
    assert "und 6 weitere" in warning


def test_a_doubtful_number_reaches_the_message_as_text(editor):
    sections = [section("1", "<script>alert(1)</script>"), section("1", "<b>zwei</b>")]
    answer = edit(editor, normative_page(), sections)
    assert "<script>alert(1)</script>" not in answer.content.decode().split('class="messages"')[1][:3000]


def test_saving_by_itself_brings_no_warning(editor):
    page = normative_page()
    data = posted(page, [section("1", "Eins"), section("1", "Zwei")])
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = editor.post(url, data, headers={"accept": "application/json"})
    assert answer.json()["success"] is True
    assert not warnings_of(editor.get(url))


def ask(client, body):
    body = body if isinstance(body, str) else json.dumps(body)
    return client.post(reverse("pages_number_sections"), body, content_type="application/json")


def test_numbers_are_continued_from_here_by_the_portal(editor):
    entries = [["1", 1], ["1.1", 2], ["1.1", 2], ["", 2], ["1.9", 2], ["7", 1]]
    answer = ask(editor, {"entries": entries, "start": 2}).json()
    assert answer["numbers"] == ["1", "1.1", "1.2", "", "1.3", "2"]
    assert answer["findings"] == []
    assert answer["due"] == "1.2"


def test_numbers_are_checked_while_somebody_types(editor):
    answer = ask(editor, {"entries": [["§ 1", 1], ["§ 3", 1], ["§ 3", 1]], "start": None}).json()
    assert answer["numbers"] is None
    assert [(one["index"], one["text"]) for one in answer["findings"]] == [
        (1, "Ziffer § 3 folgt auf § 1: § 2 fehlt."),
        (2, "Ziffer § 3 steht schon weiter oben."),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        {"entries": "1"},
        {"entries": [["1"]]},
        {"entries": [["1", "1"]]},
        {"entries": [["1", 0]]},
        {"entries": [["1", 7]]},
        {"entries": [["9" * 41, 1]]},
        {"entries": [["1", 1]], "start": 1},
        {"entries": [["1", 1]], "start": "0"},
        {"entries": [["1", 1]] * 10_001},
        "[" * 100_000,
    ],
)
def test_a_list_that_cannot_be_read_is_refused_in_german(editor, body):
    answer = ask(editor, body)
    assert answer.status_code == 400
    assert answer.json() == {"error": "Die Liste der Abschnitte ist nicht lesbar."}


def test_readers_cannot_ask_for_numbers(reader):
    assert ask(reader, {"entries": []}).status_code in {302, 403}


@pytest.mark.parametrize("route", ["wagtailadmin_home", "wagtailadmin_explore_root"])
def test_readers_see_that_they_may_not_edit_and_are_not_sent_in_circles(reader, route):
    answer = reader.get(reverse(route), follow=True)
    assert answer.status_code == 403
    assert answer.redirect_chain == []


def test_readers_cannot_open_or_save_a_document_in_the_editor(reader, three):
    page = normative_page(three)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert reader.get(url, follow=True).status_code == 403
    assert reader.post(url, posted(page, three[:1], "publish"), follow=True).status_code == 403
    assert len(NormativePage.objects.get(pk=page.pk).outline()) == 3


def test_editors_reach_what_they_need(editor, three):
    page = normative_page(three)
    for route in ("edit", "history", "usage", "copy", "move", "unpublish"):
        answer = editor.get(reverse(f"wagtailadmin_pages:{route}", args=[page.pk]))
        assert answer.status_code == 200, route
    assert editor.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).status_code == 200


def test_editors_have_a_way_to_the_documents_in_the_menu(editor):
    shown = editor.get(reverse("wagtailadmin_home")).content.decode()
    index = NormativeIndexPage.objects.get(locale__language_code="de")
    assert reverse("wagtailadmin_explore", args=[index.pk]) in shown


def test_a_preview_shows_the_unsaved_sections(editor, three):
    page = normative_page(three)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    changed = {**three[0], "value": {**three[0]["value"], "heading": "Nur in der Vorschau"}}
    assert editor.post(url, posted(page, [changed])).json()["is_valid"] is True
    answer = editor.get(url)
    assert answer.status_code == 200
    assert "Nur in der Vorschau" in answer.content.decode()


def test_a_new_document_can_be_previewed(editor, three):
    index = NormativeIndexPage.objects.get(locale__language_code="de")
    url = reverse("wagtailadmin_pages:preview_on_add", args=["pages", "normativepage", index.pk])
    blank = NormativePage(title="Neu", slug="neu", kind="agreement")
    assert editor.post(url, posted(blank, three)).json()["is_valid"] is True
    assert "Ziele" in editor.get(url).content.decode()


def test_two_versions_are_compared_section_by_section(editor, three):
    page = normative_page(three)
    changed = {**three[1], "value": {**three[1]["value"], "heading": "Umwege"}}
    edit(editor, page, [three[0], changed, three[2]], "publish")
    first, last = page.revisions.order_by("pk").first(), page.revisions.order_by("pk").last()
    url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, last.pk])
    shown = editor.get(url).content.decode()
    assert '<span class="deletion">Wege</span>' in shown
    assert '<span class="addition">Umwege</span>' in shown


def test_sections_can_be_commented(editor, three):
    page = normative_page(three)
    place = f"sections.{three[1]['id']}.heading"
    comments = inline_formset([{"text": "Bitte prüfen", "contentpath": place, "replies": inline_formset([])}])
    answer = edit(editor, page, three, comments=comments)
    assert not refused(answer)
    (comment,) = Page.objects.get(pk=page.pk).wagtail_admin_comments.all()
    assert comment.contentpath == place
