"""Who is told of changes, and the mails: at once for central contacts, otherwise once a day (LÖ-KV 6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from directory.models import ContactChange, ContactList, Membership, Organisation, Visibility
from portal import mail
from portal.identity.auth import OrganisationRole, PortalRole
from portal.mail import Recipient
from portal.models import User

PAGE = "directory:changes"


@transaction.atomic
def announce_at_once(changes: Sequence[ContactChange]) -> int:
    """Tells every partner that may see one of them; they are out of the daily mail then. Returns the number of mails."""
    ContactChange.objects.filter(pk__in=[change.pk for change in changes]).update(announced_on=timezone.localdate())
    return tell("directory/upkeep/mail/central_changed.txt", changes)


@transaction.atomic
def send_changes() -> int:
    """The mail of the day. A second time on the same day does nothing: what came in between goes with the next day's mail."""
    # Central ones were announced at once and do not count as the mail of the day.
    waiting = ContactChange.objects.filter(announced_on=None)
    changes = list(waiting.select_for_update().order_by("pk"))
    today = timezone.localdate()
    if not changes or ContactChange.objects.filter(announced_on=today, is_central=False).exists():
        return 0
    ContactChange.objects.filter(pk__in=[change.pk for change in changes]).update(announced_on=today)
    return tell("directory/upkeep/mail/contacts_changed.txt", changes)


def tell(template: str, changes: Sequence[ContactChange]) -> int:
    """One mail to each recipient of each partner: with the organisations whose contacts changed, and a link; no person is named."""
    names = dict(Organisation.objects.values_list("pk", "name"))
    readers = readers_of(changes)
    told: set[str] = set()
    for organisation, people in recipients().items():
        seen = [change for change in changes if concerns(organisation, change, readers)]
        # Somebody of several organisations gets one mail, not one for each.
        new = [person for person in people if person.address not in told]
        if seen and new:
            told |= {person.address for person in new}
            whose = sorted({names[change.organisation_id] for change in seen})
            context = {"number": len(seen), "organisations": ", ".join(whose), "page": mail.link(PAGE)}
            mail.send_on_commit(template, new, context)
    return len(told)


def concerns(organisation: int, change: ContactChange, readers: Mapping[int, set[int]]) -> bool:
    """Whoever made the change knows of it."""
    return change.author_id != organisation and may_see(organisation, change, readers)


def readers_of(changes: Iterable[ContactChange]) -> dict[int, set[int]]:
    """The organisations that see each list named by one of the changes."""
    lists = ContactList.objects.filter(pk__in={change.contact_list_id for change in changes if change.contact_list_id})
    return {
        contact_list.pk: {contact_list.organisation_id, *(reader.pk for reader in contact_list.readers.all())}
        for contact_list in lists.prefetch_related("readers")
    }


def may_see(organisation: int, change: ContactChange, readers: Mapping[int, set[int]]) -> bool:
    if change.visibility == Visibility.PARTNERS:
        return True
    if change.visibility == Visibility.OWN:
        return change.organisation_id == organisation
    return organisation in readers.get(change.contact_list_id or 0, set())


def recipients(organisations: Iterable[int] | None = None) -> dict[int, list[Recipient]]:
    """Whom to write to at each organisation: those who keep its entries, else everybody with an account, else its own mailbox."""
    shown = Organisation.objects.active().order_by("pk")
    if organisations is not None:
        shown = shown.filter(pk__in=organisations)
    # By organisation: those who keep its entries (True), and the others.
    members: dict[int, dict[bool, dict[int, User]]] = defaultdict(lambda: {True: {}, False: {}})
    rows = Membership.objects.filter(organisation__in=shown, user__is_active=True).select_related("user")
    for row in rows.order_by("pk"):
        members[row.organisation_id][row.role == OrganisationRole.CONTACT_MAINTAINER][row.user_id] = row.user
    return {
        pk: [mail.of(user) for user in (members[pk][True] or members[pk][False]).values() if user.email]
        or ([Recipient(email)] if email else [])
        for pk, email in shown.values_list("pk", "email")
    }


def coordinators() -> list[User]:
    if not Group.objects.filter(name=PortalRole.COORDINATOR).exists():
        return []
    return list(get_user_model()._default_manager.filter(groups__name=PortalRole.COORDINATOR, is_active=True))
