"""What requests leave for the worker arrives once, whoever writes and reads at the same time."""

import subprocess
import sys
from collections import Counter

import pytest

from search.editors import spool
from search.editors.spool import Spool

EACH = 3_000
APPEND = """
import sys
from pathlib import Path
from search.editors.spool import Spool
left = Spool(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    assert left.append([sys.argv[2], number])
"""
TAKE = """
import json, sys
from pathlib import Path
from search.editors.spool import Spool
left, seen = Spool(Path(sys.argv[1])), 0
sys.stdin.readline()
while seen < int(sys.argv[2]):
    for batch in left.batches():
        seen += len(batch)
        for entry in batch:
            print(json.dumps(entry))
"""


@pytest.fixture
def left(tmp_path):
    return Spool(tmp_path / "folder" / "left")


def taken(left):
    return [entry for batch in left.batches() for entry in batch]


def test_what_was_left_is_taken_once_in_its_order(left):
    assert taken(left) == []
    for entry in (["a", 1], ["ß\n", "\ud800"]):
        assert left.append(entry)
    assert taken(left) == [["a", 1], ["ß\n", "?"]]
    assert taken(left) == []


def test_the_file_is_for_its_owner_alone(left):
    left.append([1])
    assert left.path.stat().st_mode & 0o777 == spool.PRIVATE


def test_a_batch_stays_until_the_next_is_asked_for(left):
    left.append([1])
    for batch in left.batches():
        assert batch == [[1]]
        left.append([2])
        break  # as an error would
    assert sorted(taken(left)) == [[1], [2]]


def test_a_line_that_was_cut_off_takes_no_other_along(left):
    left.append([1])
    with open(left.path, "ab") as file:
        file.write(b'\n["search", "ha')
    left.append([2])
    assert taken(left) == [[1], [2]]


def test_a_full_file_takes_no_more_until_it_is_taken(left, monkeypatch):
    monkeypatch.setattr(spool, "MOST_BYTES", 20)
    assert [left.append(["123456789"]) for _again in range(4)] == [True, True, False, False]
    assert len(taken(left)) == 2
    assert left.append(["123456789"])


def test_two_write_while_a_third_takes_nothing_is_lost_and_nothing_comes_twice(tmp_path):
    path, streams = str(tmp_path / "left"), {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([sys.executable, "-c", APPEND, path, name, str(EACH)], **streams) for name in "ab"]
    taker = subprocess.Popen([sys.executable, "-c", TAKE, path, str(2 * EACH)], **streams)
    try:
        for process in (taker, *writers):
            process.stdin.write("go\n")
            process.stdin.flush()
        out, _err = taker.communicate(timeout=120)
        for writer in writers:
            writer.communicate(timeout=120)
    finally:
        for process in (taker, *writers):
            process.kill()
    seen = Counter(out.split("\n")) - Counter([""])
    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen == Counter(f'["{name}", {number}]' for name in "ab" for number in range(EACH))
    assert taken(Spool(tmp_path / "left")) == []
