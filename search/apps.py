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
        from portal.extensions import HealthCheck, Look, Work
        from search import embedding_worker, engines, indexing, meaning
        from search.editors import query_stats
        from search.engines import fallback
        from search.language import compounds, thesaurus
        from search.models import PinnedResult, SynonymGroup

        page_cache.follow(PinnedResult, SynonymGroup)
        autodiscover_modules("searchable")
        indexing.connect()
        thesaurus.lies_at(engines.thesaurus_place)
        extensions.worker_startup.add(compounds.dictionary)
        extensions.worker_startup.add(thesaurus.prepare)
        extensions.serving_startup.add(meaning.load)
        extensions.demo_parts.add("search.demo", order=2)
        extensions.recurring_work.add(Work("check_search", options={"repair": True}))
        extensions.worker_looks.add(Look("search_counts", query_stats.gather, query_stats.GATHER_SECONDS))
        extensions.worker_looks.add(Look("search_index", indexing.rebuild_alone, indexing.HEAL_SECONDS))
        extensions.worker_looks.add(Look("search_server", engines.look_after_server, fallback.LOOK_SECONDS))
        # Hours of work in a new installation, with a command of its own for who has no worker.
        extensions.worker_looks.add(
            Look("search_vectors", embedding_worker.keep_up, embedding_worker.LOOK_SECONDS, in_batch=False)
        )
        extensions.health_checks.add(HealthCheck("search", engines.state))
