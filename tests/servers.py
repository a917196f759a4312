"""One Elasticsearch for a whole test run: the first process that needs it starts it, the last to go stops it."""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.search_server import Cluster, NotPossibleError, started

ADDRESS = "ELASTICSEARCH_TEST_URL"
FOLDER = "ELASTICSEARCH_TEST_FOLDER"
PATIENT = 30.0  # seconds; for what is not about how fast a server answers that has just been started, or a busy machine


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def prepare(config: pytest.Config) -> None:
    """Agree on a folder with the processes that come after; nothing is started yet."""
    if not is_worker(config):
        os.environ["PYTEST_XDIST_CONTROLLER"] = str(os.getpid())
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="kooperationsportal-elasticsearch-")
        os.chmod(os.environ[FOLDER], 0o755)  # the server's own user reads below it


def folder() -> Path:
    return Path(os.environ[FOLDER])


def shared(config: pytest.Config) -> str:
    """The address of the run's server, started when it is first asked for; NotPossibleError where there can be none."""
    if os.environ.get(ADDRESS):
        return os.environ[ADDRESS]
    with open(folder() / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if missing():
            raise NotPossibleError(missing())
        if not (folder() / "port").exists():
            start()
    return f"http://127.0.0.1:{(folder() / 'port').read_text(encoding='ascii')}"


def start() -> None:
    try:
        cluster = started(folder())
    except NotPossibleError as error:
        (folder() / "missing").write_text(str(error), encoding="utf-8")
        raise
    cluster.watch(int(os.environ.get("PYTEST_XDIST_CONTROLLER", os.getpid())))
    (folder() / "port").write_text(str(cluster.nodes[0].port), encoding="ascii")


def missing() -> str:
    """Why there is no server, if one was asked for and could not be had."""
    path = folder() / "missing"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def finish(config: pytest.Config) -> None:
    if is_worker(config) or FOLDER not in os.environ:
        return
    port = folder() / "port"
    if port.exists():
        Cluster(folder(), int(port.read_text(encoding="ascii"))).stop()
    shutil.rmtree(folder(), ignore_errors=True)
    del os.environ[FOLDER]
