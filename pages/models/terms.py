"""Term, notice, change, review, meetings and response time of an agreement as typed data; each group names the section it rests on."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def clause_field() -> models.CharField:
    """The permanent identity of a section of the same document; edited as a choice of its sections."""
    return models.CharField(_("Steht in Abschnitt"), max_length=40, blank=True)


def months_field(label: "_StrPromise", help_text: "_StrPromise | str" = "") -> models.PositiveSmallIntegerField:
    bounds = [MinValueValidator(1), MaxValueValidator(600)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, help_text=help_text, validators=bounds)


class Terms(models.Model):
    """What differs between agreements and starts clocks (LÖ-KV 9–13, AA-KV 4, 8, BAGFW § 5–6)."""

    class Term(models.TextChoices):
        UNSTATED = "", _("nicht geregelt")
        INDEFINITE = "indefinite", _("unbestimmte Zeit")
        PERIOD = "period", _("ein fester Zeitraum")
        UNTIL = "until", _("bis zu einem Tag")
        FUNDING = "funding", _("gebunden an einen Förderzeitraum")
        OPEN = "open", _("keine Laufzeit vereinbart")

    class Start(models.TextChoices):
        SIGNING = "signing", _("ab Unterzeichnung")
        IN_FORCE = "in_force", _("ab Inkrafttreten")

    class Renewal(models.TextChoices):
        NONE = "", _("keine")
        AUTOMATIC = "automatic", _("verlängert sich, wenn niemand widerspricht")
        OPTIONAL = "optional", _("kann verlängert werden")

    class Form(models.TextChoices):
        ANY = "", _("keine Form vorgeschrieben")
        WRITTEN = "written", _("schriftlich")
        WRITTEN_CONCRETE = "written_concrete", _("schriftlich und konkret")

    class Reckoning(models.TextChoices):
        UNSTATED = "", _("nicht geregelt")
        RECEIPT = "receipt", _("Tag des Zugangs")
        DISPATCH = "dispatch", _("Tag der Absendung")

    class NoticeBy(models.TextChoices):
        UNSTATED = "", _("nicht geregelt")
        EACH = "each", _("jede Stelle")
        ALL = "all", _("nur alle gemeinsam")

    class Leaving(models.TextChoices):
        UNSTATED = "", _("nicht geregelt")
        CONTINUES = "continues", _("gilt ohne die Stelle weiter")
        CONTINUES_UNLESS_ESSENTIAL = (
            "continues_unless_essential",
            _("gilt weiter, außer eine tragende Stelle scheidet aus"),
        )
        ENDS = "ends", _("endet für alle")

    class ChangeBy(models.TextChoices):
        UNSTATED = "", _("nicht geregelt")
        ALL = "all", _("alle gemeinsam")
        ANY = "any", _("auf Wunsch einer Stelle")

    class MeetingOf(models.TextChoices):
        NONE = "", _("nicht geregelt")
        SIGNATORIES = "signatories", _("die Unterzeichnenden")
        NAMED_PERSONS = "named_persons", _("die benannten Personen")
        LEADERSHIP = "leadership", _("Fachkräfte und Leitung")
        PARTIES = "parties", _("alle Beteiligten")

    term = models.CharField(_("Laufzeit"), max_length=12, choices=Term, blank=True, default=Term.UNSTATED)
    term_months = months_field(
        _("Zeitraum in Monaten"), help_text=_("Nur bei einem festen Zeitraum; ein Jahr sind 12 Monate.")
    )
    term_start = models.CharField(_("Der Zeitraum zählt"), max_length=10, choices=Start, default=Start.SIGNING)
    term_until = models.DateField(_("Gilt bis"), null=True, blank=True, help_text=_("Der letzte Tag, an dem sie gilt."))
    term_funding = models.CharField(
        _("Förderzeitraum wovon?"),
        max_length=120,
        blank=True,
        help_text=_("Nur bei einem Förderzeitraum, zum Beispiel: des jeweiligen Kurses."),
    )
    renewal = models.CharField(_("Verlängerung"), max_length=12, choices=Renewal, blank=True, default=Renewal.NONE)
    renewal_months = months_field(_("Verlängerung um Monate"), help_text=_("Jeweils um so viele Monate."))
    objection_months = months_field(
        _("Widerspruch bis Monate vor Ablauf"), help_text=_("Wer nicht verlängern will, widerspricht spätestens dann.")
    )
    objection_form = models.CharField(
        _("Form des Widerspruchs"), max_length=20, choices=Form, blank=True, default=Form.ANY
    )
    term_clause = clause_field()

    notice_by = models.CharField(
        _("Kündigen kann"), max_length=8, choices=NoticeBy, blank=True, default=NoticeBy.UNSTATED
    )
    notice_months = months_field(_("Kündigungsfrist in Monaten"))
    notice_form = models.CharField(_("Form der Kündigung"), max_length=20, choices=Form, blank=True, default=Form.ANY)
    notice_reckoning = models.CharField(
        _("Für die Frist zählt"), max_length=12, choices=Reckoning, blank=True, default=Reckoning.UNSTATED
    )
    ends_by_consent = models.BooleanField(_("Früheres Ende im Einvernehmen möglich"), default=False)
    ends_for_cause = models.BooleanField(_("Kündigung aus wichtigem Grund jederzeit"), default=False)
    cause_without_notice = models.BooleanField(_("… ohne Frist"), default=False)
    cause_must_be_named = models.BooleanField(_("… der Grund ist zu nennen"), default=False)
    notice_clause = clause_field()

    leaving = models.CharField(
        _("Scheidet eine Stelle aus"), max_length=30, choices=Leaving, blank=True, default=Leaving.UNSTATED
    )
    leaving_adapts_parties = models.BooleanField(_("Die Liste der Beteiligten wird dann angepasst"), default=False)
    leaving_clause = clause_field()

    change_by = models.CharField(
        _("Ändern können"), max_length=8, choices=ChangeBy, blank=True, default=ChangeBy.UNSTATED
    )
    change_form = models.CharField(_("Form der Änderung"), max_length=20, choices=Form, blank=True, default=Form.ANY)
    change_clause = clause_field()

    meeting_of = models.CharField(
        _("Es treffen sich"), max_length=16, choices=MeetingOf, blank=True, default=MeetingOf.NONE
    )
    meeting_months = months_field(_("Treffen alle … Monate"), help_text=_("Halbjährlich oder zweimal im Jahr: 6."))
    meeting_at_least = models.BooleanField(_("mindestens so oft"), default=False)
    meeting_on_statistics = models.BooleanField(_("auf Grundlage der Statistik"), default=False)
    meeting_without_personal_data = models.BooleanField(_("ohne personenbezogene Daten"), default=False)
    meeting_clause = clause_field()
    review_months = months_field(_("Überprüfung alle … Monate"), help_text=_("Jährlich: 12."))
    review_of = models.CharField(
        _("Überprüft wird"), max_length=120, blank=True, help_text=_("Zum Beispiel: Gültigkeit und Praktikabilität.")
    )
    review_next_on = models.DateField(_("Nächste Überprüfung"), null=True, blank=True)
    review_clause = clause_field()

    response_days = models.PositiveSmallIntegerField(
        _("Antwort innerhalb von Arbeitstagen"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_(
            "Bis dahin antwortet eine Stelle, die um etwas gebeten wird. Danach rechnen die Fristen im Portal."
        ),
    )
    response_clause = clause_field()

    CLAUSES = (
        "term_clause",
        "notice_clause",
        "leaving_clause",
        "change_clause",
        "meeting_clause",
        "review_clause",
        "response_clause",
    )

    class Meta:
        abstract = True

    is_drafted = False  # set by the form while somebody saves a draft: it may be incomplete

    def clean(self) -> None:
        super().clean()
        if not self.is_drafted:
            self._refuse_incomplete_terms()

    def _refuse_incomplete_terms(self) -> None:
        errors = {}
        if self.term == self.Term.PERIOD and not self.term_months:
            errors["term_months"] = _("Bitte angeben, wie viele Monate die Laufzeit dauert.")
        if self.term == self.Term.UNTIL and not self.term_until:
            errors["term_until"] = _("Bitte angeben, bis zu welchem Tag es gilt.")
        if self.renewal and not self.renewal_months:
            errors["renewal_months"] = _("Bitte angeben, um wie viele Monate es sich verlängert.")
        if self.meeting_of and not self.meeting_months:
            errors["meeting_months"] = _("Bitte angeben, alle wie viele Monate das Treffen ist.")
        if errors:
            raise ValidationError(errors)
