"""Who gets what at which address: the committed table beside this file, the walk over the real addresses, the page for people.

A row names a route, whether its ids are known or unknown, and clauses "roles: answer". An answer is what GET gets, then what
other methods get instead: "page; 405 POST PUT". A zone is a row whose route is a beginning: its clauses hold where a route has
none of its own. "anonymous" and "no-factor" come first, then a role by its name, then "*".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import URLResolver, get_resolver, reverse

from portal.identity.auth import OrganisationRole, PortalRole
from portal.urls import CLOSED_EDITOR_PAGES

TABLE = Path(__file__).with_name("matrix.tsv")
# patterns of ours and of the editor that take many addresses, each by one of them
SPECIAL = {CLOSED_EDITOR_PAGES: "/cms/users/", "cms/.*/$": "/cms/gibt/es/nicht/"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ANONYMOUS, NO_FACTOR, SUPERUSER, ANYBODY = "anonymous", "no-factor", "superuser", "*"
ROLES = (*(role.value for role in OrganisationRole), *(role.value for role in PortalRole), SUPERUSER)
WIDE = frozenset({*(role.value for role in PortalRole), SUPERUSER})
KINDS = ("-", "known", "unknown")
OUTCOMES = {
    "page": "eine Antwort mit Inhalt",
    "sign-in": "Weiterleitung zur Anmeldung",
    "factor": "Weiterleitung zum zweiten Faktor",
    "home": "zurück zur Startseite der Redaktion, weil das Recht fehlt",
    "redirect": "Weiterleitung zu einer anderen Seite",
    "400": "Anfrage nicht verstanden",
    "403": "kein Zugang",
    "404": "gibt es nicht",
    "405": "diese Methode nicht",
    "409": "inzwischen geändert, fragt noch einmal",
    "410": "Link verbraucht",
    "422": "Eingaben unvollständig",
    "501": "nicht eingerichtet",
}


@dataclass(frozen=True)
class Subject:
    """Somebody who asks: a role, and whether the session has proved a second factor."""

    role: str
    has_factor: bool = False

    def __str__(self) -> str:
        return self.role if self.role == ANONYMOUS else f"{self.role} {'with' if self.has_factor else 'without'} factor"


SUBJECTS = (Subject(ANONYMOUS), *(Subject(role, proved) for role in ROLES for proved in (True, False)))


@dataclass(frozen=True)
class Answer:
    """What each method gets."""

    outcomes: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "Answer":
        usual, *others = (part.split() for part in text.split(";"))
        found = dict.fromkeys(METHODS, usual[0])
        for outcome, *methods in others:
            found.update(dict.fromkeys(methods, outcome))
        if len(usual) != 1 or set(found) != set(METHODS) or set(found.values()) - set(OUTCOMES):
            raise ValueError(text)
        return cls(tuple(found.values()))

    def __str__(self) -> str:
        usual = self.outcomes[0]
        others: dict[str, list[str]] = {}
        for method, outcome in zip(METHODS, self.outcomes, strict=True):
            if outcome != usual:
                others.setdefault(outcome, []).append(method)
        return "; ".join([usual, *(f"{outcome} {' '.join(methods)}" for outcome, methods in others.items())])

    def to(self, method: str) -> str:
        return self.outcomes[METHODS.index(method)]


@dataclass
class Table:
    zones: dict[str, dict[str, Answer]] = field(default_factory=dict)
    rows: dict[tuple[str, str], dict[str, Answer]] = field(default_factory=dict)

    def expected(self, route: str, kind: str, subject: Subject) -> Answer | None:
        """The answer a subject is to get; None where nobody classified the route."""
        if (route, kind) not in self.rows:
            return None
        own, zone = self.rows[route, kind], self.zone(route)
        names = [subject.role, ANYBODY]
        places = [(own, name) for name in names] + [(zone, name) for name in names]
        if subject.role != ANONYMOUS and not subject.has_factor:
            barred = f"{NO_FACTOR}-{subject.role}"
            places = [(own, barred), (own, NO_FACTOR), (zone, barred), (zone, NO_FACTOR), *places]
        if subject.role == ANONYMOUS:
            places = [(own, ANONYMOUS), (zone, ANONYMOUS)]
        return next((clauses[name] for clauses, name in places if name in clauses), None)

    def zone(self, route: str) -> dict[str, Answer]:
        return self.zones[max((one for one in self.zones if route.startswith(one)), key=len)]


def read(text: str) -> Table:
    """The table from its text; ValueError names the line that cannot be read."""
    table = Table()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            route, kind, clauses = line.split("\t")
            found = dict(read_clauses(clauses))
            if kind == "zone":
                table.zones["" if route == "/" else route] = found
            elif kind in KINDS and (route, kind) not in table.rows:
                table.rows[route, kind] = found
            else:
                raise ValueError(kind)
        except (ValueError, IndexError) as error:
            raise ValueError(f"{TABLE.name}, line {number}: {line!r} ({error})") from error
    return table


def read_clauses(text: str) -> Iterator[tuple[str, Answer]]:
    for clause in filter(None, (part.strip() for part in text.split("|"))):
        names, _colon, answer = clause.partition(":")
        for name in names.split():
            if name.removeprefix(f"{NO_FACTOR}-") not in {*ROLES, ANONYMOUS, NO_FACTOR, ANYBODY}:
                raise ValueError(name)
            yield name, Answer.read(answer.strip())


def table() -> Table:
    return read(TABLE.read_text(encoding="utf-8"))


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every route once, in the order in which it would be found, as a match names it; files of the development server left out."""
    seen: set[str] = set()
    for one in (resolver or get_resolver()).url_patterns:
        own = str(one.pattern)
        route = prefix + (own.removeprefix("^") if prefix else own)
        for found in routes(one, route) if isinstance(one, URLResolver) else [route]:
            if found not in seen and not found.startswith("^media/") and not is_closed(found):
                seen.add(found)
                yield found


