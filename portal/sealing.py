"""Encryption of single values: Fernet tokens, bound to the place they belong to, so that a token moved elsewhere does not open.

Keys come from FIELD_KEYS, the newest first; older ones only open. The server can decrypt what it stores: this protects dumps,
backups and whoever reads the database, not against the server itself.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from portal import conf

SEPARATOR = b"\x00"


MOST_KEYS = 3
PROBLEMS = {
    "missing": "fehlt; einen Schlüssel erzeugt der Befehl in docs/betrieb.md.",
    "wrong": "enthält etwas, das kein Schlüssel ist; erwartet werden 32 zufällige Bytes in base64, mehrere durch Komma getrennt.",
    "twice": "enthält denselben Schlüssel zweimal.",
    "too many": f"enthält mehr als {MOST_KEYS} Schlüssel; nach manage.py rotate_field_keys dürfen die alten weg.",
}


class KeysMissingError(Exception):
    """FIELD_KEYS is not set, or holds something that is no key."""


class SealBrokenError(Exception):
    """A value that none of the keys opens, or that belongs elsewhere."""


def seal(text: str, place: str) -> str:
    """The token of a text at a place such as "cases_referral.name:UUID"; the same text gives another token each time."""
    return seal_bytes(text.encode(), place).decode("ascii")


def unseal(token: str, place: str) -> str:
    """The text of a token; SealBrokenError when it was changed, comes from another place, or from a key that is gone."""
    return unseal_bytes(token.encode("ascii", "replace"), place).decode()


def seal_bytes(content: bytes, place: str) -> bytes:
    """As `seal`, for the content of files."""
    return keys().encrypt(place_mark(place) + SEPARATOR + content)


def unseal_bytes(token: bytes, place: str) -> bytes:
    """As `unseal`."""
    try:
        own_place, _separator, content = keys().decrypt(token).partition(SEPARATOR)
    except InvalidToken:
        raise SealBrokenError(place) from None
    # The same answer for a wrong key and a wrong place: whoever tries learns nothing from the difference.
    if not hmac.compare_digest(own_place, place_mark(place)):
        raise SealBrokenError(place)
    return content


def is_current(token: str) -> bool:
    """Whether the newest key made this token, so that older ones can go."""
    try:
        Fernet(configured_keys()[0]).decrypt(token.encode("ascii", "replace"))
    except InvalidToken:
        return False
    return True


def problem_of(encoded: Sequence[str]) -> str:
    """A key of PROBLEMS, or "" for keys that can be used."""
    if not encoded:
        return "missing"
    try:
        key_ring(tuple(encoded))
    except KeysMissingError:
        return "wrong"
    if len(set(encoded)) < len(encoded):
        return "twice"
    return "too many" if len(encoded) > MOST_KEYS else ""


def place_mark(place: str) -> bytes:
    # A digest, for places may be long; 144 bits are far more than anybody can make collide.
    return base64.b64encode(hashlib.sha256(place.encode()).digest()[:18])


def configured_keys() -> tuple[str, ...]:
    encoded = tuple(conf.get("FIELD_KEYS"))
    if not encoded:
        raise KeysMissingError
    return encoded


def keys() -> MultiFernet:
    return key_ring(configured_keys())


@lru_cache(maxsize=4)
def key_ring(encoded: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(name) for name in encoded])
    except (ValueError, TypeError):
        raise KeysMissingError from None
