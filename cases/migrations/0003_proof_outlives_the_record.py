"""A record may be empty while the proof of a consent stays; passwords of exports wait for the officer."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import portal.fields


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_no_referral_without_consent"), ("directory", "0006_officers_of_organisations")]
    operations = [
        migrations.AddField(
            model_name="clientrecord",
            name="emptied_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="PersonExport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("record_id", models.UUIDField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="erstellt am")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.organisation",
                        verbose_name="Organisation",
                    ),
                ),
                ("password", portal.fields.SealedTextField(bound_to="pk", verbose_name="Kennwort")),
                ("shown_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "Auskunft an eine Person",
                "verbose_name_plural": "Auskünfte an Personen",
                "ordering": ["-made_at"],
                "default_permissions": (),
            },
        ),
    ]
