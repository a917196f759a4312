import uuid
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pages.models.normative import NormativePage
from portal import conf
from portal.storage import RandomStorage


def kept_files() -> RandomStorage:
    """Apart from the media: nobody but the portal itself opens what somebody has sent in to be read (R52)."""
    return RandomStorage(location=conf.data_dir() / "imports", base_url=None)


class ImportQuerySet(models.QuerySet["DocumentImport"]):
    def of(self, user: Any) -> "ImportQuerySet":
        return self.filter(owner=user)

    def light(self) -> "ImportQuerySet":
        """Without what may be megabytes: lines and outline."""
        return self.defer("lines", "outline")

    def to_be_read(self) -> "ImportQuerySet":
        return self.filter(state__in=(DocumentImport.State.WAITING, DocumentImport.State.READING))


class DocumentImport(models.Model):
    """A file that somebody has handed in, from the upload to the draft made of it; for nobody but its owner.

    `lines` and `outline` are compressed JSON. `revoked` are the ids of repairs that the editor refuses, `typed` the facts as
    they stand in the form. `is_outdated` says that the outline was made before the repairs were chosen.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        READING = "reading", _("wird gelesen")
        READY = "ready", _("bereit")
        FAILED = "failed", _("nicht lesbar")
        USED = "used", _("Entwurf angelegt")

    class Step(models.TextChoices):
        """What is to be done with it in the background."""

        READ = "read", _("lesen")
        RECOGNISE = "recognise", _("Text erkennen")
        OUTLINE = "outline", _("gliedern")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    file = models.FileField(storage=kept_files, max_length=400, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.READ)
    tries = models.PositiveSmallIntegerField(default=0)
    pages_done = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    lines = models.BinaryField(null=True)
    outline = models.BinaryField(null=True)
    revoked = models.JSONField(default=list)
    typed = models.JSONField(default=dict)
    is_outdated = models.BooleanField(default=False)
    is_recognised = models.BooleanField(default=False)
    page = models.ForeignKey(NormativePage, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Eingelesenes Dokument")
        verbose_name_plural = _("Eingelesene Dokumente")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(lines__isnull=False, outline__isnull=False),
                name="pages_import_ready_is_read",
                violation_error_message=_("Ein Dokument ist erst bereit, wenn es gelesen ist."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_being_read(self) -> bool:
        return self.state in (self.State.WAITING, self.State.READING)

    @property
    def is_pdf(self) -> bool:
        return self.name.lower().endswith(".pdf")

    @property
    def reason(self) -> str:
        """Why it failed, in the language of whoever looks."""
        text = gettext(self.message) if self.message else ""
        return text % self.params if self.params else text


def kept_folder() -> Path:
    return Path(cast("RandomStorage", DocumentImport._meta.get_field("file").storage).location)
