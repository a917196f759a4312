"""F15: a very long document is printed by the worker, and the file is there for a day for the person who asked."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import PageViewRestriction

from pages.exports import big
from pages.models import OrderedFile
from tests import factories
from tests.pages.exports import documents
from tests.pages.exports.test_files import pages_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_small(monkeypatch):
    monkeypatch.setattr(big, "MOST_SECTIONS", 3)


def ordered(client, page, run):
    with run(execute=True):
        answer = client.post(reverse("exports:order", args=[page.pk]))
    return answer["Location"], OrderedFile.objects.latest("asked_at")


def test_f15_a_large_file_is_made_in_the_background_and_taken(reader, django_capture_on_commit_callbacks):
    page = documents.agreement()
    answer = reader.get(reverse("exports:document", args=[page.pk, "pdf"]))
    assert answer["Location"] == reverse("exports:order", args=[page.pk])
    assert "im Hintergrund" in reader.get(answer["Location"]).content.decode()
    location, row = ordered(reader, page, django_capture_on_commit_callbacks)
    taken = reverse("exports:take", args=[page.pk, row.pk])
    assert f'href="{taken}"' in reader.get(location).content.decode()
    texts, _metadata = pages_of(reader.get(taken).content)
    assert "Grundsätze" in texts[0] and reader.get(taken)["Content-Disposition"].endswith('kv-ue-2026-03-01.pdf"')


def test_f15_until_it_is_made_the_page_says_so_and_it_is_not_asked_for_twice(reader):
    page = documents.agreement()
    for _ in range(2):
        location = reader.post(reverse("exports:order", args=[page.pk]))["Location"]
    assert OrderedFile.objects.count() == 1
    assert "Nachsehen" in reader.get(location).content.decode()
    row = OrderedFile.objects.get()
    assert reader.get(reverse("exports:take", args=[page.pk, row.pk])).status_code == 404


def test_f15_nobody_else_gets_the_file_nor_who_may_not_open_the_document_any_more(
    reader, django_capture_on_commit_callbacks
):
    page = documents.agreement()
    location, row = ordered(reader, page, django_capture_on_commit_callbacks)
    taken = reverse("exports:take", args=[page.pk, row.pk])
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    assert [reader.get(url).status_code for url in (location, taken)] == [404, 404]
    PageViewRestriction.objects.all().delete()
    reader.force_login(factories.MembershipFactory().user)
    assert [reader.get(url).status_code for url in (location, taken)] == [404, 404]


def test_f15_after_a_day_the_file_is_gone(reader, clock, django_capture_on_commit_callbacks):
    _location, row = ordered(reader, documents.agreement(), django_capture_on_commit_callbacks)
    clock.move_to(row.asked_at + dt.timedelta(hours=23))
    call_command("purge_files")
    assert OrderedFile.objects.exists()
    clock.move_to(row.asked_at + dt.timedelta(hours=25))
    call_command("purge_files")
    assert not OrderedFile.objects.exists()
