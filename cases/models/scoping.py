"""Case data is read on somebody's behalf or not at all: a query that does not say for whom is refused (R21)."""

from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import sql


class UnscopedQueryError(Exception):
    """A query on case data that nobody's rights have narrowed: call `for_actor(…)` or, for the portal's own work, `unrestricted()`."""


class ScopedQuery(sql.Query):
    """Refuses to become SQL before it is scoped; subqueries and counts pass here, too."""

    is_scoped = False

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        self.refuse_unscoped()
        return super().get_compiler(*args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        # An update or a deletion goes on as a query of another class, which would not ask any more.
        if klass is not None:
            self.refuse_unscoped()
        return super().chain(klass)

    def refuse_unscoped(self) -> None:
        if not self.is_scoped:
            raise UnscopedQueryError(self.model.__name__ if self.model else "")


class ScopedQuerySet(models.QuerySet[Any]):
    """Each model says in `for_actor` what a person may see."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query or ScopedQuery(model), using, hints)

    def for_actor(self, actor: Any) -> NoReturn:
        raise NotImplementedError(f"{self.model.__name__} says nobody may see it")

    def unrestricted(self) -> Self:
        """For what the portal does by itself – retention, reminders, numbering – and never for what a page shows."""
        return self.scoped()

    def scoped(self) -> Self:
        chained = self.all()
        # The query is of the class above: the manager makes it so.
        chained.query.is_scoped = True  # type: ignore[attr-defined]
        return chained

    def none(self) -> Self:
        return super().none().scoped() if not self.query.is_empty() else super().none()

    def _raw_delete(self, using: str | None) -> Any:
        if isinstance(self.query, ScopedQuery):
            self.query.refuse_unscoped()
        return super()._raw_delete(using)
