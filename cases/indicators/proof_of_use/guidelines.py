"""The rules of a proof of use as data, each with its clause; a county with another guideline adds an entry to GUIDELINES."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.indicators.proof_of_use.employment import Limits
from portal import agreed

STAFF, QUALIFICATION, SHARE, FOLLOW_UP = "staff", "qualification", "share", "follow_up"
SUBSTITUTE, REPORT, FIGURES = "substitute", "report", "figures"
NOT_FUNDED, EARLIER_WORK = "not_funded", "earlier_work"
Words = str | Promise


@dataclass(frozen=True)
class Exemption:
    """Why a rule need not be met. `asks_since`: a day from which on somebody had worked in the field is part of it."""

    key: str
    name: Words
    asks_reason: bool = True
    asks_since: bool = False


@dataclass(frozen=True)
class Rule:
    key: str
    name: Words
    clause: str
    exemptions: tuple[Exemption, ...] = ()

    def exemption(self, key: str) -> Exemption | None:
        return next((one for one in self.exemptions if one.key == key), None)


@dataclass(frozen=True)
class Heading:
    """A part of the report, with what is to be said there."""

    key: str
    name: Words
    hint: Words
    clause: str = ""
    is_required: bool = True


@dataclass(frozen=True)
class Guideline:
    """`key` is how clauses of it are cited."""

    key: str
    clause: str
    due_months: int
    limits: Limits
    headings: tuple[Heading, ...]
    rules: Mapping[str, Rule] = field(default_factory=dict)
    kinds: Mapping[str, Words] = field(default_factory=dict)


EARLIER = Exemption(
    EARLIER_WORK, _("hat vorher mindestens sechs Monate in diesem Feld gearbeitet (LÖ-RL 3.3.3)"), asks_since=True
)
AGREED = Exemption("agreed", _("mit der Bewilligungsstelle abgesprochen"))
INTEGRATION = Guideline(
    key="LÖ-RL",
    clause="LÖ-RL 3.10.1",
    due_months=3,
    limits=Limits(
        least_share=Decimal(25),
        follow_up_kinds=frozenset({"c"}),
        follow_up_months=3,
        earlier_months=6,
        absence_days=42,
    ),
    headings=(
        Heading(
            "work",
            _("Was geleistet wurde"),
            _("Schwerpunkte der Beratung und Begleitung, Orte und Zeiten, was sich gegenüber dem Antrag geändert hat."),
            "LÖ-RL 3.10.1",
        ),
        Heading(
            "effects",
            _("Was es bewirkt hat"),
            _("Woran zu sehen ist, dass die Arbeit wirkt. Beziehen Sie sich auf die Kennzahlen; keine Einzelfälle."),
            "LÖ-RL 3.10.1",
        ),
        Heading(
            "network",
            _("Zusammenarbeit vor Ort"),
            _("Mit Jobcenter, Behörden, Regeldiensten, Schulen, Ehrenamt: was gelungen ist, was hakt."),
            "LÖ-RL 3.9",
        ),
        Heading(
            "staff",
            _("Personal und Fortbildung"),
            _("Wechsel, Ausfälle, Vertretungen, Nachqualifizierung. Bitte keine Gründe wie Krankheit."),
            "LÖ-RL 3.3",
        ),
        Heading(
            "publicity",
            _("Hinweis auf die Förderung"),
            _("Wo und wie Sie auf die Förderung hingewiesen haben."),
            "LÖ-RL 3.11.5",
        ),
        Heading(
            "outlook", _("Ausblick"), _("Was Sie sich vornehmen und was Sie dafür brauchen. Freiwillig."), "", False
        ),
    ),
    rules={
        rule.key: rule
        for rule in (
            Rule(STAFF, _("Geförderte Fachkräfte"), "LÖ-RL 3.10.1"),
            Rule(
                QUALIFICATION,
                _("Art der Qualifikation"),
                "LÖ-RL 3.2",
                (
                    Exemption(NOT_FUNDED, _("wird nicht aus diesen Mitteln bezahlt"), asks_reason=False),
                    EARLIER,
                    Exemption("recognition", _("ausländischer Abschluss, Gleichwertigkeit wird geprüft")),
                ),
            ),
            Rule(
                SHARE,
                _("Stellenanteil von mindestens 0,25"),
                "LÖ-RL 3.4.2",
                (Exemption("not_claimed", _("für diese Zeit wird kein Zuschuss beansprucht")), AGREED),
            ),
            Rule(FOLLOW_UP, _("Nachqualifizierung binnen drei Monaten"), "LÖ-RL 3.3.2", (EARLIER, AGREED)),
            Rule(
                SUBSTITUTE,
                _("Vertretung ab der siebten Woche"),
                "LÖ-RL 4.2",
                (
                    Exemption("not_possible", _("Ersatz war nicht möglich, dem Landratsamt mitgeteilt")),
                    Exemption("not_claimed", _("für diese Zeit wird kein Zuschuss beansprucht")),
                ),
            ),
            Rule(REPORT, _("Sachbericht"), "LÖ-RL 3.10.1"),
            Rule(
                FIGURES,
                _("Angenommene Kennzahlen"),
                "LÖ-RL 3.11.1",
                (Exemption("in_review", _("sind abgegeben und werden noch geprüft"), asks_reason=False),),
            ),
        )
    },
    kinds={
        "a": _("a) Studium im Sozialwesen"),
        "b": _("b) anderes geeignetes Studium"),
        "c": _("c) Berufsausbildung mit Nachqualifizierung"),
    },
)
GUIDELINES = {guideline.key: guideline for guideline in (INTEGRATION,)}


def guideline_for(clause: str) -> Guideline:
    """By the clause a funding period rests on; the guideline of integration management where it names another or none."""
    key = agreed.clause_key(clause)
    return GUIDELINES.get(key.document if key else "", INTEGRATION)
