"""What the editors of the invented county see of the search: their own words, a recommendation, what was searched."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from search.editors import query_stats
from search.models import PinnedResult, ReaderMessage, SearchTally, SynonymGroup

# query, searches, hits, clicks
SEARCHED = (
    ("halbjahresmeldung", 9, 6, 7),
    ("datenschutz", 8, 12, 1),
    ("dolmetscher bestellen", 6, 4, 3),
    ("kitaplatz", 5, 0, 0),
    ("parkausweis", 3, 0, 0),
)
RECOMMENDED = ("Halbjahresmeldung", "richtlinie-integrationsmanagement", "3.11.2")


def is_loaded() -> bool:
    return SynonymGroup.objects.exists()


@transaction.atomic
def load() -> None:
    SynonymGroup.objects.create(words="Hospitation\nReinschnuppern\nMitlaufen", note="So fragen neue Kolleginnen")
    SynonymGroup.objects.create(kind=SynonymGroup.Kind.ABBREVIATION, words="CSt\nClearingstelle")
    query, slug, section = RECOMMENDED
    page = Page.objects.filter(slug__startswith=slug, live=True).order_by("pk").first()
    if page is not None:
        PinnedResult.objects.create(query=query, page=page, section=section)
    for words, searches, hits, clicks in SEARCHED:
        key, week = query_stats.key_of(words), query_stats.this_week()
        SearchTally.objects.create(
            key=key, week=week, query=words, searches=searches - 1, hits=hits, clicks=max(0, clicks - 1)
        )
        SearchTally.objects.create(
            key=key, week=week - dt.timedelta(days=7), query=words, searches=1, hits=hits, clicks=min(1, clicks)
        )
    today = timezone.localdate()
    for query, text, days in (
        ("kitaplatz", "Wer hilft bei der Suche nach einem Kitaplatz, Jugendamt oder Gemeinde?", 1),
        ("parkausweis", "", 4),
    ):
        ReaderMessage.objects.create(query=query, text=text, received_on=today - dt.timedelta(days=days))
