"""The demo's guideline is to be acknowledged: most have, the caseworker has not, and some follow something."""

import pytest

from directory.demo import loading as directory
from pages import demo as documents
from pages.models import Acknowledgement, AcknowledgementRule, Follow
from pages.reading import demo, duties
from portal.demo import loading
from portal.duties.answering import answering
from portal.models import OutgoingMail, User

pytestmark = pytest.mark.django_db


def owed(local: str) -> list[str]:
    user = User.objects.get(email=f"{local}{demo.DOMAIN}")
    return [duty.kind for duty in duties.owed(answering(user.pk))]


def test_f13_in_the_demo_the_caseworker_has_something_to_read_and_most_have_read_it(portal):
    loading.load()
    directory.load()
    documents.load()
    demo.load()
    assert demo.is_loaded()
    assert not OutgoingMail.objects.exists()
    assert AcknowledgementRule.objects.get().version is not None
    assert Acknowledgement.objects.count() > 3 * len(demo.MISSING)
    assert (owed("ayla.korber"), owed("jonas.ehrlich")) == (["acknowledgement.own"], [])
    assert Follow.objects.count() == len(demo.FOLLOWED)
    assert Follow.objects.exclude(section="").count() == 2
