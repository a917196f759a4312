from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    label = "pages"
    verbose_name = _("Inhalte")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal import navigation

        navigation.show_in_footer(Q(standardpage__show_in_footer=True))
