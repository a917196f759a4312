"""From what somebody typed to an answer: which municipality is meant, on which day, and who is responsible there."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from directory.gazetteer import Gazetteer, Match, Place, Town
from directory.responsibility import answer, known_places
from directory.responsibility.answer import Question
from directory.responsibility.cards import Card
from directory.responsibility.forms import QuestionForm


@dataclass(frozen=True)
class Choice:
    """A municipality to choose, with the link that asks again for it; `by` is the name or postcode it was found by."""

    town: Town
    url: str
    by: str = ""


@dataclass(frozen=True)
class Outcome:
    """`place` and `cards` are the answer; without it `options` are to choose from; `is_unknown`: nothing fits what was typed."""

    day: dt.date
    is_today: bool
    place: Place | None = None
    cards: Sequence[Card] = ()
    options: Sequence[Choice] = ()
    former: Town | None = None
    is_unknown: bool = False


def outcome(request: HttpRequest, form: QuestionForm) -> Outcome:
    """The answer to a valid form."""
    today = timezone.localdate()
    day = form.cleaned_data["am"] or today
    known = known_places.known(request)
    matches = meant(known, form)
    # A municipality that has gone up in others leads to those that stand on the day.
    places = [(match, place) for match in matches for place in known.on(match.town, day)]
    if len({place.town.pk for _match, place in places}) == 1:
        place = places[0][1]
        return Outcome(day, day == today, place, cards(request, form, place.town, day), former=place.former)
    is_typed = bool(form.cleaned_data["ort"] or form.cleaned_data["gemeinde"])
    former = matches[0].town if len(matches) == 1 and places else None
    return Outcome(day, day == today, options=options(form, places), former=former, is_unknown=is_typed and not places)


def options(form: QuestionForm, places: Iterable[tuple[Match, Place]]) -> list[Choice]:
    """Each municipality once, by the last name it was found by."""
    choices = {
        place.town.pk: Choice(place.town, link(form, gemeinde=place.town.ags, ort=place.town.name), match.by)
        for match, place in places
    }
    return list(choices.values())


def meant(known: Gazetteer, form: QuestionForm) -> list[Match]:
    """A key chosen before counts as long as the name beside it was not changed."""
    typed, key = form.cleaned_data["ort"], form.cleaned_data["gemeinde"]
    chosen = known.by_key(key) if key else None
    if chosen is not None and typed in {"", chosen.name}:
        return [Match(chosen, 0)]
    return known.find(typed) if typed else []


def cards(request: HttpRequest, form: QuestionForm, town: Town, day: dt.date) -> list[Card]:
    now = answer.now()
    is_today = day == now.date()
    # On another day nobody asks whether a place is open at this minute; noon belongs to that day in any case.
    moment = now if is_today else dt.datetime.combine(day, dt.time(12))
    question = Question(town.pk, moment, request.user, is_today, form.group, form.service)
    return answer.answer(question, form.known)


def link(form: QuestionForm, **changed: str) -> str:
    """The same question with other words; what was not asked is left out."""
    day = form.cleaned_data.get("am")
    asked = {name: form.cleaned_data.get(name, "") for name in ("ort", "gemeinde", "fuer", "dienst")}
    asked |= {"am": f"{day:%d.%m.%Y}" if day else ""} | changed
    return f"{reverse('directory:responsible')}?{urlencode({name: value for name, value in asked.items() if value})}"
