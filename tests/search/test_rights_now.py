"""R61: rights are checked from the database when hits, suggestions and counts are shown, whatever index and worker do."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document as File
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from directory.models import ContactList, ListEntry, Mailbox, Position, Visibility
from directory.models.restrictions import AUDIENCE
from search import indexing, registry, rights
from search.documents import READER, Viewer
from search.engines import get_engine
from search.engines.elastic.engine import ElasticEngine
from tests import factories
from tests.factories import news_page, normative_page, section, verify
from tests.servers import PATIENT

WORD = "Zwetschgenkern"


@pytest.fixture(params=["embedded", "elastic"])
def engine(request, tmp_path, monkeypatch):
    """The engine that answers readers; nothing writes to it after the rebuild: no worker runs."""
    if request.param == "embedded":
        yield get_engine("embedded")
        return
    url = request.getfixturevalue("elasticsearch")
    made = ElasticEngine([url], f"test-{uuid4().hex}", tmp_path / "lock", PATIENT)
    monkeypatch.setattr("search.views.get_engine", lambda: made)
    yield made
    made.index.drop_all()
    made.client.close()


@pytest.fixture
def office(portal):
    return factories.OrganisationFactory(name="Sozialwerk am Rebenhang")


def member(organisation):
    client = Client()
    user = factories.MembershipFactory(organisation=organisation).user
    client.force_login(user)
    verify(client, user)
    return client


def stop_the_worker():
    """What waits for the commit never happens."""
    connection.run_on_commit.clear()


def said(client, typed=WORD):
    """What an answer tells beside the words typed: hits, facets, counts and suggestions."""
    response = client.get(reverse("search:results"), {"q": typed})
    results = response.context["results"]
    titles = [hit.document.title for hit in (*results.hits, *results.nearest)]
    suggestions = client.get(reverse("search:suggestions"), {"q": typed[:8]}).json()["suggestions"]
    facets = [(value.value, value.count) for values in results.facets.values() for value in values]
    return {
        "total": results.total,
        "titles": titles,
        "suggested": [suggestion["title"] for suggestion in suggestions],
        "facets": facets,
        "meant": results.did_you_mean,
    }


def nothing(client, typed=WORD):
    return said(client, typed) == {"total": 0, "titles": [], "suggested": [], "facets": [], "meant": ""}


def contact(office):
    position = factories.PositionFactory(
        person__last_name=WORD, organisation=office, role="Sucht", phone="+496990009777"
    )
    return lambda: Position.objects.filter(pk=position.pk).update(visibility=Visibility.OWN)


def left(office):
    position = factories.PositionFactory(person__last_name=WORD, organisation=office, role="Sucht")
    return lambda: position.delete()


def mailbox(office):
    box = factories.MailboxFactory(organisation=office, name=WORD, email="zwetschge@example.org")
    return lambda: Mailbox.objects.filter(pk=box.pk).update(visibility=Visibility.OWN)


def internal_list(office):
    made = factories.ContactListFactory(name=WORD, organisation=office, visibility=ContactList.Audience.PARTNERS)
    return lambda: ContactList.objects.filter(pk=made.pk).update(visibility=ContactList.Audience.OWN)


def list_entry(office):
    made = factories.ContactListFactory(organisation=office, visibility=ContactList.Audience.PARTNERS)
    position = factories.PositionFactory(person__last_name="Wolf", organisation=office)
    ListEntry.objects.create(contact_list=made, position=position, phone="+496990009555", note=WORD)
    return lambda: ContactList.objects.filter(pk=made.pk).update(visibility=ContactList.Audience.OWN)


def document():
    return normative_page([section("1", WORD, f"<p>Hier steht {WORD}.</p>")], title=f"{WORD} Vertrag")


def page_offline(office):
    page = document()
    return lambda: Page.objects.filter(pk=page.pk).update(live=False)


def page_of_a_group(office):
    page = document()

    def close():
        restriction = PageViewRestriction.objects.create(
            page=page.get_parent(), restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(Group.objects.create(name="Planungsrunde"))

    return close


def closed_file(office):
    page = normative_page([section("1", "Frist", "<p>Text</p>")], title="Vertrag")
    file = File(title=f"{WORD} Datei")
    file.file.save("anlage.txt", ContentFile(f"Im Text: {WORD}.".encode()), save=True)
    page.annexes.create(document=file, number="Anlage 1")
    page.save_revision().publish()

    def close():
        collection = Collection.get_first_root_node().add_child(name="Geschlossen")
        File.objects.filter(pk=file.pk).update(collection=collection)
        CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")

    return close


KINDS = [contact, left, mailbox, internal_list, list_entry, page_offline, page_of_a_group, closed_file]


@pytest.mark.parametrize("kind", KINDS)
def test_r61_what_was_narrowed_is_gone_at_the_next_request_while_no_worker_runs(engine, office, kind):
    narrow = kind(office)
    stop_the_worker()
    indexing.rebuild(engine)
    outsider = member(factories.OrganisationFactory(name="Beratung im Tal"))
    before = said(outsider)
    assert before["total"] and before["titles"], "the counterpart, without which all below would pass on an empty index"
    assert said(outsider, f"{WORD[:-1]}m")["meant"]
    narrow()
    stop_the_worker()
    assert nothing(outsider)
    assert nothing(outsider, f"{WORD[:-1]}m"), "not even a correction tells of it"


@pytest.mark.parametrize("kind", [contact, mailbox, internal_list])
def test_r61_who_may_still_see_it_goes_on_finding_it(engine, office, kind):
    factories.PositionFactory(person__last_name="Andere", organisation=office)
    narrow = kind(office)
    stop_the_worker()
    insider = member(office)
    narrow()
    stop_the_worker()
    indexing.rebuild(engine)
    assert said(insider)["total"] == 1


def test_r61_counts_and_facets_are_those_of_what_is_left(engine, office):
    others = [
        factories.PositionFactory(person__last_name=f"{WORD}", organisation=office, role="Sucht") for _n in range(30)
    ]
    open_one = factories.PositionFactory(
        person__last_name=WORD, person__first_name="Offen", organisation=factories.OrganisationFactory()
    )
    indexing.rebuild(engine)
    outsider = member(factories.OrganisationFactory())
    assert said(outsider)["total"] == 31
    Position.objects.filter(pk__in=[other.pk for other in others]).update(visibility=Visibility.OWN)
    told = said(outsider)
    assert (told["total"], told["titles"]) == (1, [str(open_one.person)])
    assert (office.name, 30) not in told["facets"]
    assert {count for _value, count in told["facets"]} == {1}
    assert said(outsider)["suggested"] == [str(open_one.person)]


def test_r61_a_number_that_moved_to_a_list_is_not_told_from_an_old_index(engine, office):
    """Its readers see it in the list, where each look is recorded, and not in a snippet written before."""
    position = factories.PositionFactory(person__last_name=WORD, organisation=office, phone="+496990009777")
    indexing.rebuild(engine)
    contact_list = factories.ContactListFactory(organisation=office)
    Position.objects.filter(pk=position.pk).update(visibility=Visibility.LISTED, contact_list=contact_list)
    html = member(office).get(reverse("search:results"), {"q": WORD}).content.decode()
    assert "9777" not in html


def test_r61_the_database_says_the_same_audience_as_the_model(office):
    contact_list = factories.ContactListFactory(organisation=office)
    made = [
        factories.PositionFactory(organisation=office),
        factories.PositionFactory(organisation=office, own=True),
        factories.PositionFactory(organisation=office, listed=True, contact_list=contact_list),
    ]
    told = dict(Position.objects.annotate(told=AUDIENCE).values_list("pk", "told"))
    assert told == {position.pk: position.audience for position in made}


def test_r61_all_owners_of_an_answer_are_checked_in_two_queries(office, django_assert_num_queries):
    for kind in KINDS:
        if kind is not closed_file:
            kind(office)
    indexing.rebuild()
    owners = get_engine().held()
    assert len({owner.partition(":")[0] for owner in owners}) > 5
    with django_assert_num_queries(2):
        assert set(rights.audiences_now(owners)) == set(owners)


def test_r61_an_index_that_cannot_be_put_right_says_nothing(office, monkeypatch):
    contact(office)()
    engine = get_engine()
    monkeypatch.setattr(rights, "without", lambda viewer, closed: viewer)
    Position.objects.update(visibility=Visibility.PARTNERS)
    indexing.rebuild()
    Position.objects.update(visibility=Visibility.OWN)
    assert not rights.suggest(engine, WORD[:6], Viewer())


def test_what_is_asked_with_a_query_compiled_before_is_as_the_database_has_it_now(portal):
    pages = [normative_page([section("1", "Obst")], title=f"Richtlinie {no}") for no in range(3)]
    news = news_page()
    owners = [registry.owner(type(page), page.pk) for page in (*pages, news)]
    assert rights.audiences_now(owners) == dict.fromkeys(owners, READER)
    gate = PageViewRestriction.objects.create(page=pages[1], restriction_type=PageViewRestriction.GROUPS)
    pages[2].unpublish()
    assert rights.audiences_now(owners) == {owners[0]: READER, owners[1]: f"gates:{gate.pk}", owners[3]: READER}
    gate.delete()
    assert rights.audiences_now(owners[1:]) == {owners[1]: READER, owners[3]: READER}
    assert rights.audiences_now([*owners, "pages.normativepage:999999", "no:1", "x"]).keys() == {*owners} - {owners[2]}
