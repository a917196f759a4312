"""Settings of the tests: as in development, but in a folder of their own, with fast password hashes and nothing remembered."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", os.path.join(tempfile.gettempdir(), "kooperationsportal-tests"))
os.environ["DEBUG"] = "1"

from portal.settings import *  # noqa: F403
from portal.settings import DATABASES, STATIC_ROOT

STATIC_ROOT.mkdir(parents=True, exist_ok=True)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = False
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PORTAL_SEARCH_MEANING = False  # tests of the meaning switch it on; no other waits for vectors
PORTAL_SEARCH_THESAURUS = ""  # tests find what their own words find, whatever is installed
PORTAL_SEARCHES_PER_MINUTE = 0  # what is counted in the process would count on from test to test
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
