"""What clients read (F43, F63, F71): seven languages that say the same, with the same gaps to fill."""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from cases.models.alignment import AlignedGoal, AlignmentSheet
from cases.models.consents import Category, Purpose
from cases.models.threads import Message
from cases.referrals import words
from portal.pdf import fonts

OTHERS = [code for code in words.LANGUAGES if code != words.GERMAN]
SCRIPTS = {"uk": "\u0400-\u04ff", "ar": "\u0600-\u06ff", "fa": "\u0600-\u06ff", "prs": "\u0600-\u06ff"}


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from texts(one, f"{path}.{name}")
    else:
        for number, one in enumerate(value):
            yield from texts(one, f"{path}.{number}")


def file(code: str) -> dict[str, str]:
    return dict(texts(tomllib.loads((words.FOLDER / f"{code}.toml").read_text(encoding="utf-8"))))


COUNTED = re.compile(r"\.(zero|one|two|few|many|other)$")


def without_forms(code: str) -> dict[str, str]:
    """Of what has a number in it one form, the one that every language has: how many there are beside it is its own affair."""
    said = file(code)
    return {
        COUNTED.sub("", key): text for key, text in said.items() if not COUNTED.search(key) or key.endswith(".other")
    }


def test_f63_there_is_a_file_for_each_language_and_no_other() -> None:
    assert {path.stem for path in words.FOLDER.glob("*.toml")} == set(words.LANGUAGES)


@pytest.mark.parametrize("code", OTHERS)
def test_f63_every_language_has_the_same_keys_and_placeholders(code: str) -> None:
    german, other = without_forms(words.GERMAN), without_forms(code)
    assert list(other) == list(german)
    gaps = {key: words.placeholders(text) for key, text in german.items()}
    assert {key: words.placeholders(text) for key, text in other.items()} == gaps


@pytest.mark.parametrize("code", words.LANGUAGES)
def test_f63_every_text_can_be_read_through_its_name(code: str) -> None:
    """A key that is missing or has another name is an error when the file is read."""
    said = words.of(code)
    assert said.language.code == code
    assert set(said.purposes) == set(Purpose.values)
    assert set(said.categories) == set(Category.values)
    assert set(said.copy.kinds) >= set(Message.Kind.values)
    assert set(said.alignment.plans) == {"integration_plan", *AlignmentSheet.Plan.values}
    assert set(said.alignment.states) == set(AlignedGoal.State.values)
    assert set(said.alignment.who) == set(AlignedGoal.Responsible.values)
    assert all(text.strip() == text and text for text in file(code).values())


@pytest.mark.parametrize("code", words.LANGUAGES)
def test_f63_every_letter_of_every_text_can_be_printed(code: str) -> None:
    for text in file(code).values():
        assert fonts.printable(text) == text


@pytest.mark.parametrize(("code", "script"), SCRIPTS.items())
def test_f63_every_text_is_written_in_the_script_of_its_language(code: str, script: str) -> None:
    direction = ".language.direction"
    foreign = {key: text for key, text in file(code).items() if key != direction and not re.search(f"[{script}]", text)}
    assert foreign.keys() <= {".alignment.goal"}  # "№"


@pytest.mark.parametrize("code", OTHERS)
def test_f63_no_text_was_left_in_german(code: str) -> None:
    german, other = file(words.GERMAN), file(code)
    same = {key for key in german if german[key] == other.get(key)}
    assert same <= {
        ".language.direction",
        ".form.client",
        ".key.code",
        ".alignment.goal",
    }, "bitte übersetzen"


def test_f43_the_consent_says_what_the_law_asks_for() -> None:
    said = " ".join(text for key, text in file("de").items() if key.startswith(".consent"))
    for needed in ("freiwillig", "§ 67b SGB X", "§ 203 StGB", "entbinde", "Artikel 6", "Artikel 9", "widerrufen"):
        assert needed in said
    for needed in (
        "berichtigt",
        "gelöscht",
        "eingeschränkt",
        "Kopie",
        "beschweren",
        "Dateiformat",
        "kein anderes Land",
    ):
        assert needed in said
    assert words.placeholders(said) == words.CONSENT_PLACEHOLDERS


@pytest.mark.parametrize("code", words.LANGUAGES)
def test_f43_the_consent_names_its_laws_in_every_language(code: str) -> None:
    said = " ".join(text for key, text in file(code).items() if key.startswith(".consent"))
    for number in ("67b", "203", "KDG", "DSG-EKD"):
        assert number in said


def test_f43_sentences_are_short() -> None:
    """Plain language (B1): no sentence of the German text has more than 24 words."""
    for key, text in file("de").items():
        for sentence in re.split(r"(?<=[.?:])\s+", text):
            assert len(sentence.split()) <= 24, f"{key}: {sentence}"


def test_r22_filling_is_no_formatting() -> None:
    assert words.filled("{sender} {0} {sender.x} {other}", {"sender": "{recipients}"}) == (
        "{recipients} {0} {sender.x} {other}"
    )


def test_f63_values_in_a_text_from_right_to_left_keep_their_own_direction() -> None:
    arabic = words.of("ar").language
    assert words.filled("{phone}", {"phone": "07641 1-2"}, within=arabic) == "\u206807641 1-2\u2069"
    assert words.filled("{phone}", {"phone": "07641 1-2"}, within=words.of("uk").language) == "07641 1-2"


def test_f43_the_parts_of_a_text_come_back_from_the_database_as_they_went_in() -> None:
    parts = words.of("tr").consent_parts
    assert words.parts_from(json.loads(json.dumps(words.stored_parts(parts)))) == parts


def test_f63_a_language_nobody_translated_is_an_error() -> None:
    with pytest.raises(KeyError):
        words.of("xx")


NUMBERS = {
    "de": {1: "noch 1 Monat", 2: "noch 2 Monate", 11: "noch 11 Monate"},
    "en": {1: "for 1 month after", 6: "for 6 months after"},
    "uk": {1: "1 місяць", 3: "3 місяці", 6: "6 місяців", 11: "11 місяців", 12: "12 місяців", 21: "21 місяць", 22: "22 місяці"},
    "ar": {1: "شهر واحد", 2: "شهرين", 6: "6 أشهر", 11: "11 شهرًا", 99: "99 شهرًا", 100: "100 شهر", 103: "103 أشهر"},
    "fa": {1: "1 ماه", 6: "6 ماه"},
    "prs": {1: "1 ماه", 6: "6 ماه"},
    "tr": {1: "1 ay", 6: "6 ay"},
}  # fmt: skip


@pytest.mark.parametrize("code", words.LANGUAGES)
def test_f63_a_number_takes_the_form_its_language_wants(code: str) -> None:
    for number, said in NUMBERS[code].items():
        text = words.filled(words.of(code).storage.data.of(number), {"months": str(number)})
        assert re.search(rf"(?<!\w){said}(?!\w)", text), text


@pytest.mark.parametrize("code", words.LANGUAGES)
def test_f63_no_form_is_left_out_that_a_language_has(code: str) -> None:
    used = {words.plural(code, number) for number in range(1, 131)}
    said = words.of(code)
    for counted in (said.storage.data, said.storage.proof, said.page.too_many):
        assert set(counted.forms) == used | {"other"}
        # A form that is used for more numbers than one has a gap for it.
        for form in used - {"one", "two"} if code == "ar" else used:
            assert words.placeholders(counted.forms[form])
