from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Detail(models.Func):
    """One of the details as text. Its name stands in the SQL itself, for no index is found by a parameter."""

    def __init__(self, name: str) -> None:
        if not name.isidentifier():
            raise ValueError(name)
        super().__init__(models.F("details"), output_field=models.CharField())
        self.name = name

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"json_extract(%(expressions)s, '$.{self.name}')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"(%(expressions)s ->> '{self.name}')", **context)


class AuditEvent(models.Model):
    """One act, or one refusal. Append-only: each row carries an HMAC over itself and the row before (see portal/audit/trail.py).

    People, organisations and objects are named by id only, so that a name erased elsewhere is gone here too.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("ausgeführt")
        REFUSED = "refused", _("abgewiesen")

    at = models.DateTimeField(_("Zeit"))
    action = models.CharField(_("Vorgang"), max_length=60)
    outcome = models.CharField(_("Ergebnis"), max_length=8, choices=Outcome)
    # A number and no foreign key: erasing an account must neither be stopped by the trail nor change it.
    actor_id = models.BigIntegerField(_("Person"), null=True)
    object_type = models.CharField(_("Art des Gegenstands"), max_length=60, blank=True)
    object_id = models.CharField(_("Kennung des Gegenstands"), max_length=64, blank=True)
    details: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(_("Angaben"), default=dict)
    previous = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Protokolleintrag")
        verbose_name_plural = _("Protokoll")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["action", "at"], name="audit_action_at"),
            models.Index(fields=["actor_id", "at"], name="audit_actor_at"),
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            # What was done about one client is asked for by it, in a trail of years.
            models.Index(Detail("record"), name="audit_record"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
