from django.db import models


class Allowance(models.Model):
    """How far something that is limited has been used up, as the moment at which all of it is there again."""

    key = models.CharField(max_length=64, unique=True)
    full_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
