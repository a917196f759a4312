import datetime as dt

from django.apps import AppConfig, apps
from django.core import checks
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"
    verbose_name = _("Kooperationsportal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are there only now, and this module is imported before them.
        from wagtail.admin.views.account import AvatarSettingsPanel
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import Locale, Page, PageViewRestriction, Site

        from portal import extensions, key_proof, mail, page_cache, recurring, references
        from portal.audit import database_role, retention  # noqa: F401  # declares its action
        from portal.duties import menu
        from portal.extensions import HealthCheck, Work
        from portal.requests import health, uploads

        # All that is kept for readers is made of these; what apps add to it they name themselves.
        page_cache.follow(Page, Site, Locale, PageViewRestriction, get_document_model(), get_image_model())
        extensions.menu.add(menu.entries)
        for fact in menu.FACTS:
            extensions.frame_facts.add(fact)
        extensions.worker_startup.add(mail.resume)
        extensions.worker_startup.add(key_proof.leave)
        # Wagtail has a setting for the forms of files and images, none for this one.
        AvatarSettingsPanel.form_class = uploads.AvatarForm
        references.take_over()
        if apps.is_installed("django_tasks_db"):
            from portal import worker

            extensions.health_checks.add(HealthCheck("queue", health.queue))
            extensions.health_checks.add(HealthCheck("worker", worker.state))
            extensions.health_checks.add(HealthCheck("recurring", recurring.state))
        # An editor who has planned a page for eight looks at five past.
        extensions.recurring_work.add(Work("publish_scheduled", every=dt.timedelta(minutes=5)))
        extensions.recurring_work.add(Work("tidy_accounts"))
        # Before it is verified, in the order of adding: the check of the same morning meets the newest anchor.
        extensions.recurring_work.add(Work("anchor_audit"))
        extensions.recurring_work.add(Work("verify_audit"))
        # After the reminders that apps send about the same things: what they have told today is not told twice.
        extensions.recurring_work.add(Work("send_duties"), order=1)
        extensions.health_checks.add(HealthCheck("audit", health.hours_since("verify_audit")))
        extensions.health_checks.add(HealthCheck("backup", health.hours_since("backup")))
        extensions.health_checks.add(HealthCheck("keys", key_proof.state))
        checks.register(key_proof.check_settings, checks.Tags.security)
        checks.register(key_proof.check_database, checks.Tags.database)
        checks.register(database_role.trail_is_out_of_reach, checks.Tags.database, deploy=True)
