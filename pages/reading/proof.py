"""The proof that somebody has taken note of a version: one sheet, for the person to keep."""

from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from pages.models import Acknowledgement
from portal import conf
from portal.pdf import Frame, render
from portal.written_dates import written

TEMPLATE = Path(__file__).parent / "typst" / "proof.typ"


def of(given: Acknowledgement) -> bytes:
    now = timezone.now()
    frame = Frame(
        title=_("Nachweis einer Kenntnisnahme"),
        county=conf.get("COUNTY_NAME"),
        printed_on=date_format(timezone.localtime(now), "j. F Y"),
        page=_("Seite {page} von {pages}"),
    )
    content = {
        "title": _("Nachweis einer Kenntnisnahme"),
        "name": given.user.get_full_name() or given.user.get_username(),
        "text": sentence(given),
        "head": [_("Angabe"), _("Inhalt")],
        "facts": [[label, value] for label, value in facts(given)],
        "note": _("Erstellt aus dem Portal; gültig ohne Unterschrift."),
    }
    return render(TEMPLATE, content, frame=frame, at=now)


def sentence(given: Acknowledgement) -> str:
    day = written(timezone.localdate(given.confirmed_at), "j. F Y")
    return _("hat Fassung %(number)d am %(day)s zur Kenntnis genommen.") % {"number": given.read.number, "day": day}


def facts(given: Acknowledgement) -> list[tuple[str, str]]:
    document, at = given.version.document, timezone.localtime(given.confirmed_at)
    effective_on = given.read.effective_on
    return [
        (_("Dokument"), document.title),
        (_("Art"), str(document.get_kind_display())),
        (_("Fassung"), str(given.read.number)),
        (_("Gilt ab"), written(effective_on, "j. F Y") if effective_on else ""),
        (
            _("Bestätigt"),
            _("%(day)s, %(time)s Uhr") % {"day": written(at.date(), "j. F Y"), "time": time_format(at, "G:i")},
        ),
        (_("Prüfsumme des Textes"), given.digest),
    ]
