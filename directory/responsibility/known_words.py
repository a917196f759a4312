"""The words by which the directory knows tasks, offices, places and groups of people."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from django.http import HttpRequest
from django.utils import timezone

from directory.gazetteer import Gazetteer
from directory.models import Organisation, Service, TargetGroup
from directory.responsibility import known_places
from directory.responsibility.asked import MENTIONED, NAME, AgeRange, Forms, Stems, Words
from portal import page_cache
from search.documents import WordGroup
from search.language import german
from search.language.word_lists import ABBREVIATIONS, SYNONYMS

OLDEST = 200
# What names of organisations have in common says nothing of whose they are.
LEGAL_FORMS = frozenset(["e", "v", "gmbh", "ggmbh", "stadt", "gemeind", "landkreis"])
COMMON = 3
SHORTEST = 3


def known(request: HttpRequest, groups: tuple[WordGroup, ...]) -> Words:
    """`groups` are words that mean the same in this county, beside the lists that come with the search."""
    version = page_cache.version_of(request)
    return kept(version, timezone.localdate(), groups) if version else read(groups)


@lru_cache(maxsize=2)
def kept(version: str, day: dt.date, groups: tuple[WordGroup, ...]) -> Words:
    """A new version of the content is a new key; on another day other organisations may be at work."""
    return read(groups)


def read(groups: Sequence[WordGroup]) -> Words:
    """Six queries, whatever the size of the directory."""
    services = list(Service.objects.prefetch_related("target_groups"))
    target_groups = list(TargetGroup.objects.all())
    places = place_words(known_places.read())
    same = [*map(stemmed, ABBREVIATIONS), *(stemmed(group.words) for group in groups)]
    tasks = task_words(services, same)
    parts = {stems[0]: dict(known) for stems, known in tasks.items() if len(stems) == 1}
    spread(tasks, list(map(stemmed, SYNONYMS)), MENTIONED)
    return Words(
        tasks=tasks,
        parts=parts,
        offices=office_words(tasks, places, same),
        places=places,
        groups=group_words(target_groups),
        group_tasks=group_tasks(services),
        task_ages=age_ranges(services),
        group_ages=age_ranges(target_groups),
    )


def stemmed(words: Iterable[str]) -> list[Stems]:
    return [german.stems_of(word) for word in words]


def place_words(places: Gazetteer) -> dict[Forms, frozenset[int]]:
    """Names and postcodes; a name that is an everyday word of the language is left to the page that asks for a place."""
    found: dict[Forms, set[int]] = defaultdict(set)
    for town in places.towns.values():
        for name in (town.name, *town.places, *town.postcodes):
            forms = tuple(token.form for token in german.tokens(name))
            if forms and not all(map(german.is_stop_word, forms)):
                found[forms].add(town.pk)
    return {forms: frozenset(towns) for forms, towns in found.items()}


def task_words(services: Iterable[Service], same: Sequence[Sequence[Stems]]) -> defaultdict[Stems, dict[int, float]]:
    """By name and abbreviation, by other forms of these, and by what the description mentions."""
    words: defaultdict[Stems, dict[int, float]] = defaultdict(dict)
    for service in services:
        for stems in names(service):
            words[stems][service.pk] = NAME
    spread(words, same, NAME)
    for stems, tasks in mentioned(services).items():
        for task in tasks:
            words[stems].setdefault(task, MENTIONED / len(tasks))
    return words


def names(service: Service) -> Iterator[Stems]:
    """The whole name, what stands in brackets, and each word that says something."""
    parts = [part for part in re.split(r"[()]", service.name) if part.strip()]
    for text in filter(None, (service.short_name, *parts)):
        yield german.stems_of(text)
    yield from singles(parts[0] if parts else "")


def singles(text: str) -> Iterator[Stems]:
    for token in german.tokens(text):
        if len(token.form) >= SHORTEST and token.form.isalpha() and not german.is_stop_word(token.form):
            yield (german.stem(token.form),)


def mentioned(services: Iterable[Service]) -> dict[Stems, set[int]]:
    found: dict[Stems, set[int]] = defaultdict(set)
    for service in services:
        for stems in singles(service.description):
            found[stems].add(service.pk)
    return found


def spread(words: defaultdict[Stems, dict[int, float]], same: Iterable[Sequence[Stems]], most: float) -> None:
    """What means the same as a word names the same tasks, at `most` so well."""
    for group in same:
        tasks: dict[int, float] = {}
        for stems in group:
            for task, score in words.get(stems, {}).items():
                tasks[task] = max(tasks.get(task, 0.0), min(score, most))
        for stems in group if tasks else ():
            for task, score in tasks.items():
                words[stems].setdefault(task, score)


def office_words(
    tasks: Mapping[Stems, Mapping[int, float]],
    places: Mapping[Forms, frozenset[int]],
    same: Iterable[Sequence[Stems]],
) -> dict[Stems, frozenset[int]]:
    """Whole and short names, and words that only one organisation has in its name; what names a task is no office."""
    offices: dict[Stems, set[int]] = defaultdict(set)
    local = {german.stem(form) for forms in places for form in forms}
    for pk, stems, is_whole in office_names(local):
        # What a description only mentions may still be the name of an office, but not one word out of it.
        is_task = stems in tasks if not is_whole else max(tasks.get(stems, {}).values(), default=0.0) >= NAME
        if not (is_task or local.issuperset(stems)):
            offices[stems].add(pk)
    for group in same:
        found = set().union(*(offices.get(stems, set()) for stems in group))
        for stems in group if found else ():
            offices[stems] |= found
    return {stems: frozenset(found) for stems, found in offices.items()}


def office_names(local: set[str]) -> Iterator[tuple[int, Stems, bool]]:
    """Whole, and without the words that say where it is or of what kind; of these also each that no other has."""
    rows = list(Organisation.objects.active().values_list("pk", "name", "short_name"))
    often = Counter(stem for _pk, name, _short in rows for stem in set(german.stems_of(name)))
    common = {stem for stem, count in often.items() if count >= COMMON}
    for pk, name, short in rows:
        core = tuple(stem for stem in german.stems_of(name) if stem not in LEGAL_FORMS | common | local)
        own = [(stem,) for (stem,) in singles(name) if stem in core and often[stem] == 1]
        for stems in filter(None, (german.stems_of(name), german.stems_of(short), core)):
            yield pk, stems, True
        for stems in own:
            yield pk, stems, False


def group_words(groups: Iterable[TargetGroup]) -> dict[str, int]:
    """Groups that are no age are asked for by their name."""
    return {stem: group.pk for group in groups if not group.is_age for (stem,) in singles(group.name)}


def group_tasks(services: Iterable[Service]) -> dict[int, frozenset[int]]:
    """Tasks that are divided by these groups."""
    tasks: dict[int, set[int]] = defaultdict(set)
    for service in services:
        for group in service.target_groups.all():
            tasks[group.pk].add(service.pk)
    return {group: frozenset(found) for group, found in tasks.items()}


def age_ranges(limited: Iterable[Service | TargetGroup]) -> list[AgeRange]:
    return [
        AgeRange(one.pk, one.min_age or 0, OLDEST if one.max_age is None else one.max_age)
        for one in limited
        if one.min_age is not None or one.max_age is not None
    ]
