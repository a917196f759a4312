"""A page for a group: who belongs to it opens and finds it, nobody else learns that it exists."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from wagtail.documents.models import Document as File
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from pages.models import HomePage, NewsIndexPage, NormativeIndexPage, StandardPage
from search import indexing
from tests.factories import UserFactory, news_page, normative_page, section, verify

SECRET = "Quittenrunde"


@pytest.fixture
def circle(portal):
    return Group.objects.create(name="Planungsrunde")


def client_of(user):
    client = Client()
    client.force_login(user)
    verify(client, user)
    return client


@pytest.fixture
def member(circle):
    user = UserFactory()
    user.groups.add(circle)
    return client_of(user)


@pytest.fixture(params=["reader", "editor"])
def outsider(request, portal):
    return client_of(UserFactory(editor=request.param == "editor"))


def restrict(page, circle):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(circle)
    return restriction


@pytest.fixture
def pages(circle):
    """One of each type, closed one by one, so that the lists they stand in stay open."""
    home = HomePage.objects.get(locale__language_code="de")
    document = normative_page([section("1", SECRET, f"<p>{SECRET}</p>")], title=f"{SECRET} Vertrag", short_title="QR")
    news = news_page(f"{SECRET} Meldung", teaser=SECRET)
    text = home.add_child(
        instance=StandardPage(title=f"{SECRET} Seite", slug="runde", show_in_menus=True, show_in_footer=True)
    )
    below = text.add_child(instance=StandardPage(title=f"{SECRET} darunter", slug="darunter"))
    for page in (document, news, text):
        restrict(page, circle)
    connection.run_on_commit.clear()
    indexing.rebuild()
    return [document, news, text, below]


def lists():
    home = HomePage.objects.get(locale__language_code="de")
    indexes = [model.objects.get(locale__language_code="de") for model in (NewsIndexPage, NormativeIndexPage)]
    return [page.get_url() for page in (home, *indexes)] + ["/suche/", "/konto/"]


def test_who_may_not_see_it_gets_403_and_no_redirect(outsider, pages):
    for page in pages:
        answer = outsider.get(page.get_url())
        assert answer.status_code == 403, page
        assert SECRET not in answer.content.decode()
    assert outsider.get(f"{pages[0].get_url()}z/1/").status_code == 403


def test_nobody_else_learns_of_it(outsider, member, pages):
    for client in (member, outsider, member, outsider):  # what one circle is shown is not kept for the other
        for url in lists():
            shown = client.get(url).content.decode()
            if client is outsider:
                assert SECRET not in shown, url
                assert not [page for page in pages if f'"{page.get_url()}"' in shown], url


def test_nobody_else_learns_of_it_by_the_search(outsider, pages):
    results = outsider.get("/suche/", {"q": SECRET[:-1] + "a"})
    assert not results.context["results"].total
    assert SECRET not in results.content.decode()
    results = outsider.get("/suche/", {"q": SECRET}).context["results"]
    assert (results.total, results.nearest, any(results.facets.values())) == (0, (), False)
    assert outsider.get("/suche/vorschlaege/", {"q": SECRET[:6]}).json() == {"suggestions": []}


def test_who_may_see_it_finds_it_everywhere(member, pages):
    for page in pages:
        assert member.get(page.get_url()).status_code == 200
    home, news, documents, *_others = (member.get(url).content.decode() for url in lists())
    assert f"{SECRET} Vertrag" in home and f"{SECRET} Meldung" in home and f"{SECRET} Seite" in home
    assert f"{SECRET} Meldung" in news
    assert f"{SECRET} Vertrag" in documents
    crumbs = member.get(pages[3].get_url()).content.decode()
    assert f"{SECRET} Seite" in crumbs
    hits = member.get("/suche/", {"q": SECRET}).context["results"].hits
    assert {hit.document.title for hit in hits} >= {f"{SECRET} Vertrag", f"{SECRET} Meldung", f"{SECRET} Seite"}
    suggested = member.get("/suche/vorschlaege/", {"q": SECRET[:6]}).json()["suggestions"]
    assert f"{SECRET} Vertrag" in {suggestion["title"] for suggestion in suggested}


def test_a_page_below_two_restrictions_is_for_those_whom_both_let_in(member, pages, circle):
    other = Group.objects.create(name="Zweite Runde")
    restrict(pages[3], other)
    assert member.get(pages[3].get_url()).status_code == 403
    indexing.rebuild()
    shown = member.get("/suche/", {"q": "darunter"}).context["results"]
    assert pages[3].title not in [hit.document.title for hit in (*shown.hits, *shown.nearest)]


def test_a_right_taken_or_given_counts_at_the_next_request(portal, circle, pages):
    user = UserFactory()
    client = client_of(user)
    for joins in (True, False, True):
        (user.groups.add if joins else user.groups.remove)(circle)
        assert (client.get(pages[0].get_url()).status_code == 200) == joins
        assert (SECRET in client.get("/").content.decode()) == joins
        assert bool(client.get("/suche/", {"q": SECRET}).context["results"].total) == joins


def test_a_group_taken_from_the_restriction_counts_at_the_next_request(member, circle, pages):
    assert SECRET in member.get("/").content.decode()
    for restriction in PageViewRestriction.objects.all():
        restriction.groups.set([Group.objects.create(name=f"Andere {restriction.pk}")])
    assert SECRET not in member.get("/").content.decode()
    assert not member.get("/suche/", {"q": SECRET}).context["results"].total


def test_the_overview_itself_closed_takes_its_link_along(outsider, circle, pages):
    overview = pages[0].get_parent()
    restrict(overview, circle)
    assert f'"{overview.get_url()}"' not in outsider.get("/").content.decode()


def test_a_file_for_a_group_is_refused_without_a_redirect(outsider, member, circle):
    collection = Collection.get_first_root_node().add_child(name="Runde")
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups")
    restriction.groups.add(circle)
    file = File(title="Anlage", collection=collection)
    file.file.save("anlage.txt", ContentFile(b"Text"), save=True)
    assert outsider.get(file.url).status_code == 403
    served = member.get(file.url)
    assert b"".join(served.streaming_content) == b"Text"
    served.close()
