"""Letters for clients, in German and beside it in their language; from plain data to a PDF, without the database."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

import segno
from django.utils import timezone

from cases.referrals import words
from cases.referrals.words import Part, Words
from portal.pdf import Frame, render

TEMPLATES = Path(__file__).parent / "typst"
Texts = dict[str, Any]  # {"de": …, "other": …}; other is None in a letter in German alone


@dataclass(frozen=True)
class Letter:
    """What every letter has: whose it is, for whom, and when it was printed."""

    county: str
    sender: str
    sender_contact: str
    printed_at: dt.datetime
    language: str = words.GERMAN
    is_checked: bool = False  # the words of that language, by a professional translator


@dataclass(frozen=True)
class ClientKey:
    """The client's own key: what the QR code holds, and the same to type."""

    link: str
    address: str
    code: str

    @property
    def groups(self) -> list[str]:
        return re.findall(".{1,4}", self.code)

    @property
    def picture(self) -> bytes:
        """An SVG image of the link."""
        code = segno.make(self.link, error="m", micro=False)
        return str(code.svg_inline(omitsize=True, border=1)).encode()


@dataclass(frozen=True)
class ConsentForm:
    letter: Letter
    version: int
    parts: Mapping[str, tuple[Part, ...]]  # the text in German and in the client's language
    client_name: str
    client_born: str
    purpose: str
    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    valid_from: dt.date
    valid_until: dt.date
    officer_contact: str
    authority: str
    storage_months: int
    address: str
    recorded_by: str = ""
    interpreter: str = ""
    place_date: str = ""
    is_by_guardian: bool = False
    signed: Literal["", "paper", "screen"] = ""
    signature: bytes | None = field(default=None, repr=False)  # PNG, of a signature on the screen
    key: ClientKey | None = None


@dataclass(frozen=True)
class WithdrawalReceipt:
    letter: Letter
    purpose: str
    recipients: tuple[str, ...]
    withdrawn_at: dt.datetime
    proof_years: int
    recorded_by: str = ""  # nobody: the client's own key was used


@dataclass(frozen=True)
class ClientCopy:
    """The copy of what one office wrote to another about the client; the writing itself is German."""

    letter: Letter
    kind: str
    written_at: dt.datetime
    recipient: str
    subject: str = ""
    body: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class GoalPair:
    """A goal as each plan has it; `match`, `state` and `responsible` are keys of the words."""

    integration_goal: str
    employment_goal: str
    match: str
    state: str = "open"
    responsible: str = "all"
    due_on: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True)
class AlignmentCopy:
    letter: Letter
    integration_organisation: str
    employment_organisation: str
    employment_plan: str
    goals: tuple[GoalPair, ...]
    signed_off_on: dt.date | None = None


@dataclass(frozen=True)
class KeySheet:
    letter: Letter
    key: ClientKey


