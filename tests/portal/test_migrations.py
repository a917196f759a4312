"""R59: a database of the first release, with rows in it, becomes one of today; nothing in it is lost."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow
# the oldest states of our apps; everything of others is as it is today
OLD = {"portal": "0002_content_version", "directory": "0001_initial", "pages": "0001_initial", "search": "0001_initial"}
FILL = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
ours = list({old}.items())
executor.migrate(ours)
apps = MigrationExecutor(connection).loader.project_state(ours).apps
user = apps.get_model("portal", "User").objects.create(email="mara@example.org", password="x", last_name="Beispiel")
group = apps.get_model("auth", "Group").objects.create(name="editor")
user.groups.add(group)
place = apps.get_model("directory", "Organisation").objects.create(name="Sozialwerk am Rebenhang", kind="welfare")
apps.get_model("directory", "Membership").objects.create(user=user, organisation=place, role="caseworker")
apps.get_model("search", "SynonymGroup").objects.create(words="Amt, Behörde")
"""
LOOK = """
from django.core.management import call_command as run
run("migrate", verbosity=0)
run("makemigrations", check=True, dry_run=True, verbosity=0)
run("setup_portal")
from django.test import Client
from directory.models import Membership
from portal.models import AuditEvent, User
from search.models import SynonymGroup
membership = Membership.objects.select_related("user", "organisation").get()
client = Client(headers={"host": "127.0.0.1"})
client.force_login(membership.user)
status = client.get("/konto/").status_code
print(membership.user.email, membership.organisation.name, membership.role, SynonymGroup.objects.count(), status)
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A database of its own, on the engine that the tests use."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.sqlite3'}"
        return
    import psycopg

    given = settings.DATABASES["default"]
    name = f"old_{uuid.uuid4().hex[:12]}"
    server = {
        "host": given["HOST"],
        "port": given["PORT"],
        "user": given["USER"],
        "password": given["PASSWORD"] or None,
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as session:
        session.execute(f'CREATE DATABASE "{name}"')
        yield f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{name}"
        session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def shell(address: str, folder: Path, code: str) -> str:
    left_out = {"DJANGO_SETTINGS_MODULE", "DEBUG", "SECRET_KEY", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT,
        env={
            **{key: value for key, value in os.environ.items() if key not in left_out},
            "DATABASE_URL": address,
            "DATA_DIR": str(folder),
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_r59_a_database_of_the_first_release_becomes_one_of_today(address, tmp_path):
    shell(address, tmp_path, FILL.format(old=OLD))
    assert shell(address, tmp_path, LOOK).split("\n")[0] == "mara@example.org Sozialwerk am Rebenhang caseworker 1 200"
