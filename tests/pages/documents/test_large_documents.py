"""A document of 300 sections with 20 versions is read with as few queries as one of three with two, and edited in one list."""

import datetime as dt

from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal import page_cache
from tests import factories
from tests.benchmarks.content import sections, with_versions


def asked(client, page):
    """Queries of the first reader after a change, and of those after."""
    page_cache.renew()
    counts = []
    for _reader in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.get_url()).status_code == 200
        counts.append([query["sql"] for query in queries])
    return counts


def test_f3_a_large_document_with_many_versions_costs_no_more_queries_than_a_small_one(reader, portal):
    small = factories.normative_page(sections(3), title="Kurz", slug="kurz", in_force_on=dt.date(2026, 1, 1))
    large = factories.normative_page(sections(300), title="Lang", slug="lang", in_force_on=dt.date(2006, 1, 1))
    with_versions(small, 2)
    with_versions(large, 20)
    for page in (small, large):  # that somebody reads it for the first time is stored
        reader.get(page.get_url())
    first, later = zip(asked(reader, small), asked(reader, large), strict=True)
    assert len(first[0]) == len(first[1])
    assert len(later[0]) == len(later[1]) <= 12, later[1]


def test_the_editor_sends_the_sections_once_and_not_again_for_each_clause(editor, portal):
    page = factories.normative_page(sections(30), title="Lang", slug="lang")
    chosen = page.outline()[4]
    page.notice_clause = chosen.identity
    page.save_revision().publish()
    shown = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    read = BeautifulSoup(shown.content, "html.parser")
    offered = {
        name: [option["value"] for option in read.select(f"select[name={name}] option")]
        for name in ("notice_clause", "term_clause")
    }
    assert offered == {"notice_clause": ["", chosen.identity], "term_clause": [""]}
    assert shown.content.count(chosen.identity.encode()) <= 3
