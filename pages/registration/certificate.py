"""The certificate of attendance: a sheet that says who was where, and for how long."""

from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages.models import Registration
from pages.registration import entries
from portal import conf
from portal.pdf import Frame, render

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"


def of(row: Registration) -> bytes:
    """Of somebody who was there."""
    now = timezone.now()
    frame = Frame(
        title=_("Teilnahmebescheinigung"),
        county=conf.get("COUNTY_NAME"),
        printed_on=date_format(timezone.localtime(now), "j. F Y"),
        page=_("Seite {page} von {pages}"),
    )
    content = {
        "title": _("Teilnahmebescheinigung"),
        "name": row.name,
        "organisation": row.organisation.name if row.organisation else "",
        "text": _("hat teilgenommen:"),
        "head": [_("Angabe"), _("Inhalt")],
        "facts": facts(row),
        "note": _("Erstellt aus der Anwesenheitsliste im Portal; gültig ohne Unterschrift."),
    }
    return render(TEMPLATE, content, frame=frame, at=now)


def facts(row: Registration) -> list[list[str]]:
    event, date = row.date.event, row.date
    hosts = ", ".join(event.hosts.order_by("name").values_list("name", flat=True))
    found = [
        (_("Veranstaltung"), event.title),
        (_("Art"), str(event.get_kind_display())),
        (_("Zeit"), entries.when(date)),
        (_("Ort"), date.shown_place),
        (_("Veranstaltet von"), hosts),
    ]
    return [[label, value] for label, value in found if value]
