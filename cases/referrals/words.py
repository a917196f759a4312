"""Pure: what clients read in their own language, out of one file a language in `words/`."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cases.referrals.purposes import BY_SLUG, CATEGORIES

FOLDER = Path(__file__).with_suffix("")
GERMAN = "de"
LANGUAGES = (GERMAN, "en", "uk", "ar", "fa", "prs", "tr")
# what a text of the consent may leave open, and printing fills in
CONSENT_PLACEHOLDERS = frozenset(
    {
        "sender",
        "recipients",
        "purpose",
        "categories",
        "until",
        "address",
        "sender_contact",
        "officer_contact",
        "storage",
        "authority",
    }
)
DOUBLE_STOP = re.compile(r"(?<!\.)\.(\u2069?)\.(?!\.)")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
LAW = re.compile(r"§ \d+[a-z]?(?: [A-Z]\w*)*")  # "§ 67b SGB X"
UNBROKEN = "\u00a0"
ISOLATE, FROM_RIGHT, END_OF_ISOLATE = "\u2068", "\u2067", "\u2069"


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    direction: str

    @property
    def is_right_to_left(self) -> bool:
        return self.direction == "rtl"

    def listed(self, names: tuple[str, ...]) -> str:
        """Names in a row; in a text from right to left each keeps its own direction, and the row that of the text."""
        if self.is_right_to_left:
            return f"{FROM_RIGHT}{'؛ '.join(isolated(name) for name in names)}{END_OF_ISOLATE}"
        return "; ".join(names)


@dataclass(frozen=True)
class Purpose:
    label: str
    text: str


@dataclass(frozen=True)
class Part:
    """A heading with its paragraphs, as the county's own versions of the consent text have them, too."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """A text with a number in it, in the plural forms of its language as the Unicode CLDR names them; "other" is always there."""

    language: str
    forms: Mapping[str, str]

    def of(self, number: int) -> str:
        """With the gap for the number, where that form has one."""
        return self.forms.get(plural(self.language, number), self.forms["other"])


def plural(language: str, number: int) -> str:
    """The form a whole number takes; in Persian, Dari and Turkish a noun stays as it is behind one."""
    rest, tens = number % 10, number % 100
    if language in {GERMAN, "en"}:
        return "one" if number == 1 else "other"
    if language == "uk":
        if rest == 1 and tens != 11:
            return "one"
        return "few" if 2 <= rest <= 4 and not 12 <= tens <= 14 else "many"
    if language == "ar":
        if number in {0, 1, 2}:
            return ("zero", "one", "two")[number]
        return "few" if 3 <= tens <= 10 else "many" if tens >= 11 else "other"
    return "other"


@dataclass(frozen=True)
class Storage:
    data: Counted
    proof: Counted


@dataclass(frozen=True)
class Form:
    scope: str
    item: str
    content: str
    client: str
    born: str
    sender: str
    recipients: str
    purpose: str
    categories: str
    valid_from: str
    valid_until: str
    interpreter: str
    recorded_by: str
    place_date: str
    signatures: str
    signature_client: str
    signature_guardian: str
    signature_recorder: str
    signature_alt: str
    on_screen: str
    on_paper: str
    version: str
    page: str


@dataclass(frozen=True)
class Key:
    title: str
    tear_off: str
    text: str
    secret: str
    address: str
    code: str
    scan: str
    alt: str
    lost: str


@dataclass(frozen=True)
class Receipt:
    title: str
    withdrawn_at: str
    recorded_by: str
    by_key: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Copy:
    title: str
    mark: str
    sender: str
    recipient: str
    date: str
    what: str
    text: str
    ask: str
    kinds: Mapping[str, str]


@dataclass(frozen=True)
class Alignment:
    title: str
    text: str
    goal: str
    responsible: str
    due: str
    state: str
    reason: str
    none: str
    signed_off: str
    not_signed_off: str
    plans: Mapping[str, str]
    matches: Mapping[str, str]
    states: Mapping[str, str]
    who: Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """The client's own page."""

    title: str
    intro: str
    choose_language: str
    code: str
    code_hint: str
    open: str
    wrong_code: str
    held: str
    organisation: str
    categories: str
    purpose: str
    until: str
    nothing_held: str
    withdraw: str
    withdraw_all: str
    withdraw_text: str
    birth_year: str
    birth_year_hint: str
    wrong_answer: str
    too_many: Counted
    done: str
    done_text: str
    back: str
    leave: str
    help: str


@dataclass(frozen=True)
class Words:
    language: Language
    unchecked: str
    purposes: Mapping[str, Purpose]
    categories: Mapping[str, str]
    consent_title: str
    consent_parts: tuple[Part, ...]
    storage: Storage
    form: Form
    key: Key
    receipt: Receipt
    copy: Copy
    alignment: Alignment
    page: Page


@lru_cache(maxsize=len(LANGUAGES))
def of(code: str) -> Words:
    """KeyError for a language there is no file for; nothing falls back to another language."""
    if code not in LANGUAGES:
        raise KeyError(code)
    raw = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return Words(
        language=Language(code=code, **raw["language"]),
        unchecked=raw["notice"]["unchecked"],
        purposes=MappingProxyType({name: Purpose(**raw["purposes"][name]) for name in BY_SLUG}),
        categories=MappingProxyType({name: raw["categories"][name] for name in CATEGORIES}),
        consent_title=raw["consent"]["title"],
        consent_parts=parts_from(raw["consent"]["parts"]),
        storage=Storage(**counted(code, raw["storage"])),
        form=Form(**raw["form"]),
        key=Key(**raw["key"]),
        receipt=Receipt(**frozen(raw["receipt"])),
        copy=Copy(**frozen(raw["copy"])),
        alignment=Alignment(**frozen(raw["alignment"])),
        page=Page(**counted(code, raw["page"])),
    )


def parts_from(stored: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Parts as the database keeps them: {"heading": …, "paragraphs": […]}."""
    return tuple(Part(str(one["heading"]), tuple(map(str, one["paragraphs"]))) for one in stored)


def stored_parts(parts: Iterable[Part]) -> list[dict[str, Any]]:
    return [{"heading": part.heading, "paragraphs": list(part.paragraphs)} for part in parts]


def frozen(section: Mapping[str, Any]) -> dict[str, Any]:
    def constant(value: Any) -> Any:
        if isinstance(value, dict):
            return MappingProxyType(value)
        return tuple(value) if isinstance(value, list) else value

    return {name: constant(value) for name, value in section.items()}


def counted(code: str, section: Mapping[str, Any]) -> dict[str, Any]:
    """What has forms is a text with a number in it."""
    return {
        name: Counted(code, MappingProxyType(one)) if isinstance(one, dict) else one for name, one in section.items()
    }


def placeholders(text: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(text))


def filled(text: str, values: Mapping[str, str], *, within: Language | None = None) -> str:
    """The text with its placeholders filled; one that is not among the values stays as it is, and so does every other brace.

    Within a language from right to left each value and each cited law keeps its own direction, so that no number is turned
    round; a law is not broken at the end of a line.
    """
    from_right = within is not None and within.is_right_to_left

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            return found[0]
        one = values[found[1]]
        return isolated(one) if from_right else one

    def law(found: re.Match[str]) -> str:
        whole = found[0].replace(" ", UNBROKEN)
        return isolated(whole) if from_right else whole

    # "Sozialwerk e. V." at the end of a sentence brings its own full stop.
    return DOUBLE_STOP.sub(r".\1", PLACEHOLDER.sub(value, LAW.sub(law, text)))


def isolated(text: str) -> str:
    return f"{ISOLATE}{text}{END_OF_ISOLATE}"
