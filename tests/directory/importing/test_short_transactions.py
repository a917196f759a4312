"""An import holds the database for some rows at a time, and what is stored is all or nothing (point 1)."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from directory.importing import running, writing
from directory.importing.reading import read
from directory.models import Municipality, Organisation, Person, PlaceName, Position, Postcode
from portal.models import AuditEvent
from search import indexing
from tests.benchmarks.tables import municipalities
from tests.directory import people

ROWS = 1500
pytestmark = pytest.mark.usefixtures("in_this_process")
WRITES = ("INSERT", "UPDATE", "DELETE", "BEGIN", "SAVEPOINT")


@pytest.fixture(autouse=True)
def quickly(request, monkeypatch):
    """No pauses; in most tests nobody searches for what was read in."""
    monkeypatch.setattr(writing, "PAUSE", 0)
    if "found" not in request.node.name:
        monkeypatch.setattr(indexing, "schedule_batch", lambda entries: None)


def sheet(population: int = 1000, rows: int = ROWS):
    return read("gemeinden.csv", municipalities(rows, population))


def writes(queries) -> list[str]:
    return [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(WRITES)]


@pytest.mark.django_db
def test_r1_a_preview_writes_nothing_and_asks_few_questions():
    with CaptureQueriesContext(connection) as asked:
        report = running.preview(sheet())
    assert report.counts["new"] == ROWS
    assert not writes(asked.captured_queries)
    assert len(asked.captured_queries) < 20


@pytest.mark.django_db
def test_r1_storing_costs_few_queries_a_row_and_one_task_a_batch(monkeypatch):
    tasks = []
    monkeypatch.setattr(indexing, "schedule_batch", lambda entries: tasks.append(len(list(entries))))
    with CaptureQueriesContext(connection) as asked:
        running.store(sheet(), by=None)
    assert Municipality.objects.count() == ROWS
    assert len(asked.captured_queries) < ROWS
    assert len(tasks) == ROWS / writing.BATCH


@pytest.mark.django_db(transaction=True)
def test_r1_no_transaction_of_an_import_is_longer_than_a_batch_and_others_write_in_between(monkeypatch):
    """Between two batches nobody holds the database: a writer of another connection is let in each time."""
    rows_written, between = [], []
    store = writing.Storing.store

    def counted(storing, batch):
        assert not connection.in_atomic_block
        rows_written.append(len(batch))
        return store(storing, batch)

    def someone_else():
        assert not connection.in_atomic_block
        between.append(Municipality.objects.count())
        Organisation.objects.create(name=f"Verein {len(between)}", kind="welfare")

    monkeypatch.setattr(writing.Storing, "store", counted)
    monkeypatch.setattr(writing, "let_others_write", someone_else)
    running.store(sheet(), by=None)
    assert max(rows_written) <= writing.BATCH and sum(rows_written) == ROWS
    assert between == [writing.BATCH * number for number in range(1, len(rows_written))]
    assert Organisation.objects.filter(name__startswith="Verein").count() == len(between)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("options", [["--json"], ["--write", "--json"]])
def test_r1_the_command_opens_only_short_transactions(monkeypatch, tmp_path, options):
    file = tmp_path / "gemeinden.csv"
    file.write_bytes(municipalities(ROWS))
    written: list[int] = []
    atomic = transaction.Atomic.__exit__

    def leaving(self, *failed):
        if len(connection.savepoint_ids) == 0 and connection.in_atomic_block:
            written.append(Municipality.objects.count())
        return atomic(self, *failed)

    monkeypatch.setattr(transaction.Atomic, "__exit__", leaving)
    call_command("import_directory", file, *options)
    steps = [after - before for before, after in zip([0, *written], written, strict=False)]
    assert all(step <= writing.BATCH for step in steps)
    assert Municipality.objects.count() == (ROWS if "--write" in options else 0)


def in_between(monkeypatch, number: int, act) -> None:
    """Does something after so many batches."""
    count = iter(range(1, 10_000))

    def let_others_write():
        if next(count) == number:
            act()

    monkeypatch.setattr(writing, "let_others_write", let_others_write)


def state():
    return [list(model.objects.order_by("pk").values_list()) for model in (Municipality, Postcode, PlaceName)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("population", [1000, 5000])
def test_r1_when_somebody_comes_in_between_nothing_is_stored(monkeypatch, population):
    """New rows as well as changed ones are taken back to what they were, and the trail says so."""
    if population == 5000:
        running.store(sheet(rows=400), by=None)
    before = state()
    in_between(monkeypatch, 2, lambda: Municipality.objects.create(ags="99999999", name="Zwischendorf"))
    wanted = sheet(population, rows=400)
    with pytest.raises(running.ChangedMeanwhileError):
        running.store(wanted, by=None, seen=running.preview(wanted).digest)
    Municipality.objects.filter(ags="99999999").delete()
    assert state() == before
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-2:] == ["directory.import", "directory.import_undone"]


class Killed(BaseException):
    """The process is gone: nothing of it runs any more, neither taking back nor anything else."""


def kill() -> None:
    raise Killed


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("population", [1000, 5000])
def test_r1_a_killed_import_leaves_whole_batches_and_the_same_table_completes_it(monkeypatch, population):
    """New rows as well as changed ones: read in again, what is there already counts as unchanged, and nothing is there twice."""
    if population == 5000:
        running.store(sheet(rows=400), by=None)
    in_between(monkeypatch, 2, kill)
    with pytest.raises(Killed):
        running.store(sheet(population, rows=400), by=None)
    assert Municipality.objects.filter(population__gte=population).count() == 2 * writing.BATCH
    monkeypatch.setattr(writing, "let_others_write", lambda: None)
    counts = running.store(sheet(population, rows=400), by=None).counts
    left = 400 - 2 * writing.BATCH
    assert (counts["new"] + counts["changed"], counts["same"]) == (left, 2 * writing.BATCH)
    again = running.preview(sheet(population, rows=400))
    assert (again.counts["same"], again.has_changes) == (400, False)
    assert Municipality.objects.count() == 400
    for rows in state():
        assert len(rows) == len({row[1:] for row in rows})


@pytest.mark.django_db(transaction=True)
def test_r1_a_row_that_somebody_changed_meanwhile_is_not_overwritten(monkeypatch):
    running.store(sheet(rows=300), by=None)
    theirs = Municipality.objects.order_by("ags").last()
    in_between(monkeypatch, 1, lambda: Municipality.objects.filter(pk=theirs.pk).update(population=7))
    with pytest.raises(running.ChangedMeanwhileError):
        running.store(sheet(5000, rows=300), by=None)
    assert Municipality.objects.get(pk=theirs.pk).population == 7
    assert not Municipality.objects.filter(population__gte=5000).exists()


@pytest.mark.django_db(transaction=True)
def test_r1_the_same_people_stored_twice_at_once_are_there_once(monkeypatch):
    """A double click: the second storing was planned before the first one ended."""
    people.organisation("Amt")
    wanted = read("a", b"Nachname;Vorname;Aufgabe;Organisation\r\nNeu;Ida;Leitung;Amt\r\n")
    run = running.run
    monkeypatch.setattr(running, "run", lambda *said: overtaken(monkeypatch, run, wanted, said))
    with pytest.raises(running.ChangedMeanwhileError):
        running.store(wanted, by=None)
    assert (Person.objects.count(), Position.objects.count()) == (1, 1)


def overtaken(monkeypatch, run, wanted, said):
    planned = run(*said)
    monkeypatch.setattr(running, "run", run)
    running.store(wanted, by=None)
    return planned


@pytest.mark.django_db(transaction=True)
def test_r1_what_was_read_in_is_found_and_what_was_taken_back_is_not(monkeypatch):
    running.store(sheet(rows=3), by=None)
    kept = {f"directory.municipality:{key}" for key in Municipality.objects.values_list("pk", flat=True)}
    assert kept <= set(indexing.get_engine().owners())
    in_between(monkeypatch, 1, lambda: Municipality.objects.create(ags="99999999", name="Zwischendorf"))
    with pytest.raises(running.ChangedMeanwhileError):
        running.store(sheet(rows=150), by=None)
    theirs = {f"directory.municipality:{Municipality.objects.get(ags='99999999').pk}"}
    found = {owner for owner in indexing.get_engine().owners() if owner.startswith("directory.municipality:")}
    assert found == kept | theirs
