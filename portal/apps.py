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
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import Locale, Page, PageViewRestriction, Site

        from portal import conf, mail, page_cache, recurring, worker_startup
        from portal.audit import database_role
        from portal.requests import health

        page_cache.follow(Page, Site, Locale, PageViewRestriction, get_document_model(), get_image_model())
        worker_startup.before_first_task(mail.resume)
        if apps.is_installed("django_tasks_db"):
            health.register("queue", health.queue)
            health.register("recurring", recurring.state)
        recurring.every(dt.timedelta(minutes=5), "publish_scheduled")
        recurring.every_morning("tidy_accounts")
        anchors = conf.get("AUDIT_ANCHORS")
        if anchors:
            recurring.every_morning("anchor_audit", anchors)
        recurring.every_morning("verify_audit", anchor=anchors or None)
        health.register("audit", health.hours_since("verify_audit"))
        health.register("backup", health.hours_since("backup"))
        checks.register(database_role.trail_is_out_of_reach, checks.Tags.database, deploy=True)
