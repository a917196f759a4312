"""Internal lists: who is on one, looking at it, and handing it out as an encrypted file. Each look and each file is recorded (F67, R45)."""

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

import pyzipper
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from directory.exports import tables
from directory.models import ContactList, Handout, ListEntry, Mailbox, Position
from directory.models.lists import HANDED_OUT_FOR
from directory.models.validity import holds_on
from portal.audit import trail

LIST_READ = trail.register("directory.list_read", gettext_lazy("Interne Liste angesehen"), ["entries", "editor"])
LIST_EXPORTED = trail.register("directory.list_export", gettext_lazy("Interne Liste ausgegeben"), ["entries", "format"])
LIST_FETCHED = trail.register("directory.list_fetched", gettext_lazy("Ausgegebene interne Liste geladen"))

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
GROUPS, GROUP_LENGTH = 5, 4  # 99 bits


@dataclass(frozen=True)
class Member:
    """A line of a list: a person in a function, or a mailbox. `phone` is the number for this list."""

    name: str
    role: str
    organisation: str
    team: str = ""
    area: str = ""
    phone: Any = ""
    mobile: Any = ""
    email: str = ""
    note: str = ""
    person: int | None = None
    is_away: bool = False


def members(found: ContactList) -> list[Member]:
    """Who is on it today, by name, mailboxes last: three queries."""
    today = timezone.localdate()
    entries = list(
        ListEntry.objects.shown()
        .filter(contact_list=found)
        .select_related("mailbox__organisation")
        .order_by("sort_order", "pk")
    )
    own = {one.position_id: one for one in entries if one.position_id}
    reached = Position.objects.filter(holds_on(today)).filter(pk__in=own) | Position.objects.filter(
        holds_on(today), contact_list=found
    )
    people = [person(one, own.get(one.pk)) for one in reached.for_lists().with_absence(today).distinct()]
    boxes = {one.mailbox_id: mailbox(one.mailbox, one) for one in entries if one.mailbox is not None}
    for box in Mailbox.objects.filter(contact_list=found).select_related("organisation").order_by("name", "pk"):
        boxes.setdefault(box.pk, mailbox(box))
    return [*people, *boxes.values()]


def person(one: Any, entry: ListEntry | None = None) -> Member:
    """`one` is a position with its absence."""
    return Member(
        name=str(one.person),
        role=one.role,
        organisation=one.organisation.name,
        team=one.team.name if one.team else "",
        area=one.area,
        phone=(entry and entry.phone) or one.phone,
        mobile=one.mobile,
        email=one.email,
        note=entry.note if entry else "",
        person=one.person_id,
        is_away=one.away_until is not None,
    )


def mailbox(one: Mailbox, entry: ListEntry | None = None) -> Member:
    return Member(
        name=one.name,
        role=_("Postfach"),
        organisation=one.organisation.name,
        phone=(entry and entry.phone) or one.phone,
        email=one.email,
        note=entry.note if entry else "",
    )


@transaction.atomic
def look(*, contact_list: ContactList, by: Any) -> list[Member]:
    """Who is on it. If the look cannot be recorded, there is none."""
    found = members(contact_list)
    trail.record(LIST_READ, by, about=("contact_list", contact_list.pk), details={"entries": len(found)})
    return found


def look_as_editor(*, contact_list: ContactList, by: Any) -> None:
    seen_by_editor({contact_list.pk: contact_list.entries.count()}, by)


@transaction.atomic
def show_in_form(*, contacts: Iterable[Position | Mailbox], by: Any) -> None:
    """A form that holds numbers of internal lists is a look at those lists."""
    seen_by_editor(Counter(one.contact_list_id for one in contacts if one.contact_list_id), by)


def seen_by_editor(entries_of: Mapping[int, int], by: Any) -> None:
    """So many entries of each of these lists."""
    for contact_list, entries in sorted(entries_of.items()):
        trail.record(LIST_READ, by, about=("contact_list", contact_list), details={"entries": entries, "editor": True})


@sensitive_variables("password")
@transaction.atomic
def hand_out(*, contact_list: ContactList, kind: str, by: Any) -> tuple[Handout, str]:
    """An encrypted file that waits for HANDED_OUT_FOR, and its password, which is kept nowhere."""
    found = members(contact_list)
    password = new_password()
    content = tables.CONTENTS[kind](*table(found), _("Interne Liste"))
    Handout.objects.filter(made_at__lte=timezone.now() - HANDED_OUT_FOR).delete()
    made = Handout.objects.create(
        contact_list=contact_list, user=by, content=encrypted(f"liste.{kind}", content, password)
    )
    trail.record(
        LIST_EXPORTED,
        by,
        about=("contact_list", contact_list.pk),
        details={"entries": len(found), "format": kind},
    )
    return made, password


@transaction.atomic
def fetch(*, handout: UUID, by: Any) -> bytes | None:
    """The file, once and for its maker only, as long as they may see the list; None for everybody else."""
    found = Handout.objects.waiting().select_for_update(of=("self",)).filter(pk=handout, user=by).first()
    if found is None or not ContactList.objects.visible_to(by).filter(pk=found.contact_list_id).exists():
        return None
    found.delete()
    trail.record(LIST_FETCHED, by, about=("contact_list", found.contact_list_id))
    return bytes(found.content)


def new_password() -> str:
    """To be read from the screen and told by telephone."""
    groups = ("".join(secrets.choice(LETTERS) for _letter in range(GROUP_LENGTH)) for _group in range(GROUPS))
    return "-".join(groups)


@sensitive_variables("password")
def encrypted(name: str, content: bytes, password: str) -> bytes:
    """A ZIP file under AES-256, made in memory. The names of files in it are not encrypted, so they say nothing."""
    out = BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.writestr(name, content)
    return out.getvalue()


def table(found: list[Member]) -> tuple[tables.Row, list[tables.Row]]:
    head = [
        _("Name"),
        _("Aufgabe"),
        _("Bereich"),
        _("Organisation"),
        _("Team"),
        _("Telefon"),
        _("Mobil"),
        _("E-Mail"),
        _("Hinweis"),
    ]
    return head, list(rows(found))


def rows(found: list[Member]) -> Iterator[tables.Row]:
    for one in found:
        reach = (tables.number(one.phone), tables.number(one.mobile), one.email, one.note)
        yield [one.name, one.role, one.area, one.organisation, one.team, *reach]
