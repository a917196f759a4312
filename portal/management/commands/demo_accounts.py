"""The accounts of the demo with passwords that work: one that was changed is set back before it is printed."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from portal import demo
from portal.demo.accounts import DemoAccount, demo_accounts


class Command(BaseCommand):
    help = "Nennt die Konten des Demokreises und ihre Kennwörter. Nur mit DEBUG."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="Als JSON-Liste ausgeben.")

    def handle(self, *args: Any, **options: Any) -> None:
        demo.development_only()
        accounts = demo_accounts()
        if not accounts:
            self.stderr.write(_("Der Demokreis ist nicht geladen. Bitte zuerst ausführen: manage.py load_demo"))
        self.stdout.write(json.dumps(accounts, ensure_ascii=False) if options["as_json"] else table(accounts))


def table(accounts: list[DemoAccount]) -> str:
    rows = [
        (account["email"], account["password"], f"{', '.join(account['roles'])}; {account['organisation'] or '–'}")
        for account in accounts
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    return "\n".join(f"{email:<{widths[0]}}  {password:<{widths[1]}}  {roles}" for email, password, roles in rows)
