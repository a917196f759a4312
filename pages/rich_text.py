"""Links between pages in rich text: all of a text resolved with two queries, in the reader's language where there is one."""

from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class TogetherPageLinkHandler(PageLinkHandler):
    """Wagtail's own asks for the active language, and for a translation, once for each single link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        urls = urls_of({str(attrs.get("id")) for attrs in attrs_list if str(attrs.get("id")).isdigit()})
        return [
            f'<a href="{escape(url)}">' if (url := urls.get(str(attrs.get("id")))) else "<a>" for attrs in attrs_list
        ]


def urls_of(keys: set[str]) -> dict[str, str | None]:
    """By key of the page that is linked; None for a page without an address."""
    pages = {str(page.pk): page for page in Page.objects.filter(pk__in=keys).select_related("locale")}
    language = get_supported_content_language_variant(get_language() or "")
    foreign = [page.translation_key for page in pages.values() if page.locale.language_code != language]
    translated = Page.objects.filter(translation_key__in=foreign, locale__language_code=language, live=True)
    by_key = {page.translation_key: page for page in (translated if foreign else ())}
    return {key: by_key.get(page.translation_key, page).get_url() for key, page in pages.items()}
