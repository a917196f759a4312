"""What the results page shows: facets as named choices, links that keep the query, hits in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import ceil
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.written_dates import written
from search.documents import Document, FacetValue, Hit, Query, Results, Segment, Suggestion
from search.language import numbers
from search.language.german import clean
from search.registry import kind_label

MAX_CHARACTERS = 400
AT_ONCE = 6
# The most common values of a facet; nobody reads through a hundred documents to tick one.
CHOICES = 15
PARAMETERS = {
    "art": "kind",
    "dok": "document_title",
    "stelle": "organisations",
    "monat": "months",
    "stand": "status",
    "sprache": "language",
}
LEGENDS = {
    "art": gettext_lazy("Art"),
    "dok": gettext_lazy("Dokument"),
    "stelle": gettext_lazy("Beteiligte Stelle"),
    "monat": gettext_lazy("Monat"),
    "stand": gettext_lazy("Stand"),
    "sprache": gettext_lazy("Sprache"),
}
STATUSES = {
    "in_force": gettext_lazy("Gilt heute"),
    "future": gettext_lazy("Gilt künftig"),
    "former": gettext_lazy("Frühere Fassung"),
    "repealed": gettext_lazy("Außer Kraft"),
}


@dataclass(frozen=True)
class State:
    tone: str
    icon: str
    label: str | Promise


# Of a hit that does not say what holds today.
STATES = {
    "repealed": State("tone-warning", "block", gettext_lazy("außer Kraft")),
    "future": State("tone-info", "schedule", gettext_lazy("gilt künftig")),
    "former": State("tone-warning", "schedule", gettext_lazy("frühere Fassung, gilt nicht mehr")),
}
LANGUAGES = {"de": gettext_lazy("Deutsch"), "en": gettext_lazy("Englisch")}
NOTICES = {
    "missing": gettext_lazy("Der Suchindex wird gerade aufgebaut. Bitte suchen Sie in einer Minute noch einmal."),
    "incomplete": gettext_lazy(
        "Der Suchindex wird gerade aufgebaut; es fehlen noch Treffer. Bitte suchen Sie in einer Minute noch einmal."
    ),
    "fallback": gettext_lazy(
        "Die Suchmaschine antwortet gerade nicht. Gesucht wurde im eingebauten Index: Es fehlt kein Treffer, nur kann die "
        "Suche etwas länger dauern."
    ),
}
BUILDING = frozenset(["missing", "incomplete"])


@dataclass(frozen=True)
class Entry:
    """A hit in words; `language` is that of its text where the page speaks another one."""

    url: str
    number: str
    day: date | None
    day_label: str
    kind: str
    title: SafeString
    snippet: SafeString
    place: str
    state: State | None
    language: str
    language_name: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    parameter: str
    value: str
    label: str
    count: int
    is_active: bool
    without_url: str = ""


@dataclass(frozen=True)
class Group:
    """A facet: the `choices` to see at once, ticked ones first of all, and those further down."""

    legend: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class PageLink:
    number: int
    url: str
    is_current: bool


def readable(text: str) -> str:
    """What was typed, without characters nobody types, cut where a query ends to be one."""
    return " ".join(clean(text[: 10 * MAX_CHARACTERS]).split())[:MAX_CHARACTERS]


def context(parameters: QueryDict, query: Query, results: Results, pinned: Sequence[Hit] = ()) -> dict[str, object]:
    recommended = {hit.document.id for hit in pinned}
    groups = [group for name in PARAMETERS if (group := facet_group(name, query, results))]
    return {
        "query": query.text,
        "is_long": len(parameters.get("q", "")) > MAX_CHARACTERS,
        "results": results,
        "hits": [entry(hit, query) for hit in results.hits if hit.document.id not in recommended],
        "pinned": [entry(hit, query) for hit in pinned],
        "nearest": [entry(hit, query) for hit in results.nearest],
        "heading": heading(query, results, len(pinned)),
        "groups": groups,
        "active": [choice for group in groups for choice in (*group.choices, *group.more) if choice.is_active],
        "reset_url": address(query.text),
        "notice": NOTICES.get(results.notice, ""),
        "meant_url": address(results.did_you_mean) if results.did_you_mean else "",
        **paging(query, results),
    }


def entry(hit: Hit, query: Query) -> Entry:
    document = hit.document
    language = document.language if query.language and document.language != query.language else ""
    day = document.changed_on if document.kind == "news" else None
    return Entry(
        url=document.url,
        number=number_shown(document),
        day=day,
        day_label=written(day, "d.m.Y") if day else "",
        kind=kind_label(document.kind),
        title=marked(hit.title) or conditional_escape(document.document_title or document.number),
        snippet=marked(hit.snippet),
        place=" › ".join((document.document_title, *document.path)) if document.kind == "section" else "",
        state=STATES.get(document.status),
        language=language,
        language_name=label("sprache", language) if language else "",
        notes=notes(hit),
    )


def number_shown(document: Document) -> str:
    """The number that tells where a hit stands: "§ 15 (3)"; a number that says so itself as it is cited."""
    shown = numbers.number_shown(document)
    return shown if shown != document.number else document.citation or document.number


def notes(hit: Hit) -> tuple[str, ...]:
    former = _("frühere Ziffer: %(number)s") % {"number": hit.former} if hit.former else ""
    similar = _("ähnliches Wort:")
    why = f"{similar} {', '.join(hit.why)}" if hit.why else ""
    return tuple(filter(None, (former, why)))


def marked(segments: Sequence[Segment]) -> SafeString:
    """A line of text with its matches marked; in Python, for a page has some two hundred segments."""
    texts = [
        f"<mark>{escape(segment.text)}</mark>" if segment.is_mark else escape(segment.text) for segment in segments
    ]
    return mark_safe("".join(texts))  # each is escaped


def paging(query: Query, results: Results) -> dict[str, object]:
    """Which hits these are, counted from 1, and where the others are."""
    before = (query.page - 1) * query.size
    last = ceil(results.total / query.size)
    return {
        "first": before + 1,
        "last": before + len(results.hits),
        "pages": page_links(query, last) if last > 1 else (),
        "previous_url": page_url(query, query.page - 1) if 1 < query.page <= last else "",
        "next_url": page_url(query, query.page + 1) if query.page < last else "",
    }


def heading(query: Query, results: Results, recommended: int = 0) -> str:
    if not query.text:
        return _("Suche")
    if recommended and not results.total:
        counted = ngettext(
            "%(count)s Empfehlung für „%(query)s“", "%(count)s Empfehlungen für „%(query)s“", recommended
        )
        return counted % {"count": grouped(recommended), "query": shortened(query.text)}
    if not results.total:
        return _("Kein Treffer für „%(query)s“") % {"query": shortened(query.text)}
    counted = ngettext("%(count)s Treffer für „%(query)s“", "%(count)s Treffer für „%(query)s“", results.total)
    return counted % {"count": grouped(results.total), "query": shortened(query.text)}


def grouped(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def shortened(text: str, length: int = 80) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def facet_group(name: str, query: Query, results: Results) -> Group | None:
    """A facet with something to choose: two values, or one that is ticked; the rarest values are left out."""
    values: Sequence[FacetValue] = results.facets.get(PARAMETERS[name], ())
    if len(values) < 2 and not any(value.is_active for value in values):
        return None
    if name == "monat":
        values = sorted(values, key=lambda value: value.value)
    choices = [
        choice(name, value, query)
        for place, value in enumerate(sorted(values, key=lambda value: not value.is_active))
        if place < CHOICES or value.is_active
    ]
    # A list that hides one or two values is longer than the same list with them.
    at_once = AT_ONCE if len(choices) > AT_ONCE + 2 else len(choices)
    return Group(str(LEGENDS[name]), tuple(choices[:at_once]), tuple(choices[at_once:]))


def choice(name: str, value: FacetValue, query: Query) -> Choice:
    without_url = without(query, name, value.value) if value.is_active else ""
    return Choice(name, value.value, label(name, value.value), value.count, value.is_active, without_url)


def label(name: str, value: str) -> str:
    if name == "art":
        return kind_label(value)
    if name == "monat":
        return month_label(value)
    names = {"stand": STATUSES, "sprache": LANGUAGES}.get(name, {})
    return str(names.get(value, value))


def month_label(value: str) -> str:
    """ "November 2026" for "2026-11"; as it is where somebody made something up."""
    try:
        return date_format(date.fromisoformat(f"{value}-01"), "F Y")
    except ValueError:
        return value


def ticked(query: Query) -> list[tuple[str, str]]:
    return [(name, value) for name, facet in PARAMETERS.items() for value in query.filters.get(facet, ())]


def without(query: Query, name: str, value: str) -> str:
    return address(query.text, [pair for pair in ticked(query) if pair != (name, value)])


def address(text: str, pairs: Sequence[tuple[str, str]] = ()) -> str:
    return f"{reverse('search:results')}?{urlencode([('q', text), *pairs])}"


def page_url(query: Query, number: int) -> str:
    return address(query.text, [*ticked(query), *([("seite", str(number))] if number > 1 else [])])


def page_links(query: Query, last: int) -> tuple[PageLink, ...]:
    """The pages around the current one."""
    first = max(1, min(query.page - 3, last - 6))
    return tuple(PageLink(n, page_url(query, n), n == query.page) for n in range(first, min(last, first + 6) + 1))


def suggestion(suggested: Suggestion) -> dict[str, str]:
    return {
        "title": suggested.title,
        "url": suggested.url,
        "number": suggested.number,
        "kind": kind_label(suggested.kind),
        "document": suggested.document_title,
    }
