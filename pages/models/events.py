"""What takes place: an event, alone or as a series, and the single dates of it on which something hangs."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date as read_date
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.fields import RichTextField
from wagtail.models import Locale, Orderable, Page
from wagtail_localize.fields import SynchronizedField

from directory.languages import LANGUAGES
from directory.models import Municipality, Organisation
from pages.blocks import TEXT_FEATURES
from pages.events import recurrence
from pages.events.forms import BAD_RULES, EventPageForm
from pages.events.panels import event_tabs
from pages.events.recurrence import BERLIN, BadRule, Taking
from portal.agreed import SectionKey
from portal.extensions import Point

NOT_PLANNED = _("Die Reihe wurde geändert.")

# Called in the transaction of a change of a date that stands in the database: moved, cancelled, another place.
date_changed: "Point[Callable[[EventDate, Before], None]]" = Point()


class EventIndexPage(Page):
    """The calendar: readers see its months at the address it has by name, editors keep its events below it."""

    intro = models.TextField(_("Einleitung"), blank=True, max_length=600)
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["pages.EventPage"]
    max_count_per_parent = 1
    page_description = _("Kalender mit allen Terminen")

    class Meta:
        verbose_name = _("Kalender (Übersicht)")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where its slug is another than that of the calendar's own address."""
        return redirect("events:month")


