"""What a person has to do, from all apps, as it may be said here: nothing restricted without a proved factor."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal import clauses, extensions
from portal.agreed import AgreedSection
from portal.compiled_query import ANYBODY, CompiledQuery
from portal.duties import clock
from portal.extensions import Answering, Asker, Duty, DutySource
from portal.navigation import reverse_or_none

RESTRICTED = "restricted"


@dataclass(frozen=True)
class Group:
    name: str
    label: str | Promise
    duties: list[Duty]


def owed(answering: Answering, *, with_restricted: bool, version: str = "") -> list[Duty]:
    """Most urgent first. Otherwise one line stands for all that is restricted; `version` as in portal.page_cache."""
    sources = sources_that_wait(answering)
    asked = sources if with_restricted else [source for source in sources if not source.is_restricted]
    said = [replace(duty, is_restricted=source.is_restricted) for source in asked for duty in source.owed(answering)]
    if len(asked) < len(sources):
        said.append(something_waits())
    return with_clauses(sorted(said, key=lambda duty: clock.moment(duty.due)), version)


def sources_that_wait(answering: Answering) -> list[DutySource]:
    """One query for all of them, so that whoever has nothing to do somewhere pays nothing for it."""
    sources = tuple(extensions.duty_sources)
    if not sources or not isinstance(answering.pk, int):  # the users of a foreign project may have keys of another kind
        return list(sources)
    rows = numbers(sources, answering.day).rows(answering.pk)
    return [source for source, number in zip(sources, rows[0] if rows else (), strict=False) if number]


@lru_cache(maxsize=4)
def numbers(sources: tuple[DutySource, ...], _day: dt.date) -> CompiledQuery:
    """Put together once a day for everybody, as the frame's query is."""
    asker = Asker(ANYBODY, is_superuser=False)  # being superuser opens nothing restricted (R23) and owes nothing
    counted = {f"number{place}": source.number(asker) for place, source in enumerate(sources)}
    rows = get_user_model()._default_manager.filter(pk=ANYBODY).annotate(**counted)
    return CompiledQuery(rows.values_list(*counted))


def something_waits() -> Duty:
    """Neither what nor how much nor until when. The link asks for the factor and leads back to the list."""
    duties, prove = reverse_or_none("portal:duties") or "", reverse_or_none("portal:prove") or ""
    return Duty(
        title=_("Im geschützten Bereich wartet etwas"),
        part=_("Geschützter Bereich"),
        url=f"{prove}?{urlencode({'next': duties})}",
        kind=RESTRICTED,
        key="",
        is_restricted=True,
    )


def with_clauses(duties: list[Duty], version: str) -> list[Duty]:
    """Clauses as they are cited in this county, with links; what no document of it holds is not shown."""
    known = clauses.found(version, (duty.clause for duty in duties if not duty.clause_url))
    return [linked(duty, known) for duty in duties]


def linked(duty: Duty, sections: Mapping[str, AgreedSection]) -> Duty:
    if duty.clause_url or not duty.clause:
        return duty
    section = sections.get(duty.clause)
    url = section.url if section else ""
    return replace(duty, clause=clauses.words(duty.clause, section), clause_url=url)


def grouped(duties: Iterable[Duty], now: dt.datetime | None = None) -> list[Group]:
    """Those that are not empty, overdue first."""
    at = now or timezone.now()
    sorted_in: dict[str, list[Duty]] = {name: [] for name in clock.GROUPS}
    for duty in duties:
        sorted_in[clock.group_of(duty.due, at)].append(duty)
    return [Group(name, clock.GROUPS[name], found) for name, found in sorted_in.items() if found]


def as_data(duty: Duty, base: str, now: dt.datetime) -> dict[str, Any]:
    """For programs: absolute addresses, days and moments in ISO 8601."""
    return {
        "title": duty.title,
        "part": str(duty.part),
        "kind": duty.kind,
        "due": duty.due.isoformat() if duty.due else None,
        "group": clock.group_of(duty.due, now),
        "distance": clock.distance(duty.due, now) if duty.due else "",
        "state": duty.state,
        "on_behalf_of": duty.on_behalf_of,
        "clause": duty.clause,
        "clause_url": absolute(duty.clause_url, base),
        "url": absolute(duty.url, base),
    }


def absolute(url: str, base: str) -> str:
    return f"{base}{url}" if url.startswith("/") else url
