"""The role the portal runs as can do everything but change the audit trail (R46)."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from portal.audit import trail
from portal.audit.database_role import trail_is_out_of_reach
from portal.models import AuditEvent


def on_postgresql(test):
    return pytest.mark.postgres(
        pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has roles")(test)
    )


@pytest.fixture
def role(db):
    """The connection works with the limited role until the test ends; what it makes is rolled back."""
    name = f'portal"{uuid4().hex}'
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(%s)", [name])
        cursor.execute(f"CREATE ROLE {cursor.fetchone()[0]}")
    call_command("limit_database_role", name)
    return name


@pytest.fixture
def limited(role):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [role])
        yield
        cursor.execute("RESET ROLE")


@on_postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE portal_auditevent SET action = 'x'",
        "DELETE FROM portal_auditevent",
        "TRUNCATE portal_auditevent",
        "ALTER TABLE portal_auditevent DISABLE TRIGGER ALL",
        "DROP TABLE portal_auditevent",
    ],
)
def test_r46_the_role_of_the_portal_cannot_change_the_trail(limited, statement):
    trail.record(trail.SIGNED_IN)
    with pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute(statement)
    assert trail.verify() == (AuditEvent.objects.count(), [])


@on_postgresql
@pytest.mark.parametrize("path", ["/", "/konto/", "/zustaendig/"])
def test_r46_the_portal_works_with_that_role(portal, sign_in, limited, path):
    client = sign_in()
    before = AuditEvent.objects.count()
    assert client.get(path).status_code == 200
    client.post("/abmelden/")
    assert AuditEvent.objects.count() == before + 1


@on_postgresql
def test_r46_tables_of_later_migrations_are_open_to_it(role):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE spaeter (no serial PRIMARY KEY, text text)")
        cursor.execute("SELECT set_config('role', %s, true)", [role])
        cursor.execute("INSERT INTO spaeter (text) VALUES ('a') RETURNING no")
        cursor.execute("UPDATE spaeter SET text = 'b'")
        cursor.execute("DELETE FROM spaeter")
        cursor.execute("RESET ROLE")


@on_postgresql
@pytest.mark.parametrize("who", ["nobody-%", "owner"])
def test_r46_a_role_that_cannot_be_limited_is_refused_with_the_way_out(db, who):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        name = cursor.fetchone()[0] if who == "owner" else who
    with pytest.raises(CommandError, match="Bitte"):
        call_command("limit_database_role", name)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="says what other databases cannot do")
def test_r46_elsewhere_the_command_says_that_there_are_no_roles(db):
    with pytest.raises(CommandError, match="nur auf PostgreSQL"):
        call_command("limit_database_role", "portal")


@on_postgresql
def test_r46_the_deployment_check_notices_a_role_that_may_change_the_trail(db):
    assert [warning.id for warning in trail_is_out_of_reach(databases=["default"])] == ["portal.W046"]


@on_postgresql
def test_r46_the_deployment_check_is_content_with_the_limited_role(limited):
    assert trail_is_out_of_reach(databases=["default"]) == []
