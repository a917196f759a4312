from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Scheitert mit dem, was auf der Standardeingabe steht."

    def handle(self, *args: Any, **options: Any) -> None:
        name = input()
        raise RuntimeError(f"{name} ist schuld")
