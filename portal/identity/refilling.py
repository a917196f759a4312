"""Writes what somebody had typed into the form of a page: values, choices and text areas; nothing else of the page changes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.html import escape

# What browsers do not let a page fill, what is typed again, and what is no answer of the person's.
LEFT_ALONE = frozenset({"file", "password", "submit", "button", "image", "reset"})
NEW_EACH_TIME = "csrfmiddlewaretoken"
Attributes = dict[str, str | None]


class Edit(NamedTuple):
    start: int
    end: int
    text: str


@dataclass
class Control:
    """An input, a text area or an option, and where it stands."""

    tag: str
    name: str
    attributes: Attributes
    start: int
    end: int
    content: tuple[int, int] = (0, 0)
    text: str = ""

    @property
    def kind(self) -> str:
        return (self.attributes.get("type") or "text").lower() if self.tag in {"input", "button"} else self.tag


@dataclass
class Form:
    attributes: Attributes
    inside: int
    controls: list[Control] = field(default_factory=list)

    def is_meant(self, path: str, names: set[str]) -> bool:
        """Whether it is sent to that path and has one of the fields."""
        if (self.attributes.get("method") or "get").lower() != "post":
            return False
        target = self.attributes.get("action") or path
        return urlsplit(target).path == urlsplit(path).path and bool(names & {one.name for one in self.controls})


class Reader(HTMLParser):
    """The forms of a page with the places of their controls."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.open_form: Form | None = None
        self.open_control: Control | None = None
        self.select = ""
        self.lines = [0]
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def place(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes, start = dict(attrs), self.place()
        end = start + len(self.get_starttag_text() or "")
        if tag == "form":
            self.open_form = Form(attributes, end)
            self.forms.append(self.open_form)
        elif tag == "select":
            self.select = attributes.get("name") or ""
        elif tag in {"input", "textarea", "option", "button"} and self.open_form is not None:
            name = self.select if tag == "option" else attributes.get("name") or ""
            control = Control(tag, name, attributes, start, end, (end, end))
            self.open_form.controls.append(control)
            self.open_control = control if tag in {"textarea", "option"} else self.open_control

    def handle_data(self, data: str) -> None:
        if self.open_control is not None:
            self.open_control.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open_form = None
        elif tag == "select":
            self.select = ""
        if self.open_control is not None and tag in {self.open_control.tag, "select"}:
            self.open_control.content = (self.open_control.end, self.place())
            self.open_control = None


def refilled(html: str, path: str, fields: Iterable[tuple[str, str]], notice: str) -> str | None:
    """The page with the form for `path` filled and the notice in it; None where there is no such form."""
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(value)
    meant = [form for form in Reader(html).forms if form.is_meant(path, set(values))]
    if not meant:
        return None
    # A page may have several forms for one address; the one that was sent has the most of its fields.
    form = max(meant, key=lambda one: len({control.name for control in one.controls} & set(values)))
    edits = [*edits_of(form, values), Edit(form.inside, form.inside, notice + "".join(left_over(form, values)))]
    for edit in sorted(edits, reverse=True):
        html = html[: edit.start] + edit.text + html[edit.end :]
    return html


def edits_of(form: Form, values: dict[str, list[str]]) -> Iterator[Edit]:
    taken: Counter[str] = Counter()
    for control in form.controls:
        if not control.name or control.name == NEW_EACH_TIME or control.kind in LEFT_ALONE:
            continue
        sent = values.get(control.name, [])
        if control.kind in {"checkbox", "radio"}:
            yield switched(control, "checked", (control.attributes.get("value") or "on") in sent)
        elif control.tag == "option":
            own = control.attributes.get("value")
            yield switched(control, "selected", (control.text.strip() if own is None else own) in sent)
        elif taken[control.name] < len(sent):
            text = sent[taken[control.name]]
            taken[control.name] += 1
            yield written(control, text)


def switched(control: Control, word: str, is_on: bool) -> Edit:
    attributes = {name: value for name, value in control.attributes.items() if name != word}
    return Edit(control.start, control.end, tag(control.tag, {**attributes, word: None} if is_on else attributes))


def written(control: Control, text: str) -> Edit:
    if control.tag == "textarea":
        # HTML leaves out the first line break after the tag.
        return Edit(*control.content, "\n" + escape(text))
    return Edit(control.start, control.end, tag(control.tag, {**control.attributes, "value": text}))


def tag(name: str, attributes: Attributes) -> str:
    pairs = (one if value is None else f'{one}="{escape(value)}"' for one, value in attributes.items())
    return f"<{' '.join([name, *pairs])}>"


def left_over(form: Form, values: dict[str, list[str]]) -> Iterator[str]:
    """What the page as it is now has no field for, such as rows that a script had added; not the button that was pressed."""
    known = {control.name for control in form.controls}
    for name, sent in values.items():
        if name not in known:
            yield from (tag("input", {"type": "hidden", "name": name, "value": value}) for value in sent)
