"""Keeps the index in step with what is published: after commit, from what the database then holds. The house's only signals."""

import fcntl
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection as database
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal import conf

from . import registry
from .documents import Count, Engine
from .engines import get_engine

logger = logging.getLogger(__name__)


def connect() -> None:
    """Follow every registered model; called once when the apps are ready."""
    for source in registry.sources():
        label = source.model._meta.label
        post_save.connect(follow_save, sender=source.model, dispatch_uid=f"search-save-{label}")
        post_delete.connect(follow_delete, sender=source.model, dispatch_uid=f"search-delete-{label}")
        if issubclass(source.model, Page):
            page_published.connect(follow_page, sender=source.model, dispatch_uid=f"search-publish-{label}")
            page_unpublished.connect(follow_page, sender=source.model, dispatch_uid=f"search-unpublish-{label}")
    post_page_move.connect(follow_tree, dispatch_uid="search-move")
    page_slug_changed.connect(follow_tree, dispatch_uid="search-slug")
    post_save.connect(follow_restriction, sender=PageViewRestriction, dispatch_uid="search-restrict")
    post_delete.connect(follow_restriction, sender=PageViewRestriction, dispatch_uid="search-free")


def follow_save(
    sender: type[Model], instance: Model, update_fields: frozenset[str] | None = None, **_kwargs: Any
) -> None:
    """A saved draft touches only fields that readers do not see."""
    if not (isinstance(instance, Page) and update_fields and "live" not in update_fields):
        schedule(sender, instance.pk)


def follow_delete(sender: type[Model], instance: Model, **_kwargs: Any) -> None:
    schedule(sender, instance.pk)


def follow_page(sender: type[Model], instance: Model, **_kwargs: Any) -> None:
    schedule(sender, instance.pk)


def follow_tree(sender: type[Model], instance: Page, **_kwargs: Any) -> None:
    """A page that moved, or whose address changed, took all pages below it along."""
    after_commit(Task(update_tree, (instance.pk,)))


def follow_restriction(sender: type[Model], instance: PageViewRestriction, **_kwargs: Any) -> None:
    after_commit(Task(update_tree, (instance.page_id,)))


def schedule(model: type[Model], pk: object) -> None:
    after_commit(Task(update, (model, pk)))


@dataclass(frozen=True)
class Task:
    """Work for after the commit; its failure is logged and never undoes what was saved."""

    work: Callable[..., None]
    arguments: tuple[Any, ...]

    def __call__(self) -> None:
        try:
            self.work(*self.arguments)
        except Exception:
            logger.exception("search index not updated: %s %s", self.work.__name__, self.arguments)


def after_commit(task: Task) -> None:
    """Run it once after commit, however often one transaction asks for it."""
    if not any(func == task for _savepoints, func, _is_robust in transaction.get_connection().run_on_commit):
        transaction.on_commit(task)


def update(model: type[Model], pk: object) -> None:
    """Make the index hold exactly what readers may find of this instance now."""
    source = registry.source_of(model)
    if source is None:
        return
    instance = source.findable().filter(pk=pk).first()
    get_engine().put(registry.owner(model, pk), source.documents(instance) if instance else ())


def update_tree(page_pk: int) -> None:
    top = Page.objects.filter(pk=page_pk).first()
    if top is None:
        return
    for source in registry.sources():
        if issubclass(source.model, Page):
            for pk in source.model.objects.descendant_of(top, inclusive=True).values_list("pk", flat=True):
                update(source.model, pk)


def rebuild(engine: Engine | None = None) -> Count:
    """Build the whole index beside the live one and switch to it; returns what it then holds."""
    engine = engine or get_engine()
    with engine.rebuild() as builder:
        for source in registry.sources():
            for instance in source.findable().iterator(chunk_size=100):
                builder.put(registry.owner(source.model, instance.pk), list(source.documents(instance)))
    return engine.count()


def heal() -> None:
    """Start a rebuild in the background, unless one is under way in this or another process."""
    threading.Thread(target=rebuild_alone, name="search-rebuild", daemon=True).start()


def rebuild_alone() -> None:
    path = conf.search_index()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{path}.lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        try:
            if not get_engine().is_complete():
                rebuild()
        except Exception:
            logger.exception("search index could not be rebuilt")
        finally:
            database.close()
