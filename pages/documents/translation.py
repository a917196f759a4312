"""How a translated document stands against its original, section by section; computed from what wagtail-localize keeps."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Max, Q
from django.utils import timezone
from wagtail.models import Page

from pages.documents.sections import Section, read

if TYPE_CHECKING:
    from wagtail_localize.models import Translation

CURRENT, OUTDATED, MISSING, MACHINE = "current", "outdated", "missing", "machine"
WORST_FIRST = (OUTDATED, MISSING, MACHINE)


@dataclass(frozen=True)
class TranslationState:
    """`overall` is the worst of its sections; `source_changed_on` is set when the original is newer than this page."""

    overall: str
    source_url: str
    source_changed_on: dt.date | None
    sections: Mapping[str, str]


@dataclass(frozen=True)
class Wanted:
    """A text of the original that is to be translated, as it stood when it was last handed to translation."""

    string: int
    context: int


def translation_state(page: Page, source_url: str, changed_at: dt.datetime) -> TranslationState:
    """For a translated page whose original lies at `source_url` and was last published at `changed_at`."""
    sections = translation_states(page)
    is_older = page.last_published_at is not None and changed_at > page.last_published_at
    overall = next((state for state in WORST_FIRST if state in sections.values()), CURRENT)
    if not sections and is_older:
        overall = OUTDATED
    changed_on = timezone.localdate(changed_at) if overall == OUTDATED and is_older else None
    return TranslationState(overall, source_url, changed_on, sections)


def translation_states(page: Page) -> dict[str, str]:
    """State of each section, by identity, against the original as it is published now; {} for what is no translation.

    "current"; "outdated": the original says something newer; "missing": shown in the original's language, or not at all;
    "machine": current, and at least partly not checked by a person. At most four queries.
    """
    if not apps.is_installed("wagtail_localize"):
        return {}
    translation = started_translation(page)
    if translation is None:
        return {}
    source = translation.source
    published = type(page).objects.filter(translation_key=page.translation_key, locale_id=source.locale_id, live=True)
    original = published.first()
    if original is None:
        return {}
    newest, last = source.last_updated_at, translation.written_at
    return Judge(
        original=by_identity(original.outline()),
        source=by_identity(handed_over(source.content_json)),
        page=by_identity(page.outline()),
        texts=written(translation),
        is_unwritten=last is not None and newest > last,
    ).states()


def by_identity(sections: Iterable[Section]) -> dict[str, Section]:
    return {section.identity: section for section in sections}


def started_translation(page: Page) -> "Translation | None":
    from wagtail_localize.models import Translation

    own_log = Q(source__translation_logs__locale=page.locale_id)
    started = Translation.objects.filter(source__object_id=page.translation_key, target_locale_id=page.locale_id)
    return (
        started.annotate(written_at=Max("source__translation_logs__created_at", filter=own_log))
        .select_related("source")
        .first()
    )


def handed_over(content_json: str) -> list[Section]:
    """The sections as they stood when the original was last handed to translation."""
    stream = json.loads(content_json).get("sections") or "[]"
    return read(json.loads(stream) if isinstance(stream, str) else stream)


def written(translation: "Translation") -> dict[str, list[str]]:
    """For each section what became of its texts: "current", "machine" or "" (nothing, or not yet in the page)."""
    from wagtail_localize.models import StringSegment, StringTranslation

    segments = StringSegment.objects.filter(source=translation.source, context__path__startswith="sections.")
    answers = StringTranslation.objects.filter(
        locale=translation.target_locale_id, context__object_id=translation.source.object_id, has_error=False
    )
    if translation.written_at is not None:
        answers = answers.filter(updated_at__lte=translation.written_at)
    machine = StringTranslation.TRANSLATION_TYPE_MACHINE
    known = {
        Wanted(string, context): MACHINE if kind == machine else CURRENT
        for string, context, kind in answers.values_list("translation_of_id", "context_id", "translation_type")
    }
    states: dict[str, list[str]] = defaultdict(list)
    for string, context, path in segments.values_list("string_id", "context_id", "context__path"):
        states[path.split(".")[1]].append(known.get(Wanted(string, context), ""))
    return states


@dataclass(frozen=True)
class Judge:
    """What a section's state depends on: three wordings by identity, its texts, and whether the page was written since."""

    original: Mapping[str, Section]
    source: Mapping[str, Section]
    page: Mapping[str, Section]
    texts: Mapping[str, list[str]]
    is_unwritten: bool

    @cached_property
    def moved(self) -> frozenset[str]:
        """Sections that no longer stand in the order of the original."""
        ours, theirs = list(self.page), [identity for identity in self.original if identity in self.page]
        ours = [identity for identity in ours if identity in self.original]
        blocks = SequenceMatcher(None, theirs, ours, autojunk=False).get_matching_blocks()
        in_order = {identity for block in blocks for identity in theirs[block.a : block.a + block.size]}
        return frozenset(theirs) - in_order

    def states(self) -> dict[str, str]:
        return {identity: self.state(identity) for identity in {**self.original, **self.page}}

    def state(self, identity: str) -> str:
        original, source, shown = (wording.get(identity) for wording in (self.original, self.source, self.page))
        if shown is None:
            return MISSING
        if original is None or source is None or is_newer(original, source, shown) or identity in self.moved:
            return OUTDATED
        texts = self.texts.get(identity, [])
        if "" in texts:
            return OUTDATED if self.is_unwritten and shown.wording != original.wording else MISSING
        return MACHINE if MACHINE in texts else CURRENT


def is_newer(original: Section, source: Section, shown: Section) -> bool:
    """Numbers and levels are taken over as they are, so they tell even what nobody has handed to translation yet."""
    return source.wording != original.wording or (shown.number, shown.level) != (original.number, original.level)