class EventPage(RoutablePageMixin, Page):
    """An event. Times are moments, meant as wall time in Berlin; a whole day counts from midnight to midnight."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Fortbildung")
        EXCHANGE = "exchange", _("Austausch")
        PEER_CONSULTATION = "peer_consultation", _("Kollegiale Beratung")
        COORDINATION_MEETING = "coordination_meeting", _("Koordinationstreffen")
        INFORMATION = "information", _("Informationsveranstaltung")
        COURSE_OFFERED = "course_offered", _("Kurs oder Maßnahme")
        DEADLINE = "deadline", _("Frist")

    class TargetGroup(models.TextChoices):
        ALL = "", _("alle im Netzwerk")
        INTEGRATION_MANAGEMENT = "integration_management", _("Integrationsmanagement")
        EMPLOYMENT = "employment", _("Jobcenter und Arbeitsagentur")
        MUNICIPALITIES = "municipalities", _("Gemeinden und Landratsamt")
        COUNSELLING = "counselling", _("Beratungsstellen und Verbände")
        COURSE_PROVIDERS = "course_providers", _("Kursträger")
        LEADERSHIP = "leadership", _("Leitung")
        VOLUNTEERS = "volunteers", _("Ehrenamtliche")

    kind = models.CharField(_("Art"), max_length=24, choices=Kind, default=Kind.TRAINING)
    summary = models.TextField(_("Worum geht es?"), blank=True, max_length=500)
    body = RichTextField(_("Text"), blank=True, features=["h2", "h3", *TEXT_FEATURES])
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"), help_text=_("Bei einer Frist: der Zeitpunkt, zu dem sie abläuft."))
    is_all_day = models.BooleanField(
        _("Ganze Tage"), default=False, help_text=_("Die Uhrzeiten gelten dann nicht; der letzte Tag zählt mit.")
    )
    recurrence = models.CharField(_("Wiederholung"), max_length=200, blank=True)
    excluded = models.TextField(
        _("Fällt aus am"), blank=True, max_length=2000, help_text=_("Tage wie 24.12.2026, durch Komma getrennt.")
    )
    last_ends_at = models.DateTimeField(editable=False, db_index=True)
    place = models.CharField(
        _("Ort"), max_length=200, blank=True, help_text=_("Haus, Raum, Straße. Was Ortsfremde zum Finden brauchen.")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Gemeinde")
    )
    online_link = models.CharField(
        _("Link zur Videokonferenz"),
        max_length=500,
        blank=True,
        validators=[URLValidator(["https"], message=_("Bitte geben Sie eine Adresse an, die mit https:// beginnt."))],
        help_text=_("Den Link sehen nur angemeldete Teilnehmende, auch in ihrem Kalender."),
    )
    hosts = ParentalManyToManyField(
        Organisation, blank=True, related_name="hosted_events", verbose_name=_("Veranstaltet von")
    )
    target_group = models.CharField(_("Zielgruppe"), max_length=24, choices=TargetGroup, blank=True)
    language = models.CharField(_("Sprache der Veranstaltung"), max_length=3, choices=LANGUAGES, default="de")

    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("recurrence", "excluded", "online_link", "place")
    ]  # rules, days and addresses: nothing to translate
    base_form_class = EventPageForm
    parent_page_types = ["pages.EventIndexPage"]
    subpage_types: list[str] = []
    page_description = _("Fortbildung, Austausch, Treffen, Kurs oder Frist mit Zeit und Ort")
    edit_handler = event_tabs()

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="pages_event_period",
                violation_error_message=_("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die beiden Zeiten."),
            )
        ]

    @property
    def is_series(self) -> bool:
        return bool(self.recurrence)

    @property
    def first_day(self) -> dt.date:
        return self.starts_at.astimezone(BERLIN).date()

    @property
    def excluded_days(self) -> frozenset[dt.date]:
        return recurrence.kept_days(self.excluded)

    @property
    def original(self) -> "EventPage":
        """The page of the main language, on which dates and registrations hang; itself where there is none."""
        default = Locale.get_default()
        if self.locale_id == default.pk:
            return self
        found = EventPage.objects.filter(translation_key=self.translation_key, locale=default).first()
        return found or self

    def planned(self, since: dt.date, until: dt.date) -> Iterator[Taking]:
        """The dates that the event plans from one day to another; what changed on one of them stands in its EventDate."""
        if not self.is_series:
            if since <= self.first_day <= until:
                yield Taking(self.first_day, self.starts_at, self.ends_at)
            return
        yield from recurrence.occurrences(
            self.starts_at, self.ends_at, self.recurrence, self.excluded_days, since, until
        )

    def planned_on(self, day: dt.date) -> Taking | None:
        return next(self.planned(day, day), None)

    def clean(self) -> None:
        super().clean()
        if self.starts_at is None or self.ends_at is None:
            return
        if self.is_all_day:
            self.starts_at = recurrence.at(self.starts_at.astimezone(BERLIN).date(), dt.time())
            self.ends_at = recurrence.at(self.ends_at.astimezone(BERLIN).date(), dt.time(23, 59))
        self._refuse_impossible_period()
        self._normalise_recurrence()

    def _refuse_impossible_period(self) -> None:
        if self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die beiden Zeiten.")})
        if self.ends_at == self.starts_at and self.kind != self.Kind.DEADLINE:
            raise ValidationError(
                {"ends_at": _("Beginn und Ende sind gleich. Bitte geben Sie an, wie lange es dauert.")}
            )

    def _normalise_recurrence(self) -> None:
        try:
            self.excluded = recurrence.written_days(recurrence.read_days(self.excluded))
        except ValueError as error:
            message = _("„%(part)s“ ist kein Tag. Bitte schreiben Sie Tage so: 24.12.2026, 31.12.2026.")
            raise ValidationError({"excluded": ValidationError(message, params={"part": str(error)[:40]})}) from None
        if not self.recurrence:
            return
        try:
            self.recurrence = recurrence.normalised(self.recurrence, self.first_day)
        except BadRule as error:
            raise ValidationError({"recurrence": BAD_RULES[error.reason]}) from None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What is published settles the dates: a single event has its one, and those of a series follow its times."""
        if self.recurrence:
            self.recurrence = recurrence.normalised(self.recurrence, self.first_day)
        self.last_ends_at = self._last_end()
        super().save(*args, **kwargs)
        if self.live and kwargs.get("update_fields") is None and self.original.pk == self.pk:
            with transaction.atomic():
                settle_dates(self)

    def _last_end(self) -> dt.datetime:
        if not self.is_series:
            return self.ends_at
        last = recurrence.last_day(self.starts_at, self.recurrence)
        return recurrence.at(last, dt.time()) + (self.ends_at - self.starts_at) + dt.timedelta(days=1)

    @path("")
    def open_event(self, request: HttpRequest) -> HttpResponse:
        return self.render(request)

    @re_path(r"^(\d{4}-\d{2}-\d{2})/$", name="date")
    def open_date(self, request: HttpRequest, day: str) -> HttpResponse:
        """One date of a series, known by the day it was planned for: `2026-11-17/`."""
        asked = parse_date(day) if self.is_series else None
        if asked is None or not (self.planned_on(asked) or self.original.dates.filter(day=asked).exists()):
            raise Http404
        return self.render(request, context_overrides={"asked_day": asked})