def is_closed(route: str) -> bool:
    """Whether a pattern before it takes all that would come to this route."""
    return bool(re.match(CLOSED_EDITOR_PAGES, route))


def classified(response: Any) -> str:
    if response.status_code in {301, 302, 303}:
        target = urlsplit(response["Location"]).path
        places = {
            reverse("portal:sign_in"): "sign-in",
            reverse("portal:prove"): "factor",
            reverse("wagtailadmin_home"): "home",
        }
        return places.get(target, "redirect")
    return "page" if 200 <= response.status_code < 300 else str(response.status_code)


PARAMETER = re.compile(r"<(?:[a-z]+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)|\((?!\?:)(?:[^()]|\([^)]*\))*\)")


def parameters(route: str) -> list[str]:
    """The names of what varies in a route; a group without a name is called after its place."""
    return [match[1] or match[2] or f"group{place}" for place, match in enumerate(PARAMETER.finditer(route), start=1)]


def address(route: str, values: dict[str, object]) -> str:
    """The path of a route with these values."""
    names = iter(parameters(route))
    filled = PARAMETER.sub(lambda match: str(values[next(names)]), route)
    return "/" + re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)[\^$]|\\Z", "", filled))


def row(table: Table, route: str, kind: str, seen: dict[Subject, Answer]) -> str:
    """The shortest row that says what was seen: what differs from the zone, roles with the same answer together."""
    zone = table.zone(route)
    clauses: dict[str, Answer] = {}
    if zone.get(ANONYMOUS) != seen[Subject(ANONYMOUS)]:
        clauses[ANONYMOUS] = seen[Subject(ANONYMOUS)]
    full = {role: seen[Subject(role, has_factor=True)] for role in ROLES}
    usual = zone.get(ANYBODY) or max(full.values(), key=list(full.values()).count)
    clauses |= {role: answer for role, answer in full.items() if answer != usual}
    if ANYBODY not in zone:
        clauses[ANYBODY] = usual
    half = {role: seen[Subject(role)] for role in ROLES}
    trial = Table(table.zones, {(route, kind): clauses})
    differing = {role: half[role] for role in ROLES if trial.expected(route, kind, Subject(role)) != half[role]}
    if differing:
        alike = set(half.values())
        clauses |= (
            {NO_FACTOR: alike.pop()}
            if len(alike) == 1
            else {f"{NO_FACTOR}-{role}": answer for role, answer in differing.items()}
        )
    grouped: dict[Answer, list[str]] = {}
    for name, answer in clauses.items():
        grouped.setdefault(answer, []).append(name)
    return f"{route}\t{kind}\t" + " | ".join(f"{' '.join(names)}: {answer}" for answer, names in grouped.items())


