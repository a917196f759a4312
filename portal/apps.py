from django.apps import AppConfig
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

        from portal import freshness, mail, working

        freshness.follow(Page, Site, Locale, PageViewRestriction, get_document_model(), get_image_model())
        working.before_first_task(mail.resume)
