"""What waits in the restricted section stands under "Zu erledigen", and only after the second factor (F58)."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.test import Client

from cases.access import actor
from cases.models import Referral
from cases.referrals import duties, referral_actions
from cases.referrals.response_time import ResponseTime
from directory.models import Absence, Deputy
from portal.duties.answering import answering
from portal.extensions import Asker
from tests import factories
from tests.cases.factories import member, signed_in

PAGE = "/zu-erledigen/"


def listed(user) -> list[str]:
    return [duty.title for duty in duties.owed(answering(user.pk))]


def counted(user) -> int:
    rows = get_user_model().objects.filter(pk=user.pk).annotate(number=duties.number(Asker(user.pk, False)))
    return rows.get().number


def test_f58_each_side_sees_what_it_is_to_answer_and_the_menu_counts_the_same(county):
    new, asked, done = county.sent(), county.sent(), county.sent()
    county.move(asked, "ask", county.tomasz, "Wann?")
    county.move(done, "accept", county.tomasz)
    assert listed(county.tomasz) == [f"Fallübergabe {new.number} beantworten"]
    assert listed(county.ayla) == [f"Rückfrage zu {asked.number} beantworten"]
    for user in (county.tomasz, county.ayla, county.karin, county.mirko, county.other):
        assert counted(user) == len(listed(user)), user
    assert listed(county.karin) == listed(county.other) == []


def test_f58_the_stand_in_sees_what_waits_for_the_absent_colleague(county):
    colleague = member(county.jobcenter)
    referral = county.sent()
    referral_actions.hand_on(
        referral=referral,
        to=county.tomasz,
        version=Referral.objects.unrestricted().get().version,
        by=actor(county.tomasz),
    )
    assert listed(colleague) == []
    position = factories.PositionFactory(organisation=county.jobcenter, person__user=county.tomasz)
    other = factories.PositionFactory(organisation=county.jobcenter, person__user=colleague)
    Deputy.objects.create(position=position, deputy=other, sort_order=0)
    Absence.objects.create(person=position.person, first_day=dt.date(2026, 1, 1))
    found = list(duties.owed(answering(colleague.pk)))
    assert [duty.on_behalf_of for duty in found] == [str(position.person)]
    assert counted(colleague) == 1


def test_f58_without_the_factor_only_that_something_waits(county):
    referral = county.sent()
    assert referral.number in signed_in(county.tomasz).get(PAGE).content.decode()
    plain = Client()
    plain.force_login(county.tomasz)
    page = plain.get(PAGE).content.decode()
    assert "Im geschützten Bereich wartet etwas" in page
    assert referral.number not in page
    assert str(referral.pk) not in page


def test_r29_what_the_consent_no_longer_carries_is_no_duty(county, standing_clock):
    referral = county.sent()
    assert listed(county.tomasz)
    standing_clock.move_to(referral.consent.valid_until)
    assert listed(county.tomasz) == []


def test_f49_the_time_for_an_answer_comes_from_the_agreement_and_is_kept(county, monkeypatch, standing_clock):
    agreed = ResponseTime(2, "KV AuI 5.3", "/vereinbarungen/kv/#z-5-3")
    monkeypatch.setattr("cases.referrals.referral_actions.response_time", lambda *_sides: agreed)
    referral = county.sent()
    assert (referral.response_days, referral.response_clause, referral.response_url) == (2, agreed.clause, agreed.url)
    page = signed_in(county.tomasz).get(f"/faelle/{referral.pk}/").content.decode()
    assert "bis Mittwoch, 25. November" in page
    assert f'href="{agreed.url}"' in page
    duty = next(iter(duties.owed(answering(county.tomasz.pk))))
    assert (duty.due, duty.clause, duty.clause_url) == (dt.date(2026, 11, 25), agreed.clause, agreed.url)
