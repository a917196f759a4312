"""Writes about answers: saved while typing, corrected after acceptance."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.indicators import periods, places, states, trail
from cases.indicators.errors import Locked, NotNow, Refused, WordsMissing
from cases.indicators.places import Key, RowPlace, cell_name
from cases.indicators.queries import Catalogue, answers_of, catalogue_of
from cases.indicators.steps import held, move
from cases.indicators.sums import Sums, sums_of
from cases.models import Answer, Correction, Submission

COMPARED = ("kind", "number", "text", "is_estimated", "reason", "tallied")
Wanted = dict[Key, dict[str, Any]]


@transaction.atomic
def save_answers(*, submission: Submission, values: Mapping[str, Any], by: Actor) -> Submission:
    """`values` by the names of the form's inputs; the caller has compared them with what is stored. All or nothing."""
    row = held(submission, by)
    refuse_closed(row)
    catalogue = catalogue_of(row.period)
    changed = store(row, catalogue, wanted(catalogue, values, sums_of(row, list(catalogue.indicators))))
    row.saved_at = timezone.now()
    row.version += 1
    row.save(update_fields=["saved_at", "version"])
    if changed:
        trail.about(trail.SUBMISSION_SAVED, by, row, answers=changed)
    return row


def refuse_closed(row: Submission) -> None:
    if row.state not in states.OPEN:
        raise NotNow
    refuse_locked(row)


def refuse_locked(row: Submission) -> None:
    period = row.period
    if timezone.localdate(timezone=periods.BERLIN) < period.opens_on:
        raise Refused(_("Der Zeitraum ist noch nicht offen."), code="early")
    if not periods.takes_values(period.opens_on, period.locks_on, row.unlocked_until, timezone.now()):
        raise Locked


def wanted(catalogue: Catalogue, values: Mapping[str, Any], sums: Sums) -> Wanted:
    """The answers that the values of a form mean; no row for what is still open."""
    found: Wanted = {}
    for indicator in catalogue.indicators:
        for place in catalogue.places_of(indicator):
            found |= wanted_row(place, values, sums)
    return found


def wanted_row(place: RowPlace, values: Mapping[str, Any], sums: Sums) -> Wanted:
    kind = values.get(place.field(places.KIND)) or places.VALUE
    shared = {
        "reason": values.get(place.field(places.REASON), ""),
        "is_estimated": bool(values.get(place.field(places.ESTIMATED))),
        "text": "",
        "number": None,
        "tallied": None,
    }
    if kind in {places.NOTHING, places.NOT_AVAILABLE}:
        key = (place.indicator, place.row, "")
        return {key: {**shared, "kind": kind, "is_estimated": False}}
    filled = [key for key in place.cells if values.get(cell_name(key), "") != ""]
    if kind == places.TEXT:
        return {key: {**shared, "kind": kind, "text": values[cell_name(key)]} for key in filled}
    return {
        key: {**shared, "kind": kind, "number": int(values[cell_name(key)]), "tallied": sums.of(*key)} for key in filled
    }


def store(submission: Submission, catalogue: Catalogue, answers: Wanted) -> int:
    """How many differ from before; three statements at most."""
    known = answers_of(submission)
    new, changed = [], []
    for key, values in answers.items():
        answer = known.pop(key, None)
        if answer is None:
            indicator, row, column = catalogue.items(key)
            new.append(Answer(submission=submission, indicator=indicator, row=row, column=column, **values))
        elif any(getattr(answer, name) != values[name] for name in COMPARED):
            for name in COMPARED:
                setattr(answer, name, values[name])
            changed.append(answer)
    Answer.objects.unrestricted().filter(pk__in=[answer.pk for answer in known.values()]).delete()
    Answer.objects.bulk_create(new)
    Answer.objects.unrestricted().bulk_update(changed, COMPARED)
    return len(new) + len(changed) + len(known)


@transaction.atomic
def correct_answer(
    *, submission: Submission, key: Key, kind: str, number: int | None, reason: str, version: int, by: Actor
) -> Submission:
    """After acceptance: both values stay, with the reason (F56). A cell of a row that was answered as a whole cannot be."""
    if not reason.strip():
        raise WordsMissing
    row = held(submission, by, version)
    refuse_locked(row)
    catalogue = catalogue_of(row.period)
    indicator, item, column = catalogue.items(key)
    known = answers_of(row)
    before = known.get(key)
    refuse_mixed(key, kind, known)
    answer = before or Answer(submission=row, indicator=indicator, row=item, column=column)
    Correction.objects.create(
        submission=row,
        indicator=indicator,
        row=item,
        column=column,
        before_kind=before.kind if before else "",
        before_number=before.number if before else None,
        after_kind=kind,
        after_number=number,
        reason=reason.strip(),
        by=by.user,
    )
    answer.kind, answer.number, answer.text = kind, number, ""
    answer.save()
    trail.about(trail.ANSWER_CORRECTED, by, row, indicator=indicator.key)
    return move(row, "correct", by, note=reason.strip())


def refuse_mixed(key: Key, kind: str, known: Mapping[Key, Answer]) -> None:
    whole = known.get((key[0], key[1], ""))
    if key[2] and whole is not None and whole.kind != places.VALUE:
        raise Refused(
            _("Diese Zeile wurde als Ganzes beantwortet. Bitten Sie die Koordination, die Meldung zurückzugeben."),
            code="mixed",
        )
    if key[2] and kind != places.VALUE:
        raise Refused(_("In einer Zelle steht eine Zahl. Null heißt: gezählt und nichts gefunden."), code="mixed")
