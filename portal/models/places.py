from django.db import models


class KnownPlace(models.Model):
    """That somebody signed in from an address before: one digest of both, so that neither can be read here."""

    digest = models.CharField(max_length=64, unique=True)
    seen_on = models.DateField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
