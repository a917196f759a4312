"""The demo shows a request in each state, and somebody has something to do on each side."""

import pytest
from django.core.management import call_command

from pages.job_shadowing import duties, states
from pages.models import ShadowingRequest
from portal.duties.answering import answering
from portal.models import OutgoingMail, User

pytestmark = pytest.mark.django_db


def test_f30_the_demo_has_every_state_and_work_for_everybody(portal):
    call_command("load_demo", verbosity=0)
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
