
import portal.models.audit
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0013_duty_digests"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(portal.models.audit.Detail("record"), name="audit_record"),
        ),
    ]
