"""Links to this portal in a text that was read: they name a page or a file again, so that they follow when it moves."""

import re
from collections.abc import Mapping
from html import escape, unescape

from django.urls import Resolver404, resolve
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from portal import conf

LINK = re.compile(r'<a href="(?P<href>[^"]*)">')


def tied(html: str) -> str:
    """The text with links to pages and files of the portal as the editor stores them."""
    own = conf.base_url()
    return LINK.sub(lambda match: tied_link(match[0], unescape(match["href"]), own), html) if own in html else html


def tied_link(link: str, href: str, own: str) -> str:
    path = href.removeprefix(own)
    if path == href or not path.startswith("/") or "#" in path or "?" in path:
        return link
    target = file_at(path) or page_at(path)
    if target is None:
        return link
    return "<a {}>".format(" ".join(f'{name}="{escape(value)}"' for name, value in target.items()))


def file_at(path: str) -> Mapping[str, str] | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.view_name != "wagtaildocs_serve":
        return None
    key = match.kwargs["document_id"]
    known = get_document_model().objects.filter(pk=key).exists()
    return {"linktype": "document", "id": str(key)} if known else None


def page_at(path: str) -> Mapping[str, str] | None:
    """Any language: the address says which."""
    for root in Site.get_site_root_paths():
        language = f"/{root.language_code}" if root.language_code else ""
        for prefix in dict.fromkeys((language, "")):
            if not path.startswith(f"{prefix}/"):
                continue
            stored = f"{root.root_path.rstrip('/')}{path.removeprefix(prefix)}"
            page = Page.objects.live().filter(url_path=stored).first()
            if page is not None:
                return {"linktype": "page", "id": str(page.pk)}
    return None
