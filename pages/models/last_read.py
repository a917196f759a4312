import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from pages.models.normative import NormativePage
from pages.models.versions import Version

REMINDED = dt.timedelta(days=60)


class LastReadQuerySet(models.QuerySet["LastRead"]):
    def of(self, user: Any, document: int) -> Self:
        return self.filter(user=user, document=document)

    def record(self, user: Any, version: Version) -> "LastRead":
        """That somebody has this version's text before them; writes only where it is another one than last time."""
        row, is_new = self.select_related("before").get_or_create(
            user=user, document_id=version.document_id, defaults={"seen": version}
        )
        if not is_new and row.seen_id != version.pk:
            row.go_on_to(version)
        return row

    def changes_read(self, user: Any, old: Version, new: Version) -> None:
        """Somebody has read what changed up to the text they saw last, from the one before it or an earlier one on."""
        unread = self.of(user, new.document_id).filter(seen=new, before__effective_on__gte=old.effective_on)
        for row in unread:
            row.before = None
            row.save(update_fields=["before"])


class LastRead(models.Model):
    """Which version of a document somebody last saw. `before` is the one they knew until then, while its changes are unread.

    It serves this person alone; nobody else is shown it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    document = models.ForeignKey(NormativePage, models.CASCADE, related_name="+")
    seen = models.ForeignKey(Version, models.CASCADE, related_name="+")
    before = models.ForeignKey(Version, models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    objects = LastReadQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "document"], name="pages_last_read_once")]

    def __str__(self) -> str:
        return f"{self.document_id}, {self.seen_id}"

    def go_on_to(self, version: Version) -> None:
        """Nobody is told of what was only corrected; what went unread before stays so."""
        since = Version.objects.adopted().filter(document=version.document_id, effective_on__lte=version.effective_on)
        if self.before is None and since.filter(effective_on__gt=self.seen.effective_on, is_major=True).exists():
            self.before = self.seen
        self.seen, self.seen_at = version, timezone.now()
        self.save(update_fields=["seen", "before", "seen_at"])

    @property
    def unread_since(self) -> Version | None:
        """The version that the person knew, while there is something to tell; after a while it is no news any more."""
        return self.before if timezone.now() - self.seen_at < REMINDED else None
