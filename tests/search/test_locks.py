"""Who holds a lock keeps others out, in this process and in others, until it lets go or dies."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from search.locks import alone

HOLDING = """
import sys, time
from pathlib import Path
from search.locks import alone
with alone(Path(sys.argv[1]), wait=False) as is_alone:
    print(is_alone, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other_process(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path / "lock")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    with holder:
        assert holder.stdout.readline() == "True\n"
        yield holder
        holder.kill()


def is_free(path):
    with alone(path, wait=False) as is_alone:
        return is_alone


def test_one_at_a_time_whatever_folder_it_lies_in(tmp_path):
    path = tmp_path / "new" / "lock"
    with alone(path, wait=False) as is_alone:
        assert is_alone
        assert not is_free(path)
    assert is_free(path)


def test_an_error_lets_go(tmp_path):
    with pytest.raises(RuntimeError), alone(tmp_path / "lock", wait=True):
        raise RuntimeError
    assert is_free(tmp_path / "lock")


def test_who_waits_gets_it_when_it_is_free_and_not_before(tmp_path):
    order = []

    def wait():
        with alone(tmp_path / "lock", wait=True) as is_alone:
            order.append(("waited", is_alone))

    with alone(tmp_path / "lock", wait=False):
        waiter = threading.Thread(target=wait)
        waiter.start()
        waiter.join(0.2)
        order.append("let go")
    waiter.join(10)
    assert order == ["let go", ("waited", True)]


def test_another_process_is_kept_out_and_frees_the_lock_by_dying(tmp_path, other_process):
    assert not is_free(tmp_path / "lock")
    os.kill(other_process.pid, signal.SIGKILL)
    other_process.wait(10)
    assert is_free(tmp_path / "lock")
