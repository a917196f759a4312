"""Proposals of change: worded, discussed, answered, put into the draft (F14, DITH)."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction

from pages.models import NormativePage, Proposal
from pages.proposals import actions, states
from pages.proposals.errors import NotNow
from pages.versions import actions as versions
from portal.identity.auth import PortalRole
from tests import factories
from tests.pages import partners
from tests.pages.proposals import ground

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def circle(portal):
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(11), tzinfo=dt.UTC), tick=False):
        yield ground.made()


def said(response) -> str:
    return response.content.decode()


@pytest.mark.django_db
def test_f14_each_section_leads_to_a_form_with_its_text_and_the_proposal_shows_before_and_after(circle):
    client = circle.client(circle.carrier)
    assert circle.new().replace("&", "&amp;") in said(client.get(circle.document.url))
    form = client.get(circle.new()).context["form"]
    assert (form["ueberschrift"].value(), form["text"].value()) == ("Ziele", ground.TYPED)
    proposal = circle.reworded()
    assert proposal.after == ground.GOALS.replace("freiwillig", "immer freiwillig", 1).replace("<b>immer ", "immer <b>")
    assert (proposal.before, proposal.organisation.name) == (ground.GOALS, "Trägerverein Musterland")
    page = said(client.get(f"{circle.url}{proposal.pk}/"))
    assert "Weil es so klarer ist." in page
    assert "https://example.org/" in page


@pytest.mark.django_db
def test_f14_a_wish_is_written_and_concrete_and_nothing_typed_is_lost(circle):
    client = circle.client(circle.carrier)
    form = client.get(circle.new()).context["form"]
    same = {"stand": form["stand"].value(), "ueberschrift": "Ziele", "text": ground.TYPED, "grund": "Darum"}
    for changes, field in (
        ({}, "text"),
        ({"text": "Ganz neu.", "grund": ""}, "grund"),
        ({"text": "a" * 20_001}, "text"),
    ):
        response = client.post(circle.new(), same | changes)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert response.context["form"]["text"].value() == (same | changes)["text"]
    assert client.post(circle.new(kind="add"), same | {"text": " ", "ueberschrift": ""}).status_code == 422
    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_f14_a_section_that_changed_while_somebody_wrote_is_shown_anew_and_their_words_stay(circle):
    client = circle.client(circle.carrier)
    stand = client.get(circle.new()).context["form"]["stand"].value()
    identity = circle.identity("1")
    circle.document.sections = [
        {**row, "value": {**row["value"], "text": "<p>Anders.</p>"}} if row["id"] == identity else dict(row)
        for row in circle.document.sections.raw_data
    ]
    circle.document.save_revision().publish()
    sent = {"stand": stand, "ueberschrift": "Ziele", "text": "Mein Text.", "grund": "Darum"}
    response = client.post(circle.new(), sent)
    assert response.status_code == 422
    assert "Der Abschnitt hat sich geändert" in said(response)
    assert "Mein Text." in said(response)
    assert "Anders." in said(response)
    again = sent | {"stand": response.context["form"].fresh_stand}
    assert client.post(circle.new(), again).status_code == 302


@pytest.mark.django_db
def test_f14_parties_word_changes_of_an_agreement_and_any_partner_those_of_a_guideline(circle):
    stranger = circle.client(circle.stranger)
    assert stranger.get(circle.new()).status_code == 403
    assert stranger.post(circle.new(), {}).status_code == 403
    assert "Änderungen an dieser Vereinbarung schlagen die Beteiligten vor" in said(stranger.get(circle.new()))
    NormativePage.objects.filter(pk=circle.document.pk).update(kind="guideline")
    assert stranger.get(circle.new()).status_code == 200
    nobody = partners.browser(factories.UserFactory())
    assert nobody.get(circle.new()).status_code == 403
    NormativePage.objects.filter(pk=circle.document.pk).update(repealed_on=TODAY)
    assert "außer Kraft" in said(stranger.get(circle.new()))


@pytest.mark.django_db
def test_f14_an_answer_is_owed_within_the_days_of_the_agreement_or_twenty_working_days(circle):
    proposal = circle.reworded()
    assert proposal.due_on == dt.date(2026, 12, 21)
    [duty] = partners.duties(circle.coordinator)
    assert (duty.title, duty.due, duty.clause) == (
        "Änderungswunsch beantworten: KV M 1",
        proposal.due_on,
        "KV M 4",
    )
    assert partners.counted(circle.coordinator) == 1
    assert circle.coordinator.get(duty.url).status_code == 200
    NormativePage.objects.filter(pk=circle.document.pk).update(response_days=3)
    assert circle.reworded(number="2").due_on == dt.date(2026, 11, 26)
    for one in Proposal.objects.all():
        circle.answer(one)
    assert (partners.duties(circle.coordinator), partners.counted(circle.coordinator)) == ([], 0)


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["adopt", "decline"])
def test_f14_every_answer_has_a_sentence_and_is_told_to_all_who_took_part(
    circle, step, django_capture_on_commit_callbacks
):
    proposal = circle.reworded()
    circle.client(circle.office).post(f"{circle.url}{proposal.pk}/beitrag/", {"text": "Gute Idee."})
    assert circle.answer(proposal, step, " ").status_code == 422
    assert circle.answer(proposal, "", "Ja").status_code == 422
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert circle.answer(proposal, step, "Das hilft allen.").status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == (states.BY_NAME[step].target, "Das hilft allen.")
    wanted = sorted(one.person.user.email for one in (circle.carrier, circle.office))
    assert sorted(address for one in mail.outbox for address in one.to) == wanted
    for one in mail.outbox:
        assert f"{circle.url}{proposal.pk}/" in one.body
        assert "hilft" not in one.body + one.subject
    assert "Das hilft allen." in said(circle.client(circle.stranger).get(f"{circle.url}{proposal.pk}/"))


@pytest.mark.django_db
def test_f14_of_two_coordinators_the_second_sees_the_answer_and_keeps_what_they_typed(circle):
    proposal = circle.reworded()
    other = partners.browser(partners.coordinator())
    other.get(f"{circle.url}{proposal.pk}/antwort/")
    assert circle.answer(proposal, "decline", "Das regelt schon 3.").status_code == 302
    page = f"{circle.url}{proposal.pk}/antwort/"
    response = other.post(page, {"entscheidung": "adopt", "antwort": "Übernehme ich gern."})
    assert response.status_code == 422  # adopting is not offered any more
    assert "Das regelt schon 3." in said(response)
    proposal.refresh_from_db()
    with pytest.raises(NotNow):
        actions.answer(proposal=proposal, step="adopt", text="Doch", by=partners.coordinator())
    assert Proposal.objects.get().state == states.DECLINED


SIDES = ("coordination", "proposer", "portal")


def test_f14_the_table_of_states():
    table = {
        (state, side): {step.name for step in states.allowed(state, {side})}
        for state in states.STATES
        for side in SIDES
    }
    assert {key: names for key, names in table.items() if names} == {
        ("open", "coordination"): {"adopt", "decline"},
        ("open", "proposer"): {"withdraw"},
        ("adopted", "coordination"): {"decline"},
        ("adopted", "portal"): {"complete"},
    }
    assert states.allowed("adopted", {"coordination"}, is_in_draft=True) == []


@pytest.mark.django_db
def test_f14_nobody_does_what_the_table_does_not_allow(circle):
    proposal = circle.reworded()
    author = circle.carrier.person.user
    for by, step in ((author, "adopt"), (circle.office.person.user, "withdraw"), (author, "complete"), (author, "nix")):
        with pytest.raises(NotNow):
            actions.answer(proposal=proposal, step=step, text="Satz", by=by)
    for client in (circle.client(circle.carrier), circle.client(circle.office)):
        assert client.post(f"{circle.url}{proposal.pk}/antwort/", {}).status_code == 403
        assert client.post(f"{circle.url}in-den-entwurf/", {"wunsch": proposal.pk}).status_code == 403
        assert client.get(f"{circle.url}{proposal.pk}/einsetzen/").status_code == 403


@pytest.mark.django_db
def test_f14_the_author_takes_it_back_until_it_is_answered(circle):
    proposal, author = circle.reworded(), circle.client(circle.carrier)
    page = f"{circle.url}{proposal.pk}/zurueckziehen/"
    assert circle.client(circle.office).get(page).status_code == 404
    assert "zurückziehen?" in said(author.get(page))
    assert author.post(page, follow=True).status_code == 200
    proposal.refresh_from_db()
    assert proposal.state == states.WITHDRAWN
    assert author.post(page).status_code == 404
    assert circle.answer(proposal).status_code == 422


@pytest.mark.django_db
def test_f14_support_is_given_once_for_each_organisation_and_taken_back(circle):
    proposal = circle.reworded()
    page = f"{circle.url}{proposal.pk}/unterstuetzen/"
    office = circle.client(circle.office)
    assert "Jobcenter Musterland unterstützt den Wunsch." in said(office.post(page, follow=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        proposal.supports.create(organisation=circle.office.organisation)
    assert "1 Stelle unterstützt das" in said(office.get(circle.url))
    assert "nicht mehr" in said(office.post(page, follow=True))
    assert not proposal.supports.exists()
    circle.client(circle.carrier).post(page)  # one's own wish
    assert not proposal.supports.exists()


@pytest.mark.django_db
def test_f14_adopted_ones_go_into_the_draft_and_the_published_text_stays(circle):
    first = circle.adopted()
    second = circle.propose(circle.office, "1", "add", ueberschrift="Neu", text="Ein Absatz.")
    third = circle.propose(circle.office, "3", "delete")
    for one in (second, third):
        circle.answer(one)
    page = said(circle.take(first, second, third))
    assert "3 Wünsche stehen jetzt im Entwurf." in page
    draft = circle.draft()
    assert [one.heading for one in draft] == ["Ziele", "Näheres", "Neu", "Wege", "Änderungen"]
    assert draft[0].source_html == first.after
    assert (draft[2].level, draft[2].source_html) == (1, "<p>Ein Absatz.</p>")
    circle.document.refresh_from_db()
    assert circle.document.outline()[0].source_html == ground.GOALS
    assert circle.document.has_unpublished_changes
    assert "Diese Wünsche hat schon jemand anderes" in said(circle.take(first))


@pytest.mark.django_db
def test_f14_two_on_one_section_or_a_draft_that_moved_on_are_shown_side_by_side_and_never_written_over(circle):
    first, second = circle.adopted(), circle.adopted(position=circle.office, words="stets freiwillig")
    page = said(circle.take(first, second))
    assert "1 Wunsch steht jetzt im Entwurf." in page
    assert "Bei 1 Wunsch steht im Entwurf inzwischen etwas anderes." in page
    assert circle.draft()[0].source_html == first.after
    settle = f"{circle.url}{second.pk}/einsetzen/"
    assert circle.coordinator.get(circle.url).context["conflicts"] == {second.pk: "changed"}
    assert settle in said(circle.coordinator.get(circle.url))
    response = circle.coordinator.get(settle)
    assert "immer" in said(response)
    assert "stets" in said(response)
    form = response.context["form"]
    sent = {"stand": form["stand"].value(), "ueberschrift": "Ziele", "text": "Wir beraten immer und stets."}
    assert circle.coordinator.post(settle, sent | {"stand": "alt", "einsetzen": "1"}).status_code == 409
    assert circle.draft()[0].source_html == first.after
    assert circle.coordinator.post(settle, sent | {"einsetzen": "1"}).status_code == 302
    assert circle.draft()[0].source_html == "<p>Wir beraten immer und stets.</p>"
    second.refresh_from_db()
    assert second.taken_at


@pytest.mark.django_db
def test_f14_a_wish_already_in_the_draft_in_other_words_is_counted_without_touching_it(circle):
    first, second = circle.adopted(), circle.adopted(position=circle.office, words="stets freiwillig")
    circle.take(first)
    settle = f"{circle.url}{second.pk}/einsetzen/"
    stand = circle.coordinator.get(settle).context["seen"]
    assert circle.coordinator.post(settle, {"stand": stand, "lassen": "1"}).status_code == 302
    second.refresh_from_db()
    assert (bool(second.taken_at), circle.draft()[0].source_html) == (True, first.after)


@pytest.mark.django_db
def test_f14_a_document_locked_in_the_editor_is_not_written_to(circle):
    proposal = circle.adopted()
    editor = factories.UserFactory(editor=True)
    NormativePage.objects.filter(pk=circle.document.pk).update(locked=True, locked_by=editor)
    assert "gesperrt" in said(circle.take(proposal))
    proposal.refresh_from_db()
    assert proposal.taken_at is None


@pytest.mark.django_db
def test_f14_editors_of_the_document_may_put_them_into_the_draft_but_not_answer(circle):
    proposal = circle.adopted()
    editor = partners.browser(factories.UserFactory(editor=True))
    assert editor.post(f"{circle.url}in-den-entwurf/", {"wunsch": proposal.pk}).status_code == 302
    assert circle.draft()[0].source_html == proposal.after
    assert editor.get(f"{circle.url}{proposal.pk}/antwort/").status_code == 403


@pytest.mark.django_db
def test_f14_when_the_version_is_in_force_what_it_holds_is_done_and_told(circle, django_capture_on_commit_callbacks):
    first, second = circle.adopted(), circle.adopted(number="2")
    circle.take(first)
    NormativePage.objects.get(pk=circle.document.pk).get_latest_revision().publish()
    first.refresh_from_db()
    second.refresh_from_db()
    number = circle.document.versions.get(state="adopted", effective_on=TODAY).number
    assert (first.state, first.done_in, second.state) == (states.DONE, number, states.ADOPTED)
    assert f"umgesetzt in Fassung {number}" in said(circle.coordinator.get(circle.url))
    assert f"{circle.url}{first.pk}/" in said(circle.coordinator.get(f"/fassungen/{circle.document.pk}/"))
    circle.take(second)
    with django_capture_on_commit_callbacks(execute=True):
        mail.outbox.clear()
        assert actions.complete(document=circle.document, sections=circle.draft(), version=9) == 1
    assert [one.to for one in mail.outbox] == [[circle.carrier.person.user.email]]


@pytest.mark.django_db
def test_f14_a_text_that_lies_with_the_parties_takes_nothing_more(circle):
    first, second = circle.adopted(), circle.adopted(number="2")
    circle.take(first)
    by = circle.coordinator_user
    version = versions.prepare(
        document=circle.document, effective_on=dt.date(2027, 1, 1), note="Neu", reason="Darum", by=by
    )
    versions.ask(version=version, by=by)
    assert "liegt den Beteiligten zur Zustimmung vor" in said(circle.take(second))
    second.refresh_from_db()
    assert second.taken_at is None


@pytest.mark.django_db
def test_f14_a_wish_says_when_its_section_reads_differently_by_now(circle):
    proposal, other = circle.reworded(), circle.adopted(position=circle.office, words="stets freiwillig")
    client = circle.client(circle.stranger)
    assert "lautet inzwischen anders" not in said(client.get(f"{circle.url}{proposal.pk}/"))
    circle.take(other)
    NormativePage.objects.get(pk=circle.document.pk).get_latest_revision().publish()
    assert "lautet inzwischen anders" in said(client.get(f"{circle.url}{proposal.pk}/"))


@pytest.mark.django_db
def test_f14_a_translation_leads_to_the_wishes_of_the_text_that_binds(circle):
    english = circle.document.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.save_revision().publish()
    english = NormativePage.objects.get(pk=english.pk)
    page = said(circle.client(circle.carrier).get(english.url))
    assert circle.new() in page
    assert circle.url in page


@pytest.mark.django_db
def test_f14_a_version_without_the_change_leaves_it_in_the_draft(circle):
    proposal = circle.adopted()
    circle.take(proposal)
    assert actions.complete(document=circle.document, sections=circle.document.outline(), version=2) == 0


@pytest.mark.django_db
def test_f14_what_is_restricted_is_seen_by_those_who_may_open_the_document(circle):
    proposal = circle.reworded()
    gate = PageViewRestriction.objects.create(page=circle.document, restriction_type=PageViewRestriction.GROUPS)
    gate.groups.add(Group.objects.create(name="Kleiner Kreis"))
    client = circle.client(circle.carrier)
    for page in (circle.url, circle.new(), f"{circle.url}{proposal.pk}/", f"{circle.url}anmerkungen/"):
        assert client.get(page).status_code == 404, page
    assert client.post(f"{circle.url}{proposal.pk}/beitrag/", {"text": "Hm"}).status_code == 404
    assert (partners.duties(circle.coordinator), partners.counted(circle.coordinator)) == ([], 0)
    gate.groups.add(Group.objects.get(name=PortalRole.COORDINATOR.value))
    assert partners.counted(circle.coordinator) == len(partners.duties(circle.coordinator)) == 1


@pytest.mark.django_db
def test_f14_the_margin_and_the_tab_say_what_is_open(circle):
    client = circle.client(circle.office)
    assert "Änderungswunsch offen" not in said(client.get(circle.document.url))
    proposal = circle.reworded()
    page = said(client.get(circle.document.url))
    assert "1 Änderungswunsch offen" in page
    circle.answer(proposal, "decline")
    assert "Änderungswunsch offen" not in said(client.get(circle.document.url))


@pytest.mark.django_db
def test_f14_the_database_refuses_answers_without_a_sentence_and_other_nonsense(circle):
    proposal = circle.reworded()
    rows = Proposal.objects.filter(pk=proposal.pk)
    for nonsense in (
        {"state": states.ADOPTED},
        {"answer": "Ja"},
        {"reason": ""},
        {"state": states.DONE},
        {"done_in": 3},
        {"taken_at": proposal.proposed_at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**nonsense)


@pytest.mark.django_db
def test_f14_a_hundred_proposals_cost_no_more_queries_than_one(circle):
    client = circle.client(circle.office)
    proposal = circle.reworded()

    def queries() -> tuple[int, int]:
        client.get(circle.url)  # what is kept for all pages
        with CaptureQueriesContext(connection) as captured:
            assert client.get(circle.url).status_code == 200
        own = [query for query in captured.captured_queries if 'FROM "pages_proposal"' in query["sql"]]
        return len(captured), len(own)

    few = queries()
    for number in range(100):
        proposal.pk = None
        proposal.state = states.OPEN if number % 2 else states.WITHDRAWN
        proposal.save(force_insert=True)
    assert queries() == few
    assert few[1] == 3  # the list, the number at its tab, the number of duties in the frame


@pytest.mark.django_db
def test_f14_addresses_that_name_nothing_are_not_found(circle):
    client, proposal = circle.client(circle.carrier), circle.reworded()
    other = factories.normative_page([factories.section("1", "Ziele")], title="Andere", kind="guideline")
    for page in (
        f"{circle.url}neu/",
        f"{circle.url}neu/?abschnitt=nix",
        f"/aenderungswuensche/{other.pk}/{proposal.pk}/",
        f"{circle.url}987654/",
    ):
        assert client.get(page).status_code == 404, page
    response = circle.coordinator.post(f"{circle.url}in-den-entwurf/", {"wunsch": ["x", "9" * 30]}, follow=True)
    assert "Bitte haken Sie an" in said(response)
