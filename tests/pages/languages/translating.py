"""A document and what a translator made of it, by wagtail-localize as the editor uses it."""

from typing import Any

from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, TranslationSource

from pages.models import NormativePage
from portal.demo import english
from tests import factories

GOALS = factories.section("1", "Ziele", "<p>Wir beraten.</p>")
WAYS = factories.section("3.11.2", "Wege", "<p>Wir begleiten.</p>", 3)
ENDS = factories.section("4", "Ende", "<p>Wir hören auf.</p>")
WORDS = {
    "Ziele": "Goals",
    "Wege": "Ways",
    "Ende": "End",
    "Wir beraten.": "We advise.",
    "Wir begleiten.": "We accompany.",
    "Wir hören auf.": "We stop.",
}


def changed(one: dict[str, Any], **value: Any) -> dict[str, Any]:
    return {**one, "value": {**one["value"], **value}}


def translated(page: NormativePage, *texts: str, by: Any) -> NormativePage:
    """Published in English, with those of its texts translated that are named; all without naming any."""
    for above in Page.objects.ancestor_of(page).filter(depth__gt=1):
        if not above.has_translation(Locale.objects.get(language_code="en")):
            english.translate(above.specific, {}, by)
    strings: dict[str, list[str]] = {}
    for section in page.sections.raw_data:
        heading, text = section["value"]["heading"], section["value"]["text"].split(">", 1)[1].removesuffix("</p>")
        for field, german in (("heading", heading), ("text", text)):
            if german in WORDS and (not texts or german in texts):
                strings[f"sections.{section['id']}.{field}"] = [WORDS[german]]
    english.translate(page, strings, by)
    return in_english(page)


def retranslated(page: NormativePage, by: Any) -> NormativePage:
    """What is new has been handed to translation and translated, too."""
    TranslationSource.objects.get(object_id=page.translation_key).update_from_db()
    return translated(page, by=by)


def in_english(page: NormativePage) -> NormativePage:
    found: NormativePage = NormativePage.objects.get(translation_key=page.translation_key, locale__language_code="en")
    return found


def by_machine(text: str) -> None:
    StringTranslation.objects.filter(data=text).update(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
