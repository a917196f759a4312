"""Which models can be found, and how an instance becomes documents. Apps register in a module named searchable."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import CharField, Model, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from portal.extensions import Point
from search.documents import READER, Document

M = TypeVar("M", bound=Model)
EVERYBODY = Value(READER, output_field=CharField())


@dataclass(frozen=True)
class Source(Generic[M]):
    """A searchable model: `findable` are the instances readers may find, `documents` what one of them turns into.

    `audience` says of each, in the database, for whom it is: the same as all its documents say.
    `depends_on` gives all that `findable` is put together from beside the rows of the database: where it is named, what may
    be found is asked with a query that is compiled once for each of its values.
    `follows` names models whose changes concern it, each with who of it follows the instance that changed.
    """

    model: type[M]
    findable: Callable[[], QuerySet[M]]
    documents: Callable[[M], Iterable[Document]]
    audience: Combinable
    follows: Mapping[type[Model], Callable[[Any], QuerySet[M]]]
    depends_on: Callable[[], Hashable] | None = None


sources: Point[Source[Any]] = Point(key=lambda source: source.model._meta.label_lower)
_kinds: dict[str, str | Promise] = {}


def searchable(
    model: type[M],
    *,
    findable: Callable[[], QuerySet[M]],
    kinds: Mapping[str, str | Promise],
    audience: Combinable = EVERYBODY,
    follows: Mapping[type[Model], Callable[[Any], QuerySet[M]]] | None = None,
    depends_on: Callable[[], Hashable] | None = None,
) -> Callable[[Callable[[M], Iterable[Document]]], Callable[[M], Iterable[Document]]]:
    """Register a function that turns an instance of `model` into documents; `kinds` names the kinds it makes."""

    def register(documents: Callable[[M], Iterable[Document]]) -> Callable[[M], Iterable[Document]]:
        sources.add(Source(model, findable, documents, audience, follows or {}, depends_on))
        _kinds.update(kinds)
        return documents

    return register


def source_of(model: type[Model]) -> Source[Any] | None:
    return sources.get(model._meta.label_lower)


def leaders() -> set[type[Model]]:
    """The models that some source follows."""
    return {model for source in sources for model in source.follows}


def followers(instance: Model) -> Iterator[tuple[type[Model], object]]:
    """Whoever is found by something of this instance, as model and key."""
    for source in sources:
        for model, followed_by in source.follows.items():
            if isinstance(instance, model):
                for pk in followed_by(instance).values_list("pk", flat=True):
                    yield source.model, pk


def kinds() -> dict[str, str | Promise]:
    return dict(_kinds)


def kind_label(kind: str) -> str:
    return str(_kinds.get(kind, kind))


def owner(model: type[Model], pk: object) -> str:
    """The name under which all documents of one instance are kept."""
    return f"{model._meta.label_lower}:{pk}"
