"""Terms are shown where they are used, and editors add and refuse them."""

import re

import pytest
from django.urls import reverse

from pages.models import DefinedTerm
from portal.models import AuditEvent
from tests.factories import normative_page, section


@pytest.fixture
def agreement(db):
    return normative_page(
        [
            section("1", "Parteien", "<p>Der Landkreis Bezugsdorf (im Folgenden: Landkreis) trägt die Kosten.</p>"),
            section("2", "Begriffe", "<p>Ein Beratungsgespräch ist ein Gespräch mit &lt;Anliegen&gt;.</p>"),
            section(
                "3", "Wege", '<p>Beratungsgespräche und das <a href="/x/">Beratungsgespräch</a>, Beratungsgespräch.</p>'
            ),
            section("4", "Kosten", "<p>Das Land zahlt dem Landkreis jedes Beratungsgespräch.</p>"),
        ],
        title="Vereinbarung Bezugsdorf",
    )


def uses(client, page):
    html = client.get(page.get_url()).content.decode()
    return re.findall(r'<a class="term" href="([^"]*)" aria-describedby="([^"]*)">([^<]*)</a>', html)


def told(client, page):
    html = client.get(page.get_url()).content.decode()
    return re.findall(r'<div class="definition" id="([^"]*)" popover="manual">(?:<b>([^<]*)</b> )?(.*?)</div>', html)


def test_f16_the_first_use_in_each_section_points_to_the_definition_and_says_it(reader, agreement):
    assert uses(reader, agreement) == [
        ("#z-2", "begriff-1", "Beratungsgespräche"),
        ("#z-1", "begriff-2", "Landkreis"),
        ("#z-2", "begriff-1", "Beratungsgespräch"),
    ]
    first, second = told(reader, agreement)
    assert first[0] == "begriff-1"
    assert "Ein Beratungsgespräch ist ein Gespräch mit &lt;Anliegen&gt;." in first[2]
    assert '<a href="#z-2">Steht in 2</a>' in first[2]
    assert "(im Folgenden: Landkreis)" in second[2]


def test_f16_the_list_shows_readers_every_term_with_its_section_and_no_buttons(reader, agreement):
    html = reader.get(reverse("definitions:index", args=[agreement.pk])).content.decode()
    assert "Beratungsgespräch" in html and f'href="{agreement.get_url()}#z-2"' in html
    assert "Ist kein Begriff" not in html
    assert reader.post(reverse("definitions:refuse", args=[agreement.pk]), {"begriff": "Landkreis"}).status_code == 403


def test_f16_an_editor_refuses_a_term_and_takes_it_back(editor, reader, agreement):
    editor.post(reverse("definitions:refuse", args=[agreement.pk]), {"begriff": "Landkreis"})
    assert "Landkreis" not in [words for _url, _told, words in uses(reader, agreement)]
    row = DefinedTerm.objects.get()
    assert AuditEvent.objects.filter(action="definition.refused", object_id=str(row.pk)).exists()
    away = reverse("definitions:remove", args=[agreement.pk, row.pk])
    assert "entfernen?" in editor.get(away).content.decode()
    editor.post(away)
    assert "Landkreis" in [words for _url, _told, words in uses(reader, agreement)]


def test_f16_an_editor_explains_a_term_in_own_words(editor, reader, agreement):
    address = reverse("definitions:add", args=[agreement.pk])
    missing = editor.post(address, {"begriff": "Land", "bedeutung": ""})
    assert missing.status_code == 422 and 'value="Land"' in missing.content.decode()
    assert editor.post(address, {"begriff": " Land ", "bedeutung": "Baden <b>", "abschnitt": ""}).status_code == 302
    list_url = reverse("definitions:index", args=[agreement.pk])
    assert (list_url, "Land") in [(url, words) for url, _told, words in uses(reader, agreement)]
    assert "Baden &lt;b&gt;" in next(text for _id, term, text in told(reader, agreement) if term == "Land")


def test_f16_what_was_not_found_cannot_be_refused(editor, agreement):
    answer = editor.post(reverse("definitions:refuse", args=[agreement.pk]), {"begriff": "Erfunden"}, follow=True)
    assert "gibt es in der Liste nicht mehr" in answer.content.decode()
    assert not DefinedTerm.objects.exists()


def test_f16_the_tab_is_there_only_where_there_are_terms(reader, agreement):
    plain = normative_page([section("1", "Ziele")], title="Ohne Begriffe")
    assert reverse("definitions:index", args=[agreement.pk]) in reader.get(agreement.get_url()).content.decode()
    assert reverse("definitions:index", args=[plain.pk]) not in reader.get(plain.get_url()).content.decode()
