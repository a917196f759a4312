"""The database of the tests: built once for each state of the migrations, with the portal set up, and restored after tests that commit."""

import fcntl
import hashlib
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parents[1]
SETS_UP = (
    "portal/management/commands/setup_portal.py",
    "portal/identity/auth.py",
    "portal/key_proof.py",
    "portal/audit/trail.py",
    "portal/conf.py",
    "cases/indicators/catalogue.toml",
    "cases/indicators/catalogue_actions.py",
    "cases/referrals/consent_texts.py",
    "cases/referrals/words.py",
    *(f"cases/referrals/words/{language}.toml" for language in ("de", "en", "uk", "ar", "fa", "prs", "tr")),
    "pages/job_shadowing/pledge.txt",
    "pages/job_shadowing/pledges.py",
    "requirements-dev.txt",
)

# Migrations, locks, constraints, races, the trail, imports, counts of queries, unreadable values, and one journey of each part.
POSTGRES_CAN_CHANGE = (
    "tests/cases/",
    "tests/directory/importing/",
    "tests/directory/internal_lists/",
    "tests/directory/members/",
    "tests/directory/register/",
    "tests/directory/responsibility/",
    "tests/directory/test_model.py",
    "tests/directory/test_search.py",
    "tests/directory/upkeep/",
    "tests/pages/documents/test_documents.py",
    "tests/pages/documents/test_translation_life.py",
    "tests/pages/job_shadowing/",
    "tests/pages/test_contacts.py",
    "tests/portal/audit/",
    "tests/portal/identity/",
    "tests/portal/requests/test_limits.py",
    "tests/portal/requests/test_requests.py",
    "tests/portal/test_mail.py",
    "tests/portal/test_migrations.py",
    "tests/portal/test_page_cache.py",
    "tests/portal/test_pages.py",
    "tests/portal/test_recurring.py",
    "tests/portal/test_worker.py",
    "tests/search/test_indexing.py",
    "tests/search/test_queue.py",
    "tests/search/test_views.py",
    "tests/test_architecture.py",
)

# Of those, files that are about what Python decides: words, papers, dates, tables of states, passwords, what a spreadsheet holds.
PYTHON_DECIDES = (
    "tests/cases/indicators/test_periods.py",
    "tests/cases/indicators/test_states_page.py",
    "tests/cases/indicators/test_suppression.py",
    "tests/cases/indicators/test_table_files.py",
    "tests/cases/referrals/test_client_keys.py",
    "tests/cases/referrals/test_consent_pages.py",
    "tests/cases/referrals/test_copies.py",
    "tests/cases/referrals/test_goals.py",
    "tests/cases/referrals/test_printing.py",
    "tests/cases/referrals/test_shared_addresses.py",
    "tests/cases/referrals/test_states.py",
    "tests/cases/referrals/test_words.py",
    "tests/cases/test_canary.py",
    "tests/directory/importing/test_reading.py",
    "tests/directory/members/test_questions.py",
    "tests/directory/responsibility/test_stand_ins.py",
    "tests/portal/identity/test_kept_forms.py",
    "tests/portal/identity/test_passwords.py",
    "tests/portal/identity/test_roles.py",
    "tests/portal/identity/test_second_factor.py",
    "tests/portal/identity/test_sso.py",
)


def postgres_can_change(item: pytest.Item) -> bool:
    is_browser = item.get_closest_marker("browser") is not None
    is_own = item.get_closest_marker("postgres") is not None
    is_chosen = item.nodeid.startswith(POSTGRES_CAN_CHANGE) and not item.nodeid.startswith(PYTHON_DECIDES)
    return not is_browser and (is_own or is_chosen)


def fingerprint() -> str:
    """Of all that a fresh database depends on: our migrations, the set-up, the versions of everybody else's."""
    files = [*sorted(ROOT.glob("*/migrations/*.py")), *(ROOT / name for name in SETS_UP), Path(__file__)]
    return hashlib.sha256(b"\x00".join(path.read_bytes() for path in files)).hexdigest()[:16]


class SQLiteTemplate:
    """A file beside the system's other temporary files; the database of each test process is a copy of it in memory."""

    def __init__(self) -> None:
        self.path = Path(tempfile.gettempdir()) / f"kooperationsportal-tests-{fingerprint()}.sqlite3"

    def create(self) -> None:
        with open(self.path.with_suffix(".lock"), "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.path.exists():
                self.open_empty()
                self.restore()
            else:
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
                call_command("setup_portal", verbosity=0)
                self.keep()

    def open_empty(self) -> None:
        """What Django's create_test_db does before it migrates."""
        name = connection.creation._create_test_db(verbosity=0, autoclobber=True, keepdb=False)
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        connection.ensure_connection()

    def keep(self) -> None:
        unfinished = self.path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished)) as file:
            connection.connection.backup(file)
        unfinished.rename(self.path)

    def restore(self) -> None:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as file:
            file.backup(connection.connection)


class PostgresTemplate:
    """The rows of the fresh database as it stores them: emptied tables are filled with them again.

    Not as Django serialises them: that cuts times to milliseconds, which the hashes of the trail notice, and leaves sealed
    values closed.
    """

    def create(self) -> None:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        call_command("setup_portal", verbosity=0)
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        self.rows = {table: self.copied(table) for table in tables}

    def copied(self, table: str) -> bytes:
        with connection.cursor() as cursor, cursor.copy(f"COPY {connection.ops.quote_name(table)} TO STDOUT") as rows:
            return b"".join(bytes(row) for row in rows)

    def restore(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE portal_auditevent DISABLE TRIGGER USER")  # append-only, even for a flush
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        # At once, so that references are looked at when all tables are full.
        with transaction.atomic(), connection.cursor() as cursor:
            for table, content in self.rows.items():
                if content:
                    with cursor.copy(f"COPY {connection.ops.quote_name(table)} FROM STDIN") as rows:
                        rows.write(content)
        with connection.cursor() as cursor:
            # Rows came with their keys; without this the next row of each table would take the key of one of them. In tables of
            # links nobody would hear of it: Django adds a link where there is no conflict, and takes one of keys for a link.
            models = apps.get_models(include_auto_created=True)
            for command in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(command)
            cursor.execute("ALTER TABLE portal_auditevent ENABLE TRIGGER USER")


def create() -> None:
    """A fresh database for this test process; tests that commit leave it as they found it."""
    template = SQLiteTemplate() if connection.vendor == "sqlite" else PostgresTemplate()
    template.create()
    TransactionTestCase._fixture_teardown = lambda _case: template.restore()  # type: ignore[method-assign]


def destroy(name: str) -> None:
    connection.creation.destroy_test_db(name, verbosity=0)
