"""Bytes of a text file -> text: in whichever encoding it reads as German."""

import re

USUAL = frozenset("äöüÄÖÜßéèêàáçñ§„“”‚‘’–—…·•€°²³¹½¼¾»«©®™´`× \u00ad\ufeff¬")
SINGLE_BYTE = ("cp1252", "iso8859_15", "cp850", "mac_roman")
# A sign that is usual and stands where nobody would write it tells a wrong reading: "Stra§e", "R„ume", "€ 1 Zweck".
MISPLACED = re.compile(
    r"(?<=[^\W\d_])[„“”‚€§™®©«»…·ÄÖÜ°](?=[a-zäöüß])|(?<![^\W\d_])ß|^€(?=\s?\d+\s+[A-ZÄÖÜ])|(?<=[a-zäöüß])[€§](?=[A-ZÄÖÜ])",
    re.M,
)
GERMAN = re.compile(
    r"[äöü](?=[a-zäöüß\W]|$)|(?<=[A-Za-zäöü])ß|(?<![a-zäöüß])[ÄÖÜ](?=[^\W\d_])|§(?=\s*§?\s*\d)|(?<=\d)\s?€|„(?=\w)|(?<=\w)“|(?<=\s)–(?=\s)"
)
IN_GERMAN, USUAL_ONLY = 1.0, 0.8
LEAST = 0.7
ODD = "\x7f\ufffd"
CONTROLS = "\t\n\r\f\v\x1c\x1d\x1e\x1f\x85"
WIDE_AT_FRONT = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
PROBE = 400


def wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32, told by the mark at the front or by where the zero bytes stand; "" for neither."""
    named = next((encoding for mark, encoding in WIDE_AT_FRONT if data.startswith(mark)), "")
    probe = data[:PROBE]
    zeros = probe.count(b"\x00")
    if named or zeros <= len(probe) // 3:
        return named
    if zeros > len(probe) * 2 // 3:
        return "utf-32-be" if data[:1] == b"\x00" else "utf-32-le"
    return "utf-16-be" if data[:1] == b"\x00" else "utf-16-le"


def narrow_text(data: bytes) -> str:
    """UTF-8, also where a few places of it come from elsewhere; else the best of the single-byte encodings; "" where none reads well."""
    try:
        return twice_encoded(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return mixed(data) or best_guess(data)


def mixed(data: bytes) -> str:
    """Text in UTF-8 into which single bytes of Windows-1252 were pasted; "" where it is not mostly UTF-8."""
    text = data.decode("utf-8-sig", errors="surrogateescape")
    foreign = [letter for letter in text if letter > "\x7f"]
    strays = sum("\udc80" <= letter <= "\udcff" for letter in foreign)
    if strays * 4 > len(foreign) - strays:
        return ""
    return re.sub(
        r"[\udc80-\udcff]", lambda stray: bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", errors="replace"), text
    )


def best_guess(data: bytes) -> str:
    """Of two that read as well, the one that stands first."""
    readings = [text for encoding in SINGLE_BYTE if (text := decoded(data, encoding))]
    best = max(readings, key=german_share, default="")
    return best if german_share(best) >= LEAST or is_binary(best) else ""


def decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def german_share(text: str) -> float:
    """How much of what lies beyond ASCII is what German text has there, from 0 to 1."""
    foreign = [letter for letter in text if letter > "~"]
    if not foreign:
        return 1.0
    usual = sum(letter in USUAL for letter in foreign) - len(MISPLACED.findall(text))
    german = min(len(GERMAN.findall(text)), usual)
    return (german * IN_GERMAN + (usual - german) * USUAL_ONLY) / len(foreign)


def is_binary(text: str) -> bool:
    odd = sum(
        (letter < " " and letter not in CONTROLS)
        or letter in ODD
        or "\x80" <= letter < "\x85"
        or "\x85" < letter < "\xa0"
        for letter in text
    )
    return "\x00" in text or odd > 0.01 * len(text)


def twice_encoded(text: str) -> str:
    """Text that was saved as UTF-8, read as Windows-1252 and saved again ("fÃ¼r")."""
    if len(re.findall("Ã[\u00a4\u00b6\u00bc\u0178\u201e\u2013\u0153]", text)) < 3:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
