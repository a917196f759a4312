"""A document too long for one form is edited part by part: what others change, hide or lock stays as they left it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from pages.documents.parts import plan
from pages.models import NormativePage, Version
from tests.benchmarks.content import sections
from tests.factories import normative_page, section
from tests.pages.documents.test_section_editor import identities, posted, refused, warnings_of

EDIT = "wagtailadmin_pages:edit"


@pytest.fixture
def long_page(portal, monkeypatch):
    """Three chapters of four sections each; every form holds at most six, every part five."""
    monkeypatch.setattr(plan, "MOST_AT_ONCE", 6)
    monkeypatch.setattr(plan, "MOST_IN_PART", 5)
    monkeypatch.setattr(plan, "OWN_PART", 2)
    chapters = [
        [
            section(f"{chapter}", f"Kapitel {chapter}"),
            *[section(f"{chapter}.{one}", f"Punkt {chapter}.{one}", level=2) for one in range(1, 5)],
        ]
        for chapter in range(1, 4)
    ]
    return normative_page([one for chapter in chapters for one in chapter], title="Lang", slug="lang")


@pytest.fixture
def colleague(sign_in):
    return sign_in(editor=True)


def address(page, place):
    return reverse("pages_document_part", args=[page.pk, draft(page).outline()[place].identity])


def draft(page):
    return NormativePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def texts(page):
    return [one.heading for one in draft(page).outline()]


def opened(client, url):
    """The part as a browser holds it: the address to send it to, what it holds, and its hidden fields."""
    shown = client.get(url, follow=True)
    form = BeautifulSoup(shown.content, "html.parser").select_one("#page-edit-form")
    hidden = {name: form.select_one(f"input[name={name}]")["value"] for name in ("von", "bis", "stand")}
    identity = hidden["von"]
    page = draft(shown.context["page"])
    raw = list(page.sections.raw_data)
    start, stop = (next(place for place, one in enumerate(raw) if one["id"] == hidden[end]) for end in ("von", "bis"))
    return {
        "url": reverse("pages_document_part", args=[page.pk, identity]),
        "sections": raw[start : stop + 1],
        "hidden": hidden,
    }


def send(client, part, **more):
    children = [("section", {**one["value"], "text": rich_text(one["value"]["text"])}) for one in part["sections"]]
    stream = streamfield(children)
    for place, one in enumerate(part["sections"]):
        stream[f"{place}"]["id"] = one["id"]
    return client.post(part["url"], nested_form_data({"sections": stream}) | part["hidden"] | more, follow=True)


def headed(part, place, heading):
    one = part["sections"][place]
    changed = {**one, "value": {**one["value"], "heading": heading}}
    return {**part, "sections": [*part["sections"][:place], changed, *part["sections"][place + 1 :]]}


def facts_posted(page, **fields):
    return {name: value for name, value in posted(page, [], **fields).items() if not name.startswith("sections")}


def test_f2_a_document_of_700_sections_opens_as_a_tree_of_parts(editor, portal):
    page = normative_page(sections(700), title="Lang", slug="lang")
    shown = editor.get(reverse(EDIT, args=[page.pk]))
    links = BeautifulSoup(shown.content, "html.parser").select(".parts-tree a")
    assert len(links) == 5
    assert len(shown.content) < 400_000
    part = editor.get(links[0]["href"])
    assert part.status_code == 200
    assert len(part.content) < 600_000
    assert part.context["form"].initial["sections"].raw_data[0]["id"] == page.outline()[0].identity
    assert len(part.context["form"].initial["sections"]) == 150


def test_f2_a_document_that_one_form_holds_is_edited_in_one_form(editor, portal):
    page = normative_page(sections(20), title="Kurz", slug="kurz")
    shown = editor.get(reverse(EDIT, args=[page.pk]))
    assert "sections" in shown.context["form"].fields
    assert "parts-tree" not in shown.content.decode()
    assert editor.get(address(page, 3)).url == reverse(EDIT, args=[page.pk])


def test_f2_a_part_is_changed_and_the_others_stay(editor, long_page):
    before = identities(long_page)
    part = headed(opened(editor, address(long_page, 7)), 2, "Neu gesagt")
    answer = send(editor, part)
    assert answer.redirect_chain[-1][0].startswith(reverse(EDIT, args=[long_page.pk]))
    assert "„2 Kapitel 2“ ist im Entwurf gespeichert." in answer.content.decode()
    assert identities(draft(long_page)) == before
    assert texts(long_page)[7] == "Neu gesagt"
    assert [one for one in texts(long_page) if one.startswith("Punkt")] == [
        f"Punkt {chapter}.{one}" for chapter in range(1, 4) for one in range(1, 5) if (chapter, one) != (2, 2)
    ]
    long_page.refresh_from_db()
    assert long_page.outline()[7].heading == "Punkt 2.2"  # readers see the published text
    entry = PageLogEntry.objects.filter(action="wagtail.edit").get()
    assert entry.user.pk == int(editor.session["_auth_user_id"])


def test_f2_sections_are_added_moved_and_deleted_inside_a_part(editor, long_page):
    part = opened(editor, address(long_page, 5))
    head, first, second, third, _fourth = part["sections"]
    new = section("2.9", "Dazu", level=2, identity="")
    send(editor, {**part, "sections": [head, second, first, {**new, "id": ""}, third]})
    after = draft(long_page).outline()
    assert [one.heading for one in after[5:10]] == ["Kapitel 2", "Punkt 2.2", "Punkt 2.1", "Dazu", "Punkt 2.3"]
    assert [one.identity for one in after[5:8]] == [head["id"], second["id"], first["id"]]
    assert len({one.identity for one in after}) == 15
    assert all(one.identity for one in after)


def test_f2_a_part_of_which_every_section_is_deleted_is_gone(editor, long_page):
    answer = send(editor, {**opened(editor, address(long_page, 10)), "sections": []})
    assert answer.status_code == 200
    assert texts(long_page)[-1] == "Punkt 2.4"
    assert len(texts(long_page)) == 10


def test_f2_what_two_people_change_in_different_parts_is_both_kept(editor, colleague, long_page):
    mine, theirs = opened(editor, address(long_page, 0)), opened(colleague, address(long_page, 12))
    send(
        colleague,
        {**headed(theirs, 1, "Von nebenan"), "sections": headed(theirs, 1, "Von nebenan")["sections"][:-1]},
    )
    send(editor, headed(mine, 1, "Von mir"))
    assert texts(long_page)[1] == "Von mir"
    assert texts(long_page)[11] == "Von nebenan"
    assert len(texts(long_page)) == 14


def test_f2_a_part_that_somebody_else_has_changed_is_not_overwritten(editor, colleague, long_page):
    mine = opened(editor, address(long_page, 5))
    send(colleague, headed(opened(colleague, address(long_page, 5)), 1, "Schneller"))
    answer = send(editor, headed(mine, 1, "Langsamer"))
    assert "Dieser Teil wurde inzwischen geändert" in answer.content.decode()
    assert "Langsamer" in answer.content.decode()
    assert texts(long_page)[6] == "Schneller"
    again = send(editor, headed(mine, 1, "Langsamer"))
    assert "Dieser Teil wurde inzwischen geändert" in again.content.decode()


def test_f2_a_part_that_somebody_else_has_deleted_keeps_what_was_typed(editor, colleague, long_page):
    mine = opened(editor, address(long_page, 5))
    send(colleague, {**opened(colleague, address(long_page, 5)), "sections": []})
    answer = send(editor, headed(mine, 1, "Doch noch"))
    assert answer.status_code == 200
    assert "Doch noch" in answer.content.decode()
    assert "Doch noch" not in texts(long_page)
    gone = editor.get(mine["url"], follow=True)
    assert "Diesen Abschnitt gibt es nicht mehr." in gone.content.decode()


def test_f2_the_form_of_the_document_keeps_the_sections_of_the_latest_draft(editor, long_page):
    url = reverse(EDIT, args=[long_page.pk])
    data = facts_posted(long_page, title="Anders", notice_months="6", notice_clause=long_page.outline()[8].identity)
    send(editor, headed(opened(editor, address(long_page, 5)), 1, "Aus dem Teil"))
    assert not refused(editor.post(url, data, follow=True))
    latest = draft(long_page)
    assert (latest.title, latest.outline()[6].heading, len(latest.outline())) == ("Anders", "Aus dem Teil", 15)
    assert latest.notice_clause == long_page.outline()[8].identity


def test_f2_publishing_the_document_publishes_what_its_parts_hold(editor, long_page):
    send(editor, headed(opened(editor, address(long_page, 0)), 0, "Anfang"))
    send(editor, headed(opened(editor, address(long_page, 10)), 0, "Ende"))
    data = facts_posted(long_page) | {"action-publish": "action-publish"}
    editor.post(reverse(EDIT, args=[long_page.pk]), data, follow=True)
    long_page.refresh_from_db()
    assert [long_page.outline()[place].heading for place in (0, 10)] == ["Anfang", "Ende"]


def test_f2_an_earlier_draft_can_be_put_back_whole(editor, long_page):
    first = long_page.latest_revision_id
    send(editor, headed(opened(editor, address(long_page, 5)), 1, "Verworfen"))
    url = reverse("wagtailadmin_pages:revisions_revert", args=[long_page.pk, first])
    assert editor.get(url).status_code == 200
    editor.post(url, facts_posted(long_page), follow=True)
    assert texts(long_page)[6] == "Punkt 2.1"


def test_f2_what_was_said_of_the_publication_before_is_not_said_of_the_next(editor, long_page):
    fields = {"change_is_major": "on", "change_note": "Neue Frist.", "change_reason": "Beschluss."}
    url = reverse(EDIT, args=[long_page.pk])
    editor.post(url, facts_posted(long_page, **fields) | {"action-publish": "action-publish"}, follow=True)
    assert NormativePage.objects.get(pk=long_page.pk).change_note == "Neue Frist."
    send(editor, headed(opened(editor, address(long_page, 5)), 1, "Danach"))
    assert (draft(long_page).change_is_major, draft(long_page).change_note) == (False, "")


def test_f2_saving_can_go_on_to_the_next_part(editor, long_page):
    answer = send(editor, headed(opened(editor, address(long_page, 0)), 1, "Und weiter"), weiter="1")
    assert answer.context["opened"].name == "2 Kapitel 2"
    last = send(editor, opened(editor, address(long_page, 10)), weiter="1")
    assert last.redirect_chain[-1][0].startswith(reverse(EDIT, args=[long_page.pk]))


def test_f2_a_number_that_stands_in_another_part_is_pointed_out_first(editor, long_page):
    part = opened(editor, address(long_page, 10))
    doubled = {**part["sections"][0], "value": {**part["sections"][0]["value"], "number": "1"}}
    (warning,) = warnings_of(send(editor, {**part, "sections": [doubled, *part["sections"][1:]]}))
    assert "Ziffer 1 steht schon weiter oben." in warning


def test_f2_a_number_that_is_none_is_refused_and_the_typed_text_stays(editor, long_page):
    part = opened(editor, address(long_page, 5))
    wrong = {
        **part["sections"][1],
        "value": {**part["sections"][1]["value"], "number": "zwei eins", "heading": "Getippt"},
    }
    answer = send(editor, {**part, "sections": [part["sections"][0], wrong, *part["sections"][2:]]})
    assert "ist keine Ziffer" in answer.content.decode()
    assert "Getippt" in answer.content.decode()
    assert texts(long_page)[6] == "Punkt 2.1"


def test_f2_an_identity_that_stands_in_another_part_stays_there(editor, long_page):
    before = identities(long_page)
    part = opened(editor, address(long_page, 5))
    stolen = {**part["sections"][1], "id": before[0]}
    send(editor, {**part, "sections": [part["sections"][0], stolen, *part["sections"][2:]]})
    after = identities(draft(long_page))
    assert after[0] == before[0]
    assert len(set(after)) == 15


def test_f2_a_locked_document_is_not_changed_through_its_parts(editor, colleague, long_page):
    part = opened(editor, address(long_page, 5))
    colleague.post(reverse("wagtailadmin_pages:lock", args=[long_page.pk]))
    assert NormativePage.objects.get(pk=long_page.pk).locked
    shown = editor.get(part["url"]).content.decode()
    assert "Teil speichern" not in shown
    send(editor, headed(part, 1, "Trotzdem"))
    assert "Trotzdem" not in texts(long_page)


def test_f2_a_text_that_parties_are_reading_is_not_changed_through_its_parts(editor, long_page):
    Version.objects.filter(document=long_page).update(state=Version.State.ASKED)
    answer = send(editor, headed(opened(editor, address(long_page, 5)), 1, "Trotzdem"))
    assert "Dieser Text liegt den Beteiligten zur Zustimmung vor" in answer.content.decode()
    assert "Trotzdem" in answer.content.decode()
    assert "Trotzdem" not in texts(long_page)


def test_f2_a_part_is_not_published_from_its_own_form(editor, long_page):
    send(
        editor, headed(opened(editor, address(long_page, 5)), 1, "Nur Entwurf"), **{"action-publish": "action-publish"}
    )
    assert texts(long_page)[6] == "Nur Entwurf"
    assert NormativePage.objects.get(pk=long_page.pk).outline()[6].heading == "Punkt 2.1"


def test_f2_readers_open_and_change_no_part(reader, editor, long_page):
    part = opened(editor, address(long_page, 5))
    assert reader.get(part["url"], follow=True).status_code == 403
    assert send(reader, headed(part, 1, "Von außen")).status_code == 403
    assert "Von außen" not in texts(long_page)


def test_f2_a_part_of_no_document_is_not_found(editor, long_page):
    identity = identities(long_page)[0]
    assert editor.get(reverse("pages_document_part", args=[999_999, identity])).status_code == 404
    assert editor.get(reverse("pages_document_part", args=[long_page.get_parent().pk, identity])).status_code == 404


@pytest.mark.parametrize(
    "levels",
    [
        [1] * 2000,
        [1, *[2] * 1000],
        [1, 2, *[3] * 400, 2, *[3] * 200, 1, 2],
        [3, 2, 1, *([1] + [2] * 40) * 30],
        [1, *([2, 3, 3, 4] * 200), 1, 1],
        [6, *[1, 2, 3, 4, 5, 6] * 150],
    ],
)
def test_f2_parts_hold_every_section_once_and_never_too_many(levels):
    parts = list(plan.parts_of(plan.planned(levels)))
    assert [index for part in parts for index in range(part.start, part.stop)] == list(range(len(levels)))
    assert all(1 <= part.size <= plan.MOST_IN_PART for part in parts)
    assert len(parts) <= 3 + len(levels) / 20
