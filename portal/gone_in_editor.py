"""A page or snippet goes while somebody writes in the editor's own form for it: what they have typed stays visible."""

import json
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

from portal.identity.auth import is_script

HOME = "wagtailadmin_explore_root"
# The state of the form itself: counters, orders, kinds and keys of its parts, buttons, comments.
TECHNICAL = re.compile(r"(^|[-_])(csrfmiddlewaretoken|next|TOTAL_FORMS|INITIAL_FORMS|(MIN|MAX)_NUM_FORMS|count|deleted|order|type|id|pk|DELETE|ORDER|hash)$|^(action|comments?|loaded|overwrite)\b")  # fmt: skip
WORDS = re.compile(r"[^\W\d_]{2}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class GoneInEditorMiddleware:
    """Where the editor answers a form that was sent with 404, for its entry is gone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND or request.method != "POST" or is_script(request):
            return response
        names = request.resolver_match.namespaces if request.resolver_match else []
        if not names or not (names[0] == "wagtailadmin_pages" or names[0].startswith("wagtailsnippets_")):
            return response
        typed = list(lines(request))
        if not typed:
            return response
        shown = {"typed": typed, "back": list_of(names[0]), "is_deleted": True}
        return render(request, "portal/entry_gone.html", shown, status=HTTPStatus.NOT_FOUND)


def list_of(namespace: str) -> str:
    try:
        return reverse(f"{namespace}:list")
    except NoReverseMatch:
        return reverse(HOME)


def lines(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Label and text of what was written, in the order of the form; what was chosen from a list comes with keys, which say nothing."""
    names = labels()
    for name in request.POST:
        field, *parts = name.split("-")
        text = "" if TECHNICAL.search(name) else plain(request.POST.get(name, ""))
        if names.get(field, field) and WORDS.search(text) and not UUID.fullmatch(text):
            yield f"{names.get(field, field)}{place_of(parts)}", text


def plain(value: str) -> str:
    """Formatted text comes as a tree of blocks."""
    try:
        blocks = json.loads(value)["blocks"] if value.startswith("{") else None
    except (ValueError, KeyError, TypeError):
        blocks = None
    if not isinstance(blocks, list):
        return value.strip()
    return "\n".join(str(block.get("text", "")) for block in blocks if isinstance(block, dict)).strip()


def place_of(parts: list[str]) -> str:
    """Which of its parts: "body-2-value-text" is the third of the body."""
    number = next((int(part) + 1 for part in parts if part.isascii() and part.isdigit()), None)
    return "" if number is None else f" {number}"


def labels() -> dict[str, str]:
    """Names of fields of all that the editor edits, for of what is gone nobody knows any more which kind it was; "" for choices."""
    found = {}
    for model in [*get_page_models(), *get_snippet_models()]:
        for field in model._meta.get_fields():
            if field.auto_created and field.is_relation and not field.concrete:
                found[field.get_accessor_name()] = str(field.related_model._meta.verbose_name_plural)
            elif hasattr(field, "verbose_name"):
                found[field.name] = "" if getattr(field, "choices", None) else str(field.verbose_name)
    return found
