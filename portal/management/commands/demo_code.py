"""The current code of a demo account's authenticator app."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal import demo
from portal.demo.accounts import code_of, people


class Command(BaseCommand):
    help = "Nennt den Code, der jetzt für ein Konto des Beispielkreises gilt. Nur mit DEBUG."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        demo.development_only()
        email = options["email"].strip().lower()
        if email not in {row["email"] for row in people()}:
            raise CommandError(_("Dieses Konto gehört nicht zum Beispielkreis; alle nennt: manage.py demo_accounts"))
        self.stdout.write(code_of(email))
