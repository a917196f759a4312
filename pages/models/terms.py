"""Term, notice, change, review and meetings of an agreement as typed data; each group names the section it rests on."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Fact:
    """A line of the facts box: sentences, and the permanent identity of the section they rest on ("" if none)."""

    label: str
    sentences: tuple[str, ...]
    clause: str = ""


def months_text(months: int) -> str:
    if months % 12 == 0:
        return ngettext("%(n)s Jahr", "%(n)s Jahre", months // 12) % {"n": months // 12}
    return ngettext("%(n)s Monat", "%(n)s Monate", months) % {"n": months}


def rhythm_text(months: int) -> str:
    """How often: "halbjährlich", "alle 9 Monate"."""
    named = {
        1: gettext("monatlich"),
        3: gettext("vierteljährlich"),
        6: gettext("halbjährlich"),
        12: gettext("jährlich"),
    }
    return named.get(months) or gettext("alle %(span)s") % {"span": months_text(months)}


def clause_field() -> models.CharField:
    """The permanent identity of a section of the same document; edited as a choice of its sections."""
    return models.CharField(_("Steht in Abschnitt"), max_length=40, blank=True)


def months_field(label: "_StrPromise", help_text: "_StrPromise | str" = "") -> models.PositiveSmallIntegerField:
    bounds = [MinValueValidator(1), MaxValueValidator(600)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, help_text=help_text, validators=bounds)


class Terms(models.Model):
    """What differs between agreements and starts clocks (DOMAIN.md, Agreements; LÖ-KV 9–13, AA-KV 4, 8, BAGFW § 5–6)."""

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

    CLAUSES = ("term_clause", "notice_clause", "leaving_clause", "change_clause", "meeting_clause", "review_clause")

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

    def term_facts(self) -> list[Fact]:
        """The groups that say something, in the order of the facts box; sentences in the active language."""
        groups = (
            (gettext("Laufzeit"), self._term_sentences(), self.term_clause),
            (gettext("Kündigung"), self._notice_sentences(), self.notice_clause),
            (gettext("Ausscheiden"), self._leaving_sentences(), self.leaving_clause),
            (gettext("Änderung"), self._change_sentences(), self.change_clause),
            (gettext("Treffen"), self._meeting_sentences(), self.meeting_clause),
            (gettext("Überprüfung"), self._review_sentences(), self.review_clause),
        )
        return [Fact(label, tuple(sentences), clause) for label, sentences, clause in groups if sentences]

    def _term_sentences(self) -> list[str]:
        return [
            sentence
            for sentence in (self._term_sentence(), self._renewal_sentence(), self._objection_sentence())
            if sentence
        ]

    def _term_sentence(self) -> str:
        if self.term == self.Term.PERIOD and self.term_months:
            return f"{months_text(self.term_months)} {self.get_term_start_display()}"
        if self.term == self.Term.UNTIL and self.term_until:
            return gettext("bis %(day)s") % {"day": long_date(self.term_until)}
        if self.term == self.Term.FUNDING:
            bound = (
                gettext("gebunden an den Förderzeitraum %(what)s") % {"what": self.term_funding}
                if self.term_funding
                else str(self.get_term_display())
            )
            return (
                gettext("%(bound)s, bis %(day)s") % {"bound": bound, "day": long_date(self.term_until)}
                if self.term_until
                else bound
            )
        return str(self.get_term_display()) if self.term in {self.Term.INDEFINITE, self.Term.OPEN} else ""

    def _renewal_sentence(self) -> str:
        if not (self.renewal and self.renewal_months):
            return ""
        automatic = self.renewal == self.Renewal.AUTOMATIC
        pattern = (
            gettext("verlängert sich jeweils um %(span)s")
            if automatic
            else gettext("kann jeweils um %(span)s verlängert werden")
        )
        return pattern % {"span": months_text(self.renewal_months)}

    def _objection_sentence(self) -> str:
        if not self.objection_months:
            return ""
        before = gettext("Widerspruch spätestens %(span)s vor Ablauf") % {"span": months_text(self.objection_months)}
        return f"{before}, {self.get_objection_form_display()}" if self.objection_form else before

    def _notice_sentences(self) -> list[str]:
        said = []
        if self.notice_by:
            said.append(gettext("kündigen kann: %(who)s") % {"who": self.get_notice_by_display()})
        if self.notice_months:
            said.append(gettext("Frist %(span)s") % {"span": months_text(self.notice_months)})
        if self.notice_form:
            said.append(str(self.get_notice_form_display()))
        if self.notice_reckoning:
            said.append(gettext("es zählt der %(day)s") % {"day": self.get_notice_reckoning_display()})
        if self.ends_by_consent:
            said.append(gettext("früher im Einvernehmen"))
        if self.ends_for_cause:
            said.append(self._cause_sentence())
        return said

    def _leaving_sentences(self) -> list[str]:
        said = [str(self.get_leaving_display())] if self.leaving else []
        return [*said, gettext("die Liste der Beteiligten wird angepasst")] if self.leaving_adapts_parties else said

    def _cause_sentence(self) -> str:
        said = [gettext("aus wichtigem Grund jederzeit")]
        if self.cause_without_notice:
            said.append(gettext("ohne Frist"))
        if self.cause_must_be_named:
            said.append(gettext("mit Angabe des Grundes"))
        return ", ".join(said)

    def _change_sentences(self) -> list[str]:
        return [
            str(text)
            for text in (
                self.change_by and self.get_change_by_display(),
                self.change_form and self.get_change_form_display(),
            )
            if text
        ]

    def _meeting_sentences(self) -> list[str]:
        if not self.meeting_months:
            return []
        rhythm = rhythm_text(self.meeting_months)
        rhythm = gettext("mindestens %(rhythm)s") % {"rhythm": rhythm} if self.meeting_at_least else rhythm
        said = [f"{self.get_meeting_of_display()}, {rhythm}" if self.meeting_of else rhythm]
        if self.meeting_on_statistics:
            said.append(gettext("auf Grundlage der Statistik"))
        if self.meeting_without_personal_data:
            said.append(gettext("ohne personenbezogene Daten"))
        return said

    def _review_sentences(self) -> list[str]:
        said = []
        if self.review_months:
            said.append(rhythm_text(self.review_months))
        if self.review_of:
            said.append(self.review_of)
        if self.review_next_on:
            said.append(gettext("nächste am %(day)s") % {"day": long_date(self.review_next_on)})
        return said


def long_date(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")
