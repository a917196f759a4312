"""Who did something, when, and for which organisation: the same for all that is kept of an act."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from directory.models import Organisation


class Act(models.Model):
    """`organisation` is the side it was done for; who works for both sides does not tell it."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True
