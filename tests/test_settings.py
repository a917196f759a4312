import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.production import REQUIRED

ROOT = Path(__file__).resolve().parents[1]
GOOD = {**REQUIRED, "BASE_URL": "https://portal.rebental.example"}


def manage(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "DEBUG", "SECRET_KEY", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**clean, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_r59_check_deploy_is_clean_under_production_settings(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **GOOD)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout or "keine" in done.stdout.lower()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "kurz"),
        ("SECRET_KEY", "a" * 60),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", "unsinn"),
        ("DEBUG", "vielleicht"),
        ("FIELD_KEYS", ""),
        ("FIELD_KEYS", "kein-schluessel"),
        ("FIELD_KEYS", f"{REQUIRED['FIELD_KEYS']},kurz"),
        ("FIELD_KEYS", ",".join([REQUIRED["FIELD_KEYS"]] * 2)),
        ("FIELD_KEYS", ",".join(Fernet.generate_key().decode() for _number in range(4))),
        ("COUNTY_NAME", ""),
        ("CONTACT_OFFICE", ""),
        ("CONTACT_PHONE", ""),
        ("CONTACT_PHONE", "12"),
        ("CONTACT_HOURS", ""),
    ],
)
def test_a_missing_or_weak_setting_stops_the_start_with_one_line_that_names_it(tmp_path, variable, value):
    done = manage(tmp_path, "check", **{**GOOD, variable: value})
    assert done.returncode != 0
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{variable}:")


def test_without_any_setting_development_starts_on_this_machine_only(tmp_path):
    done = manage(
        tmp_path,
        "shell",
        "-v",
        "0",
        "-c",
        "from django.conf import settings; print(settings.DEBUG, settings.ALLOWED_HOSTS)",
    )
    assert done.stdout.split("\n")[0] == "True ['127.0.0.1', 'localhost', '[::1]']", done.stderr


def test_the_secret_of_a_development_installation_survives_restarts(tmp_path):
    ask = ("shell", "-v", "0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")
    assert manage(tmp_path, *ask).stdout == manage(tmp_path, *ask).stdout != ""


@pytest.mark.parametrize("command", ["demo_accounts", "load_demo", "start"])
def test_demo_commands_refuse_outside_debug(tmp_path, command):
    done = manage(tmp_path, command, **GOOD)
    assert done.returncode != 0
    assert "DEBUG" in done.stderr or "Beispielkreis" in done.stderr


def test_sign_in_through_a_provider_needs_all_its_settings_and_then_starts(tmp_path):
    given = {"OIDC_ISSUER": "https://anmeldung.example"}
    names = ["CLIENT_ID", "CLIENT_SECRET", "AUTHORIZATION_URL", "TOKEN_URL", "USERINFO_URL", "JWKS_URL"]
    for name in names:
        refused = manage(tmp_path, "check", **GOOD, **given)
        assert refused.stderr.strip().splitlines()[0].startswith(f"OIDC_{name}:")
        given[f"OIDC_{name}"] = "https://anmeldung.example/x"
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **GOOD, **given)
    assert done.returncode == 0, done.stderr
