import uuid

from django.db import models


class ContentVersion(models.Model):
    """One row, whose token is replaced with every change of published content (see portal/page_cache.py)."""

    ONLY = 1
    token = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.token)
