"""The sheet that the parties sign: which text by its mark, from when it counts, a line for each (§ 57 VwVfG, § 56 SGB X)."""

from pathlib import Path

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.approval import queries
from pages.models import Approval, Version
from portal import conf
from portal.pdf import Frame, render
from portal.written_dates import written

TEMPLATE = Path(__file__).parent / "typst" / "signature_sheet.typ"


def response(version: Version, only: Approval | None = None) -> HttpResponse:
    made = HttpResponse(of(version, only), content_type="application/pdf")
    made["Content-Disposition"] = f'attachment; filename="unterschriften-fassung-{version.number}.pdf"'
    return made


def of(version: Version, only: Approval | None = None) -> bytes:
    """For all whose signature is needed, or for one of them."""
    rows = [row for row in queries.approvals_of(version) if (row.is_required if only is None else row.pk == only.pk)]
    now = timezone.now()
    frame = Frame(
        title=_("Unterschriftenblatt"),
        county=conf.get("COUNTY_NAME"),
        printed_on=written(timezone.localdate(), "j. F Y"),
        page=_("Seite {page} von {pages}"),
        note=_("Fassung %(number)s, Prüfzeichen %(digest)s")
        % {"number": version.number, "digest": version.digest[:12].upper()},
    )
    content = {
        "title": _("Unterschriftenblatt"),
        "document": version.page.title,
        "text": _("Mit ihrer Unterschrift stimmen die Beteiligten der Fassung zu, die unten bezeichnet ist."),
        "head": [_("Angabe"), _("Inhalt")],
        "facts": facts(version),
        "for_party": _("Für die Stelle"),
        "place_day": _("Ort, Tag"),
        "signature": _("Unterschrift, Funktion"),
        "parties": [[row.name, row.reply.name if row.reply else ""] for row in rows],
    }
    return render(TEMPLATE, content, frame=frame, at=now)


def facts(version: Version) -> list[list[str]]:
    found = [
        (_("Fassung"), str(version.number)),
        (_("Gilt ab"), written(version.effective_on, "j. F Y") if version.effective_on else ""),
        (_("Beruht auf"), version.decision),
        (_("Prüfzeichen des Textes (SHA-256)"), version.digest),
    ]
    return [[label, value] for label, value in found if value]
