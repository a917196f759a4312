"""The demo shows a request in each state, and somebody has something to do on each side."""

import pytest

from directory.demo import loading as directory
from pages.job_shadowing import demo, duties, states
from pages.models import ShadowingRequest
from portal.demo import accounts
from portal.duties.answering import answering
from portal.models import OutgoingMail, User

pytestmark = pytest.mark.django_db


def test_f30_the_demo_has_every_state_and_work_for_everybody(portal):
    accounts.create_accounts()
    directory.load()
    demo.load()
    assert demo.is_loaded()
    assert set(ShadowingRequest.objects.values_list("state", flat=True)) == set(states.STATES)
    assert not OutgoingMail.objects.exists()
    kinds = {}
    for local in ("mirko.antes", "tomasz.wilga", "lena.wolfart", "kolja.reutner"):
        user = User.objects.get(email=f"{local}@rebental.example")
        kinds[local] = {duty.kind.rpartition(".")[2] for duty in duties.owed(answering(user.pk))}
    assert "approve" in kinds["mirko.antes"]
    assert {"confirm", "clients"} <= kinds["tomasz.wilga"]
    assert "pledge" in kinds["lena.wolfart"]
    assert {"confirm", "feedback_guest"} <= kinds["kolja.reutner"]
