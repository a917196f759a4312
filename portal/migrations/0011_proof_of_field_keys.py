"""A sealed value of its own, so that keys that do not belong to this database are noticed at once (R65)."""

from django.db import migrations, models

import portal.fields


class Migration(migrations.Migration):
    dependencies = [("portal", "0010_recurring_work")]
    operations = [
        migrations.CreateModel(
            name="KeyProof",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("word", portal.fields.SealedTextField(bound_to="pk")),
            ],
            options={"default_permissions": ()},
        ),
    ]
