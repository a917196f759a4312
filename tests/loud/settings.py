"""The portal as it runs in production, with views and tasks that fail while they hold something personal."""

import os
from pathlib import Path

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS, STORAGES

ROOT_URLCONF = "tests.loud.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "tests.loud"]
SECURE_SSL_REDIRECT = False
ADMINS = MANAGERS = [("Betrieb", "betrieb@example.org")]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = Path(os.environ["DATA_DIR"]) / "mails"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
