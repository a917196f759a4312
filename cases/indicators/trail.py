"""Names of what is done with figures, for the trail. A stroke leaves no event: who tallied is seen by nobody else (F62)."""

from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.models import Submission
from portal.audit.trail import record, register
from portal.models import AuditEvent

CATALOGUE_COPIED = register("indicators.catalogue.copy", _("Merkmalskatalog kopiert"), ("version",))
CATALOGUE_CHANGED = register("indicators.catalogue.change", _("Merkmalskatalog geändert"), ("version", "indicator"))
CATALOGUE_PUBLISHED = register("indicators.catalogue.publish", _("Merkmalskatalog veröffentlicht"), ("version",))
PERIODS_MADE = register("indicators.period.make", _("Berichtszeiträume angelegt"), ("periods", "year", "submissions"))
PERIOD_LOCKED = register(
    "indicators.period.lock", _("Berichtszeitraum gesperrt, Schlüssel vernichtet"), ("submissions",)
)
SUBMISSIONS_READ = register("indicators.list", _("Liste der Meldungen gelesen"), ("list", "count"))
SUBMISSION_READ = register("indicators.submission.read", _("Meldung gelesen"), ("organisation",))
SUBMISSION_REVIEWED = register(
    "indicators.submission.review", _("Meldung geprüft: Einzelwerte gesehen"), ("organisation",)
)
SUBMISSION_SAVED = register("indicators.submission.save", _("Meldung gespeichert"), ("organisation", "answers"))
SUBMISSION_MOVED = register(
    "indicators.submission.move", _("Meldung: Stand geändert"), ("organisation", "step", "source", "target")
)
ANSWER_CORRECTED = register("indicators.answer.correct", _("Wert berichtigt"), ("organisation", "indicator"))
TALLY_OPENED = register("indicators.tally.open", _("Strichliste für einen Tag geöffnet"), ("organisation",))
TALLY_ENDED = register("indicators.tally.end", _("Strichliste beendet"), ("organisation",))
CASES_OFFERED = register("indicators.tally.cases", _("eigene Fälle zum Zählen gezeigt"), ("count",))


def about(action: str, actor: Actor | None, row: Submission, **details: str | int | bool | None) -> AuditEvent:
    return record(
        action,
        actor.user if actor else None,
        about=("submission", row.pk),
        details={"organisation": row.organisation_id, **details},
    )
