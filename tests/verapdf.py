"""veraPDF, which tells whether a PDF keeps to PDF/UA-1; fetched with Maven and kept in the cache, outside the repository."""

import fcntl
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.search_server import NotPossibleError, cache

VERSION = "1.28.2"
MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
PROJECT = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>tests</groupId><artifactId>verapdf</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.verapdf.apps</groupId><artifactId>greenfield-apps</artifactId>
<version>{VERSION}</version></dependency></dependencies></project>
"""


def libraries() -> Path:
    """The folder of its JAR files, fetched when it is not there."""
    home = cache() / f"verapdf-{VERSION}"
    home.parent.mkdir(parents=True, exist_ok=True)
    with open(home.parent / "verapdf.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            fetch(home)
    return home


def fetch(home: Path) -> None:
    maven = shutil.which("mvn")
    if not maven or not shutil.which("java"):
        raise NotPossibleError("veraPDF wird mit Maven geholt und braucht Java; bitte beides einrichten.")
    beside = home.with_name(f"{home.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    (beside / "pom.xml").write_text(PROJECT, encoding="utf-8")
    command = [maven, "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={beside}"]
    done = subprocess.run(command, cwd=beside, capture_output=True, text=True)
    if done.returncode or not list(beside.glob("greenfield-apps-*.jar")):
        raise NotPossibleError(f"veraPDF ließ sich nicht holen: {(done.stdout + done.stderr).strip()[-500:]}")
    beside.rename(home)


def verdicts(files: Mapping[str, bytes], folder: Path) -> dict[str, str]:
    """PASS or FAIL with what is wrong, by name."""
    for name, content in files.items():
        (folder / f"{name}.pdf").write_bytes(content)
    paths = [str(folder / f"{name}.pdf") for name in files]
    command = ["java", "-cp", f"{libraries()}/*", MAIN, "--flavour", "ua1", "--format", "text", "-v", *paths]
    said = subprocess.run(command, capture_output=True, text=True, timeout=300).stdout
    found = re.findall(r"^(PASS|FAIL) (.+?)\.pdf ua1(.*?)(?=^PASS|^FAIL [^ ]*/|\Z)", said, re.MULTILINE | re.DOTALL)
    return {Path(path).name: f"{verdict}{why.rstrip()}" for verdict, path, why in found}
