"""The English catalogue: complete, true to its placeholders, and compiled into what gettext reads."""

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from portal.management.commands.compile_catalogue import compiled, messages, parsed

SOURCE = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[a-z]|%[a-z]|</?\w[^>]*>")
SAMPLE = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: somewhere.py:1
msgid "Träger"
msgstr "Provider"

msgctxt "Schule"
msgid "Träger"
msgstr "School authority"

#, python-format
msgid "%(n)s Jahr"
msgid_plural "%(n)s Jahre"
msgstr[0] "%(n)s year"
msgstr[1] "%(n)s years"

#, fuzzy
msgid "Frist"
msgstr "Fist"

msgid "Offen"
msgstr ""

msgid ""
"Erste Zeile\n"
"zweite"
msgstr ""
"First line\n"
"second"
"""


def entries() -> Iterator[dict[str, str]]:
    for block in SOURCE.read_text(encoding="utf-8").split("\n\n"):
        fields = parsed(block.split("\n"))
        if fields.get("msgid"):
            yield fields


def pairs() -> Iterator[tuple[str, str]]:
    for fields in entries():
        if "msgid_plural" in fields:
            yield fields["msgid"], fields["msgstr[0]"]
            yield fields["msgid_plural"], fields["msgstr[1]"]
        else:
            yield fields["msgid"], fields["msgstr"]


def read(binary: bytes) -> GNUTranslations:
    return GNUTranslations(BytesIO(binary))


def test_every_text_is_translated() -> None:
    assert len(list(entries())) > 300
    assert [german for german, english in pairs() if not english.strip()] == []
    assert not re.search(r"^#,.*fuzzy", SOURCE.read_text(encoding="utf-8"), re.MULTILINE)


def test_placeholders_and_markup_survive_translation() -> None:
    differing = [
        (german, english)
        for german, english in pairs()
        if sorted(PLACEHOLDER.findall(german)) != sorted(PLACEHOLDER.findall(english))
    ]
    assert differing == []


def test_compiled_catalogue_is_readable_by_gettext() -> None:
    catalogue = read(compiled(dict(messages(SAMPLE))))
    assert catalogue.gettext("Träger") == "Provider"
    assert catalogue.pgettext("Schule", "Träger") == "School authority"
    assert catalogue.gettext("Erste Zeile\nzweite") == "First line\nsecond"
    assert [catalogue.ngettext("%(n)s Jahr", "%(n)s Jahre", n) for n in (0, 1, 2)] == [
        "%(n)s years",
        "%(n)s year",
        "%(n)s years",
    ]


@pytest.mark.parametrize("german", ["Frist", "Offen"])
def test_fuzzy_and_open_texts_stay_german(german: str) -> None:
    assert read(compiled(dict(messages(SAMPLE)))).gettext(german) == german


def test_an_empty_catalogue_is_readable() -> None:
    assert read(compiled({})).gettext("Träger") == "Träger"


def test_command_writes_the_english_texts(tmp_path: Path) -> None:
    target = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    target.parent.mkdir(parents=True)
    target.write_bytes(SOURCE.read_bytes())
    with override_settings(LOCALE_PATHS=[tmp_path]):
        call_command("compile_catalogue", verbosity=0)
    catalogue = read(target.with_suffix(".mo").read_bytes())
    for fields in entries():
        if "msgid_plural" in fields:
            forms = [catalogue.ngettext(fields["msgid"], fields["msgid_plural"], n) for n in (1, 2)]
            assert forms == [fields["msgstr[0]"], fields["msgstr[1]"]]
        else:
            assert catalogue.gettext(fields["msgid"]) == fields["msgstr"]
    assert catalogue.gettext("Vereinbarungen") == "Agreements"
    assert catalogue.ngettext("%(n)s Jahr", "%(n)s Jahre", 3) == "%(n)s years"
