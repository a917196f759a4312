"""What happens to the term of an agreement: objected to, extended, reviewed, left as it is. The days follow at once."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation
from pages.models import NormativePage, TermEvent
from pages.terms import clocks, notifications
from portal.audit import trail
from portal.models import User
from search import indexing

Kind = TermEvent.Kind
OBJECTED = trail.register(
    "term.objection", _("Widerspruch gegen eine Verlängerung eingetragen"), ("on", "organisation")
)
EXTENDED = trail.register("term.extension", _("Verlängerung einer Vereinbarung eingetragen"), ("on", "until"))
REVIEWED = trail.register("term.review", _("Überprüfung einer Vereinbarung eingetragen"), ("on",))
SETTLED = trail.register("term.settled", _("Entschieden, dass eine Vereinbarung bleibt"), ("due_on", "organisation"))
REMOVED = trail.register("term.removed", _("Eintrag zur Laufzeit entfernt"), ("kind", "on"))


def locked(document: NormativePage) -> NormativePage:
    """Of two at once the second sees what the first has recorded."""
    found: NormativePage = NormativePage.objects.select_for_update(of=("self",)).get(pk=document.pk)
    return found


def follow(document: NormativePage) -> None:
    for page in NormativePage.objects.filter(translation_key=document.translation_key):
        page.follow_term()
        indexing.schedule(NormativePage, page.pk)


def stored(event: TermEvent) -> TermEvent:
    """ValidationError, in words for the person, where it cannot be."""
    refuse_outside(event)
    event.full_clean(exclude=["recorded_by"])
    event.save(force_insert=True)
    follow(event.document)
    return event


def refuse_outside(event: TermEvent) -> None:
    begin = event.document.basis().since
    if event.on > timezone.localdate():
        raise ValidationError(_("Dieser Tag kommt erst noch. Bitte tragen Sie ein, was schon geschehen ist."))
    if begin is not None and event.on < begin:
        raise ValidationError(_("An diesem Tag galt die Vereinbarung noch nicht. Bitte prüfen Sie das Datum."))


@transaction.atomic
def record_review(*, document: NormativePage, on: dt.date, result: str, by: User) -> TermEvent:
    """The next one is counted from here."""
    document = locked(document)
    due = clocks.next_review(document.basis())
    event = TermEvent(document=document, kind=Kind.REVIEW, on=on, due_on=due, note=result, recorded_by=by)
    stored(event)
    trail.record(REVIEWED, by, about=("document", document.pk), details={"on": on.isoformat()})
    return event


@transaction.atomic
def record_extension(
    *, document: NormativePage, on: dt.date, ends_on: dt.date | None, note: str = "", by: User
) -> TermEvent:
    """By the one span that the agreement allows; `ends_on` is the last day that was shown: nobody extends twice by chance."""
    document = locked(document)
    basis = document.basis()
    end, until = clocks.last_day_of(basis), clocks.end_of_extension(basis)
    if end is None or until is None:
        raise ValidationError(_("Diese Vereinbarung sieht keine Verlängerung vor."))
    if end != ends_on:
        raise ValidationError(
            _("Das Ende der Laufzeit hat sich inzwischen geändert. Bitte prüfen Sie den Stand auf der Seite „Fristen“.")
        )
    if on > end:
        raise ValidationError(
            _("An diesem Tag war die Vereinbarung schon ausgelaufen. Dann braucht es eine neue, keine Verlängerung.")
        )
    event = TermEvent(document=document, kind=Kind.EXTENSION, on=on, due_on=end, until=until, note=note, recorded_by=by)
    stored(event)
    details = {"on": on.isoformat(), "until": until.isoformat()}
    trail.record(EXTENDED, by, about=("document", document.pk), details=details)
    notifications.term_changed(document)
    return event


@transaction.atomic
def record_objection(
    *, document: NormativePage, on: dt.date, organisation: Organisation | None, note: str = "", by: User
) -> dt.date:
    """`on` is the day of receipt. Returns the last day of the agreement; one that comes too late ends it a term later."""
    document = locked(document)
    basis = document.basis()
    end = clocks.end_after_objection(basis, on) if clocks.is_renewing(basis) else None
    if end is None:
        raise ValidationError(_("Diese Vereinbarung verlängert sich nicht von selbst."))
    event = TermEvent(
        document=document,
        kind=Kind.OBJECTION,
        on=on,
        due_on=clocks.objection_day(basis, end),
        organisation=organisation,
        note=note,
        recorded_by=by,
    )
    stored(event)
    details = {"on": on.isoformat(), "organisation": organisation.pk if organisation else None}
    trail.record(OBJECTED, by, about=("document", document.pk), details=details)
    notifications.term_changed(document)
    return end


@transaction.atomic
def settle(*, document: NormativePage, due_on: dt.date, organisation: Organisation | None, by: User) -> bool:
    """Nothing is to be done by that day, for one party or, without one, for the coordination; False where that was said before."""
    document = locked(document)
    said = TermEvent.objects.filter(
        document=document, kind=Kind.SETTLED, due_on=due_on, organisation=organisation
    ).exists()
    is_asked = document.term_days.filter(on=due_on).exclude(kind=clocks.REVIEW).exists()
    if said or not is_asked:
        return False
    TermEvent.objects.create(
        document=document,
        kind=Kind.SETTLED,
        on=timezone.localdate(),
        due_on=due_on,
        organisation=organisation,
        recorded_by=by,
    )
    details = {"due_on": due_on.isoformat(), "organisation": organisation.pk if organisation else None}
    trail.record(SETTLED, by, about=("document", document.pk), details=details)
    return True


@transaction.atomic
def remove(*, event: TermEvent, by: User) -> None:
    """Something recorded by mistake; the trail keeps that it was."""
    document = locked(event.document)
    details = {"kind": event.kind, "on": event.on.isoformat()}
    event.delete()
    follow(document)
    trail.record(REMOVED, by, about=("document", document.pk), details=details)
    if event.kind in {Kind.OBJECTION, Kind.EXTENSION}:
        notifications.term_changed(document)


def follow_all() -> int:
    """Moves the window of stored days on, and lets the search know what the day has put into or out of force.

    Returns how many documents were looked at.
    """
    pages = NormativePage.objects.live().defer("sections")
    for page in pages:
        with transaction.atomic():
            page.follow_term()
            if has_turned(page, timezone.localdate()):
                indexing.schedule(NormativePage, page.pk)
    return len(pages)


def has_turned(page: NormativePage, today: dt.date) -> bool:
    """Within a week, so that no change is lost where the daily work has not run for a while."""
    return page.status(today) != page.status(today - dt.timedelta(days=7))
