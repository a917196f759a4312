"""Following begins and ends with the person alone, no business of the trail's; who follows is told of a major version once."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from pages.models import Follow, FollowChoice, FollowedChange, FollowNews, NormativePage, Version
from pages.reading import follow_queries, notifications
from portal.models import User

Kind = FollowedChange.Kind


@transaction.atomic
def follow(*, document: NormativePage, section: str = "", by: User) -> bool:
    """A document in its original language, or the section of that identity; False where it was followed already."""
    _row, is_new = Follow.objects.get_or_create(user=by, document=document, section=section)
    return is_new


@transaction.atomic
def stop(*, follow: Follow) -> None:
    follow.delete()


@transaction.atomic
def choose_pace(*, pace: FollowChoice.Pace, by: User) -> None:
    FollowChoice.objects.update_or_create(user=by, defaults={"pace": pace})


def version_adopted(version: Version) -> None:
    """What counts at once has begun, and is told as that."""
    if version.effective_on is not None and version.effective_on > timezone.localdate():
        note(version, Kind.ANNOUNCED)


def version_began(version: Version) -> None:
    note(version, Kind.BEGAN)


def note(version: Version, kind: FollowedChange.Kind) -> None:
    """In the transaction of the act; people are told after it. Of a minor one nobody is told (F6)."""
    if not version.is_major or not Follow.objects.filter(document=version.document_id).exists():
        return
    change, is_new = FollowedChange.objects.get_or_create(version=version, kind=kind)
    if is_new:
        transaction.on_commit(telling(change.pk))


def telling(pk: int) -> Callable[[], None]:
    def enqueue() -> None:
        tell_later.enqueue(pk)

    return enqueue


@task()
def tell_later(pk: int) -> None:
    tell(pk)


def tell_all() -> int:
    """What a queue that was away has not told; returns how many mails."""
    waiting = FollowedChange.objects.filter(told_at=None).values_list("pk", flat=True)
    return sum(tell(pk) for pk in list(waiting))


@transaction.atomic
def tell(pk: int) -> int:
    """Whoever wants it at once gets a mail, the others it waits for; returns how many mails. Safe to repeat."""
    change = FollowedChange.objects.select_for_update().filter(pk=pk, told_at=None).first()
    if change is None:
        return 0
    people = follow_queries.concerned(change)
    at_once = follow_queries.at_once(people)
    FollowNews.objects.bulk_create(
        (FollowNews(user_id=user, change=change) for user in people if user not in at_once), ignore_conflicts=True
    )
    change.told_at = timezone.now()
    change.save(update_fields=["told_at"])
    return notifications.changed(people[user] for user in at_once)


def send_digests() -> int:
    """One mail for all that has waited; returns how many. Safe to repeat."""
    waiting = FollowNews.objects.order_by("user").values_list("user", flat=True).distinct()
    return sum(send_digest(user) for user in list(waiting))


@transaction.atomic
def send_digest(user: int) -> int:
    """Not to who has stopped following meanwhile, or may no longer open the page."""
    rows = list(FollowNews.objects.select_for_update(of=("self",)).filter(user=user).select_related("user", "change"))
    told = [row.user for row in rows if user in follow_queries.concerned(row.change, among=user)]
    FollowNews.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return notifications.changed(told[:1])
