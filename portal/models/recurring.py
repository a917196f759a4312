from django.db import models


class RecurringWork(models.Model):
    """When work that comes again by itself was last done well, and when it was last begun."""

    name = models.CharField(max_length=60, primary_key=True)
    done_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
