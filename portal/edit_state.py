"""The state a form was opened with, as a signed token of digests: it tells that something has changed, never what was there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core import signing
from django.db.models import Model
from django.utils.crypto import salted_hmac

SALT = "portal.edit_conflicts"


@dataclass(frozen=True)
class Opened:
    """What the form was opened with: a digest of each field, and which ones somebody was asked about, True where they had typed."""

    digests: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, bool] = field(default_factory=dict)


def key_of(instance: Model | None) -> str:
    """ "" for what is not stored yet: there is nothing that others could have changed."""
    return f"{instance._meta.label_lower}:{instance.pk}" if instance is not None and instance.pk else ""


def digest(entry: str, name: str, text: str) -> str:
    """Keyed, and of this field of this entry: equal values elsewhere do not show."""
    return salted_hmac(SALT, f"{entry}\x00{name}\x00{text}", algorithm="sha256").hexdigest()[:32]


def write_state(entry: str, opened: Opened) -> str:
    return signing.dumps([entry, dict(opened.digests), dict(opened.asked)], salt=SALT)


def read_state(token: str, entry: str) -> Opened | None:
    try:
        of, digests, asked = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Opened(digests, asked) if of == entry else None


def entry_of(token: str) -> str:
    """Whose state a token is; "" for one that nobody signed."""
    try:
        return str(signing.loads(token, salt=SALT)[0])
    except (signing.BadSignature, ValueError, TypeError, IndexError, KeyError):
        return ""
