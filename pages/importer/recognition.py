"""Text of pages that are pictures, by ocrmypdf and Tesseract where they are on the machine: a few pages at a time, with limits."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pages.importer.unreadable import UnreadableDocument
from pages.models.imports import kept_folder
from portal.requests.confined_process import gettext_noop

logger = logging.getLogger(__name__)

PROGRAM, READER = "ocrmypdf", "tesseract"
LANGUAGE = "deu"  # alone: beside English, Tesseract 5 reads "für" as "fur"
SLICE = 5  # pages at a time; other work of the worker goes on in between
MOST_PAGES = 300
SECONDS = 60 * SLICE
GRACE_SECONDS = 60
PAGE_SECONDS = 50
MEMORY = 1536 * 1024 * 1024
FILE_BYTES = 512 * 1024 * 1024
MEGAPIXELS = 120  # a page of A2 at 400 dpi
START = Path(__file__).with_name("recognition_process.py")
TOO_MANY_PAGES = gettext_noop(
    "„%(name)s“ hat mehr als %(pages)d Seiten; so lange Dokumente können hier nicht erkannt werden. Bitte teilen Sie das Dokument."
)
NOT_HERE = gettext_noop("Auf diesem Server ist keine Texterkennung für Deutsch eingerichtet.")
NOTHING_THERE = gettext_noop(
    "Auf den Seiten von „%(name)s“ ließ sich kein Text erkennen. Bitte scannen Sie das Dokument neu, am besten mit 300 dpi."
)
NOT_RECOGNISED = gettext_noop(
    "Der Text von „%(name)s“ ließ sich nicht erkennen: Die Datei ist beschädigt oder geschützt, oder ihre Seiten brauchen zu viel "
    "Zeit oder Speicher. Bitte scannen Sie das Dokument neu, am besten mit 300 dpi."
)


def program() -> str | None:
    """Where it is; None where something of it is missing. Asked each time, for it may be installed while the portal runs."""
    found, reader = shutil.which(PROGRAM), shutil.which(READER)
    return found if found and reader and LANGUAGE in languages(reader) else None


def languages(reader: str) -> set[str]:
    with suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run([reader, "--list-langs"], capture_output=True, timeout=10, check=True)  # noqa: S603
        return set(told.stdout.decode("utf-8", "replace").split())
    return set()


def with_text(name: str, data: bytes, pages: range) -> bytes:
    """The same PDF with a layer of text on those of its pages (from 1) that have none; UnreadableDocument where that fails."""
    found = program()
    if found is None:
        raise UnreadableDocument(NOT_HERE)
    folder = kept_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="recognition-", dir=folder, ignore_cleanup_errors=True) as place:
        source, made = Path(place, "source.pdf"), Path(place, "made.pdf")
        source.write_bytes(data)
        code = ended(command(found, pages, source, made), place)
        if code or not made.is_file():
            logger.warning("text recognition ended with %d", code)
            raise UnreadableDocument(NOT_RECOGNISED, {"name": name})
        return made.read_bytes()


def command(found: str, pages: range, source: Path, made: Path) -> list[str]:
    """Pages that have text stay as they are, and so does each picture; nothing is made smaller or turned into PDF/A."""
    return [
        found,
        "--quiet",
        "--skip-text",
        "--rotate-pages",
        f"--language={LANGUAGE}",
        f"--pages={pages[0]}-{pages[-1]}",
        "--jobs=1",
        "--output-type=pdf",
        "--optimize=0",
        f"--tesseract-timeout={PAGE_SECONDS}",
        f"--max-image-mpixels={MEGAPIXELS}",
        str(source),
        str(made),
    ]


def ended(words: Sequence[str], place: str) -> int:
    """Code of the program; all that it started ends with it, and it writes nowhere else."""
    limits = [str(SECONDS), str(MEMORY), str(FILE_BYTES)]
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-B", str(START), *limits, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(place),
        cwd=place,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(SECONDS + GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def environment(place: str) -> dict[str, str]:
    """Nothing of the portal's own: no password and no key."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": place,
        "TMPDIR": place,
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
    }
