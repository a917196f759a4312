"""Counting searches without knowing who searched: per wording and week, nothing else.

A wording is kept in words only once it was searched MIN_SEARCHES times; before, a keyed hash stands for it.
"""

import datetime as dt
import logging
from typing import Any

from django.core import signing
from django.db import DatabaseError, transaction
from django.db.models import F, Max, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from search.language.personal import looks_personal
from search.models import MAX_QUERY, SearchTally, wording

logger = logging.getLogger(__name__)

# With sums beside the fields, for which the stubs have no name.
Rows = QuerySet[Any, Any]

MIN_SEARCHES = 3
SELDOM = 0.2
SALT = "search.click"
CLICK_SECONDS = 24 * 60 * 60


def key_of(words: str) -> str:
    return salted_hmac("search.tally", words, algorithm="sha256").hexdigest()


def this_week() -> dt.date:
    today = timezone.localdate()
    return today - dt.timedelta(days=today.weekday())


def count_search(text: str, hits: int) -> str:
    """Count one search; returns the token with which a click on one of its hits can be counted, "" if it is not counted."""
    words = wording(text)
    if not words or len(words) > MAX_QUERY or looks_personal(text):
        return ""
    key, week = key_of(words), this_week()
    try:
        with transaction.atomic():
            add(key, week, words, hits)
    except DatabaseError:
        logger.warning("search not counted", exc_info=True)
        return ""
    return signing.dumps([key, week.isoformat()], salt=SALT)


def add(key: str, week: dt.date, words: str, hits: int) -> None:
    # What is searched often has its words already: one statement.
    often = SearchTally.objects.filter(key=key, week=week).exclude(query="")
    if often.update(searches=F("searches") + 1, hits=hits):
        return
    row, is_new = SearchTally.objects.get_or_create(key=key, week=week, defaults={"searches": 1, "hits": hits})
    if not is_new:
        SearchTally.objects.filter(pk=row.pk).update(searches=F("searches") + 1, hits=hits)
    if not row.query and searches_of(key) >= MIN_SEARCHES:
        SearchTally.objects.filter(key=key).update(query=words)


def searches_of(key: str) -> int:
    return SearchTally.objects.filter(key=key).aggregate(sum=Sum("searches"))["sum"] or 0


def count_click(token: str) -> None:
    """Count that a hit was opened; a token that is not ours or too old counts nothing."""
    try:
        key, week = signing.loads(token, salt=SALT, max_age=CLICK_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return
    SearchTally.objects.filter(key=key, week=week, clicks__lt=F("searches")).update(clicks=F("clicks") + 1)


def report() -> Rows:
    """One row a wording, over all weeks, of those typed often enough to be nobody's in particular."""
    latest = SearchTally.objects.filter(key=OuterRef("key")).order_by("-week").values("hits")[:1]
    return (
        SearchTally.objects.exclude(query="")
        .values("key", "query")
        .annotate(
            times_searched=Sum("searches"), opened=Sum("clicks"), latest_hits=Subquery(latest), last_week=Max("week")
        )
        .filter(times_searched__gte=MIN_SEARCHES)
        .order_by("-times_searched", "query")
    )


def without_hits() -> Rows:
    return report().filter(latest_hits=0)


def seldom_opened() -> Rows:
    """Searched, answered, and yet hardly anybody opened a hit."""
    return report().filter(latest_hits__gt=0, opened__lt=SELDOM * F("times_searched"))
