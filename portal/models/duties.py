from django.conf import settings
from django.db import models


class DutyDigest(models.Model):
    """What the morning's mail has told somebody: when, and which duties were there (as digests that name nothing)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="duty_digest")
    is_wanted = models.BooleanField(default=True)
    sent_on = models.DateField(null=True)
    known = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
