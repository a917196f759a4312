"""Pure: the fonts of every printed page, and which characters they can show."""

import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import fontpkg_ibm_plex_sans_arabic
import fontpkg_noto_sans
import typst

# Noto Sans Arabic builds its letters of strokes and dots, which no reader puts together again.
FOLDERS = [Path(package.ROOT) / "files" for package in (fontpkg_noto_sans, fontpkg_ibm_plex_sans_arabic)]
REPLACEMENT = "\ufffd"
KEPT = "\n\t"
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control, format, half a character, ends of lines: nobody misses them


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Ours alone, so that every machine prints alike."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(FOLDERS))


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """The code points that each font set upright can show; italics cover the same."""
    files = (path for folder in FOLDERS for path in folder.glob("*.ttf") if "Italic" not in path.name)
    points = frozenset(point for path in files for point in code_points(path.read_bytes()))
    return frozenset(point for point in points if unicodedata.category(chr(point)) != "Cc")


def printable(text: str) -> str:
    """The text without what has no glyph, which PDF/UA forbids: a replacement character stands in its place."""
    known = covered()
    return "".join(one if ord(one) in known or one in KEPT else in_place_of(one) for one in text)


def in_place_of(character: str) -> str:
    return "" if unicodedata.category(character) in UNSEEN else REPLACEMENT


def code_points(font: bytes) -> Iterator[int]:
    """What the Unicode tables of a TrueType file map to a glyph (OpenType, table `cmap`, formats 4 and 12)."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4sIII", font, 12 + 16 * index) for index in range(count))
    start = next(offset for tag, _checksum, offset, _length in tables if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for index in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * index)
        (format_number,) = struct.unpack_from(">H", font, start + offset)
        if format_number == 4:
            yield from segments(font, start + offset)
        elif format_number == 12:
            yield from groups(font, start + offset)


def segments(font: bytes, start: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    firsts = struct.unpack_from(f">{count}H", font, start + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", font, start + 16 + 2 * doubled)
    offsets_at = start + 16 + 3 * doubled
    for index in range(count):
        (offset,) = struct.unpack_from(">H", font, offsets_at + 2 * index)
        for point in range(firsts[index], ends[index] + 1):
            glyph = point
            if offset:
                place = offsets_at + 2 * index + offset + 2 * (point - firsts[index])
                (glyph,) = struct.unpack_from(">H", font, place) if place + 2 <= len(font) else (0,)
            if (glyph + (deltas[index] if glyph or not offset else 0)) % 0x10000:
                yield point


def groups(font: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", font, start + 12)
    for index in range(count):
        first, last, glyph = struct.unpack_from(">III", font, start + 16 + 12 * index)
        yield from range(first + (glyph == 0), last + 1)
