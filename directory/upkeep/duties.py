"""What is due in the directory: notices, substitutes, confirmations, and what is to be taken note of (D3 to D5, F23, F58).

Whoever stands in for a colleague sees what the colleague owes. Rights do not move with it: without those of the colleague
the title names nobody, and the link leads to the organisation's page, where the others stand who keep its entries. To take
note of changes is a thing of one's own and waits for the colleague.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.models import Confirmation, ContactChange, Membership, Organisation, Round, StaffNotice, SubstituteTask
from portal import agreed
from portal.agreed import Pointer
from portal.duties.answering import answers_for, counted, one_for_all, summed
from portal.extensions import Answering, Asker, Duty
from portal.identity.auth import OrganisationRole, PortalRole
from portal.navigation import reverse_or_none
from portal.written_dates import written

PART = gettext_lazy("Verzeichnis")
Kind = StaffNotice.Kind
CLAUSES = {
    Kind.NEW: "LÖ-RL 4.3",
    Kind.PLACE: "LÖ-RL 4.3",
    Kind.LEAVING: "LÖ-RL 4.4",
    Kind.SHARE: "LÖ-RL 4.4",
    Kind.ABSENCE: "LÖ-RL 4.2",
}
RESTING = (  # on which section what keepers of entries have to do
    ("LÖ-RL 4.2", gettext_lazy("Pflicht: Vertretung ab Woche 7 benennen")),
    ("LÖ-RL 4.3", gettext_lazy("Pflicht: neue Fachkräfte melden")),
    ("LÖ-RL 4.4", gettext_lazy("Pflicht: Weggang und Stellenanteil melden")),
    ("AA-KV 4", gettext_lazy("Pflicht: Einträge im Verzeichnis bestätigen")),
    ("LÖ-KV 6", gettext_lazy("Pflicht: Wechsel von Ansprechpersonen zur Kenntnis nehmen")),
)
TITLES = {
    Kind.NEW: gettext_lazy("Neue Person melden"),
    Kind.PLACE: gettext_lazy("Neuen Arbeitsort melden"),
    Kind.LEAVING: gettext_lazy("Weggang melden"),
    Kind.SHARE: gettext_lazy("Geänderten Stellenanteil melden"),
    Kind.ABSENCE: gettext_lazy("Lange Abwesenheit melden"),
}
Holders = dict[int, str]  # organisations by key: for whom it is done, "" for oneself


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    kept = Organisation.objects.active().filter(pk__in=keeping(answers_for(asker.pk, "user")).values("organisation"))
    # By organisation, so that whose entries somebody keeps is asked once: the frame asks this on every page.
    due = (
        counted(StaffNotice.objects.unsent().filter(organisation=OuterRef("pk")))
        + counted(SubstituteTask.objects.open().filter(position__organisation=OuterRef("pk")))
        + counted(unconfirmed().filter(organisation=OuterRef("pk")))
    )
    return (
        summed(kept, due)
        + one_for_all(notices_for(answers_for(asker.pk, "user")))
        + one_for_all(ContactChange.objects.visible_to(asker).unacknowledged_by(asker))
    )


def owed(answering: Answering) -> Iterator[Duty]:
    """Four queries for readers, three more for those who keep entries. Nothing where a project has left out the addresses."""
    if reverse_or_none("directory:keep") is None:
        return
    holders = holders_of(answering)
    if holders:
        yield from (notice_duty(notice, holders) for notice in unsent(holders))
        yield from (substitute_duty(task, holders) for task in tasks(holders))
        yield from (confirmation_duty(row, holders) for row in confirmations(holders))
    yield from notices_to_read(answering)
    yield from changes_to_read(answering)


def keeping(condition: Q) -> QuerySet[Membership]:
    return Membership.objects.filter(condition, role=OrganisationRole.CONTACT_MAINTAINER)


def holders_of(answering: Answering) -> Holders:
    """What the person keeps in their own right is not a colleague's."""
    rows = keeping(Q(user__in=answering.people)).filter(organisation__in=Organisation.objects.active())
    holders: Holders = {}
    for organisation, user in rows.order_by("pk").values_list("organisation", "user"):
        name = answering.absent.get(user, "") if user != answering.pk else ""
        holders[organisation] = "" if user == answering.pk else holders.get(organisation, name)
    return holders


def unsent(holders: Holders) -> QuerySet[StaffNotice]:
    rows: QuerySet[StaffNotice] = StaffNotice.objects.unsent().filter(organisation__in=holders)
    return rows.select_related("organisation")


def tasks(holders: Holders) -> QuerySet[SubstituteTask]:
    rows: QuerySet[SubstituteTask] = SubstituteTask.objects.open().filter(position__organisation__in=holders)
    return rows.select_related("position__person", "position__organisation")


def unconfirmed() -> QuerySet[Confirmation]:
    """Of the latest round: an earlier one asks no more."""
    last = Round.objects.order_by("-started_on").values("pk")[:1]
    rows: QuerySet[Confirmation] = Confirmation.objects.open().filter(round=Subquery(last))
    return rows


def confirmations(holders: Holders) -> QuerySet[Confirmation]:
    return unconfirmed().filter(organisation__in=holders).select_related("organisation", "round")


