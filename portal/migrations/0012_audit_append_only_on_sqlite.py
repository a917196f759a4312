"""SQLite refuses to change events, too; events that a signed event says are cut off by plan may go, on both databases (R66)."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER portal_audit_no_update BEFORE UPDATE ON portal_auditevent
    BEGIN SELECT RAISE(ABORT, 'portal_auditevent is append-only'); END""",
    """CREATE TRIGGER portal_audit_no_delete BEFORE DELETE ON portal_auditevent
    WHEN NOT EXISTS (
        SELECT 1 FROM portal_auditevent AS cut
        WHERE cut.action = 'audit.cut' AND cut.id > OLD.id AND json_extract(cut.details, '$.until') >= OLD.id
    )
    BEGIN SELECT RAISE(ABORT, 'portal_auditevent is append-only'); END""",
]
SQLITE_BACK = ["DROP TRIGGER portal_audit_no_update", "DROP TRIGGER portal_audit_no_delete"]
POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION portal_audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF EXISTS (
                SELECT 1 FROM portal_auditevent AS cut
                WHERE cut.action = 'audit.cut' AND cut.id > OLD.id AND (cut.details->>'until')::bigint >= OLD.id
            ) THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION 'portal_auditevent is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$"""
]
POSTGRESQL_BACK = [
    """CREATE OR REPLACE FUNCTION portal_audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'portal_auditevent is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$"""
]


def protect(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


def release(apps, schema_editor):
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("portal", "0011_proof_of_field_keys")]
    operations = [migrations.RunPython(protect, release)]
