"""Two carriers that report, a job centre that does not, and who coordinates them."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from cases.access import actor
from cases.indicators import period_actions, periods, places, submission_actions, tally_actions
from cases.indicators.answer_actions import save_answers
from cases.indicators.queries import catalogue_of
from cases.indicators.tally_actions import Place, Stroke
from cases.models import IndicatorSet, ReportingPeriod, Submission, Tally
from directory.models import Organisation
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import User
from tests import factories
from tests.cases.factories import member, signed_in

TODAY = dt.date(2026, 11, 23)
DUE = dt.date(2027, 1, 31)


class Carriers:
    def __init__(self) -> None:
        self.sozialwerk, self.brueckenhaus = factories.OrganisationFactory(), factories.OrganisationFactory()
        self.jobcenter = factories.OrganisationFactory(kind=Organisation.Kind.EMPLOYMENT)
        self.ayla = member(self.sozialwerk)
        self.jonas = member(self.sozialwerk, OrganisationRole.REPORTER)
        self.mirko = member(self.sozialwerk, OrganisationRole.SUPERVISOR)
        self.yasemin = member(self.brueckenhaus, OrganisationRole.REPORTER)
        self.tomasz = member(self.jobcenter)
        self.birgit: User = factories.UserFactory()
        self.birgit.groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
        self.catalogue = IndicatorSet.objects.get()
        period_actions.make_periods(
            templates=periods.of_year(2026),
            catalogue=self.catalogue,
            reporters=[self.sozialwerk, self.brueckenhaus],
            by=actor(self.birgit),
        )
        self.half_year = ReportingPeriod.objects.get(name="2. Halbjahr 2026")
        self.year = ReportingPeriod.objects.get(kind="calendar_year")
        self.submission = self.of(self.sozialwerk)

    def of(self, organisation: Organisation, period: ReportingPeriod | None = None) -> Submission:
        return Submission.objects.unrestricted().get(organisation=organisation, period=period or self.half_year)

    def place(self, user: User | None = None) -> Place:
        return Place(user or self.ayla, self.sozialwerk)

    def stroke(self, topic: str = "arbeit", form: str = "beratung", **fields: Any) -> Stroke:
        given = {
            "pk": uuid.uuid4(),
            "day": TODAY,
            "talk": Tally.Talk.COUNSELLING,
            "topic": topic,
            "form": form,
            **fields,
        }
        stroke = Stroke(**given)
        tally_actions.add_stroke(stroke=stroke, place=self.place())
        return stroke

    def complete(self, number: str = "20", **changed: str) -> dict[str, str]:
        """Values for each input of the form; `changed` by its name with "__" for a dot."""
        values = {}
        for indicator in catalogue_of(self.half_year).indicators:
            for place in catalogue_of(self.half_year).places_of(indicator):
                is_text = indicator.kind == "text"
                values[place.field(places.KIND)] = places.TEXT if is_text else places.VALUE
                values[place.field(places.REASON)] = ""
                values |= {places.cell_name(key): "" if is_text else number for key in place.cells}
        return values | {name.replace("__", "."): value for name, value in changed.items()}

    def submitted(self, submission: Submission | None = None, by: User | None = None) -> Submission:
        row = submission or self.submission
        who = actor(by or self.jonas)
        row = save_answers(submission=row, values=self.complete(), by=who)
        return submission_actions.submit(submission=row, version=row.version, by=who)

    def accepted(self) -> Submission:
        row = self.submitted()
        return submission_actions.accept(submissions=[row], by=actor(self.birgit))[0]

    def open_tally(self, user: User | None = None) -> Client:
        """A browser with the grant for today and no session."""
        browser = signed_in(user or self.ayla)
        browser.post(reverse("indicators:tally"), {"ort": str(self.sozialwerk.pk)})
        bare = Client()
        bare.cookies["strichliste"] = browser.cookies["strichliste"].value
        return bare
