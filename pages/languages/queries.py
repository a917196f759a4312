"""A document in its languages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language_info
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy

from pages.documents import frame
from pages.documents.sections import Section, arranged
from pages.documents.translation import translation_states
from pages.languages.rows import Row, aligned
from pages.models import NormativePage, TranslationProgress
from portal.models import User
from portal.page_access import open_to


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    is_rtl: bool

    @property
    def direction(self) -> str:
        return "rtl" if self.is_rtl else "ltr"


@dataclass(frozen=True)
class Pair:
    """An original and one of its translations; `others` are the languages it has besides."""

    original: NormativePage
    translation: NormativePage
    others: Sequence[Language] = ()

    @property
    def language(self) -> Language:
        return language_of(self.translation.locale.language_code)

    @property
    def source_language(self) -> Language:
        return language_of(self.original.locale.language_code)


def original_language() -> str:
    return get_supported_content_language_variant(settings.LANGUAGE_CODE)


def language_of(code: str) -> Language:
    """Also one that the portal itself does not speak."""
    try:
        info = get_language_info(code)
    except KeyError:
        return Language(code, code, is_rtl=False)
    return Language(code, str(info["name_translated"]), bool(info["bidi"]))


def published_versions(page: Page) -> QuerySet[NormativePage]:
    """The document in all languages in which it can be read."""
    same: QuerySet[NormativePage] = NormativePage.objects.live().filter(translation_key=page.translation_key)
    return same.select_related("locale").order_by("locale__language_code")


def pair_of(request: HttpRequest, page: NormativePage, code: str = "") -> Pair | None:
    """Of a translation itself with its original; of an original with the translation asked for, else the first. One query."""
    same = list(open_to(request, published_versions(page)))
    original = next((one for one in same if one.locale.language_code == original_language()), None)
    translations = [one for one in same if one is not original]
    wanted = page.locale.language_code if page.locale.language_code != original_language() else code
    chosen = next((one for one in translations if one.locale.language_code == wanted), None)
    chosen = chosen or next(iter(translations), None)
    if original is None or chosen is None:
        return None
    others = [language_of(one.locale.language_code) for one in translations if one is not chosen]
    return Pair(original, chosen, others)


@dataclass(frozen=True)
class Standing:
    """A document in one language; without a translation nobody has begun, without progress nothing of it is published."""

    document: NormativePage
    language: Language
    translation: NormativePage | None
    progress: TranslationProgress | None


def overview(user: User) -> list[Standing]:
    """All published documents that somebody edits, in each other language of the portal. Does not grow with them."""
    mine = page_permission_policy.instances_user_has_permission_for(user, "change")
    rows = NormativePage.objects.filter(pk__in=mine.order_by().values("pk")).defer("sections")
    documents = rows.filter(locale__language_code=original_language()).live().order_by("title")
    others = Locale.objects.exclude(language_code=original_language()).order_by("language_code")
    translations = rows.select_related("locale", "progress").exclude(locale__language_code=original_language())
    found = {(one.translation_key, one.locale.language_code): one for one in translations}
    codes = [locale.language_code for locale in others]
    return [
        standing(document, code, found.get((document.translation_key, code)))
        for document in documents
        for code in codes
    ]


def standing(document: NormativePage, code: str, translation: NormativePage | None) -> Standing:
    progress = getattr(translation, "progress", None) if translation is not None and translation.live else None
    return Standing(document, language_of(code), translation, progress)


def readable_progress(original: NormativePage) -> QuerySet[TranslationProgress]:
    """Of its published translations, by language."""
    rows = TranslationProgress.objects.readable().filter(page__translation_key=original.translation_key)
    return rows.select_related("page__locale").defer("page__sections").order_by("page__locale__language_code")


def rows_of(pair: Pair) -> list[Row]:
    states = translation_states(pair.translation)
    return list(aligned(read(pair.original), read(pair.translation), states))


def read(page: NormativePage) -> list[Section]:
    """As readers see them, links and all."""
    sections, _removed = arranged(page.outline(), [])
    return frame.filtered(page, sections)
