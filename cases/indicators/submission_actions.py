"""Writes about submissions: handed in, returned with questions at the field, accepted, excepted, opened again."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.indicators import notifications, periods, states
from cases.indicators.checks import Checked, problems
from cases.indicators.errors import Refused
from cases.indicators.places import Key
from cases.indicators.queries import answers_of, before, catalogue_of
from cases.indicators.steps import held, move
from cases.indicators.stored import row_values
from cases.indicators.sums import sums_of
from cases.models import FieldComment, Submission

LONGEST_EXCEPTION = dt.timedelta(days=90)


class Unfinished(Refused):
    """`fields`: a sentence by the name of the input it belongs to."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(_("Noch nicht abgegeben: Bitte ergänzen Sie die markierten Felder."), code="unfinished")
        self.fields = dict(fields)


@transaction.atomic
def submit(*, submission: Submission, version: int, by: Actor) -> Submission:
    """What is stored is handed in; Unfinished where something is open or a reason is missing. Twice is once."""
    row = held(submission, by)
    if row.state in states.DELIVERED:
        return row
    row = held(submission, by, version)
    missing = unfinished(row)
    if missing:
        raise Unfinished(missing)
    row = move(row, "submit", by)
    FieldComment.objects.unrestricted().filter(submission=row, answered_at=None).update(answered_at=timezone.now())
    notifications.submitted(row)
    return row


def unfinished(row: Submission) -> dict[str, str]:
    catalogue = catalogue_of(row.period)
    stored = answers_of(row)
    values: dict[str, object] = {}
    for indicator in catalogue.indicators:
        for place in catalogue.places_of(indicator):
            values |= row_values(place, stored)
    sums = sums_of(row, list(catalogue.indicators))
    return problems(Checked(catalogue, values, sums, before(row)))


@transaction.atomic
def give_back(*, submission: Submission, comments: Mapping[Key, str], note: str, version: int, by: Actor) -> Submission:
    """`comments` by the place of the row they ask about; without any, the note must say what is meant."""
    row = held(submission, by, version)
    catalogue = catalogue_of(row.period)
    asked = {key: text.strip() for key, text in comments.items() if text.strip()}
    said = note.strip() or (str(_("Rückfragen an den Feldern")) if asked else "")
    row = move(row, "return", by, note=said)
    for key, text in asked.items():
        indicator, item, _column = catalogue.items(key)
        FieldComment.objects.create(submission=row, indicator=indicator, row=item, text=text, by=by.user)
    notifications.returned(row)
    return row


@transaction.atomic
def accept(*, submissions: Iterable[Submission], by: Actor) -> list[Submission]:
    """All or none; Stale where one has changed since it was read."""
    accepted = [move(held(one, by, one.version), "accept", by) for one in submissions]
    for row in accepted:
        notifications.accepted(row)
    return accepted


@transaction.atomic
def decide(*, submission: Submission, step: str, note: str, version: int, by: Actor) -> Submission:
    """ "except", "include": who need not report, with the reason."""
    row = held(submission, by, version)
    row.reason = note.strip()
    return move(row, step, by, note=note)


@transaction.atomic
def open_again(*, submission: Submission, until: dt.date, note: str, version: int, by: Actor) -> Submission:
    """By exception until a day, its end included: what is handed in goes back, what is open may be handed in late."""
    today = periods.day_of(timezone.now())
    if not today <= until <= today + LONGEST_EXCEPTION:
        raise Refused(_("Bitte einen Tag ab heute nennen, höchstens 90 Tage von heute."), code="day")
    row = held(submission, by, version)
    row.unlocked_until, row.reason = until, note.strip()
    row = move(row, "extend" if row.state in states.OPEN else "unlock", by, note=note)
    notifications.opened_again(row)
    return row
