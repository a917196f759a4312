"""A guideline that lives through several versions, for the tests of its comparison."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from pages.models import NormativePage
from tests import factories

BERLIN = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 11, 28, 10, tzinfo=BERLIN)
IDENTITIES = {
    name: str(uuid.uuid5(uuid.NAMESPACE_URL, name)) for name in ("purpose", "absence", "report", "annex", "new")
}

FIRST = [
    ("purpose", "1", "Zweck", "<p>Die Beratung ist freiwillig.</p>"),
    ("absence", "2", "Vertretung", "<p>Fehlt jemand länger als sechs Wochen, kommt eine Vertretung.</p>"),
    ("report", "3", "Meldung", "<p>Gemeldet wird bis zum 15. Januar.</p>"),
    ("annex", "4", "Schluss", "<p>Entfällt später.</p>"),
]
SECOND = [
    ("purpose", "1", "Zweck", "<p>Die Beratung ist freiwillig.</p>"),
    ("new", "2", "Begriffe", "<p>Ein Gespräch dauert zehn Minuten.</p>"),
    ("absence", "3", "Vertretung", "<p>Fehlt jemand länger als sechs Wochen, kommt eine Vertretung.</p>"),
    ("report", "4", "Meldung", "<p>Gemeldet wird bis zum 31. Januar.</p>"),
]


def blocks(rows):
    return [
        {
            "type": "section",
            "id": IDENTITIES[name],
            "value": {"number": number, "level": 1, "heading": heading, "text": text},
        }
        for name, number, heading, text in rows
    ]


def set_text(page, rows):
    stream = page.sections.stream_block
    page.sections = stream.to_python(blocks(rows))


def published(rows, editor, since=dt.date(2025, 3, 1), **facts):
    """A first version, in force since a day."""
    facts = {"title": "Richtlinie Beratung", "short_title": "RL BR", "kind": "guideline"} | facts
    page = factories.normative_page(live=False, in_force_on=since, **facts)
    set_text(page, rows)
    page.save_revision(user=editor).publish(user=editor)
    return NormativePage.objects.get(pk=page.pk)


def next_version(page, rows, editor, is_major=True, **facts):
    """Published in the editor today."""
    draft = page.get_latest_revision_as_object()
    set_text(draft, rows)
    draft.change_is_major = is_major
    draft.change_note, draft.change_reason = (
        ("Die Frist ändert sich.", "Beschluss des Treffens.") if is_major else ("", "")
    )
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save_revision(user=editor).publish(user=editor)
    return NormativePage.objects.get(pk=page.pk)
