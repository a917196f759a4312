"""`make run`: prepares whatever is missing, says where the portal is and who can sign in, and serves it. Safe to repeat."""

import hashlib
import os
import time
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser
from django.core.management.commands.runserver import Command as RunServer

from portal import conf, whole_files
from portal.worker import Keeper


class Command(BaseCommand):
    help = "Bereitet das Portal mit dem Beispielkreis vor und startet es auf diesem Rechner."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default="8000", help="Port auf 127.0.0.1")
        parser.add_argument("--prepare-only", action="store_true", help="nur vorbereiten, nicht starten")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "start ist für den Beispielkreis gedacht. Im Betrieb bitte gunicorn starten (siehe README)."
            )
        if not options["port"].isdigit() or not 0 < int(options["port"]) < 65536:
            raise CommandError(f"PORT={options['port']} ist kein Port. Bitte eine Zahl von 1 bis 65535 angeben.")
        # The worker is a process of its own and reads its settings anew: both must name the port in use.
        address = os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{options['port']}")
        settings.PORTAL_BASE_URL = settings.WAGTAILADMIN_BASE_URL = address
        started = time.monotonic()
        self._prepare()
        self._say(options["port"], time.monotonic() - started)
        if not options["prepare_only"]:
            keeper = Keeper().start()
            QuietRunServer().execute(
                addrport=f"127.0.0.1:{options['port']}",
                use_ipv6=False,
                use_threading=True,
                use_reloader=False,
                skip_checks=True,
                force_color=False,
                no_color=True,
                verbosity=0,
                settings=None,
                pythonpath=None,
                traceback=False,
                use_static_handler=False,
                insecure_serving=False,
            )
            keeper.stop()

    def _prepare(self) -> None:
        """Each step is skipped when nothing it depends on has changed, so that a second start takes seconds."""
        stamp = conf.data_dir() / "prepared"
        if not (stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint()):
            self.stdout.write("Das Portal wird vorbereitet. Beim ersten Mal dauert das ein bis drei Minuten.")
            self._step("Texte übersetzen", "compile_catalogue", verbosity=0)
            self._step("Datenbank anlegen", "migrate", verbosity=0, interactive=False)
        self._step("Seiten und Gruppen einrichten", "setup_portal", verbosity=0)
        self._step("Beispielkreis laden", "load_demo", verbosity=0, stdout=StringIO())
        if "rebuild_search" in get_commands():
            self._step("Suchindex schreiben", "rebuild_search", if_needed=True, verbosity=0)
        self._step("Warteschlange erledigen", "work", batch=True)
        whole_files.write(stamp, fingerprint().encode("ascii"))

    def _step(self, what: str, command: str, **options: Any) -> None:
        """Says what it is waiting for before it waits, and how long it took where that was felt."""
        began = time.monotonic()
        self.stdout.write(f"  {what} …", ending="")
        self.stdout.flush()
        call_command(command, **options)
        seconds = time.monotonic() - began
        self.stdout.write(f" {seconds:.0f} s" if seconds >= 1 else " fertig")

    def _say(self, port: str, seconds: float) -> None:
        self.stdout.write(
            f"\nKooperationsportal: http://127.0.0.1:{port}\nBereit nach {seconds:.1f} s. Daten: {conf.data_dir()}\n\nKonten des Beispielkreises:"
        )
        call_command("demo_accounts", stdout=self.stdout)
        self.stdout.write("\nBeenden mit Strg+C.\n")
        self.stdout.flush()


class QuietRunServer(RunServer):
    """Django's development server without its banner: address and accounts have just been printed."""

    def check_migrations(self) -> None:
        return

    def on_bind(self, server_port: int | str) -> None:
        return


def fingerprint() -> str:
    """Changes with every migration file, catalogue and the database in use."""
    database = settings.DATABASES["default"]
    digest = hashlib.sha256(
        f"{database['ENGINE']} {database['NAME']} {database.get('HOST')} {database.get('PORT')}".encode()
    )
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        folder = Path(config.path)
        for path in sorted([*folder.glob("migrations/*.py"), *folder.glob("locale/*/LC_MESSAGES/*.po")]):
            digest.update(f"{path}:{path.stat().st_size}".encode())
    digest.update(str(not database["ENGINE"].endswith("sqlite3") or Path(database["NAME"]).exists()).encode())
    return digest.hexdigest()
