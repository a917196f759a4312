"""What a password must be: long, and not made of words that anybody would try here first (R14). No rules about signs.

Django's list of common passwords is asked too; ours adds German ones and the words of the place and the person.
"""

import re
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal import conf
from portal.identity.users import Account

LONGEST = 256
OWN_PART = 6
DIFFERENT = 5
COMMON = """
passwort kennwort password passwd losung geheim geheimnis zugang anmeldung anmelden willkommen hallo test tester demo admin
administrator benutzer user login gast qwertz qwerty qwertzuiop asdfgh asdfghjkl yxcvbn schatz liebe liebling sonne sommer herbst
winter fruehling januar februar maerz april juni juli august september oktober november dezember montag dienstag mittwoch donnerstag
freitag samstag sonntag deutschland berlin fussball bayern dortmund computer internet master dragon monkey letmein welcome iloveyou
portal kooperationsportal kooperation intranet integration integrationsmanagement migration beratung landkreis landratsamt kreis
gemeinde stadt jobcenter arbeitsagentur agentur verein behoerde sozialamt
"""
SEQUENCES = (
    "0123456789012345678901234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertzuiopasdfghjklyxcvbnm",
    "qwertyuiop",
)
LOOKALIKES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class LengthLimit:
    """Nobody types more; what is longer costs the server time for nothing."""

    def validate(self, password: str, user: Account | None = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(
                _("Das Kennwort ist länger als %(n)d Zeichen. Bitte kürzen Sie es."), params={"n": LONGEST}
            )

    def get_help_text(self) -> str:
        return ""


class NotGuessable:
    """Without the words anybody would try, and without rows of keys, at least OWN_PART letters or digits must be left."""

    def validate(self, password: str, user: Account | None = None) -> None:
        if len(set(password)) < DIFFERENT:
            raise ValidationError(_("Das Kennwort wiederholt wenige Zeichen. Bitte wählen Sie ein anderes."))
        if len(own_part(password, words_around(user))) < OWN_PART:
            raise ValidationError(
                _(
                    "Das Kennwort besteht fast nur aus Wörtern oder Folgen, die leicht zu erraten sind. Bitte nehmen Sie zum "
                    "Beispiel drei oder vier Wörter, die nichts mit Ihnen und dem Portal zu tun haben."
                )
            )

    def get_help_text(self) -> str:
        return ""


def own_part(password: str, words: Iterable[str]) -> str:
    """What is left of a password without guessable words, in plain writing or with look-alike digits; as it is if it holds none."""
    plain = folded(password)
    rest = without(without(plain, words), words, translate=True)
    # A number hung onto a guessable word is guessed along; a number in a password of one's own is not touched.
    return plain if rest == plain else re.sub(r"\d+$", "", rest)


def without(text: str, words: Iterable[str], *, translate: bool = False) -> str:
    """The text without the words; `translate` reads digits as the letters they look like."""
    seen = text.translate(LOOKALIKES) if translate else text
    kept = list(text)
    # The longest first: of „kooperationsportal“ nothing is left, of „portal“ alone a part would be.
    for word in sorted(words, key=len, reverse=True):
        for match in re.finditer(re.escape(word), seen):
            kept[match.start() : match.end()] = [""] * len(word)
    for sequence in () if translate else SEQUENCES:
        for start in range(len(text) - 3):
            if text[start : start + 4] in sequence or text[start : start + 4] in sequence[::-1]:
                kept[start : start + 4] = [""] * 4
    return "".join(kept)


def folded(text: str) -> str:
    """Small letters and digits only; umlauts as people write them without."""
    return re.sub(r"[^a-z0-9@$]", "", text.casefold().translate(UMLAUTS))


def words_around(user: Account | None) -> set[str]:
    """Common words, and those of the portal, the county, the person and the person's organisations, but no short ones."""
    place = [conf.get("COUNTY_NAME"), conf.get("CONTACT_OFFICE"), *(organisation_names(user) if user else [])]
    person = [getattr(user, name, "") for name in ("first_name", "last_name", "email", "username")] if user else []
    return {*COMMON.split(), *parts(place, 4), *parts(person, 3)}


def parts(texts: Iterable[object], shortest: int) -> Iterator[str]:
    for text in texts:
        for part in re.split(r"[\W_]+", str(text or "")):
            if len(folded(part)) >= shortest:
                yield folded(part)


def organisation_names(user: Account | None) -> list[str]:
    memberships = getattr(user, "memberships", None) if getattr(user, "pk", None) else None
    if memberships is None:
        return []
    return [name for pair in memberships.values_list("organisation__name", "organisation__short_name") for name in pair]
