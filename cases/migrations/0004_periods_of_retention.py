"""The periods an installation begins with; the county may change each, and what is there already stays."""

from django.db import migrations

GDPR = "Art. 5 Abs. 1 Buchst. e DSGVO"
PERIODS = (
    ("draft", 90, f"nicht mehr erforderlich, {GDPR}"),
    ("referral", 183, f"LÖ-KV 7, {GDPR}"),
    ("ended", 30, "Art. 17 Abs. 1 Buchst. b DSGVO"),
    ("record", 365, f"LÖ-KV 7, {GDPR}"),
    ("consent", 1095, "Art. 7 Abs. 1, Art. 17 Abs. 3 Buchst. e DSGVO"),
    ("ground", 1095, "Art. 5 Abs. 2 DSGVO, § 67d SGB X"),
    ("breach", 1825, "Art. 33 Abs. 5 DSGVO"),
)


def provide(apps, schema_editor):
    model = apps.get_model("cases", "RetentionPeriod")
    for subject, days, ground in PERIODS:
        model.objects.get_or_create(subject=subject, defaults={"days": days, "ground": ground})


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_proof_outlives_the_record")]
    operations = [migrations.RunPython(provide, migrations.RunPython.noop)]
