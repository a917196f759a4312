"""Answers a file of queries in the format of the evaluation: one JSON object a line with "qid" and "query"."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal import conf
from search import embedding_worker, indexing, meaning
from search.access import viewer_for
from search.documents import READER, Engine, Hit, Query, Viewer, WordGroup
from search.editors import editorial
from search.engines import NotConfiguredError, get_engine
from search.language import numbers

SIZE = 20


class Command(BaseCommand):
    help = "Beantwortet eine Datei mit Suchanfragen (JSON Lines), um die Güte der Suche zu messen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queries", required=True, metavar="DATEI", help="JSON Lines mit qid und query")
        parser.add_argument("--out", required=True, metavar="DATEI", help="wohin die Treffer geschrieben werden")
        parser.add_argument("--engine", choices=["embedded", "elastic"], default="embedded")
        parser.add_argument("--words-only", dest="meaning", action="store_false", help="ohne die Suche nach Bedeutung")
        parser.add_argument("--user", metavar="E-MAIL", help="mit den Rechten dieser Person; sonst wie eine Leserin")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            engine = get_engine(options["engine"])
        except NotConfiguredError as error:
            raise CommandError(str(error), returncode=2)
        viewer = self.viewer(options["user"])
        queries = read(options["queries"])
        call_command("work", batch=True)  # what was published just now and still waits in the queue
        try:
            lines = answers(engine, queries, viewer, with_meaning=options["meaning"] and meaning.is_available())
        except Exception as error:
            if options["engine"] != "elastic":
                raise
            raise CommandError(
                _(
                    "Elasticsearch (%(address)s) antwortet nicht, wie es soll: %(error)s. Bitte nachsehen, ob es läuft, oder „--engine embedded“ wählen."
                )
                % {"address": ", ".join(conf.elasticsearch_urls()), "error": type(error).__name__},
                returncode=3,
            ) from error
        try:
            Path(options["out"]).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        except OSError as error:
            raise CommandError(
                _("%(file)s kann nicht geschrieben werden: %(error)s")
                % {"file": options["out"], "error": error.strerror},
                returncode=2,
            )
        self.stderr.write(_("%(count)d Anfragen beantwortet.") % {"count": len(lines)})

    def viewer(self, email: str | None) -> Viewer:
        if not email:
            return Viewer(frozenset({READER}))
        model = get_user_model()
        user = model._default_manager.filter(**{f"{model.USERNAME_FIELD}__iexact": email}).first()
        if user is None:
            raise CommandError(_("Es gibt kein Konto „%(email)s“.") % {"email": email}, returncode=2)
        return viewer_for(user)


def answers(engine: Engine, queries: Sequence[dict[str, Any]], viewer: Viewer, *, with_meaning: bool) -> list[str]:
    """A line for each query, from an index that has everything."""
    if not engine.is_complete():
        indexing.rebuild(engine)
    if with_meaning:
        embedding_worker.complete(engine)
    word_groups = editorial.stored_word_groups()
    return [json.dumps(answer(engine, query, viewer, word_groups), ensure_ascii=False) for query in queries]


def read(name: str) -> list[dict[str, Any]]:
    try:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
        queries = [json.loads(line) for line in lines if line.strip()]
        return [{"qid": query["qid"], "query": str(query["query"])} for query in queries]
    except OSError as error:
        raise CommandError(
            _("%(file)s kann nicht gelesen werden: %(error)s") % {"file": name, "error": error.strerror}, returncode=2
        )
    except (ValueError, KeyError, TypeError):
        raise CommandError(
            _("%(file)s hat nicht das erwartete Format: je Zeile ein JSON-Objekt mit qid und query.") % {"file": name},
            returncode=2,
        )


def answer(engine: Engine, query: dict[str, Any], viewer: Viewer, word_groups: tuple[WordGroup, ...]) -> dict[str, Any]:
    typed = Query(query["query"], viewer, size=SIZE, passages=True, language="de", word_groups=word_groups)
    results = engine.search(typed)
    return {"qid": query["qid"], "hits": written(results.hits), "nearest": written(results.nearest)}


def written(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    return [
        {
            "source": hit.document.source or None,
            "number": numbers.number_shown(hit.document) or None,
            "text": hit.passage or hit.document.title,
            "title": hit.document.title,
            "document": hit.document.document_title,
            "url": hit.document.url,
            "score": round(hit.score, 3),
        }
        for hit in hits
    ]
