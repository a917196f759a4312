"""Names of what is done with proofs of use, for the trail."""

from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.models import ProofOfUse
from portal.audit.trail import record, register
from portal.models import AuditEvent

LISTED = register("indicators.proof.list", _("Liste der Verwendungsnachweise gelesen"), ("list", "count"))
READ = register("indicators.proof.read", _("Verwendungsnachweis gelesen"), ("organisation",))
REVIEWED = register("indicators.proof.review", _("Verwendungsnachweis geprüft"), ("organisation",))
SAVED = register("indicators.proof.save", _("Verwendungsnachweis gespeichert"), ("organisation", "fields"))
MOVED = register(
    "indicators.proof.move",
    _("Verwendungsnachweis: Stand geändert"),
    ("organisation", "step", "source", "target"),
)
TAKEN = register("indicators.proof.export", _("Verwendungsnachweis als Datei geholt"), ("organisation", "format"))


def about(action: str, actor: Actor, row: ProofOfUse, **details: str | int | bool | None) -> AuditEvent:
    return record(action, actor.user, about=("proof", row.pk), details={"organisation": row.organisation_id, **details})
