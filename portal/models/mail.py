import uuid

from django.conf import settings
from django.db import models

from portal.fields import SealedTextField


class OutgoingMail(models.Model):
    """A mail on its way to the mail server; the row goes when the server has taken it (see portal/mail.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    content = SealedTextField()
    written_at = models.DateTimeField(db_index=True)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
