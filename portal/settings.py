"""All settings come from the environment. Without any: development on 127.0.0.1; with DEBUG=0 a missing or weak one stops the start."""

import base64
import datetime as dt
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import sealing, whole_files
from portal.requests import logs

# whose public holidays hold
STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def refuse(variable: str, hint: str) -> SystemExit:
    return SystemExit(f"{variable}: {hint}")


def remembered_secret(path: Path, make: Callable[[], str]) -> str:
    """A random value of this installation, made once and kept beside its data."""
    if path.exists() and not path.stat().st_size:
        path.unlink()  # left by an earlier version on a full disk
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        whole_files.write(path, make().encode("ascii"), only_once=True)
    return path.read_text(encoding="ascii").strip()


def development_secret(data_dir: Path) -> str:
    """So that nobody is signed out by a restart."""
    return remembered_secret(data_dir / "secret_key", lambda: secrets.token_urlsafe(50))


def development_field_key(data_dir: Path) -> str:
    """So that what was sealed before a restart opens after it."""
    return remembered_secret(
        data_dir / "field_key", lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
    )


def production_secret() -> str:
    value: str = env.str("SECRET_KEY", "")
    if len(value) < 50 or len(set(value)) < 5:
        raise refuse("SECRET_KEY", "fehlt oder ist zu schwach; bitte mindestens 50 zufällige Zeichen setzen.")
    return value


def production_hosts() -> list[str]:
    hosts: list[str] = env.list("ALLOWED_HOSTS", default=[])
    if not hosts or "*" in hosts:
        raise refuse("ALLOWED_HOSTS", "fehlt oder enthält *; bitte die Namen des Portals nennen, durch Komma getrennt.")
    return hosts


def field_keys() -> list[str]:
    keys: list[str] = [key.strip() for key in env.list("FIELD_KEYS", default=[])]
    if DEBUG and not keys:
        return [development_field_key(DATA_DIR)]
    problem = sealing.problem_of(keys)
    if problem:
        raise refuse("FIELD_KEYS", sealing.PROBLEMS[problem])
    return keys


def about_the_county(name: str, invented: str) -> str:
    """What pages and mails say of whoever runs the portal: invented in development only."""
    value: str = env.str(name, "").strip() or (invented if DEBUG else "")
    if not value:
        raise refuse(name, "fehlt; Seiten und Nachrichten nennen es (siehe README).")
    return value


def office_phone() -> str:
    value = about_the_county("CONTACT_PHONE", "069 90009-100")
    if sum(letter.isdigit() for letter in value) < 6:
        raise refuse("CONTACT_PHONE", "ist keine Telefonnummer mit Vorwahl; Beispiel: 069 90009-100.")
    return value


def morning(value: str) -> dt.time | None:
    try:
        return dt.datetime.strptime(value, "%H:%M").time() if value else None  # a time on the wall
    except ValueError:
        raise refuse("DAILY_AT", f"{value} ist keine Uhrzeit; bitte so schreiben: 06:00.") from None


def sso_setting(name: str) -> str:
    value: str = env.str(f"OIDC_{name}", "")
    if not value:
        raise refuse(f"OIDC_{name}", "fehlt; wer OIDC_ISSUER setzt, braucht alle OIDC-Einstellungen.")
    return value


def database() -> dict[str, Any]:
    url = env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'portal.sqlite3'}"
    if url.partition("://")[0] not in {"sqlite", "postgres", "postgresql"}:
        raise refuse(
            "DATABASE_URL", "nennt keine bekannte Datenbank; Beispiel: postgres://name:kennwort@host:5432/portal"
        )
    config = environ.Env.db_url_config(url)
    config["CONN_MAX_AGE"] = 60
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {
            # A transaction that first reads and then writes fails at once when somebody else writes; IMMEDIATE makes it wait its turn.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # WAL: readers do not wait for whoever writes. NORMAL: a power cut may lose the last moment, never the file.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
    return config


if env.str("DEBUG", "1") not in {"0", "1"}:
    raise refuse("DEBUG", "bitte 0 oder 1 setzen.")
DEBUG = env.str("DEBUG", "1") == "1"

DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "var").expanduser().resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
whole_files.keep_to_oneself(DATA_DIR)
SECRET_KEY = (env.str("SECRET_KEY", "") or development_secret(DATA_DIR)) if DEBUG else production_secret()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"]) if DEBUG else production_hosts()
INTERNAL_IPS = ["127.0.0.1"]

