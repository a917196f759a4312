"""The table of transitions is the rule: every state, every step, either side."""

import pytest

from cases.access import actor
from cases.models import Referral, ReferralStep
from cases.referrals import referral_actions, states
from cases.referrals.errors import NotNow, Stale, WordsMissing
from tests.cases.factories import County

# the shortest way from a sent referral to each state
WAYS = {
    states.SENT: [],
    states.SEEN: ["see"],
    states.QUESTION: ["see", "ask"],
    states.ACCEPTED: ["accept"],
    states.IN_WORK: ["accept", "begin"],
    states.COMPLETED: ["accept", "complete"],
    states.DECLINED: ["decline"],
    states.WITHDRAWN: ["withdraw"],
}


def brought_to(county: County, state: str) -> Referral:
    referral = county.sent()
    for step in WAYS[state]:
        side = states.BY_NAME[step].side
        referral = county.move(referral, step, county.tomasz if side == "receiver" else county.ayla, "Ein Satz.")
    assert referral.state == state
    return referral


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("step", states.BY_NAME)
def test_f48_each_side_does_what_the_table_allows_and_nothing_else(county, state, step):
    referral = brought_to(county, state)
    transition = states.BY_NAME[step]
    for user, side in ((county.ayla, "sender"), (county.tomasz, "receiver")):
        is_allowed = state in transition.sources and transition.side == side
        if is_allowed:
            moved = county.move(referral, step, user, "Ein Satz.")
            assert moved.state == transition.target
            last = ReferralStep.objects.unrestricted().filter(referral=referral).last()
            assert (last.by, last.source, last.target) == (user, state, transition.target)
            assert last.organisation == (county.sozialwerk if side == "sender" else county.jobcenter)
            return
        with pytest.raises((NotNow, Referral.DoesNotExist)):
            county.move(referral, step, user, "Ein Satz.")
    assert Referral.objects.unrestricted().get(pk=referral.pk).state == state


@pytest.mark.parametrize("step", [each.name for each in states.TRANSITIONS if each.needs_text])
def test_f48_a_reason_question_or_result_is_asked_for_in_writing(county, step):
    transition = states.BY_NAME[step]
    referral = brought_to(county, sorted(transition.sources, key=states.STATES.index)[0])
    user = county.tomasz if transition.side == "receiver" else county.ayla
    with pytest.raises(WordsMissing):
        county.move(referral, step, user, "  ")
    assert Referral.objects.unrestricted().get(pk=referral.pk).state in transition.sources


def test_r68_a_second_tab_with_an_older_state_is_refused(county):
    referral = county.sent()
    old = referral.version
    county.move(referral, "see", county.tomasz)
    with pytest.raises(Stale):
        referral_actions.move_referral(referral=referral, step="accept", version=old, by=actor(county.tomasz))


def test_f48_closed_states_lead_nowhere():
    assert not [each for each in states.TRANSITIONS if each.sources & states.CLOSED]


def test_f48_every_state_can_be_reached_and_left():
    reached = {each.target for each in states.TRANSITIONS} | {states.DRAFT}
    left = {source for each in states.TRANSITIONS for source in each.sources}
    assert reached == set(states.STATES)
    assert left == states.OPEN
