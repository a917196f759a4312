"""Following begins and ends with the person alone, and so does how they want to be told. It is no business of the trail's."""

from django.db import transaction

from pages.models import Follow, FollowChoice, NormativePage
from portal.models import User


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
