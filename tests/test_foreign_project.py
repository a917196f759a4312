import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_the_five_apps_work_as_plugins_in_a_foreign_project(tmp_path):
    environment = {
        **{key: value for key, value in os.environ.items() if key not in {"DATA_DIR", "DATABASE_URL"}},
        "DJANGO_SETTINGS_MODULE": "tests.foreign.settings",
        "FOREIGN_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.foreign.visit"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "page and search answer" in done.stdout
