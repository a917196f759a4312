
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0017_approvals'),
    ]

    operations = [
        migrations.CreateModel(
            name='TranslationProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('current', models.PositiveIntegerField(default=0)),
                ('outdated', models.PositiveIntegerField(default=0)),
                ('machine', models.PositiveIntegerField(default=0)),
                ('missing', models.PositiveIntegerField(default=0)),
                ('counted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='pages.normativepage')),
            ],
            options={
                'verbose_name': 'Stand einer Übersetzung',
                'verbose_name_plural': 'Stand der Übersetzungen',
                'default_permissions': (),
            },
        ),
    ]
