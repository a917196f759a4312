"""The demo's agreement has wishes of every state, and the six adopted ones fit into its next draft."""

import pytest

from directory.demo import loading as directory
from pages import demo as documents
from pages.models import Proposal, Remark
from pages.proposals import actions, demo, duties
from portal.demo import loading
from portal.duties.answering import answering
from portal.models import OutgoingMail, User

pytestmark = pytest.mark.django_db


def test_f14_the_demo_has_proposals_of_all_states_and_work_for_its_coordinator(portal):
    loading.load()
    directory.load()
    documents.load()
    demo.load()
    assert demo.is_loaded()
    assert not OutgoingMail.objects.exists()
    states = list(Proposal.objects.values_list("state", flat=True))
    assert {state: states.count(state) for state in states} == {"adopted": 6, "open": 2, "declined": 1}
    assert Remark.objects.unresolved().count() == 2
    coordinator = User.objects.get(email=f"{demo.COORDINATOR}{demo.DOMAIN}")
    assert len(list(duties.owed(answering(coordinator.pk)))) == 2
    chosen = Proposal.objects.to_take().values_list("pk", flat=True)
    outcome = actions.take(document=demo.agreement(), proposals=chosen, by=coordinator)
    assert (len(outcome.taken), outcome.refused) == (6, [])
