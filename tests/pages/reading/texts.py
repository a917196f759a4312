"""A guideline that comes into new versions: guideline(), published(…), announced(…); and people who read it."""

import datetime as dt
from zoneinfo import ZoneInfo

from pages.models import NormativePage, Version
from pages.versions import actions as versions
from tests import factories

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 11, tzinfo=BERLIN)
SECTIONS = {
    "1": "11111111-aaaa-4aaa-8aaa-111111111111",
    "2": "22222222-bbbb-4bbb-8bbb-222222222222",
    "3": "33333333-cccc-4ccc-8ccc-333333333333",
}
WORDS = {"1": "Wir wollen viel.", "2": "Bis Juli.", "3": "Alle helfen mit."}


def written(**changes: str) -> list[dict]:
    """`s2="Bis Januar."` rewords section 2, `s3=""` takes it out."""
    words = WORDS | {name[1:]: text for name, text in changes.items()}
    return [
        factories.section(number, f"Abschnitt {number}", f"<p>{text}</p>", identity=SECTIONS[number])
        for number, text in words.items()
        if text
    ]


def guideline(**fields) -> NormativePage:
    fields = {
        "title": "Richtlinie Quittenbaum",
        "short_title": "RL QB",
        "kind": "guideline",
        "in_force_on": dt.date(2025, 3, 1),
        **fields,
    }
    return factories.normative_page(written(), **fields)


def published(page: NormativePage, is_major: bool = True, **changes: str) -> Version:
    """A new text that counts from the day of the clock."""
    draft = page.get_latest_revision_as_object()
    draft.sections = written(**changes)
    draft.change_is_major, draft.change_note, draft.change_reason = is_major, "Frist", "Beschluss"
    draft.save_revision().publish()
    page.refresh_from_db()
    return page.versions.order_by("-number").first()


def announced(page: NormativePage, day: dt.date, by, is_major: bool = True, **changes: str) -> Version:
    """A new text that is adopted today and counts from a later day."""
    draft = page.get_latest_revision_as_object()
    draft.sections = written(**changes)
    draft.save_revision()
    version = versions.prepare(
        document=page, effective_on=day, is_major=is_major, note="Frist", reason="Beschluss", by=by
    )
    return versions.adopt(version=version, by=by)
