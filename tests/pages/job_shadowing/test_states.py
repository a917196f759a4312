"""The table of transitions: what it says happens, and nothing else does."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from pages.job_shadowing import queries, request_actions, states, urls
from pages.job_shadowing.errors import NotNow
from pages.models import ShadowingRequest
from tests.pages.job_shadowing.factories import Rebental

PEOPLE = ("guest", "superior", "host")


def test_f30_every_state_can_be_reached_and_closed_ones_lead_nowhere():
    reached = {states.AT_SUPERIOR, states.AT_HOST} | {each.target for each in states.TRANSITIONS}
    assert reached == set(states.STATES)
    for state in states.CLOSED - {states.COMPLETED}:
        assert states.allowed(state, ["guest", "superior", "host", "portal"]) == []


def test_f30_whatever_is_open_can_be_withdrawn_by_the_guest_until_it_begins():
    for state in states.OPEN:
        assert "withdraw" in {each.name for each in states.allowed(state, ["guest"])}
        assert states.allowed(state, PEOPLE, has_begun=True) == []


def test_f30_only_the_confirmation_needs_the_pledge_and_each_refusal_a_reason():
    assert [each.name for each in states.TRANSITIONS if each.needs_pledge] == ["confirm"]
    assert {each.name for each in states.TRANSITIONS if each.needs_text} == {"refuse", "decline", "call_off"}


def test_f30_steps_and_states_have_words():
    assert set(queries.DONE_LABELS) == {"ask", *states.BY_NAME}
    people = {each.name for each in states.TRANSITIONS if each.side != "portal"}
    assert people <= set(queries.STEP_LABELS)
    targets = {each.target for each in states.TRANSITIONS if each.side != "portal"}
    assert targets == set(queries.SAID)
    assert set(states.STATES) == set(ShadowingRequest.State.values)


def test_f30_the_page_of_the_docs_is_made_from_the_table():
    written = StringIO()
    call_command("describe_job_shadowing", stdout=written)
    committed = (Path(urls.__file__).parents[2] / "docs" / "hospitation.md").read_text(encoding="utf-8")
    assert written.getvalue() == committed, "manage.py describe_job_shadowing > docs/hospitation.md"


@pytest.mark.django_db
def test_f30_what_is_not_in_the_table_is_refused(portal):
    rebental = Rebental()
    rebental.wants_approval()
    row = rebental.asked()
    seat = {"seat": 1, "starts_at": rebental.slot.starts_at, "ends_at": rebental.slot.ends_at}
    for state in states.STATES:
        given = seat if state in states.SEATED else {**seat, "seat": None}
        ShadowingRequest.objects.filter(pk=row.pk).update(state=state, **given)
        for side in PEOPLE:
            may = {each.name for each in states.allowed(state, [side])}
            for name in sorted(set(states.BY_NAME) - may):
                with pytest.raises(NotNow):
                    request_actions.move_request(
                        request=row, step=name, version=1, by=getattr(rebental, side), text="Grund"
                    )
    assert row.steps.count() == 1
