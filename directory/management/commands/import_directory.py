"""Reads a table into the directory, from the server. Without --write it only says what would happen. Exit code 2 on bad input."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from directory.importing import running
from directory.importing.reading import Unreadable, read
from directory.importing.running import ChangedMeanwhileError, Report
from directory.importing.tables import TABLES
from portal.requests.confined import IN_BACKGROUND

BAD_INPUT = 2
STATES = {"new": "neu", "changed": "geändert", "same": "unverändert", "wrong": "mit Fehlern"}


class Command(BaseCommand):
    help = "Liest Organisationen, Ansprechpersonen, Zuständigkeiten oder Gemeinden aus CSV oder XLSX ein."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="DATEI")
        parser.add_argument(
            "--kind", choices=list(TABLES), default="", help="Art der Tabelle; sonst nach den Überschriften"
        )
        parser.add_argument("--write", action="store_true", help="speichern; sonst nur zeigen, was geschähe")
        parser.add_argument("--json", action="store_true", help="der Bericht als JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sheet = read(options["file"].name, options["file"].read_bytes(), IN_BACKGROUND)
            report = running.preview(sheet, options["kind"])
            stored = options["write"] and report.is_storable
            if stored:
                report = running.store(sheet, options["kind"], by=None, seen=report.digest)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}.", returncode=BAD_INPUT) from error
        except Unreadable as reason:
            raise CommandError(f"{reason} Es wurde nichts gespeichert.", returncode=BAD_INPUT) from reason
        except ChangedMeanwhileError as changed:
            raise CommandError(
                "Das Verzeichnis hat sich währenddessen geändert. Es wurde nichts gespeichert.", returncode=BAD_INPUT
            ) from changed
        self.tell(report, as_json=options["json"], stored=stored)
        if report.counts[running.WRONG]:
            raise CommandError("Zeilen mit Fehlern. Es wurde nichts gespeichert.", returncode=BAD_INPUT)

    def tell(self, report: Report, *, as_json: bool, stored: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(as_dict(report, stored), ensure_ascii=False))
            return
        for line in report.lines:
            for text in told(line):
                self.stdout.write(f"Zeile {line.number}: {line.title}: {text}")
        for name in report.unknown:
            self.stdout.write(f"Spalte unbekannt und nicht beachtet: {name}")
        counts = ", ".join(f"{count} {STATES[state]}" for state, count in report.counts.items())
        self.stdout.write(
            f"{TABLES[report.table].label}: {counts}. {'Gespeichert.' if stored else 'Nichts gespeichert.'}"
        )


def told(line: running.Line) -> list[str]:
    wrong = [f"{problem.label}: {problem.message}" if problem.label else problem.message for problem in line.problems]
    changes = [f"{change.label}: „{change.old}“ → „{change.new}“" for change in line.changes]
    return [
        *wrong,
        *([] if line.state == running.SAME else [STATES[line.state]] if not wrong else []),
        *changes,
        *line.notes,
    ]


def as_dict(report: Report, stored: bool) -> dict[str, Any]:
    rows = [asdict(line) for line in report.lines if line.state != running.SAME]
    return {"table": report.table, "stored": stored, **report.counts, "unknown": report.unknown, "rows": rows}
