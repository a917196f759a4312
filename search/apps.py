from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("Suche")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal import extensions, page_cache
        from portal.extensions import HealthCheck, Work
        from search import engines, indexing
        from search.language import compounds, thesaurus
        from search.models import PinnedResult, SynonymGroup

        page_cache.follow(PinnedResult, SynonymGroup)
        autodiscover_modules("searchable")
        indexing.connect()
        thesaurus.lies_at(engines.thesaurus_place)
        extensions.worker_startup.add(compounds.dictionary)
        extensions.worker_startup.add(thesaurus.prepare)
        extensions.demo_parts.add("search.demo", order=2)
        extensions.recurring_work.add(Work("check_search", options={"repair": True}))
        extensions.health_checks.add(HealthCheck("search", engines.state))
