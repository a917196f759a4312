"""Rich text: its words alone, and its links to pages, all resolved with two queries and in the reader's language where there is one."""

from html.parser import HTMLParser
from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

BREAKS = {"p", "li", "br", "h2", "h3", "h4", "ul", "ol", "tr", "hr"}


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


class PlainText(HTMLParser):
    """The words of rich text, one paragraph or list item a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BREAKS:
            self.pieces.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def plain(html: str) -> str:
    parser = PlainText()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return "\n".join(line for line in lines if line.strip("- "))
