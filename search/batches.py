"""Many entries at once in every index: the portal's own, the editor's search and the editor's list of uses."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from modelsearch import index
from modelsearch.backends import get_search_backends
from wagtail.models import ReferenceIndex

from search import registry
from search.engines import get_engine

FEW = 50  # instances the editor's search takes in one transaction: whoever else writes waits that long


def update_entries(owners: Iterable[int | str]) -> None:
    """Of the entries of these names (see `registry.owner`), and of all that are found by something of them."""
    keys: dict[str, set[str]] = defaultdict(set)
    for owner in owners:
        label, _colon, pk = str(owner).rpartition(":")
        keys[label].add(pk)
    concerned: dict[type[Model], set[object]] = defaultdict(set)
    for label, pks in keys.items():
        model = apps.get_model(label)
        instances = list(model._base_manager.filter(pk__in=pks))
        if registry.source_of(model) is not None:
            concerned[model] |= {model._meta.pk.to_python(pk) for pk in pks}
        for instance in instances:
            for follower, key in registry.followers(instance):
                concerned[follower].add(key)
        tell_editors(model, instances)
    for model, owned in concerned.items():
        update_many(model, owned)


def update_many(model: type[Model], pks: Collection[object]) -> None:
    """As `indexing.update`, reading all of them together."""
    source = registry.source_of(model)
    if source is None:
        return
    engine, rest = get_engine(), set(pks)
    for instance in source.findable().filter(pk__in=pks):
        engine.put(registry.owner(model, instance.pk), source.documents(instance))
        rest.discard(instance.pk)
    for pk in rest:
        engine.put(registry.owner(model, pk), ())


def tell_editors(model: type[Model], instances: list[Model]) -> None:
    """What Wagtail does by itself after a single save."""
    if index.class_is_indexed(model):
        for backend in get_search_backends(with_auto_update=True):
            for begin in range(0, len(instances), FEW):
                backend.add_bulk(model, instances[begin : begin + FEW])
    if ReferenceIndex.is_indexed(model):
        for instance in instances:
            with transaction.atomic():
                ReferenceIndex.create_or_update_for_object(instance)
