"""What the drills rely on: a server that was stopped writes no more."""

import subprocess
import sys

import pytest

from tests import search_server

# Takes the file with its number away first and is still busy afterwards, as the real one is.
SLOW_TO_END = """
import pathlib, signal, sys, time
number, late = map(pathlib.Path, sys.argv[1:3])

def end(*_):
    number.unlink()
    time.sleep(0.7)
    late.touch()
    sys.exit()

signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
time.sleep(60)
"""


def test_a_stopped_server_writes_no_more(tmp_path):
    node, late = search_server.Node(tmp_path, 9), tmp_path / "late"
    command = [sys.executable, "-c", SLOW_TO_END, node.pid_file, late, "elasticsearch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"ready\n"
        node.pid_file.write_text(str(process.pid))
        assert node.pid == process.pid
        node.stop()
        assert late.exists()
        assert process.poll() == 0


def test_a_server_whose_port_is_taken_meanwhile_is_started_on_another(tmp_path, monkeypatch):
    tried = []

    def start(cluster):
        tried.append(cluster.nodes[0].port)
        if len(tried) < 2:
            raise search_server.NotStartedError

    monkeypatch.setattr(search_server.Cluster, "start", start)
    assert search_server.started(tmp_path).nodes[0].port == tried[1]


def test_a_server_that_never_starts_says_so(tmp_path, monkeypatch):
    def start(_cluster):
        raise search_server.NotStartedError("keiner da")

    monkeypatch.setattr(search_server.Cluster, "start", start)
    with pytest.raises(search_server.NotPossibleError, match="keiner da"):
        search_server.started(tmp_path)
