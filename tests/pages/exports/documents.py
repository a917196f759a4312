"""An agreement that has something of everything, and what a file of it must say."""

import datetime as dt
from typing import Any

from pages.models import NormativePage, Party
from tests import factories

RICH = (
    "<p>Die Beratung ist <b>freiwillig</b> und <i>kostenlos</i>, auch <b><i>beides</i></b>.<br/>Neue Zeile.</p>"
    "<ul><li>Sprechstunde<ul><li>offen</li><li>nach Verabredung</li></ul></li><li>Hausbesuch</li></ul>"
    "<p>Dann der Reihe nach:</p><ol><li>fragen</li><li>antworten</li></ol>"
    '<p>Mehr im <a href="https://beispiel.example/a_(b)?x=1&amp;y=2">Netz</a>.</p>'
)
HOSTILE = (
    '<p>#import "x" $x$ *stern* _strich_ `code` &lt;script&gt; [eckig](rund) @quelle #let a = 1 \\ // ~</p>'
    "<p>\u202eumgekehrt\u202c مرحبا بالعالم \u0001\u0008 " + "Donaudampfschiff" * 20 + "</p>"
    "<p># keine Überschrift</p><p>- kein Punkt</p><p>1. keine Liste</p><p>---</p>"
)


def agreement(*more: dict[str, Any], **fields: Any) -> NormativePage:
    sections = [
        factories.section("", "Vorbemerkung", "<p>Wer hier unterschreibt.</p>"),
        factories.section("1", "Grundsätze", RICH, identity="11111111-0000-4000-8000-000000000001"),
        factories.section(
            "1.1", "Zugang", "<p>Zehn Tage.</p>", level=2, identity="11111111-0000-4000-8000-000000000011"
        ),
        factories.section("(2)", "", "<p>Ohne Überschrift.</p>", level=3),
        factories.section("1.2", "Ende", "<p>Bald.</p>", level=2),
        factories.section("2", "Fremde Zeichen", HOSTILE),
        factories.section("", "2 Wochen Frist", "<p>Keine Ziffer.</p>"),
        factories.section("§ 4", "", "", level=1),
        factories.section("", "", "<p>Ohne alles.</p>", level=2),
        factories.section("Anlage 1", "Teil der Sache", "<p>Anhang.</p>"),
        *more,
    ]
    given = {
        "title": "Vereinbarung über Beratung im Rebental",
        "short_title": "KV Ü",
        "in_force_on": dt.date(2026, 3, 1),
        "signed_on": dt.date(2026, 2, 12),
        "signed_at": "Ansbronn",
        "notice_months": 6,
        "term": "indefinite",
    }
    page = factories.normative_page(sections, live=False, **{**given, **fields})
    page.parties = [
        Party(name="Landkreis Rebental", role="Koordination", represented_by="Landrätin Dr. Ute Beispiel"),
        Party(name='Sozialwerk "Rebe": e. V.', represented_by="Vorstand Jan Muster"),
        Party(name="Stadt Ansbronn", role="Gemeinde"),
    ]
    page.save_revision().publish()
    page.refresh_from_db()
    return page
