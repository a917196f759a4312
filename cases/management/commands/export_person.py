from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import ClientRecord, Referral
from cases.referrals import export_actions, states
from directory.models import Organisation
from portal import whole_files


class Command(BaseCommand):
    help = (
        "Schreibt alles, was eine Organisation über eine Person hält, samt allen Zugriffen in eine verschlüsselte Datei. "
        "Das Kennwort sieht nur, wer in der Organisation den Datenschutz verantwortet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("record", type=UUID, help="Kennung der Klientenakte")
        parser.add_argument("--organisation", required=True, help="Name oder Kurzname, genau")
        parser.add_argument("--out", required=True, type=Path, help="Datei (.zip), die es noch nicht gibt")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = the_organisation(options["organisation"])
        record = the_record(options["record"], organisation)
        out = Path(options["out"])
        if out.exists():
            raise CommandError(_("Diese Datei gibt es schon; es wurde nichts überschrieben."))
        try:
            # Without the file there is nothing to tell of.
            with transaction.atomic():
                content = export_actions.export_for_officer(record=record, organisation=organisation)[1]
                whole_files.write(out, content)
        except OSError as error:
            raise CommandError(_("Die Datei lässt sich nicht schreiben: %(why)s") % {"why": error.strerror}) from None
        self.stdout.write(
            _(
                "Geschrieben. Das Kennwort sieht der Datenschutz der Organisation unter „Aufsicht“ im geschützten Bereich."
            )
        )


def the_organisation(name: str) -> Organisation:
    found = list(Organisation.objects.filter(Q(name__iexact=name) | Q(short_name__iexact=name))[:2])
    if len(found) != 1:
        raise CommandError(_("Es gibt keine oder mehrere Organisationen mit diesem Namen."))
    return found[0]


def the_record(pk: UUID, organisation: Organisation) -> ClientRecord:
    """One that the organisation keeps, or of which it has received something."""
    got = Referral.objects.unrestricted().filter(receiver=organisation).exclude(state=states.DRAFT).values("record")
    rows = ClientRecord.objects.unrestricted().filter(Q(organisation=organisation) | Q(pk__in=got), pk=pk)
    record: ClientRecord | None = rows.select_related("organisation").first()
    if record is None:
        raise CommandError(_("Diese Organisation hält zu dieser Kennung nichts."))
    return record
