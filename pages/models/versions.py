import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.deletion import PROTECT, RESTRICT, Collector
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from pages.documents.sections import Section
from pages.models.normative import NormativePage


def KEPT(collector: Collector, field: Any, rows: Any, using: str) -> None:  # noqa: N802  # named as Django's own
    """A stored text goes only with its document: tidying away old revisions, which expects PROTECT's refusal, passes it over."""
    rule = PROTECT if isinstance(getattr(collector, "origin", None), Revision) else RESTRICT
    rule(collector, field, rows, using)


class VersionQuerySet(models.QuerySet["Version"]):
    def adopted(self) -> Self:
        return self.filter(state=Version.State.ADOPTED)

    def unfinished(self) -> Self:
        return self.filter(state__in=(Version.State.DRAFT, Version.State.ASKED))

    def in_force_on(self, day: dt.date) -> Self:
        """Newest first: the first one's text counts that day."""
        return self.adopted().filter(effective_on__lte=day).order_by("-effective_on")

    def unscheduled(self) -> Self:
        """Planned in the editor, and there taken off the plan again."""
        return self.adopted().filter(is_scheduled=True, began_at=None, revision__approved_go_live_at=None)

    def with_texts(self) -> Self:
        return self.select_related("document__locale", "revision")


class Version(models.Model):
    """A text of a document from a day on. The text is Wagtail's revision, and until it is settled the editor's newest draft."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        ASKED = "asked", _("bei den Beteiligten")
        ADOPTED = "adopted", _("beschlossen")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    document = models.ForeignKey(NormativePage, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("Fassung"))
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DRAFT)
    effective_on = models.DateField(_("Gilt ab"), null=True)
    is_major = models.BooleanField(_("wesentliche Änderung"), default=True)
    note = models.TextField(_("Was ändert sich?"), max_length=1000, blank=True)
    reason = models.TextField(_("Warum?"), max_length=1000, blank=True)
    decision = models.CharField(_("Worauf beruht die Änderung?"), max_length=300, blank=True)
    in_writing = models.BooleanField(_("wird unterschrieben"), default=False)
    revision = models.ForeignKey(Revision, KEPT, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_scheduled = models.BooleanField(default=False)  # by the editor's own schedule, which publishes it
    began_at = models.DateTimeField(null=True)
    lapsed_on = models.DateField(null=True)  # the day it was meant for and had not been agreed by

    objects = VersionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Fassung")
        verbose_name_plural = _("Fassungen")
        ordering = ["document", "effective_on", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["document", "effective_on"],
                condition=~Q(state="withdrawn"),
                name="pages_version_one_a_day",
                violation_error_message=_("Von diesem Tag an gilt schon eine andere Fassung."),
            ),
            models.UniqueConstraint(
                fields=["document", "number"], condition=~Q(state="withdrawn"), name="pages_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state__in=("draft", "asked")),
                name="pages_version_one_unfinished",
                violation_error_message=_("Es gibt schon eine Fassung in Vorbereitung."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(effective_on__isnull=False, revision__isnull=False) & ~Q(digest=""),
                name="pages_version_settled",
                violation_error_message=_("Eine beschlossene Fassung braucht einen Tag und einen festen Text."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document.cite_name()}, {_('Fassung')} {self.number}"

    @property
    def is_settled(self) -> bool:
        """Whether its text can change no more."""
        return self.state in {self.State.ASKED, self.State.ADOPTED}

    @cached_property
    def page(self) -> NormativePage:
        """The document with text and facts of this version, not to be saved; of a draft the newest that the editor stored."""
        revision = self.revision or self.document.get_latest_revision()
        if revision is None:
            return self.document
        page: NormativePage = revision.as_object()
        return page

    def outline(self) -> list[Section]:
        return self.page.outline()
