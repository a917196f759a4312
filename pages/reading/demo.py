"""In the invented county the guideline is to be acknowledged: most have, some have not; a few people follow something."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from pages import demo
from pages.models import Acknowledgement, AcknowledgementRule, Follow, FollowChoice, NormativePage
from pages.reading import actions, asked, follow_actions
from pages.versions import queries as versions
from portal.models import User

DOMAIN = "@rebental.example"
COORDINATOR = "birgit.moench-saal"
GUIDELINE = "richtlinie-integrationsmanagement"
DAYS, BEGUN_DAYS_AGO = 14, 9
MISSING = ("ayla.korber", "lena.wolfart", "tomasz.wilga", "niklas.obertanner")
# who, whether the agreement or the guideline, the number of a section
FOLLOWED = (
    ("mirko.antes", demo.AGREEMENT, ""),
    ("birgit.moench-saal", GUIDELINE, ""),
    ("ayla.korber", GUIDELINE, "3.11.2"),
    ("karin.seebald", demo.AGREEMENT, "10"),
)


def document(slug: str) -> NormativePage | None:
    return NormativePage.objects.filter(slug=slug, locale__language_code="de", live=True).first()


def is_loaded() -> bool:
    """Also where there is nothing to read."""
    return AcknowledgementRule.objects.exists() or document(GUIDELINE) is None


@transaction.atomic
def load() -> None:
    guideline, by = document(GUIDELINE), User.objects.filter(email=f"{COORDINATOR}{DOMAIN}").first()
    if guideline is None or by is None:
        return
    begun = timezone.localdate() - dt.timedelta(days=BEGUN_DAYS_AGO)
    rule = AcknowledgementRule(document=guideline, asked_of=asked.AskedOf.ALL, days=DAYS, asked_from=begun)
    actions.ask(rule=rule, organisations=(), roles=(), by=by)
    confirm(rule)
    follow()


def confirm(rule: AcknowledgementRule) -> None:
    """By all but a few, in the days since it was asked for."""
    version = versions.in_force(rule.document)
    if version is None or version.effective_on is None:
        return
    missing = {f"{local}{DOMAIN}" for local in MISSING}
    rows = asked.memberships_under(rule).exclude(user__email__in=missing).order_by("user")
    days = max(1, min(BEGUN_DAYS_AGO, (timezone.localdate() - version.effective_on).days))
    people = {row.user_id: row.user for row in rows.select_related("user")}
    for place, user in enumerate(people.values()):
        given = actions.acknowledge(version=version, by=user)
        at = timezone.now() - dt.timedelta(days=place % days)
        Acknowledgement.objects.filter(pk=given.pk).update(confirmed_at=at)


def follow() -> None:
    for local, slug, number in FOLLOWED:
        user, page = User.objects.filter(email=f"{local}{DOMAIN}").first(), document(slug)
        section = page.section_named(number) if page is not None and number else ""
        if user is not None and page is not None and bool(section) == bool(number):
            follow_actions.follow(document=page, section=section, by=user)
    at_once = User.objects.filter(email=f"{COORDINATOR}{DOMAIN}").first()
    if at_once is not None and Follow.objects.filter(user=at_once).exists():
        follow_actions.choose_pace(pace=FollowChoice.Pace.AT_ONCE, by=at_once)
