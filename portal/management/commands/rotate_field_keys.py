from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from portal import extensions, sealing
from portal.fields import Sealed, SealedTextField
from portal.key_proof import sealed_fields

BATCH = 200


class Command(BaseCommand):
    help = "Versiegelt alle Felder und Dateien mit dem ersten Schlüssel von FIELD_KEYS neu. Kann abgebrochen und wiederholt werden; danach darf der alte Schlüssel weg."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="nur zählen, was noch alte Schlüssel braucht")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sealing.keys()
        except sealing.KeysMissingError:
            raise CommandError(
                _("FIELD_KEYS fehlt oder ist ungültig; es wurde nichts geändert."), returncode=2
            ) from None
        try:
            done = sum(renewed(model, field, options["dry_run"]) for model, field in sealed_fields())
            done += sum(renew(options["dry_run"]) for renew in extensions.sealed_stores)
        except sealing.SealBrokenError as error:
            raise CommandError(
                _("Ein Wert lässt sich mit keinem Schlüssel öffnen: %(place)s. Bitte den fehlenden Schlüssel ergänzen.")
                % {"place": error},
                returncode=1,
            ) from None
        said = (
            _("%(count)d Werte brauchen noch einen alten Schlüssel.")
            if options["dry_run"]
            else _("%(count)d Werte neu versiegelt.")
        )
        self.stdout.write(said % {"count": done})


def renewed(model: type[Model], field: SealedTextField, is_dry: bool) -> int:
    """How many values of a field were sealed anew; each batch is a transaction of its own."""
    count = 0
    # Keys first: a batch changes the rows that an open cursor would still be reading.
    keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            rows = model._base_manager.select_for_update().filter(pk__in=keys[start : start + BATCH])
            for row in rows:
                sealed = row.__dict__[field.attname]
                if not isinstance(sealed, Sealed) or sealing.is_current(sealed.token):
                    continue
                count += 1
                if not is_dry:
                    # Opened here, so that saving seals it anew.
                    getattr(row, field.attname)
                    row.save(update_fields=[field.name])
    return count