class Bilingual:
    """Says everything in German and, for another language, in that as well."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.german = words.of(words.GERMAN)
        self.other = None if letter.language == words.GERMAN else words.of(letter.language)

    def say(self, pick: Callable[[Words], str], values: Callable[[Words], Mapping[str, str]] = lambda _: {}) -> Texts:
        def said(one: Words) -> str:
            return words.filled(pick(one), values(one), within=one.language)

        return {"de": said(self.german), "other": said(self.other) if self.other else None}

    def all_of(self, pick: Callable[[Words], Any]) -> dict[str, Texts]:
        """Every text of a section by its name."""
        german, other = vars(pick(self.german)), vars(pick(self.other)) if self.other else {}
        return {name: {"de": text, "other": other.get(name)} for name, text in german.items() if isinstance(text, str)}

    def render(self, template: str, title: Callable[[Words], str], content: Mapping[str, Any], note: str = "") -> bytes:
        """`title` stands in the metadata and on every page, so it names nobody."""
        other = self.other
        frame = Frame(
            title=title(self.german),
            county=self.letter.county,
            printed_on=day(timezone.localtime(self.letter.printed_at).date()),
            page=self.german.form.page,
            note=note,
        )
        common = {
            "title": self.say(title),
            "language": {**asdict(other.language)} if other else None,
            "german": self.german.language.name,
            "unchecked": self.say(lambda one: one.unchecked) if other and not self.letter.is_checked else None,
            "frame_words": self.all_of(lambda one: one.form),
        }
        return render(TEMPLATES / template, {**common, **content}, frame=frame, at=self.letter.printed_at)

    def contact(self, _words: Words) -> Mapping[str, str]:
        return {"sender_contact": self.letter.sender_contact}


def consent_form(form: ConsentForm) -> bytes:
    both = Bilingual(form.letter)

    def values(one: Words) -> Mapping[str, str]:
        return consent_values(form, one)

    content = {
        "words": both.all_of(lambda one: one.form),
        "facts": consent_facts(form, both),
        "parts": list(parts_in_both(form, both, values)),
        "signers": signers(form, both),
        "signed": signed_how(form, both),
        "is_on_screen": form.signed == "screen",
        "place_date": form.place_date,
        "recorded_by": form.recorded_by,
        "interpreter": form.interpreter,
        "key": key_content(form.key, both) if form.key else None,
    }
    name = ", ".join(one.language.name for one in (both.german, both.other) if one)
    note = words.filled(both.german.form.version, {"version": str(form.version), "language": name})
    return both.render("consent.typ", lambda one: one.consent_title, content, note)


def consent_values(form: ConsentForm, one: Words) -> dict[str, str]:
    return {
        "sender": form.letter.sender,
        "recipients": one.language.listed(form.recipients),
        "purpose": one.purposes[form.purpose].label,
        "categories": one.language.listed(tuple(one.categories[name] for name in form.categories)),
        "until": day(form.valid_until),
        "address": form.address,
        "sender_contact": form.letter.sender_contact,
        "officer_contact": form.officer_contact,
        "storage": words.filled(one.storage.data.of(form.storage_months), {"months": str(form.storage_months)}),
        "authority": form.authority,
    }


def consent_facts(form: ConsentForm, both: Bilingual) -> list[dict[str, Any]]:
    """What is allowed, in one table; names of people and offices are the same in each language."""
    purpose = both.say(lambda one: f"{one.purposes[form.purpose].label}. {one.purposes[form.purpose].text}")
    categories = both.say(lambda one: one.language.listed(tuple(one.categories[name] for name in form.categories)))
    return [
        fact(both.say(lambda one: one.form.client), form.client_name),
        fact(both.say(lambda one: one.form.born), form.client_born),
        fact(both.say(lambda one: one.form.sender), form.letter.sender),
        fact(both.say(lambda one: one.form.recipients), "\n".join(form.recipients)),
        fact(both.say(lambda one: one.form.purpose), purpose),
        fact(both.say(lambda one: one.form.categories), categories),
        fact(both.say(lambda one: one.form.valid_from), day(form.valid_from)),
        fact(both.say(lambda one: one.form.valid_until), day(form.valid_until)),
    ]


def parts_in_both(
    form: ConsentForm, both: Bilingual, values: Callable[[Words], Mapping[str, str]]
) -> Iterable[dict[str, Any]]:
    """Part by part and paragraph by paragraph; where one language has fewer, its side stays empty."""
    nothing = Part("", ())
    others = form.parts[both.other.language.code] if both.other else ()
    for german, other in zip_longest(form.parts[words.GERMAN], others, fillvalue=nothing):
        pairs = zip_longest(german.paragraphs, other.paragraphs, fillvalue="")
        yield {
            "heading": pair(both, german.heading, other.heading, values),
            "paragraphs": [pair(both, *texts, values) for texts in pairs],
        }


def pair(both: Bilingual, german: str, other: str, values: Callable[[Words], Mapping[str, str]]) -> Texts:
    return both.say(lambda one: german if one is both.german else other, values)


def signers(form: ConsentForm, both: Bilingual) -> list[dict[str, Any]]:
    """Who has a line to sign on; a young person signs beside those who have custody."""
    client = {"words": both.say(lambda one: one.form.signature_client), "picture": None}
    guardian = {"words": both.say(lambda one: one.form.signature_guardian), "picture": form.signature}
    return [client, guardian] if form.is_by_guardian else [{**client, "picture": form.signature}]


def signed_how(form: ConsentForm, both: Bilingual) -> Texts | None:
    if form.signed == "screen":
        return both.say(lambda one: one.form.on_screen)
    return both.say(lambda one: one.form.on_paper) if form.signed == "paper" else None


def key_content(key: ClientKey, both: Bilingual) -> dict[str, Any]:
    return {
        "words": both.all_of(lambda one: one.key),
        "picture": key.picture,
        "address": key.address,
        "groups": key.groups,
    }


def withdrawal_receipt(receipt: WithdrawalReceipt) -> bytes:
    both = Bilingual(receipt.letter)

    def values(one: Words) -> Mapping[str, str]:
        years = receipt.proof_years
        return {**both.contact(one), "storage": words.filled(one.storage.proof.of(years), {"years": str(years)})}

    by = receipt.recorded_by or both.say(lambda one: one.receipt.by_key)
    facts = [
        fact(both.say(lambda one: one.receipt.withdrawn_at), moment(receipt.withdrawn_at)),
        fact(both.say(lambda one: one.receipt.recorded_by), by),
        fact(both.say(lambda one: one.form.sender), receipt.letter.sender),
        fact(both.say(lambda one: one.form.recipients), "\n".join(receipt.recipients)),
        fact(both.say(lambda one: one.form.purpose), both.say(lambda one: one.purposes[receipt.purpose].label)),
    ]
    others = both.other.receipt.paragraphs if both.other else ()
    pairs = zip_longest(both.german.receipt.paragraphs, others, fillvalue="")
    paragraphs = [pair(both, *texts, values) for texts in pairs]
    return both.render("receipt.typ", lambda one: one.receipt.title, {"facts": facts, "paragraphs": paragraphs})


def client_copy(copy: ClientCopy) -> bytes:
    both = Bilingual(copy.letter)
    facts = [
        fact(both.say(lambda one: one.copy.what), both.say(lambda one: one.copy.kinds[copy.kind])),
        fact(both.say(lambda one: one.copy.sender), copy.letter.sender),
        fact(both.say(lambda one: one.copy.recipient), copy.recipient),
        fact(both.say(lambda one: one.copy.date), moment(copy.written_at)),
    ]
    content = {
        "words": both.all_of(lambda one: one.copy),
        "facts": facts,
        "subject": copy.subject,
        "body": [one for one in re.split(r"\n\s*\n", copy.body.replace("\r", "")) if one.strip()],
        "details": copy.details,
        "ask": both.say(lambda one: one.copy.ask, both.contact),
    }
    return both.render("copy.typ", lambda one: one.copy.title, content)


def alignment_copy(copy: AlignmentCopy) -> bytes:
    both = Bilingual(copy.letter)
    content = {
        "words": both.all_of(lambda one: one.alignment),
        "mark": both.say(lambda one: one.copy.mark),
        "integration": plan_side(both, copy.integration_organisation, "integration_plan"),
        "employment": plan_side(both, copy.employment_organisation, copy.employment_plan),
        "rows": [goal_row(both, goal) for goal in copy.goals],
        "signed_off": signed_off(both, copy.signed_off_on),
        "ask": both.say(lambda one: one.copy.ask, both.contact),
    }
    return both.render("alignment.typ", lambda one: one.alignment.title, content)


def plan_side(both: Bilingual, organisation: str, plan: str) -> dict[str, Any]:
    return {"organisation": organisation, "plan": both.say(lambda one: one.alignment.plans[plan])}


def goal_row(both: Bilingual, goal: GoalPair) -> dict[str, Any]:
    return {
        "integration_goal": goal.integration_goal,
        "employment_goal": goal.employment_goal,
        "match": both.say(lambda one: one.alignment.matches[goal.match]),
        "state": both.say(lambda one: one.alignment.states[goal.state]),
        "responsible": both.say(lambda one: one.alignment.who[goal.responsible]),
        "due": day(goal.due_on) if goal.due_on else "",
        "reason": goal.reason,
    }


def signed_off(both: Bilingual, on: dt.date | None) -> Texts:
    if on is None:
        return both.say(lambda one: one.alignment.not_signed_off)
    return both.say(lambda one: one.alignment.signed_off, lambda _: {"date": day(on)})


def key_sheet(sheet: KeySheet) -> bytes:
    both = Bilingual(sheet.letter)
    return both.render("key.typ", lambda one: one.key.title, {"key": key_content(sheet.key, both)})


def fact(label: Texts, value: str | Texts) -> dict[str, Any]:
    return {"label": label, "value": value}


def day(date: dt.date) -> str:
    return f"{date:%d.%m.%Y}"


def moment(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%d.%m.%Y, %H:%M}"
