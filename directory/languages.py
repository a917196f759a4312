"""Languages that are spoken at advice services, in the order in which they are listed."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGES: dict[str, str | Promise] = {
    "de": _("Deutsch"),
    "en": _("Englisch"),
    "fr": _("Französisch"),
    "ar": _("Arabisch"),
    "fa": _("Persisch (Farsi, Dari)"),
    "ps": _("Paschtu"),
    "ku": _("Kurdisch"),
    "tr": _("Türkisch"),
    "uk": _("Ukrainisch"),
    "ru": _("Russisch"),
    "pl": _("Polnisch"),
    "ro": _("Rumänisch"),
    "bg": _("Bulgarisch"),
    "sq": _("Albanisch"),
    "sr": _("Bosnisch, Kroatisch, Serbisch"),
    "it": _("Italienisch"),
    "es": _("Spanisch"),
    "pt": _("Portugiesisch"),
    "el": _("Griechisch"),
    "hu": _("Ungarisch"),
    "ti": _("Tigrinya"),
    "am": _("Amharisch"),
    "so": _("Somali"),
    "ha": _("Hausa"),
    "ur": _("Urdu"),
    "ta": _("Tamil"),
    "vi": _("Vietnamesisch"),
    "zh": _("Chinesisch"),
    "dgs": _("Deutsche Gebärdensprache"),
    "ls": _("Leichte Sprache"),
}


def language_names(codes: Iterable[str]) -> list[str]:
    return [str(LANGUAGES[code]) for code in codes if code in LANGUAGES]
