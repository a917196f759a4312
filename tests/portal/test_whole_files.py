"""Files are there whole or not at all, and for the portal's own user alone."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal import references, whole_files
from portal.settings import remembered_secret

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def full_disk(monkeypatch):
    """Takes the file and a part of its content, and says so only when it is to be kept."""

    def fsync(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_full_disk_leaves_no_file_of_an_upload(full_disk, settings):
    with pytest.raises(OSError, match="No space"):
        default_storage.save("documents/notiz.txt", ContentFile(b"Text"))
    assert not [name for name in files(Path(settings.MEDIA_ROOT)) if name != "documents"]


def test_an_upload_is_stored_whole_and_private():
    name = default_storage.save("documents/notiz.txt", ContentFile(b"Text"))
    path = Path(default_storage.path(name))
    assert path.read_bytes() == b"Text"
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(path.parent) == ["notiz.txt"]


def test_a_full_disk_leaves_no_empty_secret(full_disk, tmp_path):
    with pytest.raises(OSError, match="No space"):
        remembered_secret(tmp_path / "secret_key", lambda: "geheim")
    assert files(tmp_path) == []


def test_an_empty_secret_of_a_full_disk_is_made_anew(tmp_path):
    (tmp_path / "secret_key").touch()
    assert remembered_secret(tmp_path / "secret_key", lambda: "geheim") == "geheim"
    assert remembered_secret(tmp_path / "secret_key", lambda: "anders") == "geheim"


def test_a_full_disk_leaves_what_was_there(full_disk, tmp_path):
    (tmp_path / "stand").write_text("alt")
    with pytest.raises(OSError, match="No space"):
        whole_files.write(tmp_path / "stand", b"neu")
    assert (tmp_path / "stand").read_text() == "alt"
    assert files(tmp_path) == ["stand"]


def test_databases_and_what_else_is_made_are_private(tmp_path):
    old = tmp_path / "search.sqlite3"
    old.touch(mode=0o644)
    old.chmod(0o644)
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    }
    code = "import portal.settings, sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('create table a (b)')"
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "portal.sqlite3")],
        cwd=ROOT,
        env={**environment, "DATA_DIR": str(tmp_path)},
        check=True,
    )
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes["portal.sqlite3"] == modes["search.sqlite3"] == modes["secret_key"] == 0o600
    assert set(modes.values()) == {0o600}


def test_what_is_gone_before_the_queue_comes_to_it_fails_nothing(db):
    references.update.func("pages", "party", "999999")
