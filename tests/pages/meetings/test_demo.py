"""The demo has a meeting that was held and one whose date is looked for, gaps and records of trainings, and work for its people."""

import pytest

from directory.demo import loading as directory
from pages import demo as documents
from pages.meetings import demo
from pages.meetings import duties as meeting_duties
from pages.models import Decision, Meeting, Poll, RequiredTraining, TrainingRecord
from pages.polls import duties as poll_duties
from pages.training import demo as training_demo
from pages.training import duties as training_duties
from portal.demo import loading
from portal.duties.answering import answering
from portal.models import OutgoingMail, User

pytestmark = pytest.mark.django_db
SOURCES = (poll_duties, meeting_duties, training_duties)


def kinds(local: str) -> set[str]:
    user = User.objects.get(email=f"{local}@rebental.example")
    return {duty.kind for source in SOURCES for duty in source.owed(answering(user.pk))}


def test_i15_the_demo_has_meetings_polls_and_trainings_with_work_for_its_people(portal):
    loading.load()
    directory.load()
    documents.load()
    demo.load()
    training_demo.load()
    assert demo.is_loaded()
    assert training_demo.is_loaded()
    assert not OutgoingMail.objects.exists()
    held = Meeting.objects.get(title="Halbjahrestreffen im Sommer")
    assert held.is_over
    assert held.minutes_published_at is not None
    assert held.agenda.count() == 3
    assert [one.done_at is not None for one in Decision.objects.order_by("pk")] == [True, False, False]
    assert Poll.objects.open().count() == 2
    assert {"polls.answer", "meetings.decision"} <= kinds("mirko.antes")
    assert {"polls.answer", "meetings.decision"} <= kinds("karin.seebald")
    assert "polls.decide" in kinds("birgit.moench-saal")
    assert TrainingRecord.objects.count() > 4
    assert RequiredTraining.objects.filter(is_open=True, rule__qualification="c").count() == 2
    assert "training.team" in kinds("mirko.antes") | kinds("samira.dell")
