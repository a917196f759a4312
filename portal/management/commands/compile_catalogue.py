"""Compiles the catalogues (.po → .mo) without GNU gettext, which a fresh machine does not have."""

import ast
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal import whole_files

MAGIC = 0x950412DE


class Command(BaseCommand):
    help = "Übersetzt die Textkataloge; nötig nach jeder Änderung an ihnen."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                catalogue = compiled(dict(messages(path.read_text(encoding="utf-8"))))
                # Part of the code, which another user may have installed than runs it.
                whole_files.write(path.with_suffix(".mo"), catalogue, mode=0o644)
                if options["verbosity"]:
                    self.stdout.write(f"{path.name} ({path.parts[-3]}) übersetzt.")


def messages(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of msgid and msgstr as a .mo file keeps them: context before \\x04, plural forms joined by \\x00; fuzzy ones are left out."""
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line for line in block.split("\n") if not line.startswith("#~")]
        fields = {} if is_fuzzy(lines) else parsed(lines)
        forms = [value for name, value in sorted(fields.items()) if name.startswith("msgstr")]
        if "msgid" in fields and all(forms) and forms:
            yield key_of(fields), "\x00".join(forms)


def is_fuzzy(lines: list[str]) -> bool:
    return any(line.startswith("#,") and "fuzzy" in line for line in lines)


def key_of(fields: dict[str, str]) -> str:
    context = f"{fields['msgctxt']}\x04" if "msgctxt" in fields else ""
    plural = f"\x00{fields['msgid_plural']}" if "msgid_plural" in fields else ""
    return f"{context}{fields['msgid']}{plural}"


def parsed(lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if line.startswith("msg"):
            name, _space, quoted = line.partition(" ")
            fields[name] = ast.literal_eval(quoted)
        elif line.startswith('"') and name:
            fields[name] += ast.literal_eval(line)
    return fields


def compiled(pairs: dict[str, str]) -> bytes:
    """The binary catalogue (GNU gettext manual, "The Format of GNU MO Files"): little endian, sorted, without hash table."""
    # Sorted by bytes, for gettext finds a text by halving the table.
    rows = [(key.encode(), pairs[key].encode()) for key in sorted(pairs, key=str.encode)]
    start = 28 + 16 * len(rows)
    keys, values = (b"\x00".join(column) + b"\x00" for column in zip(*rows, strict=True)) if rows else (b"", b"")
    tables: list[int] = []
    for column, offset in ((0, start), (1, start + len(keys))):
        for row in rows:
            tables += [len(row[column]), offset]
            offset += len(row[column]) + 1
    head = struct.pack("<7I", MAGIC, 0, len(rows), 28, 28 + 8 * len(rows), 0, start)
    return head + struct.pack(f"<{len(tables)}I", *tables) + keys + values
