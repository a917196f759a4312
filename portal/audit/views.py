"""The trail as the data protection officer reads it; reading and exporting are events themselves (R48)."""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import wraps

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit import trail
from portal.csv_safety import as_text
from portal.identity.auth import PortalRole, verified_required
from portal.models import AuditEvent
from portal.requests.limits import limited

PER_PAGE = 50
MAX_ROWS = 100_000
View = Callable[[HttpRequest], HttpResponse]


class FilterForm(forms.Form):
    start = forms.DateField(label=gettext_lazy("Von"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=gettext_lazy("Bis"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    action = forms.ChoiceField(label=gettext_lazy("Vorgang"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Ergebnis"),
        required=False,
        choices=[("", gettext_lazy("alle")), *AuditEvent.Outcome.choices],
    )
    person = forms.EmailField(label=gettext_lazy("Person (E-Mail-Adresse)"), required=False)
    about = forms.CharField(label=gettext_lazy("Kennung des Gegenstands"), required=False, max_length=64)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.fields["action"].choices = [("", _("alle")), *trail.actions().items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["start"] > data["end"]:
            self.add_error("end", _("Der letzte Tag liegt vor dem ersten."))
        return data

    def events(self) -> QuerySet[AuditEvent]:
        """What the filters leave, newest first; nothing while a filter makes no sense."""
        events = AuditEvent.objects.order_by("-pk")
        if not self.is_valid():
            return events.none()
        data = self.cleaned_data
        if data["start"]:
            events = events.filter(at__gte=midnight(data["start"]))
        if data["end"]:
            events = events.filter(at__lt=midnight(data["end"] + dt.timedelta(days=1)))
        for name, field in (("action", "action"), ("outcome", "outcome"), ("about", "object_id")):
            if data[name]:
                events = events.filter(**{field: data[name]})
        if data["person"]:
            person = get_user_model()._default_manager.filter(email__iexact=data["person"]).first()
            events = events.filter(actor_id=person.pk) if person else events.none()
        return events

    def used(self) -> str:
        """The filters set, by name only: what was typed may be personal."""
        return ", ".join(sorted(name for name, value in self.cleaned_data.items() if value)) if self.is_valid() else ""


def midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def for_officers(view: View) -> View:
    """Only the data protection officer, with a second factor; an administrator is not one by that."""
    with_factor = verified_required(view)

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        groups = getattr(request.user, "groups", None)
        if groups is None or not groups.filter(name=PortalRole.DATA_PROTECTION_OFFICER.value).exists():
            raise PermissionDenied
        return with_factor(request)

    return guarded


@for_officers
@transaction.atomic
def trail_page(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    page = Paginator(form.events(), PER_PAGE).get_page(request.GET.get("seite"))
    rows = list(described(page.object_list))
    # The same transaction: nobody reads without its being written down.
    trail.record(trail.TRAIL_READ, request.user, details={"filters": form.used(), "page": page.number})
    return render(
        request,
        "portal/audit/trail.html",
        {"form": form, "page_obj": page, "rows": rows, "count": page.paginator.count},
    )


@limited("audit-export", capacity=10, per_seconds=600)
@for_officers
@transaction.atomic
def export(request: HttpRequest) -> HttpResponse:
    """The same selection as CSV for a spreadsheet, at most MAX_ROWS rows; a cell never begins a formula."""
    form = FilterForm(request.GET)
    events = form.events()[:MAX_ROWS]
    trail.record(trail.TRAIL_EXPORTED, request.user, details={"filters": form.used(), "rows": len(events)})
    response = StreamingHttpResponse(lines(events), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="protokoll.csv"'
    return response  # type: ignore[return-value]  # streams instead of holding all rows


class Echo:
    """A file for the CSV writer that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    writer = csv.writer(Echo(), delimiter=";")
    # Without the mark at the beginning Excel takes UTF-8 for Windows-1252.
    yield "\ufeff"
    yield writer.writerow(
        [_("Nummer"), _("Zeit"), _("Vorgang"), _("Ergebnis"), _("Person"), _("Gegenstand"), _("Kennung"), _("Angaben")]
    )
    for event, person in described(events):
        cells = [
            event.pk,
            timezone.localtime(event.at).isoformat(timespec="seconds"),
            trail.label(event.action),
            event.get_outcome_display(),
            person,
            event.object_type,
            event.object_id,
            ", ".join(f"{name}: {value}" for name, value in event.details.items()),
        ]
        yield writer.writerow([as_text(str(cell)) for cell in cells])


def described(events: Iterable[AuditEvent]) -> Iterator[tuple[AuditEvent, str]]:
    """Each event with the person as the directory of accounts names it today; an erased one is only a number."""
    events = list(events)
    users = get_user_model()._default_manager.in_bulk({event.actor_id for event in events if event.actor_id})
    for event in events:
        user = users.get(event.actor_id)
        yield event, str(user) if user else (f"#{event.actor_id}" if event.actor_id else "")
