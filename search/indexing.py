"""Keeps the index in step with what is published: after commit, from what the database then holds. The house's only signals.

Every write goes through the task queue. Where that can wait (a database backend), a write that failed is tried again, with
growing pauses, until it succeeds; where it runs at once, a failure is logged and `check_search --repair` makes up for it.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task as QueueTask
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal import conf
from search import batches, registry
from search.documents import Count, Engine, fingerprint
from search.engines import get_engine
from search.locks import alone

logger = logging.getLogger(__name__)

PAUSES = (1, 5, 30, 120, 600)  # seconds before the next attempt; the last one again and again
URGENT = 10
HEAL_SECONDS = 10.0


def connect() -> None:
    """Follow every registered model; called once when the apps are ready."""
    for source in registry.sources:
        label = source.model._meta.label
        post_save.connect(follow_save, sender=source.model, dispatch_uid=f"search-save-{label}")
        post_delete.connect(follow_delete, sender=source.model, dispatch_uid=f"search-delete-{label}")
        if issubclass(source.model, Page):
            page_published.connect(follow_page, sender=source.model, dispatch_uid=f"search-publish-{label}")
            page_unpublished.connect(follow_page, sender=source.model, dispatch_uid=f"search-unpublish-{label}")
    for model in registry.leaders():
        post_save.connect(follow_leader, sender=model, dispatch_uid=f"search-lead-save-{model._meta.label}")
        post_delete.connect(follow_leader, sender=model, dispatch_uid=f"search-lead-delete-{model._meta.label}")
        if issubclass(model, Page):
            page_published.connect(follow_leader, sender=model, dispatch_uid=f"search-lead-publish-{model._meta.label}")
            page_unpublished.connect(follow_leader, sender=model, dispatch_uid=f"search-lead-end-{model._meta.label}")
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


def follow_leader(
    sender: type[Model], instance: Model, update_fields: frozenset[str] | None = None, **_kwargs: Any
) -> None:
    """What others are found by has changed; they say themselves who they are."""
    if isinstance(instance, Page) and update_fields and "live" not in update_fields:
        return
    for model, pk in registry.followers(instance):
        schedule(model, pk)


def follow_tree(sender: type[Model], instance: Page, **_kwargs: Any) -> None:
    """A page that moved, or whose address changed, took all pages below it along."""
    after_commit(Task("tree", (instance.pk,)))


def follow_restriction(sender: type[Model], instance: PageViewRestriction, **_kwargs: Any) -> None:
    after_commit(Task("tree", (instance.page_id,)))


def schedule(model: type[Model], pk: object) -> None:
    after_commit(Task("instance", (model._meta.label_lower, pk if isinstance(pk, int) else str(pk))))


def schedule_batch(entries: Iterable[Model]) -> None:
    """One task for many entries, for writes that send no signals. The editor's own indexes follow, too."""
    names = dict.fromkeys(registry.owner(type(entry), entry.pk) for entry in entries)
    if names:
        after_commit(Task("entries", tuple(names)))


@dataclass(frozen=True)
class Task:
    """Work for after the commit; that it cannot be queued is logged and never undoes what was saved."""

    work: str
    arguments: tuple[int | str, ...]

    def __call__(self) -> None:
        try:
            # Many entries at once can wait until what somebody has just saved is found.
            (write_index if self.work == "entries" else urgent()).enqueue(self.work, list(self.arguments))
        except Exception:
            logger.exception("search index write not queued: %s %s", self.work, self.arguments)


def urgent() -> QueueTask[..., None]:
    """The writing task, before the rest of the queue where that has an order: somebody has just saved and looks."""
    return write_index.using(priority=URGENT) if write_index.get_backend().supports_priority else write_index


def after_commit(task: Task) -> None:
    """Queue it once after commit, however often one transaction asks for it."""
    if not any(func == task for _savepoints, func, _is_robust in transaction.get_connection().run_on_commit):
        transaction.on_commit(task)


@task()
def write_index(work: str, arguments: list[int | str], attempt: int = 0) -> None:
    """Bring a part of the index up to date; an attempt that fails arranges for the next one."""
    try:
        if work == "tree":
            update_tree(int(arguments[0]))
        elif work == "entries":
            batches.update_entries(arguments)
        else:
            label, pk = arguments
            update(apps.get_model(str(label)), pk)
    except Exception:
        logger.warning("search index not updated: %s %s (attempt %d)", work, arguments, attempt + 1, exc_info=True)
        try_again(work, arguments, attempt)


def try_again(work: str, arguments: list[int | str], attempt: int) -> None:
    if write_index.get_backend().supports_defer:
        pause = dt.timedelta(seconds=PAUSES[min(attempt, len(PAUSES) - 1)])
        write_index.using(run_after=timezone.now() + pause).enqueue(work, arguments, attempt + 1)


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
    for source in registry.sources:
        if issubclass(source.model, Page):
            for page in source.model.objects.descendant_of(top, inclusive=True):
                update(source.model, page.pk)
                for model, pk in registry.followers(page):
                    update(model, pk)


def rebuild(engine: Engine | None = None) -> Count:
    """Build the whole index beside the live one and switch to it; returns what it then holds."""
    engine = engine or get_engine()
    with engine.rebuild() as builder:
        for source in registry.sources:
            for instance in source.findable().iterator(chunk_size=100):
                builder.put(registry.owner(source.model, instance.pk), list(source.documents(instance)))
    return engine.count()


@dataclass(frozen=True)
class Differences:
    """Owners of which the index holds nothing, something else than it should, or something it should not."""

    missing: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()

    def owners(self) -> tuple[str, ...]:
        return (*self.missing, *self.outdated, *self.surplus)


def differences(engine: Engine | None = None) -> Differences:
    """Compare what readers may find, by the database, with what the index holds."""
    held = (engine or get_engine()).held()
    missing, outdated, expected = [], [], set()
    for source in registry.sources:
        for instance in source.findable().iterator(chunk_size=100):
            documents = list(source.documents(instance))
            name = registry.owner(source.model, instance.pk)
            if documents:
                expected.add(name)
                if name not in held:
                    missing.append(name)
                elif held[name] != fingerprint(documents):
                    outdated.append(name)
    return Differences(tuple(missing), tuple(outdated), tuple(sorted(set(held) - expected)))


def repair(differing: Differences) -> None:
    """Write what differs anew, from what the database holds now."""
    for name in differing.owners():
        label, _colon, pk = name.rpartition(":")
        source = registry.sources.get(label)
        if source is not None:
            update(source.model, pk)
        else:
            get_engine().remove(name)


def rebuild_alone() -> None:
    """Build an index that is missing or incomplete, unless one is under way in this or another process."""
    with alone(Path(f"{conf.search_index()}.lock"), wait=False) as is_alone:
        if not is_alone:
            return
        try:
            if not get_engine().is_complete():
                rebuild()
        except Exception:
            logger.exception("search index could not be rebuilt")