HEAD = """\
# Zugriff

Wer an welcher Adresse etwas bekommt; erzeugt aus `tests/portal/matrix.tsv` mit `make matrix`. Ein Test fragt jede Adresse als jede
Rolle, mit und ohne zweiten Faktor, mit bekannten und unbekannten Kennungen; in der Redaktion (`/cms/`) mit jeder Methode dort, wo
sich etwas entscheidet, mit `MATRIX=full` überall. Eine Adresse, die in der Tabelle fehlt, lässt ihn scheitern. Rollen:
[rollen.md](rollen.md).

Wer nicht genannt ist, wird zur Anmeldung geführt (nicht angemeldet) oder abgewiesen. Skripte erhalten statt einer Weiterleitung 403.
„Faktor: ja“ heißt: ohne bestätigten zweiten Faktor führt die Adresse dorthin. Unter `/en/` gilt dasselbe. Ob es einen Gegenstand
gibt, erfährt nur, wer ihn sehen darf; was eine Organisation sieht und eine andere nicht, prüfen eigene Tests."""
REFUSED = frozenset({"factor", "home", "403"})


def page(table: Table) -> str:
    """docs/zugriff.md: the portal's own addresses first, then the editor's by their area."""
    areas: dict[str, list[str]] = {}
    for route, kind in table.rows:
        if kind != "unknown":
            line = f"| `/{readable(route)}` | {' | '.join(said(table, route, kind))} |"
            areas.setdefault(area(route), []).append(line)
    parts = [HEAD]
    for name in sorted(areas, key=lambda one: (one.startswith("/cms"), one)):
        parts += [f"\n## {name}", "| Adresse | wer | Faktor | Methoden |", "|---|---|---|---|", *areas[name]]
    return "\n".join(parts) + "\n"


def area(route: str) -> str:
    """The heading an address stands under: its first step; in the editor the second, where more follows."""
    steps = route.removeprefix("^").split("/")
    if steps[0] != "cms":
        return "Seiten und was keine eigene Adresse hat" if "(" in steps[0] else f"/{steps[0]}/"
    return f"/cms/{steps[1]}/" if len(steps) > 3 or "<" in route else "/cms/"


def readable(route: str) -> str:
    """A route as people write an address: names in angle brackets, no regular expression."""
    if route in SPECIAL:
        return f"{SPECIAL[route].strip('/')}/"
    plain = PARAMETER.sub(lambda match: f"<{match[1] or match[2] or '…'}>", route)
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)[\^$]|\\Z", "", plain)).replace("|", "/")


def said(table: Table, route: str, kind: str) -> tuple[str, str, str]:
    """Who gets something, whether only with the factor, and with which methods."""
    labels = {role.value: str(role.label) for role in (*OrganisationRole, *PortalRole)} | {
        SUPERUSER: "technische Vollrechte"
    }
    answers = {role: table.expected(route, kind, Subject(role, has_factor=True)) for role in ROLES}
    reached = {
        role: answer for role, answer in answers.items() if answer and set(answer.outcomes) - REFUSED - {"405", "404"}
    }
    stranger = table.expected(route, kind, Subject(ANONYMOUS))
    if stranger and set(stranger.outcomes) - REFUSED - {"405", "404", "sign-in"}:
        who = "alle, auch ohne Anmeldung"
    elif len(reached) == len(ROLES):
        who = "alle Angemeldeten"
    else:
        who = ", ".join(labels[role] for role in reached) or "niemand"
    halves = [table.expected(route, kind, Subject(role)) for role in reached]
    factor = "ja" if any(half and "factor" in half.outcomes for half in halves) else "nein"
    methods = [
        method for method in METHODS if any(answer.to(method) not in REFUSED | {"405"} for answer in reached.values())
    ]
    return who, factor if reached else "–", " ".join(methods) or "–"
