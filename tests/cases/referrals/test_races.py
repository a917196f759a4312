"""Two at once, and any order of acts: one wins, nothing is half done, nothing leaves without consent (R27)."""

import threading
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cases.access import actor
from cases.models import PrintoutCheck, Referral, ReferralStep, Withdrawal
from cases.referrals import consent_actions, referral_actions, states
from cases.referrals.errors import Refused
from portal.audit import trail
from tests.cases.factories import County, seen_by


def at_once(*acts: Any) -> list[Any]:
    """Each in a thread and a connection of its own, begun together."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Any) -> None:
        gate.wait(10)
        try:
            results[place] = act()
        except (Refused, Referral.DoesNotExist) as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time anyway")
@pytest.mark.parametrize("_attempt", range(5))
def test_r27_accepting_and_withdrawing_at_once_never_ends_accepted_on_nothing(_attempt):
    county = County()
    referral = county.sent()
    version = referral.version
    results = at_once(
        lambda: referral_actions.move_referral(
            referral=referral, step="accept", version=version, by=actor(county.tomasz)
        ),
        lambda: consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None),
    )
    now = Referral.objects.unrestricted().get(pk=referral.pk)
    assert isinstance(results[1], Withdrawal)
    assert now.state == "withdrawn"
    assert not seen_by(county.tomasz, referral)
    steps = list(ReferralStep.objects.unrestricted().filter(referral=referral).values_list("name", flat=True))
    assert steps in (["send", "accept", "revoke"], ["send", "revoke"])
    assert trail.verify()[1] == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time anyway")
@pytest.mark.parametrize("_attempt", range(5))
def test_r28_sending_and_withdrawing_at_once_never_ends_sent_on_nothing(_attempt):
    county = County()
    draft = county.draft()
    consent = county.consent(draft.record)
    results = at_once(
        lambda: referral_actions.send_referral(
            referral=draft, version=draft.version, consent=consent, by=actor(county.ayla)
        ),
        lambda: consent_actions.withdraw_consent(consent=consent, way="client", by=None),
    )
    assert isinstance(results[1], Withdrawal)
    assert Referral.objects.unrestricted().get(pk=draft.pk).state in {"draft", "withdrawn"}
    assert trail.verify()[1] == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time anyway")
def test_r27_two_who_accept_at_once_are_one():
    county = County()
    referral = county.sent()
    act = {"referral": referral, "step": "accept", "version": referral.version}
    results = at_once(*[lambda: referral_actions.move_referral(**act, by=actor(county.tomasz))] * 2)
    assert sum(isinstance(each, Referral) for each in results) == 1
    assert ReferralStep.objects.unrestricted().filter(referral=referral, name="accept").count() == 1


class Life(RuleBasedStateMachine):
    """Any act by anybody in any order; after each the row, its steps and the receiver's rights agree with the table."""

    @initialize()
    def begin(self) -> None:
        self.county = County()
        self.referral = self.county.sent()
        self.expected = states.SENT
        self.is_withdrawn = False
        self.steps = 1

    @rule(
        step=st.sampled_from(sorted(states.BY_NAME)), who=st.sampled_from(["ayla", "tomasz", "karin", "mirko", "other"])
    )
    def act(self, step: str, who: str) -> None:
        transition = states.BY_NAME[step]
        side = {"ayla": "sender", "mirko": "sender", "tomasz": "receiver", "karin": "receiver"}.get(who, "")
        fits = transition.side == side and self.expected in transition.sources
        # Closed by the other end of the table: who received it sees it no more.
        can_see = side != "receiver" or (
            self.expected in states.UNDER_WAY | {states.COMPLETED} and not self.is_withdrawn
        )
        try:
            moved = self.county.move(self.referral, step, getattr(self.county, who), "Ein Satz.")
        except (Refused, Referral.DoesNotExist):
            assert not (fits and can_see)
            return
        assert fits
        assert can_see
        self.expected = moved.state
        self.steps += 1

    @rule()
    def revoke(self) -> None:
        consent_actions.withdraw_consent(consent=self.referral.consent, way="client", by=None)
        self.is_withdrawn = True
        if self.expected in states.UNDER_WAY:
            self.expected = states.WITHDRAWN
            self.steps += 1

    @invariant()
    def agrees(self) -> None:
        row = Referral.objects.unrestricted().get(pk=self.referral.pk)
        assert row.state == self.expected
        assert ReferralStep.objects.unrestricted().filter(referral=row).count() == self.steps
        assert (row.closed_at is not None) == (row.state in states.CLOSED)
        readable = row.state in states.UNDER_WAY | {states.COMPLETED} and not self.is_withdrawn
        assert seen_by(self.county.karin, row) is readable
        assert PrintoutCheck.objects.unrestricted().filter(referral=row).count() <= 1


def test_r27_any_order_of_acts_keeps_to_the_table(db):
    from django.db import transaction
    from hypothesis.stateful import run_state_machine_as_test

    class Undone(Life):
        def __init__(self) -> None:
            super().__init__()
            self.block = transaction.atomic()
            self.block.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    run_state_machine_as_test(
        Undone,
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