def notice_duty(notice: StaffNotice, holders: Holders) -> Duty:
    kind = Kind(notice.kind)
    return kept_duty(
        notice.organisation,
        holders,
        title=str(TITLES[kind]),
        name=notice.name,
        kind="directory.staff_notice",
        key=notice.pk,
        due=notice.due_on,
        clause=CLAUSES[kind],
        told=notice.reminded_on,
    )


def substitute_duty(task: SubstituteTask, holders: Holders) -> Duty:
    organisation = task.position.organisation
    return kept_duty(
        organisation,
        holders,
        title=_("Vertretung ab Woche 7 benennen"),
        name=str(task.position.person),
        kind="directory.substitute",
        key=task.pk,
        due=task.due_on,
        clause="LÖ-RL 4.2",
        told=task.reminded_on,
        place=reverse("directory:keep_substitute", args=[organisation.pk, task.pk]),
    )


def confirmation_duty(row: Confirmation, holders: Holders) -> Duty:
    return kept_duty(
        row.organisation,
        holders,
        title=_("Einträge im Verzeichnis bestätigen"),
        kind="directory.confirmation",
        key=row.pk,
        due=row.round.due_on,
        clause="AA-KV 4",
        told=row.asked_on,
        state=last_confirmed(row.organisation),
    )


def last_confirmed(organisation: Organisation) -> str:
    if organisation.confirmed_on is None:
        return _("noch nie bestätigt")
    return _("zuletzt bestätigt am %(day)s") % {"day": written(organisation.confirmed_on, "j. F Y")}


def kept_duty(
    organisation: Organisation,
    holders: Holders,
    *,
    title: str,
    kind: str,
    key: int,
    due: dt.date,
    clause: str,
    told: dt.date | None,
    name: str = "",
    place: str = "",
    state: str = "",
) -> Duty:
    """`told` is when those who keep the entries were reminded by mail; a stand-in was not."""
    absent = holders[organisation.pk]
    own = place or reverse("directory:keep_one", args=[organisation.pk])
    missing = _("das Recht zur Pflege fehlt Ihnen; es vergibt die Verwaltung der Organisation") if absent else ""
    return Duty(
        title=f"{title}: {name}" if name and not absent else title,
        part=PART,
        url=reverse("directory:organisation", args=[organisation.pk]) if absent else own,
        kind=kind,
        key=key,
        due=due,
        clause=clause,
        state=", ".join(filter(None, (organisation.short_name or organisation.name, state, missing))),
        on_behalf_of=absent,
        mailed_on=None if absent else told,
    )


def notices_for(people: Q) -> QuerySet[StaffNotice]:
    """Those that wait at the county, where one of these accounts coordinates."""
    rows: QuerySet[StaffNotice] = StaffNotice.objects.to_acknowledge()
    # A project may bring a model of users of its own, without groups.
    if not hasattr(get_user_model(), "groups"):
        return rows.none()
    coordinators = Group.objects.filter(people, name=PortalRole.COORDINATOR)
    return rows.filter(Exists(coordinators))


def notices_to_read(answering: Answering) -> Iterator[Duty]:
    found = notices_for(Q(user__in=answering.people)).order_by().values_list("pk", "sent_at")
    if not found:
        return
    absent, waiting = absent_coordinator(answering), len(found)
    # Each of them came with a mail to the coordinators.
    told = timezone.localtime(max(at for _pk, at in found if at)).date()
    title = ngettext(
        "%(number)d Personalmeldung zur Kenntnis nehmen", "%(number)d Personalmeldungen zur Kenntnis nehmen", waiting
    )
    yield Duty(
        title=title % {"number": waiting},
        part=PART,
        url=reverse("directory:organisations") if absent else reverse("directory:notices"),
        kind="directory.notices_to_read",
        key=max(pk for pk, _at in found),
        clause="LÖ-RL 4.3",
        state=_("dafür fehlt Ihnen die Rolle der Koordination") if absent else "",
        on_behalf_of=absent,
        mailed_on=None if absent else told,
    )


def absent_coordinator(answering: Answering) -> str:
    """Whose part it is; nobody's but the person's own where they are a coordinator themselves."""
    rows = Group.objects.filter(name=PortalRole.COORDINATOR, user__in=answering.people).values_list("user", flat=True)
    holding = set(rows)
    return "" if answering.pk in holding else next(name for pk, name in answering.absent.items() if pk in holding)


def changes_to_read(answering: Answering) -> Iterator[Duty]:
    user = Asker(answering.pk, is_superuser=False)
    new = ContactChange.objects.visible_to(user).unacknowledged_by(user).order_by()
    found = new.values_list("pk", "announced_on")
    if not found:
        return
    title = ngettext(
        "%(number)d Änderung bei Ansprechpersonen zur Kenntnis nehmen",
        "%(number)d Änderungen bei Ansprechpersonen zur Kenntnis nehmen",
        len(found),
    )
    yield Duty(
        title=title % {"number": len(found)},
        part=PART,
        url=reverse("directory:changes"),
        kind="directory.changes",
        key=max(pk for pk, _day in found),
        clause="LÖ-KV 6",
        mailed_on=max((day for _pk, day in found if day), default=None),
    )


def pointing() -> Iterator[Pointer]:
    url = reverse_or_none("portal:duties") or ""
    return agreed.pointers((clause, title, url) for clause, title in RESTING)
