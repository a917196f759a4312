"""Settings of the portal's apps: one prefix, PORTAL_, and a default for each, so that a foreign project may set none."""

from pathlib import Path
from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    "COUNTY_NAME": "Landkreis Rebental",
    "STATE": "BW",
    # Nobody is named or called who has not been set.
    "CONTACT_OFFICE": "",
    "CONTACT_PHONE": "",
    "CONTACT_HOURS": "",
    "BASE_URL": "",
    "PROXIES": 0,
    "SESSION_IDLE_MINUTES": 30,
    "SESSION_HOURS": 10,
    "SIGN_INS_PER_DAY": 30,
    "DATA_DIR": None,
    "UPLOAD_BYTES": 50 * 1024 * 1024,
    "UPLOAD_SCANNER": "",
    "SSO_NAME": "",
    "STEP_UP_SECONDS": 10 * 60,
    "FACTOR_ROUTES": {"cms/": "wagtailadmin.access_admin", "faelle/": ""},
    "HEALTH_TOKEN": "",
    "SEARCHES_PER_MINUTE": 120,
    "DAILY_AT": None,
    "AUDIT_KEY": "",
    "AUDIT_ANCHORS": "",
    "FIELD_KEYS": (),
    "BLIND_INDEX_KEY": "",
    # Whether a signature made on the screen counts as the written form (LÖ-KV 10); the county decides.
    "SCREEN_SIGNATURE": False,
    # Counts from 1 to one below this are shown to nobody but their owner (F57).
    "SMALL_CELL": 3,
    # How long a person's record of trainings keeps an entry: as long as a funding period is looked at again.
    "TRAINING_RECORD_YEARS": 10,
    # How long it is kept who has taken note of a version, once a later one counts.
    "ACKNOWLEDGEMENT_YEARS": 3,
    # Days after an event for which the names of those who took part are kept (F31).
    "PARTICIPANT_DAYS": 90,
    # Whom clients may complain to, as the consent text names it.
    "DATA_PROTECTION_AUTHORITY": "Landesbeauftragte oder Landesbeauftragter für den Datenschutz",
    # How long a request for job shadowing is kept after the visit; the counts stay (F31).
    "JOB_SHADOWING_KEEP_DAYS": 90,
    "SEARCH_INDEX": None,
    "SEARCH_MEANING": True,
    # As the package mythes-de of Debian lays it down; empty for no thesaurus.
    "SEARCH_THESAURUS": "/usr/share/mythes/th_de_DE_v2.dat",
    "ELASTICSEARCH_URL": "",
    "ELASTICSEARCH_PREFIX": "kooperationsportal",
}


def get(name: str) -> Any:
    """The value of PORTAL_<name>; KeyError for a name that is not in DEFAULTS."""
    return getattr(settings, f"PORTAL_{name}", DEFAULTS[name])


def base_url() -> str:
    """The address people reach the portal at, without a slash at the end; a foreign project has told Wagtail."""
    return str(get("BASE_URL") or getattr(settings, "WAGTAILADMIN_BASE_URL", "")).rstrip("/")


def data_dir() -> Path:
    """Where database, media and index lie; a foreign project that sets nothing keeps them below its working directory."""
    return Path(get("DATA_DIR") or Path.cwd() / "var")


def audit_anchors() -> Path:
    """The file of the daily anchors; better on another machine, but beside the database rather than nowhere."""
    return Path(get("AUDIT_ANCHORS") or data_dir() / "audit-anchors.txt")


def search_index() -> Path:
    """The file of the embedded search index; it can be deleted and rebuilt at any time."""
    return Path(get("SEARCH_INDEX") or data_dir() / "search.sqlite3")


def search_thesaurus() -> Path | None:
    """The thesaurus of the machine, if one is wanted; whether there is one shows when it is opened."""
    return Path(get("SEARCH_THESAURUS")) if get("SEARCH_THESAURUS") else None


def elasticsearch_urls() -> tuple[str, ...]:
    """The nodes of the search server; none means that the embedded engine answers."""
    return tuple(url.strip() for url in str(get("ELASTICSEARCH_URL")).split(",") if url.strip())
