"""Pure: whether a name is meant by what somebody typed, whatever accents and umlauts either is written with."""

import unicodedata

DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def folded(text: str) -> str:
    """ "Yılmaz" and "Yilmaz", "Müller", "Mueller" and "Muller" are the same."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    for long, short in DIGRAPHS:
        plain = plain.replace(long, short)
    return plain


def words_of(text: str) -> list[str]:
    return folded(text).replace("-", " ").replace(",", " ").split()


def fits(asked: list[str], name: str) -> bool:
    """Every word that was typed begins a word of the name; `asked` as `words_of` gives it."""
    words = words_of(name)
    return bool(asked) and all(any(word.startswith(part) for word in words) for part in asked)
