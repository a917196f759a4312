"""The search port's engines: which there are, and the one this installation uses."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal import conf
from portal.extensions import DEGRADED, OK, State
from search.answering.explanation import ExplainingEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.fallback import FallbackEngine
from search.engines.pending import Pending
from search.language.thesaurus import Place

if TYPE_CHECKING:
    from search.engines.elastic.engine import ElasticEngine


class NotConfiguredError(Exception):
    """The engine asked for is not set up here; the message says what to do."""


def get_engine(name: str = "") -> ExplainingEngine:
    """The engine of this installation: Elasticsearch where its address is set, with the embedded one behind it.

    `name` asks for one alone: "embedded" or "elastic".
    """
    urls = conf.elasticsearch_urls()
    if name == "embedded" or not (name or urls):
        return in_file(conf.search_index())
    if name in {"", "elastic"} and urls:
        prefix = str(conf.get("ELASTICSEARCH_PREFIX"))
        return (on_server if name else with_fallback)(urls, prefix, conf.search_index())
    raise NotConfiguredError(
        _("Die Suchmaschine „%(name)s“ ist hier nicht eingerichtet. Bitte „--engine embedded“ wählen.") % {"name": name}
    )


def thesaurus_place() -> Place:
    """What is prepared from the thesaurus of the machine lies beside the index, whichever engine answers."""
    index = conf.search_index()
    return Place(conf.search_thesaurus(), index.with_name(f"{index.stem}.thesaurus{index.suffix}"))


def look_after_server() -> None:
    """Bring a server that was away or lacks something up to date, and tell all processes how it is."""
    engine = get_engine()
    if isinstance(engine, FallbackEngine):
        engine.recover()


def state() -> State:
    """For `/readyz`: degraded while the embedded engine answers in place of the server."""
    engine = get_engine()
    is_degraded = isinstance(engine, FallbackEngine) and engine.is_degraded()
    return State(DEGRADED if is_degraded else OK, "embedded" if is_degraded else engine.name)


@lru_cache(maxsize=8)
def in_file(path: Path) -> EmbeddedEngine:
    return EmbeddedEngine(path)


@lru_cache(maxsize=8)
def on_server(urls: Sequence[str], prefix: str, path: Path) -> "ElasticEngine":
    from search.engines.elastic.engine import ElasticEngine

    return ElasticEngine(urls, prefix, path.with_name("elasticsearch.lock"))


@lru_cache(maxsize=8)
def with_fallback(urls: Sequence[str], prefix: str, path: Path) -> ExplainingEngine:
    pending = Pending(path.with_name("elasticsearch-pending.sqlite3"))
    return FallbackEngine(on_server(urls, prefix, path), in_file(path), pending)
