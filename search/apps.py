from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("Suche")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal import demo, page_cache, recurring, worker_startup
        from portal.requests import health
        from search import engines, indexing
        from search.language import compounds
        from search.models import PinnedResult, SynonymGroup

        page_cache.follow(PinnedResult, SynonymGroup)
        autodiscover_modules("searchable")
        indexing.connect()
        worker_startup.before_first_task(lambda: compounds.dictionary_parts("Suchwort"))
        demo.register("search.demo", order=2)
        recurring.every_morning("check_search", repair=True)
        health.register("search", engines.state)
