"""Counting searches without knowing who searched: per wording and week, nothing else.

A wording is kept in words only once it was searched MIN_SEARCHES times; before, a keyed hash stands for it. That holds for the
spool, too: a request leaves the words there only if the database has seen enough searches and does not know the words yet.
"""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from django.core import signing
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal import conf
from search.editors.spool import Spool
from search.language.personal import looks_personal
from search.models import MAX_QUERY, SearchTally, wording

logger = logging.getLogger(__name__)

# With sums beside the fields, for which the stubs have no name.
Rows = QuerySet[Any, Any]

MIN_SEARCHES = 3
SELDOM = 0.2
SALT = "search.click"
CLICK_SECONDS = 24 * 60 * 60
SEARCH, CLICK = "search", "click"
GATHER_SECONDS = 5.0


def key_of(words: str) -> str:
    return salted_hmac("search.tally", words, algorithm="sha256").hexdigest()


def this_week() -> dt.date:
    today = timezone.localdate()
    return today - dt.timedelta(days=today.weekday())


def spool() -> Spool:
    return Spool(conf.data_dir() / "search-counts")


def count_search(text: str, hits: int) -> str:
    """Count one search; returns the token with which a click on one of its hits can be counted, "" if it is not counted.

    Nothing is written to the database: the worker does that for many searches at once, see `gather`.
    """
    words = wording(text)
    if not words or len(words) > MAX_QUERY or looks_personal(text):
        return ""
    key, week = key_of(words), this_week().isoformat()
    return signing.dumps([key, week], salt=SALT) if leave(SEARCH, key, week, hits, wanted_words(key, words)) else ""


def count_click(token: str) -> None:
    """Count that a hit was opened; a token that is not ours or too old counts nothing."""
    try:
        key, week = signing.loads(token, salt=SALT, max_age=CLICK_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return
    leave(CLICK, key, week)


def leave(*entry: str | int) -> bool:
    """Whether the worker will find this."""
    try:
        return spool().append(list(entry))
    except OSError:
        logger.warning("search not counted", exc_info=True)
        return False


def wanted_words(key: str, words: str) -> str:
    """The words where they may be kept from this search on and are not kept yet; else ""."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(known(), [key])
            searches, kept = cursor.fetchone() or (0, "")
    except DatabaseError:
        return ""
    return words if searches >= MIN_SEARCHES - 1 and not kept else ""


@cache
def known() -> str:
    """SQL that tells for one key how often a wording was searched in all weeks, and its words if they are kept."""
    rows = SearchTally.objects.filter(key="").order_by().values("key")
    totals = rows.annotate(total=Sum("searches"), words=Max("query")).values_list("total", "words")
    return str(totals.query.sql_with_params()[0])


@dataclass
class Counted:
    """What came together for one wording in one week."""

    searches: int = 0
    hits: int = 0
    clicks: int = 0
    words: str = ""


def gather() -> int:
    """Write down what was counted since the last time; returns how many searches and clicks that is."""
    done = 0
    for batch in spool().batches():
        added = added_up(batch)
        with transaction.atomic():
            for (key, week), counted in sorted(added.items(), key=itemgetter(0)):  # all workers in one order
                write_down(key, week, counted)
        done += sum(counted.searches + counted.clicks for counted in added.values())
    return done


def added_up(entries: Iterable[Any]) -> dict[tuple[str, dt.date], Counted]:
    added: dict[tuple[str, dt.date], Counted] = defaultdict(Counted)
    for entry in entries:
        try:
            kind, key, week, *more = entry
            hits, words = more if kind == SEARCH else (0, "")
            counted = added[key, dt.date.fromisoformat(week)]
        except (TypeError, ValueError):  # of another release
            continue
        if kind == CLICK:
            counted.clicks += 1
        else:
            counted.searches, counted.hits, counted.words = counted.searches + 1, hits, words or counted.words
    return added


def write_down(key: str, week: dt.date, counted: Counted) -> None:
    same_week = SearchTally.objects.filter(key=key, week=week)
    if counted.searches:
        SearchTally.objects.get_or_create(key=key, week=week)
        same_week.update(searches=F("searches") + counted.searches, hits=counted.hits)
        keep_words(key, counted.words)
    if counted.clicks:
        same_week.update(clicks=Least(F("clicks") + counted.clicks, F("searches")))


def keep_words(key: str, words: str) -> None:
    """Give every week of a wording its words, once it was searched often enough."""
    rows = SearchTally.objects.filter(key=key)
    known = rows.aggregate(searches=Sum("searches"), query=Max("query"))
    if known["searches"] >= MIN_SEARCHES and (words := known["query"] or words):
        rows.filter(query="").update(query=words)


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
