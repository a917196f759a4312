"""The database itself lets nothing leave without consent, and nobody change a consent once it is given (R28, R31)."""

from django.db import migrations

# Open or completed: states in which the receiving side can read.
LIVE = "('sent', 'seen', 'question', 'accepted', 'in_work', 'completed')"
COVERED = """(
    EXISTS (
        SELECT 1 FROM cases_consent AS c JOIN cases_consentrecipient AS r ON r.consent_id = c.id
        WHERE c.id = NEW.consent_id AND c.record_id = NEW.record_id AND c.purpose = NEW.purpose
        AND r.organisation_id = NEW.receiver_id AND c.given_at IS NOT NULL
        AND c.valid_from <= NEW.changed_at AND c.valid_until > NEW.changed_at
        AND NOT EXISTS (SELECT 1 FROM cases_withdrawal AS w WHERE w.consent_id = c.id)
        AND NOT EXISTS (
            SELECT 1 FROM cases_referralcontent AS k WHERE k.referral_id = NEW.id
            AND k.category NOT IN (SELECT category FROM cases_consentcategory WHERE consent_id = c.id)
        )
        AND NOT EXISTS (
            SELECT 1 FROM cases_attachment AS a WHERE a.referral_id = NEW.id
            AND a.category NOT IN (SELECT category FROM cases_consentcategory WHERE consent_id = c.id)
        )
    )
    OR EXISTS (
        SELECT 1 FROM cases_legalground AS g
        WHERE g.id = NEW.ground_id AND g.record_id = NEW.record_id AND g.receiver_id = NEW.receiver_id
        AND g.purpose = NEW.purpose AND g.confirmed_at IS NOT NULL
    )
)"""
MOVED = "(NEW.state <> OLD.state OR {changed})"
SENT = "EXISTS (SELECT 1 FROM cases_referral AS f WHERE f.id = NEW.referral_id AND f.state <> 'draft')"
FOREIGN_FILE = """(
    EXISTS (SELECT 1 FROM cases_referral AS f WHERE f.id = NEW.referral_id AND f.state <> 'draft')
    AND NOT EXISTS (
        SELECT 1 FROM cases_referral AS f JOIN cases_consentcategory AS k ON k.consent_id = f.consent_id
        WHERE f.id = NEW.referral_id AND k.category = NEW.category
    )
    AND NOT EXISTS (
        SELECT 1 FROM cases_referral AS f JOIN cases_legalground AS g ON g.id = f.ground_id
        WHERE f.id = NEW.referral_id AND g.confirmed_at IS NOT NULL
    )
)"""
GIVEN = "EXISTS (SELECT 1 FROM cases_consent AS c WHERE c.id = NEW.consent_id AND c.given_at IS NOT NULL)"
STILL_THERE = "EXISTS (SELECT 1 FROM cases_consent AS c WHERE c.id = OLD.consent_id)"
# name, table, when, condition; BINDING is what a referral's consent was checked for.
BINDING = ("consent_id", "ground_id", "receiver_id", "record_id", "purpose")
RULES = [
    ("referral_insert", "cases_referral", "INSERT", f"NEW.state IN {LIVE} AND NOT {COVERED}"),
    ("referral_update", "cases_referral", "UPDATE", f"NEW.state IN {LIVE} AND {{moved}} AND NOT {COVERED}"),
    ("content_insert", "cases_referralcontent", "INSERT", SENT),
    ("content_update", "cases_referralcontent", "UPDATE", f"{SENT} AND (NEW.category <> OLD.category OR NEW.referral_id <> OLD.referral_id)"),
    ("file_insert", "cases_attachment", "INSERT", FOREIGN_FILE),
    ("file_update", "cases_attachment", "UPDATE", f"(NEW.category <> OLD.category OR NEW.referral_id <> OLD.referral_id) AND {FOREIGN_FILE}"),
    ("consent_update", "cases_consent", "UPDATE", "OLD.given_at IS NOT NULL AND NOT ({same_words})"),
    ("recipient_insert", "cases_consentrecipient", "INSERT", GIVEN),
    ("recipient_update", "cases_consentrecipient", "UPDATE", "1 = 1"),
    ("category_insert", "cases_consentcategory", "INSERT", GIVEN),
    ("category_update", "cases_consentcategory", "UPDATE", "1 = 1"),
    ("withdrawal_update", "cases_withdrawal", "UPDATE", "1 = 1"),
    ("withdrawal_delete", "cases_withdrawal", "DELETE", STILL_THERE),
    ("ground_update", "cases_legalground", "UPDATE", "(OLD.confirmed_at IS NOT NULL OR OLD.refused_at IS NOT NULL) AND NOT ({same_ground})"),
]
# What may change of a given consent: seals made anew with a new key, and people whose accounts are gone. The rest is fixed.
FIXED_OF_CONSENT = ("id", "record_id", "purpose", "text_id", "text_digest", "language", "form", "valid_from", "valid_until", "given_at")
FIXED_OF_GROUND = ("id", "record_id", "receiver_id", "purpose", "ground", "categories", "asked_at", "confirmed_at", "confirmed_by_id", "refused_at")


def same(columns, operator, casts=()):
    return " AND ".join(
        f"NEW.{column}::text {operator} OLD.{column}::text" if column in casts else f"NEW.{column} {operator} OLD.{column}"
        for column in columns
    )


def condition(text, vendor):
    different, alike = ("IS DISTINCT FROM", "IS NOT DISTINCT FROM") if vendor == "postgresql" else ("IS NOT", "IS")
    # PostgreSQL cannot compare json.
    casts = ("categories",) if vendor == "postgresql" else ()
    changed = " OR ".join(f"NEW.{column} {different} OLD.{column}" for column in BINDING)
    return (
        text.replace("{moved}", MOVED.format(changed=changed))
        .replace("{same_words}", same(FIXED_OF_CONSENT, alike))
        .replace("{same_ground}", same(FIXED_OF_GROUND, alike, casts))
    )


def protect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for name, table, when, text in RULES:
        where = condition(text, vendor)
        if vendor == "postgresql":
            row = "OLD" if when == "DELETE" else "NEW"
            schema_editor.execute(
                f"CREATE FUNCTION cases_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {where} THEN RAISE EXCEPTION 'cases: {name}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN {row}; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER cases_{name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION cases_{name}()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER cases_{name} BEFORE {when} ON {table} WHEN {where} "
                f"BEGIN SELECT RAISE(ABORT, 'cases: {name}'); END"
            )


def release(apps, schema_editor):
    for name, table, _when, _text in RULES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER cases_{name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION cases_{name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER cases_{name}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_referrals_with_consent")]
    operations = [migrations.RunPython(protect, release)]
