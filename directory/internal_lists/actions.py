"""Looking at an internal list, and handing it out. Each look and each file is recorded (F67, R45)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from directory.internal_lists.export import file_of, new_password
from directory.internal_lists.queries import Member, members
from directory.models import ContactList, Handout, Mailbox, Position
from directory.models.lists import HANDED_OUT_FOR
from portal.audit import trail
from portal.models import User

LIST_READ = trail.register("directory.list_read", gettext_lazy("Interne Liste angesehen"), ["entries", "editor"])
LIST_EXPORTED = trail.register("directory.list_export", gettext_lazy("Interne Liste ausgegeben"), ["entries", "format"])
LIST_FETCHED = trail.register("directory.list_fetched", gettext_lazy("Ausgegebene interne Liste geladen"))


@transaction.atomic
def look(*, contact_list: ContactList, by: User) -> list[Member]:
    """Who is on it. If the look cannot be recorded, there is none."""
    listed = members(contact_list)
    trail.record(LIST_READ, by, about=("contact_list", contact_list.pk), details={"entries": len(listed)})
    return listed


@transaction.atomic
def look_as_editor(*, contact_list: ContactList, by: User) -> None:
    seen_by_editor({contact_list.pk: contact_list.entries.count()}, by)


@transaction.atomic
def show_in_form(*, contacts: Iterable[Position | Mailbox], by: User) -> None:
    """A form that holds numbers of internal lists is a look at those lists."""
    seen_by_editor(Counter(contact.contact_list_id for contact in contacts if contact.contact_list_id), by)


def seen_by_editor(entries_of: Mapping[int, int], by: User) -> None:
    """So many entries of each of these lists."""
    for contact_list, entries in sorted(entries_of.items()):
        trail.record(LIST_READ, by, about=("contact_list", contact_list), details={"entries": entries, "editor": True})


@sensitive_variables("password")
@transaction.atomic
def hand_out(*, contact_list: ContactList, kind: str, by: User) -> tuple[Handout, str]:
    """An encrypted file that waits for HANDED_OUT_FOR, and its password, which is kept nowhere."""
    listed, password = members(contact_list), new_password()
    # Nobody comes for old ones any more; with each new one they go, so that no other work has to.
    Handout.objects.filter(made_at__lte=timezone.now() - HANDED_OUT_FOR).delete()
    handout = Handout.objects.create(contact_list=contact_list, user=by, content=file_of(listed, kind, password))
    trail.record(
        LIST_EXPORTED,
        by,
        about=("contact_list", contact_list.pk),
        details={"entries": len(listed), "format": kind},
    )
    return handout, password


@transaction.atomic
def fetch(*, handout: UUID, by: User) -> bytes | None:
    """The file, once and for its maker only, as long as they may see the list; None for everybody else."""
    waiting = Handout.objects.waiting().select_for_update(of=("self",)).filter(pk=handout, user=by).first()
    # Rights are asked again: they may have ended in the minutes since the file was made.
    if waiting is None or not ContactList.objects.visible_to(by).filter(pk=waiting.contact_list_id).exists():
        return None
    waiting.delete()
    trail.record(LIST_FETCHED, by, about=("contact_list", waiting.contact_list_id))
    return bytes(waiting.content)
