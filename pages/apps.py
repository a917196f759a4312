from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    label = "pages"
    verbose_name = _("Inhalte")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.apps import apps

        from directory.register import mentions
        from directory.upkeep import uses
        from pages.documents.mentions import agreements_of, pages_that_show
        from pages.models import Annex, FormerNumber, Party
        from portal import demo, navigation, page_cache

        page_cache.follow(Annex, FormerNumber, Party)
        if apps.is_installed("wagtail_localize"):
            from wagtail_localize.models import StringTranslation, Translation, TranslationLog, TranslationSource

            page_cache.follow(StringTranslation, Translation, TranslationLog, TranslationSource)
        mentions.register(agreements_of)
        uses.register(pages_that_show)
        demo.register("pages.demo", order=1)
        navigation.show_in_footer(Q(standardpage__show_in_footer=True))
