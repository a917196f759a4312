"""English pages of the demo, made through wagtail-localize as a translator makes them: sources, strings, published targets."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue, extract_strings

from portal import conf
from portal.demo import content
from portal.demo.content import DemoDocument
from portal.models import User

Strings = Mapping[str, list[str]]


def source_page(row: dict[str, Any], german: Locale) -> Any:
    """The German page that setup_portal has made for a row of pages.toml, or None when it is not there."""
    candidates = apps.get_model("pages", row["model"]).objects.filter(locale=german).order_by("depth")
    return (candidates.filter(slug=row["slug"]) if "slug" in row else candidates).first()


def translate_frame(german: Locale, by: User) -> None:
    """Home page and overviews, so that the English portal has its navigation."""
    about = {
        name.removeprefix("CONTACT_").lower(): conf.get(name)
        for name in ("CONTACT_OFFICE", "CONTACT_PHONE", "CONTACT_HOURS")
    }
    for row in content.table("pages.toml")["pages"]:
        page = source_page(row, german)
        if page is not None:
            texts = {name: text.format(**about) for name, text in row["english"].items()}
            translate(page, strings_of(texts), by)


def translate_news(page: Page, texts: dict[str, str], by: User) -> Page:
    return translate(page, strings_of(texts), by)


def translate_document(page: Page, document: DemoDocument, by: User) -> Page:
    """Sections without English text stay untranslated and appear in German, as for any translator."""
    strings = dict(strings_of(document.english))
    for section in document.sections:
        if section.heading_en:
            strings[f"sections.{section.identity}.heading"] = [plain(section.heading_en)]
        if section.text_en:
            strings[f"sections.{section.identity}.text"] = html_strings(section.text_en)
    return translate(page, strings, by)


def strings_of(texts: Mapping[str, str]) -> Strings:
    """English strings by the path of the field; "body" is rich text, the others are plain."""
    return {
        name: html_strings(content.rich_text(text)) if name == "body" else [plain(text)] for name, text in texts.items()
    }


def plain(text: str) -> str:
    return str(StringValue.from_plaintext(text).data)


def html_strings(html: str) -> list[str]:
    _template, strings = extract_strings(html)
    return [
        StringValue.from_source_html(value.data if isinstance(value, StringValue) else value)[0].data
        for value, _attrs in strings
    ]


def translate(page: Page, strings: Strings, by: User) -> Page:
    """Publishes the English page; a field whose English has not as many strings as the German one stays untranslated."""
    target = Locale.objects.get(language_code="en")
    source, _created = TranslationSource.update_or_create_from_instance(page)
    Translation.objects.get_or_create(source=source, target_locale=target)
    StringTranslation.objects.bulk_create(translations(source, target, strings, by), ignore_conflicts=True)
    translated, _created = source.create_or_update_translation(target, user=by, publish=False, fallback=True)
    translated.latest_revision.publish(user=by)
    translated.refresh_from_db()
    return translated


def date_back_source(page: Page, days: int) -> None:
    """The text that was translated is as old as its translation."""
    moment = timezone.now() - dt.timedelta(days=days)
    TranslationSource.objects.filter(object_id=page.translation_key).update(last_updated_at=moment)


def translations(source: TranslationSource, target: Locale, strings: Strings, by: User) -> list[StringTranslation]:
    segments = defaultdict(list)
    for segment in StringSegment.objects.filter(source=source).select_related("context").order_by("order"):
        segments[segment.context.path].append(segment)
    return [
        StringTranslation(
            translation_of_id=segment.string_id,
            locale=target,
            context=segment.context,
            data=text,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            last_translated_by=by,
        )
        for path, texts in strings.items()
        if len(texts) == len(segments[path])
        for segment, text in zip(segments[path], texts, strict=True)
    ]
