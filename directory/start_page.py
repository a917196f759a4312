"""What the directory has for the start page: the first question of the field, and what partners changed since one last looked."""

from typing import Any

from django.http import HttpRequest

from directory.models import ContactChange
from portal.navigation import reverse_or_none

SHOWN = 3


def shown(request: HttpRequest) -> dict[str, Any]:
    """One query; nothing where a project has not included the directory's addresses, or nobody is signed in."""
    ask = reverse_or_none("directory:responsible")
    if ask is None or not request.user.is_authenticated:
        return {}
    new = ContactChange.objects.visible_to(request.user).unacknowledged_by(request.user)
    return {"ask_url": ask, "changed_contacts": list(new.select_related("organisation")[:SHOWN])}
