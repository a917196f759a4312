"""What somebody may speak: languages with a consent text first, then all that advice services name."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.languages import LANGUAGES

# As in `cases.referrals.words`: Farsi and Dari are two texts, while the directory counts them as one language.
WITH_TEXT: dict[str, str | Promise] = {
    "de": _("Deutsch"),
    "en": _("Englisch"),
    "uk": _("Ukrainisch"),
    "ar": _("Arabisch"),
    "fa": _("Farsi"),
    "prs": _("Dari"),
    "tr": _("Türkisch"),
}
NOT_SPOKEN = frozenset({"ls"})  # a way of writing


def names() -> dict[str, str | Promise]:
    others = {code: name for code, name in LANGUAGES.items() if code not in WITH_TEXT and code not in NOT_SPOKEN}
    return {**WITH_TEXT, **others}


def choices() -> Iterator[tuple[str, str | Promise]]:
    yield "", _("keine Angabe")
    yield from names().items()


def name_of(code: str) -> str:
    return str(names().get(code, ""))
