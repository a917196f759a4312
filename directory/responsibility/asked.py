"""Pure: whether a text asks who is responsible, however it is worded; for what, where and for whom.

Who asks is told by grammar, what for by the words that the directory has. What neither explains counts against it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from search.language import edit_distance, german

Forms = tuple[str, ...]
Stems = tuple[str, ...]

# Nobody asks a colleague in longer sentences; what is longer was pasted.
MAX_CHARACTERS, MAX_WORDS = 200, 30
LONGEST = 6  # words that are one name: "Migrationsberatung für erwachsene Zuwanderer"
# How well a word names a task: by its name, as part of a compound in it, by another word for it or its description.
NAME, PART, MENTIONED = 3.0, 2.0, 1.0
# Of several tasks those are meant that fit nearly as well as the best.
NEARLY = 0.75
# Letters that two words share where one is part of the other, that the rest has, and that make a slip of the keys likely.
SHARED, REST, LONG = 5, 3, 7
# Exact wording and exclusions are for those who look for a text.
LOOKS_FOR_TEXT = re.compile(r"[\"„“”«»]|(?:^|\s)-\w")

# Folded words of the language. What an office does for people is told by the directory alone.
BEFORE_WHOM = {"an", "bei", "mit", "zu"}
CALLS = {"anrufen", "rufe", "ruf", "fragen", "frage", "erreiche", "erreichen", "anschreiben", "kontaktieren"}
SITS = {"ist", "sitzt", "finde", "liegt"}
OFFICES = {"stelle", "stellen", "amt", "behorde", "trager", "organisation", "person"}
HELPS = {
    *("macht", "machen", "hilft", "helfen", "betreut", "betreuen", "berat", "beraten", "kummert", "kummern"),
    *("begleitet", "begleiten", "bearbeitet", "bearbeiten", "vermittelt", "vermitteln", "unterstutzt", "unterstutzen"),
    *("bietet", "anbieten", "angeboten"),
}
# "Who may, who must" asks for a rule.
RULES = {"darf", "durfen", "durfte", "muss", "mussen", "musste", "soll", "sollen", "sollte"}
MONEY = {"zahlt", "zahlen", "bezahlt", "bezahlen", "kosten", "kostet", "finanziert", "finanzieren", "tragt"}
IN_CHARGE = {
    *("zustandig", "zustandige", "zustandiger", "zustandigen", "zustandiges", "zustandigkeit", "zustandigkeiten"),
    *("verantwortlich", "verantwortliche", "verantwortlicher", "verantwortlichen"),
}
CONTACT = {
    *("ansprechpartner", "ansprechpartnerin", "ansprechpartnerinnen", "ansprechperson", "ansprechpersonen"),
    *(
        "kontakt",
        "kontaktperson",
        "kontaktdaten",
        "mail",
        "email",
        "mailadresse",
        "emailadresse",
        "telefon",
        "telefonnummer",
        "tel",
        "rufnummer",
        "nummer",
        "durchwahl",
        "anschrift",
    ),
    *("sachbearbeiter", "sachbearbeiterin", "sachbearbeitung", "anlaufstelle", "beratungsstelle", "adresse"),
}
PRESENT = {"da", "dran", "dafur"}
SEARCHES = {"brauche", "brauchen", "braucht", "suche", "suchen", "sucht"}
SOMEBODY = {"jemand", "jemanden", "jemandem"}
GOES = {"hin", "hingehen", "gehen", "gehe", "melden", "melde", "anmelden", "wenden", "wende", "hilfe", "beratung"}
WHO = {"wer", "wen", "wem", "wohin", "wo", "welche", "welcher", "welches"}
AROUND = {
    *("schicke", "schicken", "verweise", "verweisen", "meldet", "wendet", "sprechen", "spreche", "bekomme", "tragt"),
    *("finden", "wegen", "leute", "menschen", "klient", "klientin", "klienten", "familie", "heute", "bitte"),
    *("stadt", "gemeinde", "landkreis", "kreis", "ort", "is", "hallo", "danke", "mann", "frau", "kind", "nahe"),
    *("offnungszeiten", "sprechzeiten"),
}
GRAMMAR = (
    WHO | CALLS | SITS | OFFICES | HELPS | RULES | IN_CHARGE | CONTACT | PRESENT | SEARCHES | SOMEBODY | GOES | AROUND
)  # fmt: skip
LONG_WORD = 9
LONG_WORDS = frozenset(word for word in IN_CHARGE | CONTACT if len(word) >= LONG_WORD)
# Ages that words stand for; to which task an age belongs is the directory's.
AGES = {"jugendlich": 16, "jugend": 16, "teenag": 16, "erwachs": 40}
AGE = re.compile(r"\b(\d{1,2})[ -]?(?:jähr|jaehr|jahr)", re.IGNORECASE)


@dataclass(frozen=True)
class AgeRange:
    key: int
    first: int
    last: int


@dataclass(frozen=True)
class Words:
    """The words the directory has: for `tasks` with how well they name each, for `offices`, `places` and `groups` of people.

    `parts` are those words of its own for tasks that a compound may share.
    """

    tasks: Mapping[Stems, Mapping[int, float]] = field(default_factory=dict)
    offices: Mapping[Stems, frozenset[int]] = field(default_factory=dict)
    parts: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    places: Mapping[Forms, frozenset[int]] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    group_tasks: Mapping[int, frozenset[int]] = field(default_factory=dict)
    task_ages: Sequence[AgeRange] = ()
    group_ages: Sequence[AgeRange] = ()


@dataclass(frozen=True)
class Asked:
    """Keys of what is meant; `is_unknown_task`: it is for something that the directory has no word for."""

    towns: tuple[int, ...] = ()
    services: tuple[int, ...] = ()
    organisations: tuple[int, ...] = ()
    group: int | None = None
    is_unknown_task: bool = False


@dataclass
class Reading:
    """What the words of a text were found to be, and those that nothing explains; `is_named`: a task by its own name.

    `towns_of_offices` stand in the name of an office (Stadt Ansbronn) and are meant where no other place is named.
    """

    towns: set[int] = field(default_factory=set)
    towns_of_offices: set[int] = field(default_factory=set)
    services: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    organisations: set[int] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)
    is_named: bool = False
    explained: int = 0
    unexplained: list[str] = field(default_factory=list)

    @property
    def best(self) -> float:
        return max(self.services.values(), default=0.0)

    def tasks(self) -> tuple[int, ...]:
        return tuple(sorted(key for key, score in self.services.items() if score >= NEARLY * self.best))


def asked(text: str, words: Words) -> Asked | None:
    """What the text asks the directory; None where it asks for something else."""
    if len(text) > MAX_CHARACTERS or LOOKS_FOR_TEXT.search(text):
        return None
    forms = [mended(token.form) for token in german.tokens(text)]
    if not 0 < len(forms) <= MAX_WORDS:
        return None
    reading = read(forms, words)
    add_age(reading, text, forms, words)
    if not reading.towns:
        reading.towns = reading.towns_of_offices
    if not asks_for_somebody(forms):
        return named(reading, is_somewhere=asks_where(forms), is_who=asks_who_does(forms))
    add_mistyped_place(reading, words)
    return answerable(reading)


@lru_cache(maxsize=2_000)
def mended(form: str) -> str:
    """A long word that asks, with its slips of the keys taken out: zuständich, Ansprechpatner."""
    if len(form) < LONG_WORD or form in GRAMMAR:
        return form
    near = (word for word in sorted(LONG_WORDS) if word[0] == form[0] and edit_distance.distance(form, word, 2) <= 2)
    return next(near, form)


def asks_where(forms: Sequence[str]) -> bool:
    """ "Wo sitzt", "wie erreiche ich": of an office that is named, for texts are found somewhere, too."""
    return (forms[0] == "wo" and bool(SITS & set(forms))) or (forms[0] == "wie" and bool(CALLS & set(forms)))


def asks_for_somebody(forms: Sequence[str]) -> bool:
    said, pairs = set(forms), set(pairwise(forms))
    if forms[0] in RULES:
        return False
    if said & (IN_CHARGE | CONTACT) or "wohin" in said:
        return True
    return (
        asks_who(forms, said)
        or any(before in BEFORE_WHOM and word in {"wen", "wem"} for before, word in pairs)
        or ("wen" in said and bool(said & CALLS))
        or ("wo" in said and bool(said & (GOES | HELPS)))
        or any(word.startswith("welche") and office in OFFICES for word, office in pairs)
        or bool(said & SEARCHES and said & SOMEBODY)
    )


def asks_who(forms: Sequence[str], said: set[str]) -> bool:
    if "wer" not in said or RULES & set(forms[forms.index("wer") + 1 :][:2]):
        return False
    return bool(said & HELPS) or ("ist" in said and forms[-1] in PRESENT)


def asks_who_does(forms: Sequence[str]) -> bool:
    """ "Wer" and a verb, but not who pays: that stands in the agreements."""
    return "wer" in forms and not (RULES | MONEY) & set(forms)


def read(forms: Sequence[str], words: Words) -> Reading:
    """The longest names first: those of places, tasks and offices of several words."""
    reading = Reading()
    stems = [german.stem(form) for form in forms]
    at = 0
    while at < len(forms):
        lengths = range(min(LONGEST, len(forms) - at), 0, -1)
        taken = next((n for n in lengths if take_name(reading, forms[at : at + n], stems[at : at + n], words)), 0)
        if not taken:
            take_word(reading, forms[at], words)
        at += taken or 1
    return reading


def take_name(reading: Reading, forms: Sequence[str], stems: Sequence[str], words: Words) -> bool:
    """Whether these words are a name; whoever is named is not also what a description mentions."""
    towns, offices = towns_of(tuple(forms), words), words.offices.get(tuple(stems), frozenset())
    group = words.groups.get(stems[0]) if len(stems) == 1 else None
    tasks = words.tasks.get(tuple(stems), {})
    if len(forms) == 1 and forms[0] in GRAMMAR:
        tasks = {task: score for task, score in tasks.items() if score >= NAME}
    if not (towns or offices or tasks or group is not None):
        return False
    reading.explained += len(forms)
    reading.towns |= towns
    reading.organisations |= offices
    if offices:
        reading.towns_of_offices |= {town for form in forms for town in towns_of((form,), words)}
    reading.is_named |= any(score >= NAME for score in tasks.values())
    if group is not None:
        reading.groups.add(group)
        add_tasks(reading, [dict.fromkeys(words.group_tasks.get(group, ()), PART)])
    elif not (towns or offices):
        add_tasks(reading, [tasks, *(like(forms[0], words) if len(forms) == 1 else ())])
    elif tasks:
        add_tasks(reading, [{task: score for task, score in tasks.items() if score >= NAME}])
    return True


def towns_of(forms: Forms, words: Words) -> frozenset[int]:
    """Also by what is made of a name: Haldenrains, die Haldenrainer, den Haldenrainern."""
    endings = ("", "s", "er", "ern")
    names = ((*forms[:-1], forms[-1].removesuffix(ending)) for ending in endings if forms[-1].endswith(ending))
    return next((words.places[name] for name in names if name in words.places), frozenset())


def take_word(reading: Reading, form: str, words: Words) -> None:
    if form in GRAMMAR or german.is_stop_word(form):
        return
    found = [words.tasks.get((other,), {}) for other in other_stems(form)] + like(form, words)
    if any(found):
        reading.explained += 1
        add_tasks(reading, found)
    else:
        reading.unexplained.append(form)


def other_stems(form: str) -> list[str]:
    """Also those of its plural or singular, which may have another one: Kurs, Kurse."""
    shorter = form.removesuffix("n").removesuffix("e")
    return [*german.forms(form), german.stem(form + "e"), german.stem(shorter)]


def like(form: str, words: Words) -> list[Mapping[int, float]]:
    """Tasks by words that begin or end with this one, or it with them: Sprachkurs in Berufssprachkurse."""
    stem = german.stem(form)
    if len(stem) < SHARED:
        return []
    return [
        {task: score * PART / NAME for task, score in tasks.items()}
        for part, tasks in words.parts.items()
        if part != stem and is_part(stem, part)
    ]


def is_part(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < SHARED or len(long) < len(short) + REST:
        return False
    return long.startswith(short) or long.endswith(short)


def add_tasks(reading: Reading, found: Iterable[Mapping[int, float]]) -> None:
    """One word tells each task once, as well as it can."""
    best: dict[int, float] = {}
    for tasks in found:
        for task, score in tasks.items():
            best[task] = max(score, best.get(task, 0.0))
    for task, score in best.items():
        reading.services[task] += score


def add_age(reading: Reading, text: str, forms: Sequence[str], words: Words) -> None:
    typed = AGE.search(text)
    ages = [int(typed.group(1))] if typed else [AGES[stem] for form in forms if (stem := german.stem(form)) in AGES]
    for age in ages[:1]:
        add_tasks(reading, [{one.key: PART} for one in words.task_ages if one.first <= age <= one.last])
        reading.groups |= {one.key for one in words.group_ages if one.first <= age <= one.last}
        reading.explained += 1
        reading.unexplained = [word for word in reading.unexplained if not is_of_age(word)]


def is_of_age(word: str) -> bool:
    return word.isdigit() or word.startswith(("jahr", "jugend", "teenag", "erwachs"))


def add_mistyped_place(reading: Reading, words: Words) -> None:
    """Only where no place was read: a slip of the keys in a long name."""
    if reading.towns:
        return
    for word in [word for word in reading.unexplained if len(word) >= LONG]:
        towns = {town for name, found in words.places.items() if is_slip(word, " ".join(name)) for town in found}
        if towns:
            reading.towns |= towns
            reading.unexplained.remove(word)
            reading.explained += 1


def is_slip(word: str, name: str) -> bool:
    return name[:1] == word[:1] and edit_distance.distance(word, name, 1) <= 1


def answerable(reading: Reading) -> Asked | None:
    """What was asked, if most of it is known; what only a description mentions must be all of it."""
    if not (reading.towns or reading.services or reading.organisations):
        return None
    is_clear = reading.best >= PART or bool(reading.organisations) or not reading.unexplained
    if reading.towns:
        # A place leaves little doubt of what is asked; for what can be chosen there.
        return told(reading, with_tasks=is_clear) if len(reading.unexplained) <= 2 + reading.explained else None
    return told(reading) if is_clear and len(reading.unexplained) <= reading.explained else None


def named(reading: Reading, *, is_somewhere: bool, is_who: bool) -> Asked | None:
    """A task or an office with its place, and nothing else: who is responsible is all that can be meant.

    Of who does something there, the word for it may be any: wer vergibt Kursplätze in Lauberach.
    """
    is_named = (bool(reading.towns) or is_somewhere) and (reading.is_named or bool(reading.organisations))
    allowed = 1 if is_who and reading.towns else 0
    return told(reading) if is_named and len(reading.unexplained) <= allowed else None


def told(reading: Reading, *, with_tasks: bool = True) -> Asked:
    services = reading.tasks() if with_tasks else ()
    return Asked(
        towns=tuple(sorted(reading.towns)),
        services=services,
        organisations=tuple(sorted(reading.organisations)),
        group=next(iter(reading.groups)) if len(reading.groups) == 1 else None,
        is_unknown_task=bool(reading.unexplained) and not services and not reading.organisations,
    )