class EventClause(Orderable):
    """A section of an agreement or guideline that the event rests on, by its permanent identity."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="clauses")
    document = models.ForeignKey(
        "pages.NormativePage", models.CASCADE, related_name="+", verbose_name=_("Vereinbarung oder Richtlinie")
    )
    number = models.CharField(_("Ziffer"), max_length=30, help_text=_("Wie gedruckt: 3.11.2, § 5 …"))
    section = models.CharField(max_length=40, blank=True, editable=False)
    panels = [FieldPanel("document"), FieldPanel("number")]

    class Meta(Orderable.Meta):
        verbose_name = _("Abschnitt")
        verbose_name_plural = _("Abschnitte")

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        """The number is how editors name the section; what is kept is its identity, so that the link survives a new number."""
        super().clean()
        if self.document_id is None or not self.number:
            return
        self.section = self.document.section_named(self.number)
        if not self.section:
            raise ValidationError(
                {"number": _("Diese Ziffer gibt es in dem Dokument nicht. Bitte schreiben Sie sie wie gedruckt.")}
            )

    @property
    def key(self) -> SectionKey:
        return SectionKey(str(self.document.translation_key), identity=self.section)


class EventFile(Orderable):
    """A file that goes with the event: programme, slides."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey("wagtaildocs.Document", models.PROTECT, related_name="+", verbose_name=_("Datei"))
    panels = [FieldPanel("document")]

    class Meta(Orderable.Meta):
        verbose_name = _("Datei")
        verbose_name_plural = _("Dateien")

    def __str__(self) -> str:
        return str(self.document)


class EventDateQuerySet(models.QuerySet):
    def taking_place(self) -> Self:
        return self.filter(cancelled_at=None)


class EventDate(models.Model):
    """One taking place, known by the `day` it was planned for. Made by `pages.events.dates.date_of`.

    `starts_at` and `ends_at` are those of today; unless it `has_own_times` they follow the event.
    """

    event = models.ForeignKey(EventPage, models.CASCADE, related_name="dates", verbose_name=_("Termin"))
    day = models.DateField(_("Geplant für den"))
    starts_at = models.DateTimeField(_("Beginn"), db_index=True)
    ends_at = models.DateTimeField(_("Ende"))
    has_own_times = models.BooleanField(default=False)
    place = models.CharField(_("Anderer Ort"), max_length=200, blank=True)
    note = models.CharField(_("Hinweis"), max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("Grund"), max_length=300, blank=True)
    uid = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveIntegerField(default=0)

    objects = EventDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einzelner Termin")
        verbose_name_plural = _("Einzelne Termine")
        ordering = ["starts_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["event", "day"], name="pages_event_date_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="pages_event_date_period",
                violation_error_message=_("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die beiden Zeiten."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=False) | Q(cancel_reason=""), name="pages_event_date_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}, {self.day:%d.%m.%Y}"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def shown_place(self) -> str:
        return self.place or self.event.place


class CalendarFeed(models.Model):
    """The secret address at which somebody's calendar program fetches their events; only its digest is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    fetched_on = models.DateField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


@dataclass(frozen=True)
class Before:
    """What a date was before it changed; `was_cancelled` of one that takes place again."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    was_cancelled: bool


def parse_date(text: str) -> dt.date | None:
    try:
        return read_date(text)
    except ValueError:  # a day that no month has
        return None


def uid_of(event: EventPage, day: dt.date) -> str:
    """Of one date. A single event keeps it when it moves, so its day is no part of it."""
    return f"{event.translation_key}-{day:%Y%m%d}" if event.is_series else str(event.translation_key)


def settle_dates(event: EventPage) -> None:
    """Brings the dates that there are in line with the event: one for a single event, today's times for those of a series."""
    if event.is_series:
        settle_series(event)
    else:
        settle_single(event)


def settle_single(event: EventPage) -> None:
    rows = list(event.dates.select_for_update().order_by("day"))
    if not rows:
        day = event.first_day
        EventDate.objects.create(
            event=event, day=day, starts_at=event.starts_at, ends_at=event.ends_at, uid=uid_of(event, day)
        )
        return
    own = next((row for row in rows if row.day == event.first_day), rows[0])
    for row in rows:
        if row is not own:
            drop(row)
    own.day = event.first_day
    follow(own, event.starts_at, event.ends_at)


def settle_series(event: EventPage) -> None:
    now = timezone.now()
    for row in event.dates.select_for_update().filter(ends_at__gte=now):
        taking = event.planned_on(row.day)
        if taking is None:
            drop(row)
        elif not row.has_own_times:
            follow(row, taking.starts_at, taking.ends_at)


def drop(row: EventDate) -> None:
    """A date that the event does not plan any more stays for those who hang on it, cancelled."""
    if row.is_cancelled:
        return
    before = before_of(row)
    row.cancelled_at, row.cancel_reason = timezone.now(), str(NOT_PLANNED)
    row.sequence += 1
    row.save()
    tell_changed(row, before)


def follow(row: EventDate, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    before = before_of(row)
    if (row.starts_at, row.ends_at) == (starts_at, ends_at):
        return
    row.starts_at, row.ends_at, row.has_own_times = starts_at, ends_at, False
    row.sequence += 1
    row.save()
    tell_changed(row, before)


def tell_changed(date: EventDate, before: Before) -> None:
    for told in date_changed:
        told(date, before)


def before_of(row: EventDate) -> Before:
    return Before(row.starts_at, row.ends_at, row.shown_place, row.is_cancelled)
