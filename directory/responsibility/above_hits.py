"""The answer above the hits of a search that asks who is responsible."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from directory.gazetteer import Gazetteer, Place, Town
from directory.models import Organisation, Service
from directory.responsibility import answer, asked, known_places, known_words, query
from directory.responsibility.asked import Asked
from directory.responsibility.cards import Card
from directory.responsibility.forms import QuestionForm
from directory.responsibility.query import Choice
from portal.navigation import reverse_or_none
from search.answers import Answer
from search.documents import Query

SHOWN = 3


@dataclass(frozen=True)
class Shown:
    """Who is responsible (`cards`), or what is still missing: which of the `towns` is meant, which of the `tasks`, or any place."""

    form: QuestionForm
    services: Sequence[Service] = ()
    offices: Sequence[Organisation] = ()
    place: Place | None = None
    cards: Sequence[Card] = ()
    more: int = 0
    coordinator: Organisation | None = None
    towns: Sequence[Choice] = ()
    tasks: Sequence[tuple[Service, str]] = ()
    all_url: str = ""
    is_unknown_task: bool = False


def responsible(request: HttpRequest, typed: Query) -> Answer | None:
    """No query where the words ask for something else."""
    if reverse_or_none("directory:responsible") is None:
        return None
    meant = asked.asked(typed.text, known_words.known(request, typed.word_groups))
    shown = answer_to(request, meant) if meant else None
    return Answer("directory/responsibility/above_hits.html", shown) if shown else None


def answer_to(request: HttpRequest, meant: Asked) -> Shown:
    known = known_places.known(request)
    towns = towns_today(known, meant)
    form = question(request, meant, towns)
    if not towns:
        return Shown(form, services=services_of(form, meant), offices=offices(meant.organisations))
    standing = known.on(towns[0], timezone.localdate()) if len(towns) == 1 else []
    if len(standing) == 1:
        return in_place(request, form, standing[0], meant)
    choices = towns if len(towns) > 1 else [place.town for place in standing]
    links = [Choice(town, query.link(form, gemeinde=town.ags, ort=town.name)) for town in choices]
    return Shown(form, services=services_of(form, meant), towns=links)


def towns_today(known: Gazetteer, meant: Asked) -> list[Town]:
    """A name typed as it was; of several that may be meant, the municipalities they belong to today."""
    typed = [known.towns[pk] for pk in meant.towns if pk in known.towns]
    if len(typed) < 2:
        return typed
    today = timezone.localdate()
    return list({place.town.pk: place.town for town in typed for place in known.on(town, today)}.values())


def question(request: HttpRequest, meant: Asked, towns: Sequence[Town]) -> QuestionForm:
    """The form of the directory's own page, filled in with what is known."""
    known = answer.choices(request)
    slugs = [service.slug for service in known.services if service.pk in meant.services]
    asked_for = {
        "ort": towns[0].name if len(towns) == 1 else "",
        "gemeinde": towns[0].ags if len(towns) == 1 else "",
        "dienst": slugs[0] if len(slugs) == 1 else "",
        "fuer": str(meant.group or ""),
    }
    form = QuestionForm(asked_for, choices=known)
    form.is_valid()
    return form


def services_of(form: QuestionForm, meant: Asked) -> list[Service]:
    return [service for service in form.known.services if service.pk in meant.services]


def offices(keys: Iterable[int]) -> list[Organisation]:
    return list(Organisation.objects.active().filter(pk__in=keys)[:SHOWN]) if keys else []


def in_place(request: HttpRequest, form: QuestionForm, place: Place, meant: Asked) -> Shown:
    """Cards for what was asked; without a task, or where the office has none there, the tasks to choose from."""
    is_for_something = meant.services or meant.organisations
    found = query.cards(request, form, place.town, timezone.localdate()) if is_for_something else []
    cards = meant_of(found, meant)
    if not cards:
        return to_choose(form, place, meant)
    return Shown(
        form,
        services=services_of(form, meant),
        place=place,
        cards=cards[:SHOWN],
        more=max(len(cards) - SHOWN, 0),
        coordinator=None if all(card.coverage for card in cards[:SHOWN]) else answer.coordinator(),
        all_url=query.link(form, gemeinde=place.town.ags, ort=place.town.name),
    )


def to_choose(form: QuestionForm, place: Place, meant: Asked) -> Shown:
    here = {"gemeinde": place.town.ags, "ort": place.town.name}
    return Shown(
        form,
        offices=offices(meant.organisations),
        place=place,
        tasks=[(service, query.link(form, **here, dienst=service.slug)) for service in form.known.services],
        all_url=query.link(form, **here, dienst=""),
        is_unknown_task=meant.is_unknown_task,
    )


def meant_of(cards: Sequence[Card], meant: Asked) -> list[Card]:
    """Where an office is named, of its tasks those named, too, or else all of them: its words may differ from the directory's."""
    for_tasks = [card for card in cards if card.service.pk in meant.services]
    if not meant.organisations:
        return for_tasks
    of_office = [card for card in cards if card.coverage and card.coverage.organisation_id in meant.organisations]
    return [card for card in of_office if card in for_tasks] or of_office
