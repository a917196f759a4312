from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory.models import ContactList, Mailbox, Position
from portal import audit

LIST_READ = audit.register("directory.list_read", _("Interne Liste angesehen"), ["entries"])


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    found = ContactList.objects.visible_to(request.user).select_related("organisation")
    return render(request, "directory/lists.html", {"lists": found})


@require_safe
@transaction.atomic
def one_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Reading it is an audit event; for everybody else it does not exist (F67)."""
    found = get_object_or_404(ContactList.objects.visible_to(request.user).prefetch_related("readers"), pk=pk)
    positions = list(Position.objects.current().filter(contact_list=found).for_lists())
    mailboxes = list(Mailbox.objects.filter(contact_list=found).select_related("organisation"))
    audit.record(
        LIST_READ, request.user, about=("contact_list", pk), details={"entries": len(positions) + len(mailboxes)}
    )
    return render(request, "directory/list.html", {"list": found, "positions": positions, "mailboxes": mailboxes})
