"""An agreement of two parties with a few sections, and people of every side: made(…)."""

from dataclasses import dataclass

from django.test import Client

from directory.models import Position
from pages.models import NormativePage, Proposal
from portal.models import User
from tests import factories
from tests.pages import partners

GOALS = '<p>Wir beraten <b>freiwillig</b> und <a href="https://example.org/">kostenlos</a>.</p><ul><li>eins</li><li>zwei</li></ul>'
TYPED = "Wir beraten freiwillig und kostenlos.\n\n- eins\n- zwei"


@dataclass
class Circle:
    document: NormativePage
    office: Position
    carrier: Position
    stranger: Position
    coordinator_user: User
    coordinator: Client

    def client(self, position: Position) -> Client:
        return partners.browser(position.person.user)

    def identity(self, number: str) -> str:
        return next(one.identity for one in self.document.outline() if one.number == number)

    @property
    def url(self) -> str:
        return f"/aenderungswuensche/{self.document.pk}/"

    def new(self, number: str = "1", kind: str = "") -> str:
        return f"{self.url}neu/?abschnitt={self.identity(number)}" + (f"&art={kind}" if kind else "")

    def propose(self, position: Position, number: str = "1", kind: str = "", **typed: str) -> Proposal:
        """Through the form, as it is opened."""
        client, page = self.client(position), self.new(number, kind)
        form = client.get(page).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields}
        sent |= {"grund": "Weil es so klarer ist.", **typed}
        response = client.post(page, sent)
        assert response.status_code == 302, response.context["form"].errors
        return Proposal.objects.latest("pk")

    def reworded(
        self, position: Position | None = None, number: str = "1", words: str = "immer freiwillig"
    ) -> Proposal:
        return self.propose(position or self.carrier, number, text=TYPED.replace("freiwillig", words))

    def answer(self, proposal: Proposal, step: str = "adopt", text: str = "Das machen wir."):
        return self.coordinator.post(f"{self.url}{proposal.pk}/antwort/", {"entscheidung": step, "antwort": text})

    def adopted(self, **fields) -> Proposal:
        proposal = self.reworded(**fields)
        assert self.answer(proposal).status_code == 302
        proposal.refresh_from_db()
        return proposal

    def take(self, *proposals: Proposal):
        return self.coordinator.post(
            f"{self.url}in-den-entwurf/", {"wunsch": [one.pk for one in proposals]}, follow=True
        )

    def draft(self) -> list:
        page = NormativePage.objects.get(pk=self.document.pk)
        return page.get_latest_revision_as_object().outline()


def made(**fields) -> Circle:
    change = factories.section("4", "Änderungen")
    sections = [
        factories.section("1", "Ziele", GOALS),
        factories.section("1.1", "Näheres", "<p>Genauer.</p>", level=2),
        factories.section("2", "Wege", GOALS),
        factories.section("3", "Treffen", "<p>Halbjährlich.</p>"),
        change,
    ]
    office = partners.named(factories.OrganisationFactory(name="Jobcenter Musterland"), "Amsel")
    carrier = partners.named(factories.OrganisationFactory(name="Trägerverein Musterland"), "Star", first_name="Jon")
    stranger = partners.named(factories.OrganisationFactory(name="Sprachschule"), "Fink", first_name="Ada")
    fields = {"change_clause": change["id"], **fields}
    document = factories.normative_page(sections, **{**partners.AGREED, **fields})
    partners.signed_by(document, (office, None), (carrier, None))
    coordinator = partners.coordinator()
    return Circle(document, office, carrier, stranger, coordinator, partners.browser(coordinator))
