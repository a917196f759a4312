"""Index writes wait in the task queue, and come back until they have succeeded."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task_backends
from django_tasks_db.models import DBTaskResult

from search import indexing
from search.engines import get_engine
from tests.factories import news_page


@pytest.fixture
def queue(portal, settings, django_capture_on_commit_callbacks):
    """The production backend, and a function that publishes something as a request would."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    def publish(**fields):
        with django_capture_on_commit_callbacks(execute=True):
            return news_page(**fields)

    return publish


def waiting():
    return DBTaskResult.objects.filter(task_path="search.indexing.write_index", status="READY")


def work_all(within):
    """What a worker does, `within` a span from now on."""
    due = waiting().filter(run_after__lte=timezone.now() + within) | waiting().filter(run_after__year=9999)
    for result in list(due):
        DBTaskResult.objects.filter(pk=result.pk).update(status="RUNNING")
        result.task.call(*result.args_kwargs["args"], **result.args_kwargs["kwargs"])
        DBTaskResult.objects.filter(pk=result.pk).update(status="SUCCESSFUL")


def test_publishing_only_queues_and_the_worker_writes(queue, titles_found):
    queue(title="Quittenbrot im Herbst")
    assert titles_found("Quittenbrot") == []
    work_all(dt.timedelta(0))
    assert titles_found("Quittenbrot") == ["Quittenbrot im Herbst"]
    assert not waiting().exists()


def test_a_failed_write_is_tried_again_with_growing_pauses_until_it_succeeds(queue, titles_found, monkeypatch):
    queue(title="Quittenbrot im Herbst")
    pauses = []
    with monkeypatch.context() as broken:
        broken.setattr(type(get_engine()), "put", lambda *args: (_ for _ in ()).throw(OSError("Platte voll")))
        for _attempt in range(7):
            before = timezone.now()
            work_all(dt.timedelta(days=1))
            pauses.append(round((waiting().get().run_after - before).total_seconds()))
    assert pauses == [1, 5, 30, 120, 600, 600, 600]
    work_all(dt.timedelta(days=1))
    assert titles_found("Quittenbrot") == ["Quittenbrot im Herbst"]
    assert not waiting().exists()


def test_a_queue_that_refuses_does_not_stop_publishing(queue, monkeypatch, caplog):
    backend = type(task_backends["default"])
    enqueue = backend.enqueue

    def refuse(self, task, args, kwargs):
        if task.module_path == "search.indexing.write_index":
            raise OSError("Datenbank voll")
        return enqueue(self, task, args, kwargs)

    monkeypatch.setattr(backend, "enqueue", refuse)
    page = queue(title="Quittenbrot im Herbst")
    assert page.live
    assert "search index write not queued" in caplog.text


def test_what_a_killed_worker_left_behind_is_taken_up(queue):
    queue()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - dt.timedelta(hours=2))
    fresh = DBTaskResult.objects.first()
    DBTaskResult.objects.filter(pk=fresh.pk).update(started_at=timezone.now())
    from portal.worker import take_up_abandoned

    take_up_abandoned()
    assert DBTaskResult.objects.filter(status="RUNNING").get().pk == fresh.pk


def test_without_a_queue_the_index_is_written_at_once(portal, titles_found, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        news_page("Quittenbrot im Herbst")
    assert titles_found("Quittenbrot") == ["Quittenbrot im Herbst"]
    call_command("work", batch=True)  # has nothing to do and says so by ending
    assert not indexing.write_index.get_backend().supports_defer
