"""Writes about client records: made, changed, handed over, closed."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import blind_index, sent_once
from cases.access import Actor
from cases.models import ClientRecord, Holding, Referral
from cases.referrals import trail
from cases.referrals.errors import Refused, Stale
from directory.models import Membership, Organisation
from portal.identity.auth import OrganisationRole
from portal.models import User

FIELDS = ("first_name", "last_name", "birth", "contact", "language", "municipality", "file_number", "guardians")


@transaction.atomic
def create_record(
    *,
    organisation: Organisation,
    fields: Mapping[str, Any],
    by: Actor,
    relative: ClientRecord | None = None,
    form: uuid.UUID | None = None,
) -> ClientRecord:
    """The maker is in charge. `relative` is a record of the same family; `form` names the page that was filled in.

    IntegrityError for a file number that the organisation has already.
    """
    sent_once.one_after_the_other(by)
    pk = sent_once.key_of(by, form, "record", organisation.pk, relative.pk if relative else None, dict(fields))
    twice: ClientRecord | None = ClientRecord.objects.for_actor(by).filter(pk=pk, organisation=organisation).first()
    if twice is not None:
        return twice
    row = ClientRecord(pk=pk, organisation=organisation, created_by=by.user)
    set_fields(row, fields)
    if relative is not None:
        row.family = family_of(relative, by)
    row.save(force_insert=True)
    Holding.objects.create(record=row, user=by.user, given_by=by.user)
    trail.about_record(trail.RECORD_MADE, by, row, organisation=organisation.pk)
    return row


def set_fields(row: ClientRecord, fields: Mapping[str, Any]) -> list[str]:
    """Returns the names of those that changed."""
    changed = [name for name in FIELDS if name in fields and getattr(row, name) != fields[name]]
    for name in changed:
        setattr(row, name, fields[name])
    row.file_number_index = blind_index.of(row.file_number, row.organisation_id)
    return changed


def family_of(relative: ClientRecord, by: Actor) -> uuid.UUID:
    """Held, so that two who are added at once come into the same one."""
    row: ClientRecord = ClientRecord.objects.for_actor(by).select_for_update(of=("self",)).get(pk=relative.pk)
    if row.family is None:
        row.family = uuid.uuid4()
        row.save(update_fields=["family"])
    return row.family


@transaction.atomic
def change_record(*, record: ClientRecord, fields: Mapping[str, Any], version: int, by: Actor) -> ClientRecord:
    """Stale when somebody has changed it since `version`."""
    row: ClientRecord = ClientRecord.objects.for_actor(by).select_for_update(of=("self",)).get(pk=record.pk)
    if row.version != version:
        raise Stale
    changed = set_fields(row, fields)
    if changed:
        row.version += 1
        row.changed_at = timezone.now()
        row.purge_on = None
        row.save()
        trail.about_record(trail.RECORD_CHANGED, by, row, organisation=row.organisation_id, fields=", ".join(changed))
    return row


@transaction.atomic
def hand_over_record(*, record: ClientRecord, to: User, by: Actor) -> None:
    """The person in charge and every open referral of theirs on the sender's side change together. Refused for who is no caseworker there."""
    if not caseworkers_of(record.organisation_id).filter(pk=to.pk).exists():
        raise Refused(_("Diese Person ist keine Fachkraft Ihrer Organisation."))
    row: ClientRecord = ClientRecord.objects.for_actor(by).select_for_update(of=("self",)).get(pk=record.pk)
    Holding.objects.for_actor(by).filter(record=row, ended_at=None).exclude(user=to).update(ended_at=timezone.now())
    Holding.objects.unrestricted().get_or_create(record=row, user=to, ended_at=None, defaults={"given_by": by.user})
    trail.about_record(trail.RECORD_HANDED_OVER, by, row, organisation=row.organisation_id, to=to.pk)


def caseworkers_of(organisation_id: int) -> Any:
    """Active accounts with the role in that organisation, by name."""
    members = Membership.objects.filter(organisation=organisation_id, role=OrganisationRole.CASEWORKER)
    return User.objects.filter(is_active=True, pk__in=members.values("user")).order_by("last_name", "first_name")


@transaction.atomic
def close_record(*, record: ClientRecord, by: Actor) -> None:
    """Refused while something is under way. Closed twice is closed once."""
    row: ClientRecord = ClientRecord.objects.for_actor(by).select_for_update(of=("self",)).get(pk=record.pk)
    if row.closed_at is not None:
        return
    if Referral.objects.unrestricted().open().filter(record=row).exists():
        raise Refused(
            _("Zu dieser Akte laufen noch Fallübergaben. Bitte schließen Sie diese ab oder ziehen Sie sie zurück.")
        )
    set_closed(row, trail.RECORD_CLOSED, by, closed=True)


@transaction.atomic
def reopen_record(*, record: ClientRecord, by: Actor) -> None:
    row: ClientRecord = ClientRecord.objects.for_actor(by).select_for_update(of=("self",)).get(pk=record.pk)
    if row.closed_at is not None:
        set_closed(row, trail.RECORD_REOPENED, by, closed=False)


def set_closed(row: ClientRecord, action: str, by: Actor, *, closed: bool) -> None:
    now = timezone.now()
    row.closed_at, row.changed_at, row.purge_on = now if closed else None, now, None
    row.version += 1
    row.save(update_fields=["closed_at", "changed_at", "purge_on", "version"])
    trail.about_record(action, by, row, organisation=row.organisation_id)
