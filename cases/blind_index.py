"""Finds a sealed file number again without opening any: an HMAC, different in each organisation (SECURITY, blind index)."""

import hashlib
import hmac

from django.conf import settings

from portal import conf


def of(text: str, organisation_id: int) -> str:
    """64 hex digits; upper and lower case and blanks make no difference. "" for an empty text."""
    plain = "".join(text.split()).casefold()
    if not plain:
        return ""
    return hmac.new(key(), f"{organisation_id}\x00{plain}".encode(), hashlib.sha256).hexdigest()


def key() -> bytes:
    """BLIND_INDEX_KEY, or one derived from the secret key; apart from FIELD_KEYS, which rotate while the index must not."""
    own = conf.get("BLIND_INDEX_KEY") or settings.SECRET_KEY
    return hashlib.sha256(b"cases.blind_index\x00" + own.encode()).digest()
