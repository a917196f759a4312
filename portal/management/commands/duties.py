"""What somebody has to do, as the page shows it. Of the restricted area only that something waits, unless asked for."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal import conf
from portal.duties import clock, queries
from portal.duties.answering import answering
from portal.extensions import Duty


class Command(BaseCommand):
    help = "Nennt, was für eine Person zu erledigen ist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="E-MAIL")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Als JSON-Liste ausgeben.")
        parser.add_argument(
            "--restricted",
            action="store_true",
            help="Auch Einzelheiten aus dem geschützten Bereich; ohne dies nur, dass dort etwas wartet.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with override(settings.LANGUAGE_CODE):
            users = get_user_model()._default_manager.filter(email__iexact=options["email"], is_active=True)
            user = users.first()
            if user is None:
                raise CommandError(_("Dieses Konto gibt es nicht, oder es ist gesperrt."))
            owed = queries.owed(answering(user.pk), with_restricted=options["restricted"])
            self.stdout.write(as_json(owed) if options["as_json"] else as_text(owed))


def as_json(owed: list[Duty]) -> str:
    now = timezone.now()
    return json.dumps([queries.as_data(duty, conf.base_url(), now) for duty in owed], ensure_ascii=False, indent=1)


def as_text(owed: list[Duty]) -> str:
    lines = [line for group in queries.grouped(owed) for line in (str(group.label), *map(text_of, group.duties))]
    return "\n".join(lines) or _("Für diese Person ist nichts zu erledigen.")


def text_of(duty: Duty) -> str:
    until = f"{clock.day_of(duty.due):%d.%m.%Y}" if duty.due else ""
    who = _("in Vertretung für %(name)s") % {"name": duty.on_behalf_of} if duty.on_behalf_of else ""
    return "  " + ", ".join(filter(None, (until, duty.title, str(duty.part), duty.state, who, duty.clause)))
