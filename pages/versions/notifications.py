"""Mails about versions: neutral, with a link."""

from django.contrib.auth import get_user_model
from django.db.models import Q

from pages.models import Version
from portal import mail
from portal.identity.auth import PortalRole


def lapsed(version: Version) -> None:
    """To whoever prepared it, and to the coordination."""
    people = get_user_model()._default_manager.filter(is_active=True)
    asked = people.filter(Q(groups__name=PortalRole.COORDINATOR) | Q(pk=version.created_by_id)).distinct()
    context = {"page": mail.link("versions:history", version.document_id)}
    mail.send_on_commit("pages/versions/mail/lapsed.txt", asked, context)
