import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.models.normative import NormativePage


class OrderedFile(models.Model):
    """A large file that the worker makes for the person who asked for it; `version` is a number, 0 for today's text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(NormativePage, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=12)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=120, blank=True)
    content = models.BinaryField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Angeforderte Datei")
        verbose_name_plural = _("Angeforderte Dateien")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at=None, content=None) | models.Q(made_at__isnull=False, content__isnull=False),
                name="pages_ordered_file_made",
                violation_error_message=_("Eine fertige Datei hat einen Inhalt."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
