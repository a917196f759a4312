"""Mails about submissions: neutral, a link only. Reminders go to who must report and to who must accept (F54)."""

import datetime as dt

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils import timezone

from cases.indicators import states
from cases.indicators.periods import day_of
from cases.models import Submission
from directory.models import Membership
from portal import mail
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import User

EARLY, SOON, WEEK = 14, 3, 7  # days before the due date; then each week after it


def reporters_of(submission: Submission) -> QuerySet[User]:
    members = Membership.objects.filter(organisation=submission.organisation_id, role=OrganisationRole.REPORTER)
    return User.objects.filter(pk__in=members.values("user"), is_active=True)


def coordinators() -> QuerySet[User]:
    group = Group.objects.filter(name=PortalRole.COORDINATOR)
    return User.objects.filter(groups__in=group, is_active=True)


def tell(template: str, users: QuerySet[User], submission: Submission, page: str) -> None:
    context = {"page": page, "due": submission.period.due_on, "until": submission.unlocked_until}
    mail.send_on_commit(f"cases/indicators/mail/{template}.txt", users, context)


def own_page(submission: Submission) -> str:
    return mail.link("indicators:submission", submission.pk)


def submitted(submission: Submission) -> None:
    tell("submitted", coordinators(), submission, mail.link("indicators:review", submission.pk))


def returned(submission: Submission) -> None:
    tell("returned", reporters_of(submission), submission, own_page(submission))


def accepted(submission: Submission) -> None:
    tell("accepted", reporters_of(submission), submission, own_page(submission))


def opened_again(submission: Submission) -> None:
    tell("opened_again", reporters_of(submission), submission, own_page(submission))


def is_day_to_remind(due: dt.date, today: dt.date, last: dt.date | None) -> bool:
    """14 and 3 days before, the day after, then each week; a day that was missed is made up for."""
    left = (due - today).days
    if last is None:
        return left <= EARLY
    days = (due - last).days
    if left >= 0:
        return left <= SOON < days
    return days >= 0 or (today - last).days >= WEEK


def remind() -> int:
    """How many submissions somebody was reminded of; once a day at most."""
    today = day_of(timezone.now())
    return remind_reporters(today) + remind_coordinators(today)


def remind_reporters(today: dt.date) -> int:
    waiting = (
        Submission.objects.unrestricted()
        .filter(state__in=states.OPEN, period__opens_on__lte=today, period__locks_on__gte=today)
        .select_related("period")
    )
    due = [row for row in waiting if is_day_to_remind(row.period.due_on, today, row.reminded_on)]
    for row in due:
        tell("due", reporters_of(row), row, own_page(row))
        Submission.objects.unrestricted().filter(pk=row.pk).update(reminded_on=today)
    return len(due)


def remind_coordinators(today: dt.date) -> int:
    """One mail for all that waits for acceptance for a week, again each week."""
    rows = Submission.objects.unrestricted().filter(state__in=states.WAITS_FOR_REVIEW).select_related("period")
    long_ago = today - dt.timedelta(days=WEEK)
    late = [
        row
        for row in rows
        if row.submitted_at is not None
        and day_of(row.submitted_at) <= long_ago
        and (row.review_reminded_on is None or row.review_reminded_on <= long_ago)
    ]
    if late:
        tell("to_accept", coordinators(), late[0], mail.link("indicators:overview"))
        Submission.objects.unrestricted().filter(pk__in=[row.pk for row in late]).update(review_reminded_on=today)
    return len(late)
