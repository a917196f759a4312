"""Deleting what was counted and what readers told; who did it is recorded, what it was is not."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.models import User
from search.editors import query_stats
from search.models import ReaderMessage, SearchTally

SEARCHES_FORGOTTEN = trail.register("search.searches_forgotten", _("Gezählte Suchanfragen gelöscht"), ["count", "all"])
MESSAGE_FORGOTTEN = trail.register("search.message_forgotten", _("Mitteilung zur Suche gelöscht"))


def searches(key: str) -> QuerySet[SearchTally]:
    """Of one wording; all of them without a key."""
    rows = SearchTally.objects.all()
    return rows.filter(key=key) if key else rows


def forget_searches(*, key: str, by: User) -> int:
    """Returns how many counts are gone, one for each week; those that still wait to be written are among them."""
    query_stats.gather()
    with transaction.atomic():
        count = searches(key).delete()[0]
        # The words stay out of the trail: they were deleted because nobody should read them any more.
        trail.record(SEARCHES_FORGOTTEN, by, details={"count": count, "all": not key})
    return count


@transaction.atomic
def forget_message(*, message: ReaderMessage, by: User) -> None:
    trail.record(MESSAGE_FORGOTTEN, by, about=("reader_message", message.pk))
    message.delete()
