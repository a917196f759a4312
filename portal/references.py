"""Wagtail's note of what refers to what, written by the queue; what is gone by then refers to nothing."""

from django.core.exceptions import ObjectDoesNotExist
from django_tasks import task
from wagtail import signal_handlers, tasks


@task()
def update(app_label: str, model_name: str, pk: str) -> None:
    """As Wagtail's own, which fails, with a trace in the log, for each part of a page that was published anew meanwhile."""
    try:
        tasks.update_reference_index_task.func(app_label, model_name, pk)
    except ObjectDoesNotExist:
        return


def take_over() -> None:
    """Wagtail has no setting for it; its handler looks the task up by this name each time."""
    signal_handlers.update_reference_index_task = update
