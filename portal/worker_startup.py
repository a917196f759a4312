"""What a worker does before its first task, so that the task need not wait for it: apps name it when they are ready."""

from collections.abc import Callable

_first: list[Callable[[], object]] = []


def before_first_task(prepare: Callable[[], object]) -> None:
    _first.append(prepare)


def prepare() -> None:
    for one in _first:
        one()
