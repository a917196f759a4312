"""What an editor does to bring a file in, through the pages of the editor."""

import html
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pages.models import DocumentImport


def upload(client: Client, text: str | bytes, name: str = "lesehilfe.txt") -> str:
    """The page that the browser then shows."""
    data = text.encode() if isinstance(text, str) else text
    answer = client.post(reverse("pages_import"), {"file": SimpleUploadedFile(name, data)}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def preview() -> str:
    return reverse("pages_import_preview", args=[DocumentImport.objects.latest("created_at").pk])


def inputs(page: str) -> dict[str, list[str]]:
    """What a browser would send back from the preview: hidden and text fields, what is ticked, the chosen kind."""
    form = page[page.index(" novalidate") :]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") in {"checkbox", "radio"} and not re.search(r"\bchecked\b", tag):
            continue
        unsaid = "on" if attributes.get("type") == "checkbox" else ""
        if "name" in attributes:
            found.setdefault(attributes["name"], []).append(html.unescape(attributes.get("value", unsaid)))
    chosen = re.search(r'<option value="(\w+)" selected', form)
    found["kind"] = [chosen[1]] if chosen else []
    return found


def send(client: Client, fields: dict[str, list[str]], **more: str) -> object:
    return client.post(preview(), {**fields, **more})