INSTALLED_APPS = [
    "cases",
    "pages",
    "directory",
    "search.apps.SearchConfig",
    "portal",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_otp_webauthn",
]
MIDDLEWARE = [
    # Order matters. First what needs no database and no host name, then the log, so that it sees what all others answer.
    "portal.requests.headers.EveryAnswerMiddleware",
    "portal.requests.health.HealthMiddleware",
    "portal.requests.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.requests.headers.ContentPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # Inside the session: the kind of device is written when the session is saved.
    "portal.identity.sessions.PresenceMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    # Needs to know who asks; outside the two guards, so that their refusals are not kept in a cache either.
    "portal.requests.headers.NoStoreMiddleware",
    "portal.identity.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.identity.kept_forms.KeptFormMiddleware",
    "portal.identity.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Exceptions reach the innermost first: what others answer with a fault is turned here before Django logs one.
    "portal.requests.malformed.MalformedMiddleware",
    "portal.middleware.KnownSiteMiddleware",
    "portal.gone_in_editor.GoneInEditorMiddleware",
    *(["portal.requests.error_pages.OwnNotFoundMiddleware"] if DEBUG else []),
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "portal.User"
# One hasher only: no stored password is of a weaker kind, so none has to be hashed anew at signing in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "portal.identity.passwords.LengthLimit"},
    {"NAME": "portal.identity.passwords.NotGuessable"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "portal:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "portal:sign_in"

# Five failures of one name from one address lock both for a quarter of an hour; more in portal/identity/login_throttle.py.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
# Trying on while locked does not prolong the lock, or anybody could keep anybody out for good.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = AXES_VERBOSE = AXES_ENABLE_ADMIN = False
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "portal.identity.login_throttle.stored_name"
AXES_WHITELIST_CALLABLE = "portal.identity.login_throttle.is_without_name"
AXES_CLIENT_IP_CALLABLE = "portal.requests.addresses.client_address"
AXES_CLIENT_STR_CALLABLE = "portal.identity.login_throttle.logged_client"
AXES_LOCKOUT_CALLABLE = "portal.identity.login_throttle.lockout_page"

LANGUAGE_CODE = "de"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("de", _("Deutsch")), ("en", _("Englisch"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = USE_TZ = WAGTAIL_I18N_ENABLED = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = whole_files.PRIVATE
FILE_UPLOAD_HANDLERS = [
    "portal.requests.upload_handlers.HeldInMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STATICFILES_BACKEND = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if DEBUG:
    STATICFILES_BACKEND = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "portal.storage.RandomStorage"},
    "staticfiles": {"BACKEND": STATICFILES_BACKEND},
}

WAGTAIL_SITE_NAME = "Kooperationsportal"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000" if DEBUG else f"https://{ALLOWED_HOSTS[0]}")
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "xlsx", "ods", "csv", "txt"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.requests.uploads.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.requests.uploads.ImageForm"
# Rights are asked at each download; an address of the file itself would open to whoever has heard of it.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Nothing is fetched from or told to foreign hosts.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
# Accounts have pages of their own, with trail, mails and second factor; the editor must not offer a way around them.
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# A document of up to 600 sections is one form in the editor, with eight fields for each; longer ones are edited in parts.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# `make run` and `make serve` start a worker beside the server; elsewhere `manage.py work` is a service of its own.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

PORTAL_DATA_DIR = DATA_DIR
PORTAL_BASE_URL = WAGTAILADMIN_BASE_URL
PORTAL_PROXIES = env.int("PROXIES", 0 if DEBUG else 1)
PORTAL_SIGN_INS_PER_DAY = env.int("SIGN_INS_PER_DAY", 30)
PORTAL_COUNTY_NAME = about_the_county("COUNTY_NAME", "Landkreis Rebental")
PORTAL_CONTACT_OFFICE = about_the_county("CONTACT_OFFICE", "Landratsamt Rebental, Koordinationsstelle Integration")
PORTAL_CONTACT_PHONE = office_phone()
PORTAL_CONTACT_HOURS = about_the_county("CONTACT_HOURS", "Montag bis Freitag, 8 bis 16 Uhr")
PORTAL_STATE = env.str("STATE", "BW")
if PORTAL_STATE not in STATES:
    raise refuse("STATE", f"bitte das Kürzel des Bundeslands setzen, eines von {', '.join(STATES)}.")
PORTAL_UPLOAD_BYTES = env.int("UPLOAD_MEGABYTES", 50) * 1024 * 1024
PORTAL_UPLOAD_SCANNER = env.str("UPLOAD_SCANNER", "")
PORTAL_SEARCH_MEANING = env.bool("SEARCH_MEANING", True)
PORTAL_SEARCH_THESAURUS = env.str("SEARCH_THESAURUS", "/usr/share/mythes/th_de_DE_v2.dat")
PORTAL_SEARCH_INDEX = env.str("SEARCH_INDEX", "") or DATA_DIR / "search.sqlite3"
PORTAL_SEARCHES_PER_MINUTE = env.int("SEARCHES_PER_MINUTE", 120)
PORTAL_ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", "")
PORTAL_ELASTICSEARCH_PREFIX = env.str("ELASTICSEARCH_PREFIX", "kooperationsportal")

PORTAL_SSO_NAME: Any = ""
OIDC_OP_ISSUER = env.str("OIDC_ISSUER", "")
if OIDC_OP_ISSUER:
    PORTAL_SSO_NAME = env.str("OIDC_NAME", "") or _("Konto Ihrer Dienststelle")
    OIDC_RP_CLIENT_ID, OIDC_RP_CLIENT_SECRET = sso_setting("CLIENT_ID"), sso_setting("CLIENT_SECRET")
    OIDC_OP_AUTHORIZATION_ENDPOINT, OIDC_OP_TOKEN_ENDPOINT = sso_setting("AUTHORIZATION_URL"), sso_setting("TOKEN_URL")
    OIDC_OP_USER_ENDPOINT, OIDC_OP_JWKS_ENDPOINT = sso_setting("USERINFO_URL"), sso_setting("JWKS_URL")
    AUTHENTICATION_BACKENDS += ["portal.identity.sso.Backend"]
OIDC_CALLBACK_CLASS = "portal.identity.sso.Callback"
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_USE_PKCE = True
# Accounts come by invitation; somebody the provider knows is not a member by that.
OIDC_CREATE_USER = False
OIDC_TIMEOUT = 10

OTP_WEBAUTHN_HELPER_CLASS = "portal.identity.passkeys.Ceremony"
OTP_WEBAUTHN_RP_NAME = WAGTAIL_SITE_NAME
# Passkeys are bound to this name: with another one every person has to set up theirs anew.
OTP_WEBAUTHN_RP_ID = urlsplit(WAGTAILADMIN_BASE_URL).hostname or "localhost"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [
    WAGTAILADMIN_BASE_URL.rstrip("/") if WAGTAILADMIN_BASE_URL.startswith("https://") else "http://localhost"
]
# A passkey is a second factor here and never the only one.
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False

# Wagtail comes with a workflow whose group nobody belongs to here: what is handed to it waits for ever.
WAGTAIL_WORKFLOW_ENABLED = False

PORTAL_HEALTH_TOKEN = env.str("HEALTH_TOKEN", "")
PORTAL_FIELD_KEYS = field_keys()
PORTAL_DAILY_AT = morning(env.str("DAILY_AT", "" if DEBUG else "06:00"))
PORTAL_AUDIT_ANCHORS = env.str("AUDIT_ANCHORS", "")
PORTAL_AUDIT_KEY = env.str("AUDIT_KEY", "")
PORTAL_BLIND_INDEX_KEY = env.str("BLIND_INDEX_KEY", "")
PORTAL_SCREEN_SIGNATURE = env.bool("SCREEN_SIGNATURE", False)
PORTAL_PARTICIPANT_DAYS = env.int("PARTICIPANT_DAYS", 90)
if not 1 <= PORTAL_PARTICIPANT_DAYS <= 3650:
    raise refuse("PARTICIPANT_DAYS", "bitte eine Zahl von 1 bis 3650.")
PORTAL_SMALL_CELL = env.int("SMALL_CELL", 3)
if not 2 <= PORTAL_SMALL_CELL <= 100:
    raise refuse("SMALL_CELL", "bitte eine Zahl von 2 bis 100; darunter bliebe nichts geschützt.")
PORTAL_TRAINING_RECORD_YEARS = env.int("TRAINING_RECORD_YEARS", 10)
if not 1 <= PORTAL_TRAINING_RECORD_YEARS <= 50:
    raise refuse("TRAINING_RECORD_YEARS", "bitte eine Zahl von 1 bis 50.")
PORTAL_ACKNOWLEDGEMENT_YEARS = env.int("ACKNOWLEDGEMENT_YEARS", 3)
if not 1 <= PORTAL_ACKNOWLEDGEMENT_YEARS <= 30:
    raise refuse("ACKNOWLEDGEMENT_YEARS", "bitte eine Zahl von 1 bis 30.")
PORTAL_JOB_SHADOWING_KEEP_DAYS = env.int("JOB_SHADOWING_KEEP_DAYS", 90)
if not 7 <= PORTAL_JOB_SHADOWING_KEEP_DAYS <= 730:
    raise refuse("JOB_SHADOWING_KEEP_DAYS", "bitte eine Zahl von 7 bis 730.")
PORTAL_DATA_PROTECTION_AUTHORITY = env(
    "DATA_PROTECTION_AUTHORITY", default="Landesbeauftragte oder Landesbeauftragter für den Datenschutz"
)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "portal.identity.session_store"
PORTAL_SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 30)
PORTAL_SESSION_HOURS = env.int("SESSION_HOURS", 10)
SESSION_COOKIE_AGE = PORTAL_SESSION_HOURS * 60 * 60
# Most of the time no attack but a form that was open overnight.
CSRF_FAILURE_VIEW = "portal.requests.error_pages.stale_form"
SECURE_REFERRER_POLICY = "same-origin"
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
# A mail server that hangs holds up one attempt of the worker, not all that follow.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", "portal@localhost")

if not DEBUG:
    # The prefix makes browsers refuse such cookies from subdomains and without encryption.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

LOGGING = logs.config(env.str("LOG_LEVEL", "WARNING" if DEBUG else "INFO"), as_json=not DEBUG)
LOGGING_CONFIG = "portal.requests.logs.configure"
