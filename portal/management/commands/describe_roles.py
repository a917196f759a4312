"""docs/rollen.md: what portal/identity/roles.py says about the roles, for people."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from portal.identity.auth import OrganisationRole
from portal.identity.roles import DESCRIPTIONS, Description

INTRODUCTION = """\
# Rollen

Erzeugt aus `portal/identity/roles.py` mit `manage.py describe_roles > docs/rollen.md`. Welche Adresse wem antwortet, steht in
[zugriff.md](zugriff.md).

- Eine Person kann mehrere Rollen haben, auch in mehreren Organisationen. Eine geänderte Rolle gilt ab der nächsten Anfrage.
- Rollen einer Organisation stehen in der Zugehörigkeit einer Person (Redaktion → Konten), Rollen des Portals sind Gruppen.
- „Zweiter Faktor: ja“ heißt: Wofür die Rolle da ist, öffnet sich erst nach dem zweiten Faktor. Einrichten können ihn alle.
- Der geschützte Bereich entsteht noch; die Rollen dafür lassen sich schon vergeben.
- **Technische Vollrechte** (`is_superuser`, nur über die Kommandozeile zu vergeben) öffnen die ganze Redaktion, aber weder Vorgänge
  noch Protokoll: Dort zählt nur, welche Rolle jemand hat.
"""


class Command(BaseCommand):
    help = "Beschreibt die Rollen als Markdown; docs/rollen.md ist diese Ausgabe."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with override("de"):
            self.stdout.write(text(), ending="")


def text() -> str:
    own = [description for description in DESCRIPTIONS if isinstance(description.role, OrganisationRole)]
    wide = [description for description in DESCRIPTIONS if description not in own]
    parts = ("\n".join(table(title, rows)) for title, rows in (("Je Organisation", own), ("Im ganzen Portal", wide)))
    return "\n".join([INTRODUCTION, *parts])


def table(title: str, rows: Iterable[Description]) -> Iterator[str]:
    yield f"## {title}"
    yield "| Rolle | Name im System | wofür | öffnet | zweiter Faktor |"
    yield "|---|---|---|---|---|"
    for row in rows:
        opens = "; ".join(map(str, row.opens))
        factor = "ja" if row.needs_factor else "freiwillig"
        yield f"| {row.role.label} | `{row.role.value}` | {row.purpose} | {opens} | {factor} |"
    yield ""
