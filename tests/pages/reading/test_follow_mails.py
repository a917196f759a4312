"""Who follows is told of a major version, once for the announcement and once for its beginning, and of nothing else (F6)."""

import datetime as dt
import json

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from pages.models import Follow, FollowChoice, FollowedChange, FollowNews
from pages.reading import follow_actions
from pages.versions import actions as versions
from portal.models import OutgoingMail
from tests import factories
from tests.pages.reading import texts
from tests.pages.reading.texts import NOW, SECTIONS, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(portal):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor(clock):
    return factories.UserFactory(editor=True)


@pytest.fixture
def guideline(clock):
    return texts.guideline()


def follower(page, section: str = "", pace: str = "at_once", **fields):
    user = factories.UserFactory(**fields)
    Follow.objects.create(user=user, document=page, section=SECTIONS.get(section, ""))
    FollowChoice.objects.create(user=user, pace=pace)
    return user


def told(capture) -> list[str]:
    """The addresses of the mails written since, and whatever waits for after the commit is done."""
    for work in capture:
        work()
    sent = [json.loads(mail.content) for mail in OutgoingMail.objects.all()]
    OutgoingMail.objects.all().delete()
    assert all("Quittenbaum" not in mail["text"] + mail["subject"] and "/folgen/" in mail["text"] for mail in sent)
    return sorted(mail["to"] for mail in sent)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What `act` leads to: the mails after its transaction."""

    def run(act) -> list[str]:
        with django_capture_on_commit_callbacks() as waiting:
            act()
        return told([one for one in waiting if getattr(one, "__qualname__", "").startswith("telling")])

    return run


def test_f13_a_major_version_is_told_once_and_a_minor_one_never(guideline, clock, committed):
    user = follower(guideline)
    assert committed(lambda: texts.published(guideline, is_major=False, s2="Bis Juli!")) == []
    clock.shift(dt.timedelta(days=1))
    assert committed(lambda: texts.published(guideline, s2="Bis Januar.")) == [user.email]
    follow_actions.tell_all()
    assert (told([]), FollowedChange.objects.count()) == ([], 1)


def test_f13_an_announced_version_is_told_and_told_again_when_it_begins(guideline, editor, clock, committed):
    user, day = follower(guideline), TODAY + dt.timedelta(days=10)
    assert committed(lambda: texts.announced(guideline, day, editor, s2="Bis Januar.")) == [user.email]
    clock.shift(dt.timedelta(days=9))
    assert committed(lambda: call_command("begin_versions", verbosity=0)) == []
    clock.shift(dt.timedelta(days=1))
    assert committed(lambda: call_command("begin_versions", verbosity=0)) == [user.email]


def test_f13_a_minor_version_is_not_announced_either(guideline, editor, clock, committed):
    follower(guideline)
    later = TODAY + dt.timedelta(days=2)
    assert committed(lambda: texts.announced(guideline, later, editor, is_major=False, s2="Bis Juli!")) == []
    clock.shift(dt.timedelta(days=2))
    assert committed(lambda: call_command("begin_versions", verbosity=0)) == []


def test_f13_adopted_for_today_it_is_told_as_one_thing(guideline, editor, committed):
    user = follower(guideline)
    assert committed(lambda: texts.announced(guideline, TODAY, editor, s2="Bis Januar.")) == [user.email]


def test_f13_a_section_is_told_of_when_it_changed(guideline, committed):
    changed, gone = follower(guideline, "2"), follower(guideline, "3")
    follower(guideline, "1")
    sent = committed(lambda: texts.published(guideline, s2="Bis Januar.", s3=""))
    assert sent == sorted([changed.email, gone.email])


def test_f13_who_follows_twice_gets_one_mail(guideline, committed):
    user = follower(guideline, "2")
    Follow.objects.create(user=user, document=guideline)
    assert committed(lambda: texts.published(guideline, s2="Bis Januar.")) == [user.email]


def test_f13_not_to_who_may_no_longer_open_it_or_has_gone(guideline, committed):
    closed = PageViewRestriction.objects.create(page=guideline.get_parent(), restriction_type="groups")
    closed.groups.add(Group.objects.create(name="Enger Kreis"))
    follower(guideline)
    inside = follower(guideline)
    inside.groups.add(Group.objects.get(name="Enger Kreis"))
    follower(guideline, is_active=False)
    assert committed(lambda: texts.published(guideline, s2="Bis Januar.")) == [inside.email]


def test_f13_what_is_collected_comes_in_one_mail_in_the_morning(guideline, editor, clock, committed):
    user, other = follower(guideline, pace="daily"), texts.guideline(title="Zweite Richtlinie")
    Follow.objects.create(user=user, document=other)

    def act():
        texts.published(guideline, s2="Bis Januar.")
        texts.announced(other, TODAY + dt.timedelta(days=5), editor, s2="Bis Mai.")

    assert committed(act) == []
    assert FollowNews.objects.filter(user=user).count() == 2
    call_command("send_followed_changes", verbosity=0)
    assert told([]) == [user.email]
    call_command("send_followed_changes", verbosity=0)
    assert told([]) == []


def test_f13_whoever_stopped_before_the_morning_gets_nothing(guideline, committed):
    user = follower(guideline, pace="daily")
    committed(lambda: texts.published(guideline, s2="Bis Januar."))
    Follow.objects.filter(user=user).delete()
    call_command("send_followed_changes", verbosity=0)
    assert (told([]), FollowNews.objects.count()) == ([], 0)


def test_f13_what_was_withdrawn_before_the_morning_is_not_told(guideline, editor, committed):
    follower(guideline, pace="daily")
    found = []
    day = TODAY + dt.timedelta(days=5)
    committed(lambda: found.append(texts.announced(guideline, day, editor, s2="Bis Januar.")))
    versions.withdraw(version=found[0], by=editor)
    call_command("send_followed_changes", verbosity=0)
    assert (told([]), FollowNews.objects.count()) == ([], 0)


def test_f13_what_the_queue_missed_is_told_later_and_once(guideline):
    user = follower(guideline)
    texts.published(guideline, s2="Bis Januar.")
    assert FollowedChange.objects.get().told_at is None
    for expected in ([user.email], []):
        call_command("tell_followers", verbosity=0)
        assert told([]) == expected


def test_f13_the_list_says_which_version_counts_and_which_is_coming(guideline, editor, client):
    user = follower(guideline)
    texts.published(guideline, s2="Bis Januar.")
    texts.announced(guideline, TODAY + dt.timedelta(days=5), editor, s2="Bis Mai.")
    client.force_login(user)
    page = client.get("/folgen/").content.decode()
    assert "Fassung 2 gilt seit 23. November 2026" in page
    assert "Fassung 3 gilt ab 28. November 2026" in page
