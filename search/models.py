"""What editors decide about the search, and what the search tells them. Nothing here knows who searched."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.models import Page

from search import registry
from search.answering.queries import EXCLUDED, QUOTED
from search.documents import Document, WordGroup
from search.language import german, numbers
from search.language.german import content_stems, stems_of

MAX_WORD = 80
MAX_QUERY = 100
OPERATORS = frozenset('"„“”»«*?()[]{}:;^~|&<>=\\')


def wording(text: str) -> str:
    """A query as it is counted: small letters, single spaces, no marks around."""
    return " ".join(german.clean(text).lower().split()).strip(" ?!.,;:")


def same_query(text: str) -> str:
    """What two spellings of one query have in common."""
    return " ".join(stems_of(text))


class SynonymGroup(models.Model):
    """Words that mean the same: who types one of them also finds the others."""

    class Kind(models.TextChoices):
        SYNONYM = "synonym", _("Andere Wörter für dasselbe")
        ABBREVIATION = "abbreviation", _("Abkürzung und was sie bedeutet")

    kind = models.CharField(_("Art"), max_length=12, choices=Kind, default=Kind.SYNONYM)
    words = models.TextField(
        _("Wörter"),
        max_length=2000,
        help_text=_(
            "Je Zeile ein Wort oder ein kurzer Ausdruck, mindestens zwei. Bei einer Abkürzung steht die Kurzform in der "
            "ersten Zeile. Gilt ab der nächsten Suche."
        ),
    )
    note = models.CharField(_("Notiz für die Redaktion"), max_length=200, blank=True)
    panels = [FieldPanel("kind"), FieldPanel("words"), FieldPanel("note")]

    class Meta:
        verbose_name = _("Synonyme oder Abkürzung")
        verbose_name_plural = _("Synonyme und Abkürzungen")
        ordering = ["words"]

    def __str__(self) -> str:
        return ", ".join(self.lines())

    def lines(self) -> list[str]:
        return [line for line in (" ".join(german.clean(typed).split()) for typed in self.words.splitlines()) if line]

    def group(self) -> WordGroup:
        return WordGroup(tuple(self.lines()), is_abbreviation=self.kind == self.Kind.ABBREVIATION)

    def clean(self) -> None:
        super().clean()
        lines = self.lines()
        problems = [problem for line in lines if (problem := wrong_word(line))]
        if len(lines) < 2:
            problems.append(str(_("Bitte nennen Sie mindestens zwei Wörter, jedes in einer eigenen Zeile.")))
        if problems := problems or self._contradictions():
            raise ValidationError({"words": problems})
        self.words = "\n".join(lines)

    def _contradictions(self) -> list[str]:
        own = {content_stems(line): line for line in reversed(self.lines())}
        if len(own) < len(self.lines()):
            return [str(_("Zwei Zeilen sind für die Suche dasselbe Wort. Bitte lassen Sie eine davon weg."))]
        others = SynonymGroup.objects.exclude(pk=self.pk)
        return [problem for other in others if (problem := self._against(other, own))][:3]

    def _against(self, other: "SynonymGroup", own: dict[tuple[str, ...], str]) -> str:
        theirs = [content_stems(line) for line in other.lines()]
        shared = [own[stems] for stems in theirs if stems in own]
        if len(shared) > 1:
            both = {"words": " / ".join(shared), "group": other}
            return str(_("„%(words)s“ stehen schon zusammen in: %(group)s. Bitte ergänzen Sie jenen Eintrag.") % both)
        short = self.Kind.ABBREVIATION
        if self.kind == other.kind == short and theirs and content_stems(self.lines()[0]) == theirs[0]:
            return str(_("Diese Abkürzung ist schon erklärt: %(group)s.") % {"group": other})
        return ""


def has_operator(line: str) -> bool:
    """Whether a search would read something in it as a command."""
    starts_as_one = line.startswith(("-", "+", "−"))
    return starts_as_one or bool(OPERATORS.intersection(line) or QUOTED.search(line) or EXCLUDED.search(line))


def wrong_word(line: str) -> str:
    """What is wrong with a line of a group, in a sentence; "" for nothing."""
    if len(line) > MAX_WORD or len(german.tokens(line)) > 5:
        return str(_("„%(word)s“ ist zu lang; höchstens fünf Wörter.") % {"word": line[:MAX_WORD]})
    if has_operator(line):
        return str(
            _("„%(word)s“ enthält ein Suchzeichen. Bitte nur Buchstaben, Ziffern und Bindestriche.") % {"word": line}
        )
    if "," in line:
        return str(_("„%(word)s“ enthält ein Komma. Bitte je Wort eine Zeile.") % {"word": line})
    tokens = german.tokens(line)
    if not tokens or all(german.is_stop_word(token.form) for token in tokens):
        return str(_("„%(word)s“ ist kein Wort, nach dem gesucht werden kann.") % {"word": line})
    return ""


class PinnedResult(models.Model):
    """What editors recommend for a query; shown above all hits, to those who may open it."""

    query = models.CharField(
        _("Suchanfrage"), max_length=MAX_QUERY, help_text=_("So, wie Leserinnen und Leser sie eingeben.")
    )
    key = models.CharField(max_length=400, editable=False, db_index=True)
    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("Seite"))
    section = models.CharField(
        _("Abschnitt"),
        max_length=120,
        blank=True,
        help_text=_("Ziffer („3.11.2“, „§ 4 Abs. 2“) oder Anker („z-3-11-2“); leer für die ganze Seite."),
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    panels = [
        HelpPanel(
            content=_(
                "<p>Empfehlungen stehen über den Treffern und sind als solche gekennzeichnet. Wer eine Seite nicht öffnen darf, sieht sie nicht.</p>"
            )
        ),
        FieldPanel("query"),
        MultiFieldPanel([FieldPanel("page"), FieldPanel("section"), FieldPanel("position")], heading=_("Ziel")),
    ]

    class Meta:
        verbose_name = _("Empfohlener Treffer")
        verbose_name_plural = _("Empfohlene Treffer")
        ordering = ["query", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.query} → {self.page}{f' ({self.section})' if self.section else ''}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = same_query(self.query)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if not same_query(self.query):
            raise ValidationError({"query": _("Bitte geben Sie mindestens ein Wort oder eine Ziffer ein.")})
        if self.page_id and self.section and (there := documents_of(self.page)) and not chosen(there, self.section):
            raise ValidationError({"section": _("Diesen Abschnitt gibt es auf der veröffentlichten Seite nicht.")})

    def document(self) -> Document | None:
        """What readers may find of it now: None while the page is offline, restricted, or without that section."""
        return chosen(documents_of(self.page), self.section)


def documents_of(page: Page) -> list[Document]:
    """What the index should hold of a page, from the database: nothing unless it is live and open to readers."""
    specific = page.specific
    source = registry.source_of(type(specific))
    instance = source.findable().filter(pk=specific.pk).first() if source else None
    return list(source.documents(instance)) if source and instance else []


def chosen(documents: list[Document], section: str) -> Document | None:
    """The document of the whole page or, if named by number or anchor, of one section."""
    if not section:
        return next((document for document in documents if "#" not in document.url), None)
    anchor, number = section.lstrip("#"), stems_of(section)
    return next(
        (
            document
            for document in documents
            if document.url.partition("#")[2] == anchor
            or (document.number and number in map(stems_of, names_of(document)))
        ),
        None,
    )


def names_of(document: Document) -> tuple[str, ...]:
    return document.citation, document.number, numbers.number_shown(document)


class SearchTally(models.Model):
    """How often something was searched in one week. `key` is a keyed hash; the words are kept from the third search on."""

    key = models.CharField(max_length=64)
    week = models.DateField(_("Woche ab"))
    query = models.CharField(_("Suchanfrage"), max_length=MAX_QUERY, blank=True)
    searches = models.PositiveIntegerField(_("Suchen"), default=0)
    hits = models.PositiveIntegerField(_("Treffer zuletzt"), default=0)
    clicks = models.PositiveIntegerField(_("Geöffnet"), default=0)

    class Meta:
        verbose_name = _("Suchanfrage")
        verbose_name_plural = _("Suchanfragen")
        ordering = ["-week", "query"]
        constraints = [models.UniqueConstraint(fields=["key", "week"], name="search_tally_once_a_week")]

    def __str__(self) -> str:
        return f"{self.query or '…'} ({self.week})"


class ReaderMessage(models.Model):
    """A reader missed something and told the editors; who it was is not kept."""

    query = models.CharField(_("Gesucht"), max_length=MAX_QUERY)
    text = models.CharField(_("Mitteilung"), max_length=400, blank=True)
    received_on = models.DateField(_("Eingegangen"), default=dt.date.today)

    class Meta:
        verbose_name = _("Mitteilung zur Suche")
        verbose_name_plural = _("Mitteilungen zur Suche")
        ordering = ["-received_on", "-pk"]

    def __str__(self) -> str:
        return self.query
