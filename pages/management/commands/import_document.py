"""Reads documents from files into pages.

Exit code 2, and nothing stored, when one of them cannot be read; 3, and all of them stored, when pages without text remain.
"""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils.translation import gettext
from wagtail.models import Locale, Page

from pages.importer.drafts import create_page, refuse_empty
from pages.importer.furniture import Leftover
from pages.importer.outline import Outline
from pages.importer.preview.spans import spans
from pages.importer.reading import read_file
from pages.importer.unreadable import UnreadableDocument
from pages.models import NormativeIndexPage, NormativePage

BAD_INPUT = 2
PAGES_MISSING = 3


class Command(BaseCommand):
    help = "Liest Vereinbarungen, Richtlinien, Muster und Empfehlungen ein (TXT, Markdown, DOCX, PDF mit Text)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="DATEI")
        parser.add_argument("--kind", choices=NormativePage.Kind.values, help="Art; sonst wird sie vorgeschlagen")
        parser.add_argument("--parent", metavar="SLUG", help="Übersichtsseite; sonst die der Vereinbarungen")
        parser.add_argument("--publish", action="store_true", help="sofort veröffentlichen")
        parser.add_argument("--dry-run", action="store_true", help="nur zeigen, nichts speichern")
        parser.add_argument("--json", action="store_true", help="eine JSON-Zeile je Datei")

    def handle(self, *args: Any, **options: Any) -> None:
        outlines = self._read(options["files"], options["kind"])
        faults = [fault for path, outline in outlines for fault in number_faults(path.name, outline)]
        if faults and not options["dry_run"]:
            raise CommandError("\n".join(faults) + nothing_stored(len(outlines)), returncode=BAD_INPUT)
        if not options["dry_run"]:
            parent = self._parent(options["parent"])
            with transaction.atomic():
                for path, outline in outlines:
                    create_page(outline=outline, parent=parent, source_name=path.name, publish=options["publish"])
        for path, outline in outlines:
            self._report(path, outline, as_json=options["json"], stored=not options["dry_run"])
        if faults:
            raise CommandError("\n".join(faults) + nothing_stored(len(outlines)), returncode=BAD_INPUT)
        missing = [pages_missing(path.name, outline) for path, outline in outlines if outline.pages_without_text]
        if missing:
            raise CommandError("\n".join(missing), returncode=PAGES_MISSING)

    def _read(self, files: list[Path], kind: str | None) -> list[tuple[Path, Outline]]:
        outlines, refused = [], []
        for path in files:
            try:
                outline = read_file(path).outline
                refuse_empty(path.name, outline)
            except UnreadableDocument as error:
                refused.append(str(error))
            else:
                outlines.append((path, dataclasses.replace(outline, kind=kind) if kind else outline))
        if refused:
            raise CommandError("\n".join(refused) + nothing_stored(len(files)), returncode=BAD_INPUT)
        return outlines

    def _parent(self, slug: str | None) -> Page:
        pages = NormativeIndexPage.objects.filter(locale=Locale.get_default())
        parent = (pages.filter(slug=slug) if slug else pages).first()
        if parent is None:
            hint = f"Eine Übersichtsseite „{slug}“ gibt es nicht." if slug else "Es gibt noch keine Übersichtsseite."
            raise CommandError(
                f"{hint} Bitte zuerst setup_portal ausführen oder --parent prüfen.", returncode=BAD_INPUT
            )
        return parent

    def _report(self, path: Path, outline: Outline, *, as_json: bool, stored: bool) -> None:
        messages = self.stderr if as_json else self.stdout
        if as_json:
            sys.stdout.flush()
            self.stdout.write(json.dumps(as_dict(path.name, outline), ensure_ascii=False))
        done = "eingelesen" if stored else "geprüft, nichts gespeichert"
        messages.write(
            f"{path.name}: {done}. {len(outline.sections)} Abschnitte, {len(outline.repairs)} Reparaturen, "
            f"{len(outline.unplaced)} Zeilen ohne Platz.",
            lambda text: text,
        )
        for note in outline.notes:
            messages.write(f"  {gettext(note.message) % note.params}", lambda text: text)
        if not as_json:
            for left in outline.unplaced:
                messages.write(f"  {place_of(left)}: {left.text} ({gettext(left.why)})", lambda text: text)


def place_of(left: Leftover) -> str:
    """A text without pages is all on its first."""
    return f"Zeile {left.line}, Seite {left.page}"


def pages_missing(name: str, outline: Outline) -> str:
    pages = " und ".join(spans(outline.pages_without_text).rsplit(", ", 1))
    return (
        f"{name}: Seite {pages} ohne Text: wohl Bilder. Bitte lassen Sie den Text erkennen (ocrmypdf, siehe docs/import.md) "
        "und lesen Sie die Datei noch einmal ein."
    )


def nothing_stored(files: int) -> str:
    return " Es wurde nichts gespeichert." if files == 1 else " Es wurde keine der Dateien gespeichert."


def number_faults(name: str, outline: Outline) -> list[str]:
    """Why nobody could cite this document by number; in the editor it can be read in all the same and put right there."""
    if not outline.is_numbered:
        return [
            f"In „{name}“ steht keine Ziffer, an der sich Abschnitte erkennen lassen. Bitte nummerieren Sie die Abschnitte "
            "(1., § 1, Artikel 1 …) oder lesen Sie die Datei in der Redaktion ein und ergänzen Sie die Ziffern dort."
        ]
    return [
        f"In „{name}“ kommt die Ziffer „{number}“ zweimal vor (Zeilen {first} und {second}). Bitte berichtigen Sie eine davon "
        "oder lesen Sie die Datei in der Redaktion ein und berichtigen Sie sie dort."
        for number, first, second in outline.duplicates
    ]


def as_dict(source: str, outline: Outline) -> dict[str, Any]:
    """One document as the JSON object of `--json`."""
    facts = outline.facts
    return {
        "source": source,
        "title": outline.title,
        "kind": outline.kind,
        "language": outline.language,
        "facts": {
            "in_force": facts.in_force.isoformat() if facts.in_force else None,
            "signed": facts.signed.isoformat() if facts.signed else None,
            "notice_months": facts.notice_months,
            "renewal": facts.renewal,
            "parties": [party.name for party in facts.parties],
        },
        "evidence": {name: dataclasses.asdict(one) for name, one in facts.evidence.items()},
        "sections": [
            {
                "number": section.number,
                "level": section.level,
                "path": list(section.path),
                "heading": section.heading,
                "text": section.text,
            }
            for section in outline.sections
        ],
        "repairs": [
            {"line": repair.line, "before": repair.before, "after": repair.after} for repair in outline.repairs
        ],
        "unplaced": [
            {"line": left.line, "text": left.text, "page": left.page, "why": left.why} for left in outline.unplaced
        ],
    }
