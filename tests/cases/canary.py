"""Forty unusual strings, where each was typed, and the search for them in whatever is left behind (R33–R36)."""

import base64
import gzip
import html
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import cycle
from urllib.parse import quote

from django.db import connection

WORDS = (
    "Quastenflosserin", "Żółćgęśla", "Ґудзикхмара", "زبرجدگون", "Ønskebrønnd", "Ñandúcuervo", "Çığlıkgölü", "Žluťoučkůň",
    "Ἀκροκεραύνια", "Þjóðvegurx", "Ǆemperword", "Lễhộihoa", "„Gänsefüßchenwort“", "O’Kelterbach", "Zwiebel&Lauch", "<b>fettwort</b>",
    "Prozent%41wort", "Back\\slashwort", 'Zoll"zeichenwort', "Semikolon;wort", "Stern*wortlich", "Raute#wortlich", "Dach^wortlich",
    "Klammer{wort}", "Frage?zeichenwort", "Plus+minuswort", "Gleich=heitswort", "At@wortklammer", "Tilde~wortlich", "Pipe|wortlich",
    "𝔉rakturwort", "Emoji🐓wort", "Ligaturﬁwort", "Zero\u200bbreitewort", "Weich\u00adtrennwort", "Nbsp\u00a0wortlich",
    "Äußerstwörtlich", "Öchslegradwort", "Überübungswort", "Straßenfußwort",
)  # fmt: skip
ENDING = "Kanari"
CANARIES = tuple(f"{word}{number:02}{ENDING}" for number, word in enumerate(WORDS))
TOKEN = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")


def spellings(canary: str) -> Iterator[bytes]:
    """How it may stand somewhere without being sealed."""
    yield canary.encode()
    yield canary.encode("utf-16-le")
    yield canary.encode("latin-1", "ignore") if canary.isascii() or canary.encode("latin-1", "ignore").decode("latin-1") == canary else canary.encode()  # fmt: skip
    yield json.dumps(canary)[1:-1].encode()
    yield canary.encode("unicode_escape")
    yield quote(canary).encode()
    yield html.escape(canary).encode()
    yield canary.encode().hex().encode()
    yield canary.casefold().encode()


# What every canary ends with is enough for a first look; the whole words say which one it was.
QUICK_SIGNS = (
    ENDING.encode(),
    ENDING.casefold().encode(),
    ENDING.encode("utf-16-le"),
    ENDING.encode().hex().encode(),
)
SIGNS = {variant: canary for canary in CANARIES for variant in spellings(canary)}


def in_plain(content: bytes, depth: int = 2) -> set[str]:
    """The canaries somebody could read there, unpacked and decoded."""
    is_worth_it = any(sign in content for sign in QUICK_SIGNS)
    found = {canary for sign, canary in SIGNS.items() if sign in content} if is_worth_it else set()
    if depth:
        for inner in (*unpacked(content), *decoded(content)):
            found |= in_plain(inner, depth - 1)
    return found


def unpacked(content: bytes) -> Iterator[bytes]:
    for place in (found.start() for found in re.finditer(rb"\x1f\x8b\x08|\x78[\x01\x9c\xda]", content)):
        try:
            yield zlib.decompressobj(wbits=47).decompress(content[place:], 10_000_000)
        except zlib.error:
            continue


def decoded(content: bytes) -> Iterator[bytes]:
    pieces = []
    for token in TOKEN.findall(content):
        padded = token.rstrip(b"=") + b"=" * (-len(token.rstrip(b"=")) % 4)
        try:
            pieces.append(base64.b64decode(padded.translate(bytes.maketrans(b"-_", b"+/"))))
        except ValueError:
            continue
    if pieces:
        yield b"\n".join(pieces)


def packed_for_proof(canary: str) -> dict[str, bytes]:
    """The search itself must find it in all of these."""
    return {
        "utf-8": canary.encode(),
        "escaped": json.dumps({"x": canary}).encode(),
        "base64": b"x " + base64.b64encode(b"vorher " + canary.encode() + b" nachher"),
        "url-safe base64": base64.urlsafe_b64encode(b"??>>" + canary.encode() + b"...................."),
        "gzip": b"davor" + gzip.compress(canary.encode()),
        "zlib": zlib.compress(canary.encode() * 3),
        "gzip in base64": base64.b64encode(gzip.compress(canary.encode())),
    }


def dump() -> Iterator[tuple[str, bytes]]:
    """Every table of the database, cell by cell, whatever app it belongs to."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            cells = [cell for row in cursor.fetchall() for cell in row if cell is not None]
            yield table, b"\n".join(bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in cells)


class Forms(HTMLParser):
    """The forms and links of a page: for each form its action, and name, kind and value of each field."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str, str]]]] = []
        self.links: list[str] = []
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form":
            self.forms.append((given.get("action", "") if given.get("method", "").lower() == "post" else "-", []))
        if self.forms and given.get("name"):
            if tag == "input":
                kind = given.get("type", "text")
                # A day, a time or a number: a word there is refused, and with it all the rest.
                is_strict = kind == "text" and (given.get("placeholder", "")[:1].isdigit() or "inputmode" in given)
                self.forms[-1][1].append((given["name"], "strict" if is_strict else kind, given.get("value", "")))
            if tag == "textarea":
                self.forms[-1][1].append((given["name"], "textarea", ""))
            if tag == "select":
                self.select = given["name"]
        if tag == "option" and self.select and given.get("value"):
            self.forms[-1][1].append((self.select, "select", given["value"]))
            self.select = ""


class Typist:
    """Hands out the canaries one after the other, and knows where each went."""

    def __init__(self) -> None:
        self.next = cycle(CANARIES)
        self.typed: dict[str, set[str]] = {canary: set() for canary in CANARIES}

    def __call__(self, where: str) -> str:
        canary = next(self.next)
        self.typed[canary].add(where)
        return canary

    def filled(self, where: str, fields: Iterable[tuple[str, str, str]], way: str) -> dict[str, str]:
        """All that can be typed into is typed into, if "rash" even where a day is asked for; boxes are ticked unless "bare"."""
        given: dict[str, str] = {}
        for name, kind, value in fields:
            if kind == "strict" and way != "rash":
                given[name] = value
            elif kind in {"strict", "text", "search", "email", "tel", "textarea", "url", "password"}:
                given[name] = self(f"{where} {name}")
            elif kind == "checkbox" and way == "bare":
                continue
            elif kind in {"checkbox", "radio"}:
                given.setdefault(name, value or "on")
            elif kind not in {"file", "submit", "button"}:
                given.setdefault(name, value)
        return given
