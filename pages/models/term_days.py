"""What happened to the term of an agreement, and the days on which something has to be done by then."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from directory.deadlines import add_months
from directory.models import Organisation
from pages.terms import clocks
from pages.terms.clocks import Basis

KEPT_MONTHS = 36  # ahead


class TermEvent(models.Model):
    """`on` is the day that counts: of receipt, of agreeing, of the review. `due_on` is the day it answers, where it answers one."""

    class Kind(models.TextChoices):
        OBJECTION = "objection", _("Widerspruch gegen die Verlängerung")
        EXTENSION = "extension", _("Verlängerung vereinbart")
        REVIEW = "review", _("Überprüfung erledigt")
        SETTLED = "settled", _("Entschieden: bleibt, wie es ist")

    document = models.ForeignKey("pages.NormativePage", models.CASCADE, related_name="term_events")
    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    on = models.DateField(_("am"))
    due_on = models.DateField(_("fällig am"), null=True, blank=True)
    until = models.DateField(_("gilt dann bis"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Wer?")
    )
    note = models.CharField(_("Ergebnis"), max_length=400, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Ereignis der Laufzeit")
        verbose_name_plural = _("Ereignisse der Laufzeit")
        ordering = ["-on", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["document", "until"],
                condition=Q(kind="extension"),
                name="pages_term_extended_once",
                violation_error_message=_("Bis zu diesem Tag ist die Vereinbarung schon verlängert."),
            ),
            models.UniqueConstraint(
                fields=["document", "organisation"],
                condition=Q(kind="objection", organisation__isnull=False),
                name="pages_term_objected_once",
                violation_error_message=_("Der Widerspruch dieser Stelle ist schon eingetragen."),
            ),
            models.UniqueConstraint(
                fields=["document", "on"],
                condition=Q(kind="review"),
                name="pages_term_reviewed_once",
                violation_error_message=_("Für diesen Tag ist die Überprüfung schon eingetragen."),
            ),
            models.CheckConstraint(
                condition=Q(kind="extension", until__isnull=False) | ~Q(kind="extension") & Q(until=None),
                name="pages_term_extension_until",
                violation_error_message=_("Eine Verlängerung sagt, bis wann die Vereinbarung dann gilt."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="review") | ~Q(note=""),
                name="pages_term_review_result",
                violation_error_message=_("Zu einer Überprüfung gehört ein kurzes Ergebnis."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class TermDayQuerySet(models.QuerySet):
    def reminding(self, today: dt.date) -> Self:
        """Those that somebody is reminded of on a day. A review stays until it is done; of the others nothing is left to do."""
        stays = Q(kind=clocks.REVIEW) | Q(on__gte=today)
        return self.filter(stays, on__lte=today + dt.timedelta(days=clocks.REMINDED_DAYS))

    def follow(self, document: Any, basis: Basis) -> None:
        """Each agreement once: in the portal's own language, no alias. Only what is different is written; mostly that is nothing."""
        if document.alias_of_id is not None or document.locale_id != Locale.get_default().pk:
            return
        today = timezone.localdate()
        wanted = clocks.clocks(basis, today, add_months(today, KEPT_MONTHS))
        days = {(clock.kind, clock.on) for clock in wanted if clock.kind in clocks.TO_DO}
        rows = self.filter(document=document).values_list("kind", "on", "pk")
        stored = {(kind, on): pk for kind, on, pk in rows}
        gone = [pk for key, pk in stored.items() if key not in days]
        if gone:
            self.filter(pk__in=gone).delete()
        new = sorted(days - stored.keys())
        self.bulk_create([self.model(document=document, kind=kind, on=on) for kind, on in new], ignore_conflicts=True)


class TermDay(models.Model):
    """The clocks of an agreement for the next years as rows, so that one query finds whose turn it is.

    Written with the agreement and with each event, in the same transaction; nothing in a row depends on the day of today.
    """

    document = models.ForeignKey("pages.NormativePage", models.CASCADE, related_name="term_days")
    kind = models.CharField(_("Art"), max_length=12)
    on = models.DateField(_("am"), db_index=True)

    objects = TermDayQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Tag der Laufzeit")
        verbose_name_plural = _("Tage der Laufzeit")
        ordering = ["on", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["document", "kind", "on"], name="pages_term_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
