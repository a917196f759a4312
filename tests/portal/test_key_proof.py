"""R65: keys that are missing, wrong or too many are noticed before anybody needs a sealed value."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client

from portal import key_proof
from portal.extensions import DEGRADED, OK
from portal.models import AuthenticatorApp, KeyProof
from tests import factories
from tests.production import REQUIRED

ROOT = Path(__file__).resolve().parents[2]
RIGHT, OTHER = (Fernet.generate_key().decode() for _number in range(2))


@pytest.fixture
def proven(db, settings):
    """A database whose proof was sealed with RIGHT."""
    settings.PORTAL_FIELD_KEYS = [RIGHT]
    KeyProof.objects.all().delete()
    key_proof.leave()
    return settings


def keys_in_readyz() -> tuple[str, object]:
    state = json.loads(Client().get("/readyz").content)["keys"]
    return state["status"], state["detail"]


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ([RIGHT], (OK, 1)),
        ([OTHER, RIGHT], (OK, 2)),
        ([], (DEGRADED, "missing")),
        (["unsinn"], (DEGRADED, "wrong")),
        ([RIGHT, RIGHT], (DEGRADED, "twice")),
        ([RIGHT, *(Fernet.generate_key().decode() for _number in range(3))], (DEGRADED, "too many")),
        ([OTHER], (DEGRADED, "closed")),
    ],
)
def test_r65_readyz_says_how_it_stands_with_the_keys(proven, keys, shown):
    proven.PORTAL_FIELD_KEYS = keys
    assert keys_in_readyz() == shown


@pytest.mark.parametrize(("keys", "said"), [([RIGHT, "unsinn"], "E065"), ([RIGHT, RIGHT], "E065"), ([OTHER], "E066")])
def test_r65_the_check_names_keys_that_do_not_fit(proven, keys, said):
    proven.PORTAL_FIELD_KEYS = keys
    with pytest.raises(SystemCheckError, match=said):
        call_command("check", databases=["default"])


def test_r65_the_check_is_content_with_the_right_keys(proven, capsys):
    call_command("check", databases=["default"])
    assert "FIELD_KEYS" not in capsys.readouterr().err


def test_r65_wrong_keys_leave_no_proof_that_would_hide_them(db, settings):
    settings.PORTAL_FIELD_KEYS = [RIGHT]
    KeyProof.objects.all().delete()
    AuthenticatorApp.objects.create(user=factories.UserFactory(), name="Handy", seed="JBSWY3DP")
    settings.PORTAL_FIELD_KEYS = [OTHER]
    key_proof.leave()
    assert not KeyProof.objects.exists()
    assert keys_in_readyz() == (DEGRADED, "closed")


def test_r65_setting_up_leaves_a_proof(portal):
    assert KeyProof.objects.get().word == key_proof.WORD


def test_r65_a_server_with_the_keys_of_somewhere_else_does_not_start(tmp_path):
    clean = {
        name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    }

    def run(key: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**clean, **REQUIRED, "FIELD_KEYS": key, "DATA_DIR": str(tmp_path)}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)

    assert run(RIGHT, "-c", "import portal.wsgi").returncode == 0  # nothing migrated yet
    run(RIGHT, "manage.py", "migrate", "-v0")
    run(RIGHT, "manage.py", "setup_portal")
    assert run(RIGHT, "-c", "import portal.wsgi").returncode == 0
    refused = run(OTHER, "-c", "import portal.wsgi")
    assert refused.returncode != 0
    # The last line says it; above it stand lines of the log only.
    *log, said = refused.stderr.strip().splitlines()
    assert said.startswith("FIELD_KEYS:")
    assert all(line.startswith("{") for line in log)
