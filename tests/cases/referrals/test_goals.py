"""How a goal of one plan stands to the other's: for whatever may be written and ticked."""

from hypothesis import given
from hypothesis import strategies as st

from cases.models import AlignedGoal
from cases.referrals.goals import CONTRADICTING, MATCHED, OWES_REASON, UNMATCHED, match_of, owes_reason

TEXT = st.one_of(st.just(""), st.text(alphabet=" \t\n\u00a0", max_size=3), st.text(max_size=20))


@given(TEXT, TEXT, st.booleans())
def test_f64_unmatched_is_what_one_side_alone_has_and_a_contradiction_needs_two(employment, integration, contradicts):
    found = match_of(employment, integration, contradicts=contradicts)
    is_one_sided = not employment.strip() or not integration.strip()
    assert (found == UNMATCHED) == is_one_sided
    assert (found == CONTRADICTING) == (contradicts and not is_one_sided)
    assert (found == MATCHED) == (not contradicts and not is_one_sided)
    # Neither side counts more than the other.
    assert found == match_of(integration, employment, contradicts=contradicts)


@given(st.sampled_from(AlignedGoal.State.values), TEXT)
def test_f64_a_reason_is_owed_where_a_plan_was_not_kept_and_nowhere_else(state, reason):
    assert owes_reason(state, reason) == (state in OWES_REASON and not reason.strip())


def test_f64_the_states_that_owe_a_reason_are_states():
    assert set(AlignedGoal.State.values) > OWES_REASON
