"""The reference with Wagtail's editor, its languages as in the portal, and its scripts served the same way."""

from tests.benchmarks.bare.settings import *  # noqa: F403
from tests.benchmarks.bare.settings import FOLDER, MIDDLEWARE

ROOT_URLCONF = "tests.benchmarks.bare.editor_urls"
MIDDLEWARE = ["whitenoise.middleware.WhiteNoiseMiddleware", "django.middleware.locale.LocaleMiddleware", *MIDDLEWARE]
STATIC_ROOT = FOLDER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LANGUAGE_CODE = "de"
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
