"""What an organisation says about its staff: the notice to the county and the change of the directory are one act (LÖ-RL 4.2 to 4.4)."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from directory.models import Person, Position, Site, StaffNotice
from directory.upkeep import actions, succession
from directory.upkeep.notice_actions import hand_in
from directory.upkeep.staff_notices import notice_of, place, share
from portal.models import User

Kind = StaffNotice.Kind


@transaction.atomic
def announce_new(
    *, position: Position, person: Person, deputies: Sequence[Position], note: str, by: User
) -> StaffNotice:
    """Somebody new: person, position and notice. `position` is not stored yet."""
    with actions.recorded(organisation=position.organisation, by=by):
        person.full_clean()
        person.save()
        position.person = person
        position.full_clean()
        position.save()
        succession.set_deputies(position=position, deputies=deputies)
    first = position.valid_from or timezone.localdate()
    after = [("share", "", share(position)), ("site", "", place(position))]
    return hand_in(notice=notice_of(position, Kind.NEW, first, after), note=note, by=by)


@transaction.atomic
def announce_leaving(
    *, position: Position, last_day: dt.date, successor: Position | None, note: str, by: User
) -> StaffNotice:
    """Somebody goes; whoever is named takes over what the contact is shown for from the day after."""
    with actions.recorded(organisation=position.organisation, by=by):
        succession.end_position(position, last_day, successor)
    after = [("until", "", f"{last_day:%d.%m.%Y}")]
    return hand_in(notice=notice_of(position, Kind.LEAVING, last_day, after), note=note, by=by)


@transaction.atomic
def announce_share(*, position: Position, day: dt.date, new: Decimal, note: str, by: User) -> StaffNotice:
    before = share(position)
    with actions.recorded(organisation=position.organisation, by=by):
        position = succession.from_day(position, day, share=new)
    return hand_in(notice=notice_of(position, Kind.SHARE, day, [("share", before, share(position))]), note=note, by=by)


@transaction.atomic
def announce_place(*, position: Position, day: dt.date, site: Site, room: str, note: str, by: User) -> StaffNotice:
    before = place(position)
    with actions.recorded(organisation=position.organisation, by=by):
        position = succession.from_day(position, day, site=site, room=room)
    return hand_in(notice=notice_of(position, Kind.PLACE, day, [("site", before, place(position))]), note=note, by=by)
