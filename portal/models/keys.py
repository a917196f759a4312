from django.db import models

from portal.fields import SealedTextField


class KeyProof(models.Model):
    """One row that opens with the right FIELD_KEYS only, so that wrong ones are noticed before anybody needs a value (R65)."""

    ONLY = 1
    id = models.PositiveSmallIntegerField(primary_key=True)
    word = SealedTextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
