"""What is published already is the first version of its document."""

from django.conf import settings
from django.db import migrations
from django.utils import timezone

from pages.documents.sections import read
from pages.versions.fingerprint import fingerprint


def record_first_versions(apps, schema_editor):
    page_model, version_model = apps.get_model("pages", "NormativePage"), apps.get_model("pages", "Version")
    locale = apps.get_model("wagtailcore", "Locale").objects.filter(language_code=settings.LANGUAGE_CODE).first()
    pages = page_model.objects.filter(live=True, live_revision__isnull=False, versions=None)
    for page in pages.filter(locale=locale) if locale else ():
        published = page.first_published_at or page.live_revision.created_at
        version_model.objects.create(
            document=page,
            number=1,
            state="adopted",
            effective_on=page.in_force_on or timezone.localdate(published),
            revision_id=page.live_revision_id,
            digest=fingerprint(page.title, read(page.sections.raw_data)),
            adopted_at=published,
            began_at=published,
        )


class Migration(migrations.Migration):
    dependencies = [("pages", "0009_versions"), ("wagtailcore", "0001_initial")]
    operations = [migrations.RunPython(record_first_versions, migrations.RunPython.noop)]
