"""For editors: why a query has its hits in this order, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal import page_access
from search import display, rights
from search.access import viewer_for
from search.answering.explanation import (
    ExplainedConcept,
    ExplainedHit,
    ExplainedVariant,
    Explanation,
    Kind,
    MetConcept,
    Step,
)
from search.answering.vocabulary import Origin, Variant
from search.documents import Query, Results
from search.editors import editorial
from search.engines import get_engine
from search.language.numbers import number_shown
from search.registry import kind_label

PERMISSION = "search.change_synonymgroup"
SHOWN = 10
ORIGINS = {
    Origin.TYPED: gettext_lazy("so eingegeben"),
    Origin.FORM: gettext_lazy("andere Form des Wortes"),
    Origin.APART: gettext_lazy("einzeln geschrieben, nahe beieinander"),
    Origin.PART: gettext_lazy("nur ein Teil des Wortes"),
    Origin.SYNONYM: gettext_lazy("Synonyme, die zur Suche gehören"),
    Origin.ABBREVIATION: gettext_lazy("Abkürzungen, die zur Suche gehören"),
    Origin.OWN_SYNONYM: gettext_lazy("Synonyme der Redaktion"),
    Origin.OWN_ABBREVIATION: gettext_lazy("Abkürzungen der Redaktion"),
    Origin.LEARNED: gettext_lazy("aus einem Dokument gelernt"),
    Origin.THESAURUS: gettext_lazy("allgemeines Synonymwörterbuch"),
    Origin.TYPO: gettext_lazy("Tippfehler verbessert"),
}
FIELDS = {
    "heading": gettext_lazy("Überschrift"),
    "heading_extra": gettext_lazy("Überschrift, andere Form oder Wortteil"),
    "path": gettext_lazy("Überschriften darüber"),
    "title": gettext_lazy("Titel des Dokuments"),
    "text": gettext_lazy("Text"),
    "text_extra": gettext_lazy("Text, andere Form oder Wortteil"),
}
STEPS = {
    Kind.WORD: gettext_lazy("„%(word)s“: Wert mal Stärke"),
    Kind.SHARE: gettext_lazy("erfüllter Anteil der Frage"),
    Kind.SEQUENCE: gettext_lazy("Wörter in der eingegebenen Folge"),
    Kind.WHOLE: gettext_lazy("Alle Wörter der Frage sind da"),
    Kind.LIFTED: gettext_lazy("Gewicht des Dokuments"),
    Kind.NOT_IN_FORCE: gettext_lazy("gilt nicht mehr"),
    Kind.MEANING: gettext_lazy("Platz nach Bedeutung"),
    Kind.JOINED: gettext_lazy("Wörter und Bedeutung auf ein Maß gebracht"),
    Kind.OWN_WORDS: gettext_lazy("eigene Wörter der Textstelle"),
    Kind.NUMBER: gettext_lazy("Ziffer, nach der gefragt ist"),
}


@dataclass(frozen=True)
class VariantRow:
    words: str
    origin: str
    weight: str
    documents: str


@dataclass(frozen=True)
class ConceptRow:
    typed: str
    worth: str
    share: str
    reasons: tuple[str, ...]
    variants: tuple[VariantRow, ...]
    nowhere: str


@dataclass(frozen=True)
class MetRow:
    typed: str
    words: str
    places: tuple[str, ...]
    worth: str
    strength: str


@dataclass(frozen=True)
class StepRow:
    what: str
    amount: str
    result: str


@dataclass(frozen=True)
class HitRow:
    place: int
    title: str
    url: str
    about: str
    score: str
    share: str
    notes: tuple[str, ...]
    met: tuple[MetRow, ...]
    steps: tuple[StepRow, ...]


@page_access.read_once()
@require_safe
def explain(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    query = query_of(request)
    explanation = explanation_of(query) if query.text else Explanation(Results())
    return render(request, "search/admin/explain.html", context(query, explanation))


def query_of(request: HttpRequest) -> Query:
    language = request.GET.get("sprache", "")
    return Query(
        text=display.readable(request.GET.get("q", "")),
        viewer=viewer_for(request.user),
        language=language if language in display.LANGUAGES else get_language() or "",
        size=SHOWN,
        word_groups=editorial.word_groups(request),
    )


def explanation_of(query: Query) -> Explanation:
    told = rights.open_answer(get_engine().explain, lambda explanation: explanation.results, query)
    return told or Explanation(Results(notice=rights.INCOMPLETE))


def context(query: Query, explanation: Explanation) -> dict[str, object]:
    results = explanation.results
    return {
        "query": query.text,
        "languages": [(code, label, code == query.language[:2]) for code, label in display.LANGUAGES.items()],
        "notice": display.NOTICES.get(results.notice, ""),
        "results_url": display.address(query.text),
        "total": results.total,
        "concepts": [concept_row(one) for one in explanation.concepts],
        "facts": list(facts(explanation)) if explanation.concepts or explanation.number_asked else [],
        "hits": list(hit_rows(explanation.hits)),
        "nearest": list(hit_rows(explanation.nearest)),
    }


# How the question was understood


def facts(explanation: Explanation) -> Iterable[str]:
    if explanation.results.did_you_mean:
        yield _("Gelesen als: %(text)s") % {"text": explanation.results.did_you_mean}
    if explanation.number_asked:
        yield _("Es wurde nach einer Ziffer gefragt. Die Abschnitte mit dieser Ziffer stehen vorn.")
    for phrases, said in ((explanation.phrases, _("Genau so muss vorkommen")), (explanation.excluded, _("Darf nicht"))):
        if phrases:
            yield f"{said}: {', '.join(' '.join(stems) for stems in phrases)}"
    yield needed(explanation.ways)
    yield answered(explanation)
    if explanation.uses_meaning:
        yield _("Auch die Bedeutung wurde verglichen.")
    else:
        yield _("Es zählen nur die Wörter; die Bedeutung wurde nicht verglichen.")


def needed(ways: Sequence[Sequence[str]]) -> str:
    if not ways:
        return _("Kein Wort der Frage ist im Index bekannt.")
    said = [str(_(" und ")).join(f"„{word}“" for word in one) for one in ways]
    return _("Für einen Treffer genügt: %(words)s") % {"words": _("; oder ").join(said)}


def answered(explanation: Explanation) -> str:
    met = {"best": percent(explanation.best_coverage), "bar": percent(explanation.bar)}
    if explanation.number_asked:
        return _("Die Frage gilt als beantwortet, weil es die Ziffer gibt.")
    if explanation.is_answered:
        return _("Die Frage gilt als beantwortet: Der beste Treffer erfüllt %(best)s, verlangt sind %(bar)s.") % met
    if explanation.best_coverage >= explanation.bar:
        return _("Die Frage gilt als nicht beantwortet: Nichts hat die Wörter, die für einen Treffer nötig sind.")
    said = _(
        "Die Frage gilt als nicht beantwortet: Verlangt sind %(bar)s, was ihr am nächsten kommt, erfüllt %(best)s."
    )
    return said % met


def concept_row(concept: ExplainedConcept) -> ConceptRow:
    return ConceptRow(
        typed=concept.typed,
        worth=decimal(concept.worth),
        share=percent(concept.share),
        reasons=tuple(reasons(concept)),
        variants=tuple(variant_row(one, concept.typed) for one in concept.variants if one.documents),
        nowhere=", ".join(words(one.variant, concept.typed) for one in concept.variants if not one.documents),
    )


def reasons(concept: ExplainedConcept) -> Iterable[str]:
    if not concept.documents:
        yield _("steht in keinem Dokument")
    else:
        counted = ngettext("steht in %(count)d Abschnitt", "steht in %(count)d Abschnitten", concept.documents)
        yield counted % {"count": concept.documents}
    if concept.is_phrase:
        yield _("feste Verbindung mehrerer Wörter, zählt mehr")
        return
    yield _("Hauptwort") if concept.is_noun else _("kein Hauptwort, zählt weniger")
    if concept.everyday < 1:
        yield _("im Alltag häufig, zählt zu %(share)s") % {"share": percent(concept.everyday)}


def variant_row(one: ExplainedVariant, typed: str) -> VariantRow:
    return VariantRow(words(one.variant, typed), origin(one), decimal(one.variant.weight), number(one.documents))


def origin(one: ExplainedVariant) -> str:
    variant = one.variant
    if variant.origin == Origin.LEARNED and one.defined_in:
        return _("gelernt aus: %(titles)s") % {"titles": ", ".join(one.defined_in)}
    said = str(ORIGINS[variant.origin])
    is_for_part = variant.is_bag and variant.origin != Origin.APART
    return _("%(origin)s, für einen Teil des Wortes") % {"origin": said} if is_for_part else said


def words(variant: Variant, typed: str) -> str:
    """As spelled where that is known, else the stems that are looked for."""
    if variant.origin == Origin.TYPED:
        return typed
    return " + ".join(variant.stems) if variant.is_bag or not variant.shown else variant.shown


# Why a hit stands where it stands


def hit_rows(hits: Iterable[ExplainedHit]) -> Iterable[HitRow]:
    for place, one in enumerate(hits, 1):
        document = one.hit.document
        named = " ".join(filter(None, (number_shown(document), document.title or document.document_title)))
        yield HitRow(
            place=place,
            title=named,
            url=document.url,
            about=", ".join(filter(None, (kind_label(document.kind), document.document_title))),
            score=decimal(one.score),
            share=percent(one.coverage),
            notes=tuple(notes(one)),
            met=tuple(map(met_row, one.concepts)),
            steps=tuple(map(step_row, one.steps)),
        )


def notes(one: ExplainedHit) -> Iterable[str]:
    if one.is_foreign:
        yield _("Andere Sprache: steht hinter allen Treffern in der gewählten Sprache.")
    if one.near_place:
        yield _("Nach Bedeutung auf Platz %(place)d.") % {"place": one.near_place}
    if one.hit.former:
        yield _("Hatte früher die Ziffer %(number)s.") % {"number": one.hit.former}


def met_row(met: MetConcept) -> MetRow:
    if met.variant is None:
        return MetRow(met.typed, "", (), decimal(met.worth), decimal(0.0))
    is_one = len(met.variant.stems) == 1
    places = [
        _("%(field)s: %(times)d-mal") % {"field": FIELDS[place.field], "times": place.times}
        if is_one
        else _("%(field)s: %(times)d-mal „%(stem)s“") % {**place._asdict(), "field": FIELDS[place.field]}
        for place in met.places
    ]
    return MetRow(met.typed, words(met.variant, met.typed), tuple(places), decimal(met.worth), decimal(met.strength))


def step_row(step: Step) -> StepRow:
    what = str(STEPS[step.kind]) % {"word": step.word} if step.kind == Kind.WORD else str(STEPS[step.kind])
    return StepRow(what, f"{'×' if step.is_factor else '+'} {decimal(step.amount)}", decimal(step.result))


def decimal(value: float) -> str:
    """Two places are enough to compare by; what would round to nothing keeps its first figures."""
    return number_format(value, 2 if not value or abs(value) >= 0.01 else 5, use_l10n=True)


def percent(share: float) -> str:
    return f"{number_format(100 * share, 0)}\u00a0%"


def number(value: int) -> str:
    return number_format(value, force_grouping=True)
