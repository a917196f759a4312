"""Whoever was there has it in their record, from the moment the host says so."""

from pages.registration.extensions import Attended
from pages.training import actions


def recorded(one: Attended) -> None:
    """An account that no entry of the directory has keeps no record."""
    if one.person is None:
        return
    act = actions.record_attendance if one.was_there else actions.withdraw_attendance
    act(person=one.person, event_date=one.date, by=one.by)
