"""The role the portal signs in to PostgreSQL with: it may append to the audit trail and read it, never change it (R46).

The tables belong to another role, which runs `migrate`; only that one could take the triggers away.
"""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connection, connections
from django.utils.translation import gettext as _

from portal.models import AuditEvent

TRAIL = AuditEvent._meta.db_table
CHANGES = "UPDATE, DELETE, TRUNCATE"


class NotLimitableError(Exception):
    """This role cannot be limited; the message says why and what to do."""


def limit(role: str) -> None:
    """Grants a role what the portal needs in this database and no more, later tables of this owner included."""
    if connection.vendor != "postgresql":
        raise NotLimitableError(_("Rollen mit eigenen Rechten gibt es nur auf PostgreSQL."))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(rolname), rolsuper OR pg_has_role(pg_roles.oid, relowner, 'MEMBER'), quote_ident(nspname) "
            "FROM pg_roles, pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
            "WHERE rolname = %s AND pg_class.oid = to_regclass(%s)",
            [role, TRAIL],
        )
        rights = cursor.fetchone()
        if rights is None:
            raise NotLimitableError(
                _("Die Rolle „%(role)s“ gibt es nicht. Bitte legen Sie sie an, zum Beispiel mit: createuser --pwprompt")
                % {"role": role}
            )
        name, may_all, schema = rights
        if may_all:
            raise NotLimitableError(
                _(
                    "Die Rolle „%(role)s“ besitzt die Tabellen oder darf ohnehin alles. Bitte nehmen Sie für den Betrieb "
                    "eine andere als für migrate."
                )
                % {"role": role}
            )
        for statement in statements(name, schema):
            cursor.execute(statement)


def statements(role: str, schema: str) -> list[str]:
    rows, numbers = "SELECT, INSERT, UPDATE, DELETE ON", "USAGE, SELECT ON"
    return [
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT {rows} ALL TABLES IN SCHEMA {schema} TO {role}",
        f"GRANT {numbers} ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        # Tables of later migrations, too, or the portal would stand still after an update.
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {rows} TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {numbers} SEQUENCES TO {role}",
        # Last, for the grant over all tables has just given it.
        f"REVOKE {CHANGES} ON {schema}.{TRAIL} FROM {role}",
    ]


def trail_is_out_of_reach(databases: Sequence[str] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """Whether the portal itself could change the trail; `manage.py check --deploy --database default` asks."""
    return [
        checks.Warning(
            f"The database role of {alias} may change {TRAIL}.",
            hint="Run the portal as a role of its own, see `manage.py limit_database_role`.",
            id="portal.W046",
        )
        for alias in databases or ()
        if connections[alias].vendor == "postgresql" and may_change(alias)
    ]


def may_change(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(to_regclass(%s), %s)", [TRAIL, CHANGES])
        answer = cursor.fetchone()
    return bool(answer and answer[0])
