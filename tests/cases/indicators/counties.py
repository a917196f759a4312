"""Five carriers that report, and the county's figures made of them."""

from cases.access import actor
from cases.indicators import period_actions, periods, result_actions, submission_actions
from cases.indicators.answer_actions import save_answers
from cases.models import PublishedResult, ReportingPeriod, Submission
from directory.models import Organisation
from portal.identity.auth import OrganisationRole
from portal.models import User
from tests import factories
from tests.cases.factories import member
from tests.cases.indicators.carriers import Carriers


class County(Carriers):
    """Five carriers, four of which report what `numbers` says for every field."""

    numbers = ("20", "14", "9", "30")

    def __init__(self) -> None:
        super().__init__()
        self.more: list[tuple[Organisation, User]] = []
        for _number in range(2):
            organisation = factories.OrganisationFactory()
            self.more.append((organisation, member(organisation, OrganisationRole.REPORTER)))
        period_actions.make_periods(
            templates=periods.of_year(2026),
            catalogue=self.catalogue,
            reporters=[organisation for organisation, _user in self.more],
            by=actor(self.birgit),
        )
        self.reporters = [(self.sozialwerk, self.jonas), (self.brueckenhaus, self.yasemin), *self.more]

    def deliver(self, period: ReportingPeriod | None = None, first: dict[str, str] | None = None) -> None:
        """All reports are accepted; `first` is what the first carrier says otherwise."""
        for place, (organisation, user) in enumerate(self.reporters):
            changed = (first or {}) if place == 0 else {}
            self.accept(organisation, user, self.complete(self.numbers[place], **changed), period)

    def accept(
        self, organisation: Organisation, user: User, values: dict[str, str], period: ReportingPeriod | None = None
    ) -> Submission:
        who = actor(user)
        row = save_answers(submission=self.of(organisation, period), values=values, by=who)
        row = submission_actions.submit(submission=row, version=row.version, by=who)
        return submission_actions.accept(submissions=[row], by=actor(self.birgit))[0]

    def publish(self, period: ReportingPeriod | None = None) -> PublishedResult:
        return result_actions.publish_result(period=period or self.half_year, by=actor(self.birgit))
