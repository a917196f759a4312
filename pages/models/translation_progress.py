from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.models.normative import NormativePage


class TranslationProgressQuerySet(models.QuerySet["TranslationProgress"]):
    def readable(self) -> Self:
        return self.filter(page__live=True)

    def behind(self) -> Self:
        """Where the text that is in force says something that readers of the translation do not get."""
        return self.readable().filter(Q(outdated__gt=0) | Q(missing__gt=0))


class TranslationProgress(models.Model):
    """How many sections of a translation stand how against the text in force: counted anew whenever either is published."""

    page = models.OneToOneField(NormativePage, models.CASCADE, related_name="progress")
    current = models.PositiveIntegerField(default=0)
    outdated = models.PositiveIntegerField(default=0)
    machine = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(default=timezone.now)

    objects = TranslationProgressQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Stand einer Übersetzung")
        verbose_name_plural = _("Stand der Übersetzungen")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page}, {self.page.locale.language_code}"
