"""What the code and the templates say is in the catalogue: also texts that the message collector would not see."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

from portal.management.commands.compile_catalogue import messages

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "pages", "directory", "cases", "search")
CATALOGUE = ROOT / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.po"
# the names that makemessages looks for; a text behind another name would silently stay German
COLLECTED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TO_THE_READER = re.compile(r"\b(Bitte|Sie|Ihrer?)\b")


def in_code(path: Path) -> Iterator[tuple[str, str]]:
    """(name it is called by, text) of each translated text."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = (
        one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module == "django.utils.translation"
    )
    names = {alias.asname or alias.name for one in imports for alias in one.names if "gettext" in alias.name}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names:
            yield from ((call.func.id, one.value) for one in call.args[:1] if isinstance(one, ast.Constant))


def in_template(path: Path) -> Iterator[str]:
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for found in re.finditer(r"n?gettext\((?:u?(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))", code):
        yield ast.literal_eval(found["text"])


@pytest.fixture(scope="module")
def catalogue() -> set[str]:
    return {key.split("\x00")[0].split("\x04")[-1] for key in dict(messages(CATALOGUE.read_text(encoding="utf-8")))}


@pytest.mark.parametrize("app", APPS)
def test_texts_of_the_code_are_in_the_catalogue(app: str, catalogue: set[str]) -> None:
    said = [
        (path.name, *found)
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
        for found in in_code(path)
    ]
    assert [one for one in said if one[1] not in COLLECTED] == [], (
        "bitte unter einem Namen einbinden, den makemessages sieht"
    )
    assert [one for one in said if one[2] not in catalogue] == [], "bitte make messages aufrufen und übersetzen"


@pytest.mark.parametrize("app", APPS)
def test_texts_of_the_templates_are_in_the_catalogue(app: str, catalogue: set[str]) -> None:
    said = [(path.name, text) for path in sorted((ROOT / app).rglob("*.html")) for text in in_template(path)]
    assert [one for one in said if one[1] not in catalogue] == [], "bitte make messages aufrufen und übersetzen"


@pytest.mark.parametrize("app", APPS)
def test_refusals_are_marked_for_translation(app: str) -> None:
    """A refusal says what to do; one that is a plain string would stay German for who reads English."""
    plain = [
        (path.name, call.args[0].value)
        for path in sorted((ROOT / app).rglob("*.py"))
        if "management" not in path.parts
        for raised in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(raised, ast.Raise) and isinstance(call := raised.exc, ast.Call)
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
        if TO_THE_READER.search(call.args[0].value)
    ]
    assert plain == []
