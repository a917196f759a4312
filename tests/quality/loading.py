"""The documents a set of questions is about, loaded into the folder of the data; imported once that is set."""

import argparse
import hashlib
import io
import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

STATUTES = ("asylblg", "aufenthg_2004", "intv", "sgb_2")


def load(documents: str, folder: Path, asked: argparse.Namespace) -> None:
    """Unless they are there from last time, in tables as they are now."""
    mark = folder / "loaded"
    if mark.exists() and mark.read_text(encoding="ascii") == tables():
        return
    call_command("migrate", verbosity=0)
    if not mark.exists():
        LOADERS[documents](asked)
    mark.write_text(tables(), encoding="ascii")


def tables() -> str:
    """Another word for other migrations."""
    names = sorted(map("/".join, MigrationLoader(None).disk_migrations))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def load_sources(asked: argparse.Namespace) -> None:
    published(sorted(asked.seeds.glob("*.txt")), asked.seeds)


def load_statutes(asked: argparse.Namespace) -> None:
    published([path for name in STATUTES if (path := asked.statutes / f"{name}.md").exists()], asked.statutes)


def published(files: list[Path], folder: Path) -> None:
    if not files:
        sys.exit(f"In {folder} liegen keine Dokumente. Bitte SHARED_DIR oder den Ordner angeben.")
    call_command("import_document", *map(str, files), publish=True, stdout=io.StringIO(), stderr=io.StringIO())


def load_county(_asked: argparse.Namespace) -> None:
    call_command("load_demo", verbosity=0, stdout=io.StringIO())


def load_nothing(_asked: argparse.Namespace) -> None:
    """A portal as it is set up; the other sets begin with a copy, for making all tables takes a minute."""
    call_command("setup_portal", verbosity=0)


LOADERS = {"empty": load_nothing, "sources": load_sources, "county": load_county, "statutes": load_statutes}
