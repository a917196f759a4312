"""F38, F39: nobody finds, counts, learns by suggestion, mark or correction what he or she may not open; case data is nowhere."""

import datetime as dt
import logging
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.documents.models import Document as File
from wagtail.models import PageViewRestriction

from pages.models import HomePage, ShadowingOffer, StandardPage
from portal import page_cache
from search import indexing, registry
from search.access import viewer_for
from search.documents import NOBODY, READER, Document, Query, Viewer
from search.editors import editorial
from search.engines import get_engine
from search.engines.elastic.engine import ElasticEngine
from search.models import PinnedResult
from tests.factories import UserFactory, event_page, news_page, normative_page, section, verify
from tests.servers import PATIENT

# Words that stand in what nobody may open, each close to none that all may read.
SECRET = "Zwetschgenknoedelrezept"
NEAR_SECRET = "Zwetschgenknoedelrezebt"
OPEN = "Mispelgelee"


def documents(audience, word):
    """One document of every registered kind, with the word wherever a word can stand."""
    for kind in registry.kinds():
        name = f"{kind}-{audience}-{word}"
        yield Document(
            id=name,
            owner=f"probe.{name}:1",
            kind=kind,
            title=f"{word} {kind}",
            text=f"Hier steht {word} in einem Satz.",
            url=f"/{name}/",
            number="77.3",
            citation="77.3",
            number_path=("77", "77.3"),
            former_numbers=("88.4",),
            path=(f"{word}kapitel",),
            document_title=f"Band {word}",
            document_aliases=(f"Alias{word}",),
            organisations=(f"Verein {word}",),
            audience=audience,
        )


@pytest.fixture(params=["embedded", "elastic"])
def engine(request, tmp_path):
    if request.param == "embedded":
        yield filled(get_engine("embedded"))
        return
    made = ElasticEngine([request.getfixturevalue("elasticsearch")], f"test-{uuid4().hex}", tmp_path / "lock", PATIENT)
    yield filled(made)
    made.index.drop_all()
    made.client.close()


def filled(made):
    with made.rebuild() as builder:
        for document in (*documents("group:7", SECRET), *documents(READER, OPEN)):
            builder.put(document.owner, [document])
    return made


VIEWERS = {"anonymous": NOBODY, "reader": Viewer(), "editor": Viewer(frozenset({READER, "group:3"}))}
MEMBER = Viewer(frozenset({READER, "group:7"}))
QUESTIONS = [
    SECRET, NEAR_SECRET, SECRET.lower(), f'"{SECRET}"', f"{SECRET}kapitel", f"Alias{SECRET}", f"Verein {SECRET}",
    f"Band {SECRET}", "Zwetschgenknoedel", "77.3", "Ziffer 88.4", f"77.3 {SECRET}", f"{SECRET} {OPEN}", f"-{OPEN} {SECRET}",
]  # fmt: skip


def everything(found, suggestions):
    """All that an answer says, but for what was asked."""
    return repr((found.hits, found.nearest, found.facets, found.also_searched, suggestions))


@pytest.mark.parametrize("typed", QUESTIONS)
@pytest.mark.parametrize("name", VIEWERS)
def test_f38_no_answer_tells_of_what_the_viewer_may_not_open(engine, name, typed):
    viewer = VIEWERS[name]
    for filters in ({}, {"document_title": (f"Band {SECRET}",)}, {"organisations": (f"Verein {SECRET}",)}):
        found = engine.search(Query(typed, viewer=viewer, filters=filters, size=50))
        shown = [hit.document for hit in (*found.hits, *found.nearest)]
        assert all(one.audience in viewer.audiences for one in shown)
        assert found.total == len(found.hits)
        ticked = {value for values in filters.values() for value in values}
        counted = [one for values in found.facets.values() for one in values if one.value not in ticked]
        assert SECRET not in repr(
            (shown, counted, found.did_you_mean.replace(typed.split()[-1], ""), found.also_searched)
        )
        assert all(one.count == 0 for values in found.facets.values() for one in values if one.value in ticked)
    assert SECRET not in repr(engine.suggest(typed, viewer))


def test_f38_who_may_open_it_finds_all_of_every_kind(engine):
    """The counterpart, without which the test above would pass on an empty index."""
    found = engine.search(Query(SECRET, viewer=MEMBER, size=50))
    assert {hit.document.kind for hit in found.hits} == set(registry.kinds())
    assert engine.search(Query(NEAR_SECRET, viewer=MEMBER)).did_you_mean
    assert engine.suggest("Zwetsch", MEMBER)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from([SECRET, NEAR_SECRET, SECRET[:9], OPEN, "77.3", "-", '"', "und"]), max_size=6).map(
            " ".join
        ),
        st.integers(1, len(SECRET)).map(lambda length: SECRET[:length]),
    ),
    name=st.sampled_from(sorted(VIEWERS)),
)
def test_f38_whatever_is_typed(engine, typed, name):
    viewer = VIEWERS[name]
    found = engine.search(Query(typed, viewer=viewer))
    said = everything(found, engine.suggest(typed, viewer))
    assert SECRET.lower() not in said.lower()
    assert SECRET.lower() in typed.lower() or SECRET.lower() not in found.did_you_mean.lower()


def test_f38_an_answer_is_the_same_whether_or_not_there_are_secrets(engine):
    """Not even the length of a list, a correction or a suggestion tells that there is more."""
    queries = [*QUESTIONS, OPEN, OPEN[:-1] + "x"]

    def said():
        found = [engine.search(Query(text, viewer=Viewer())) for text in queries]
        return [
            (one.total, [hit.document.id for hit in one.hits], one.facets, one.did_you_mean, one.also_searched)
            for one in found
        ], [engine.suggest(text[:5], Viewer()) for text in queries]

    before = said()
    for document in documents("group:7", SECRET):
        engine.remove(document.owner)
    assert said() == before


def test_f38_a_kept_answer_never_reaches_another_circle(engine):
    """The same question from readers with other rights, one after the other and again, in one process."""
    for viewer in (MEMBER, Viewer(), MEMBER, Viewer(frozenset({READER, "group:3"}))):
        kinds = {hit.document.audience for hit in engine.search(Query(SECRET, viewer=viewer, size=50)).hits}
        assert kinds == ({"group:7"} if viewer == MEMBER else set())


def test_f38_a_kept_answer_ends_with_the_next_change(engine):
    document = next(iter(documents(READER, OPEN)))
    query = Query(OPEN, viewer=Viewer(), size=50)
    before = [engine.search(query) for _twice in range(2)]
    assert document.id in [hit.document.id for hit in before[1].hits]
    engine.remove(document.owner)
    assert document.id not in [hit.document.id for hit in engine.search(query).hits]


# The pages themselves ------------------------------------------------------------------------------


def restricted_pages():
    """One page of every registered model, each below a restricted one, with the secret in title and text."""
    home = HomePage.objects.get(locale__language_code="de")
    document = normative_page([section("1", SECRET, f"<p>{SECRET}</p>")], title=f"{SECRET} Vertrag")
    file = File(title=f"{SECRET} Datei")
    file.file.save("anlage.txt", ContentFile(f"Im Text: {SECRET}.".encode()), save=True)
    document.annexes.create(document=file, number="Anlage 1")
    document.save_revision().publish()
    # As it was yesterday; today it says something else.
    document.versions.update(effective_on=timezone.localdate() - dt.timedelta(days=1))
    document.sections[0].value["heading"] = f"{SECRET} heute"
    document.save_revision().publish()
    news = news_page(f"{SECRET} Meldung", teaser=SECRET)
    text = home.add_child(instance=StandardPage(title=f"{SECRET} Seite", slug="geheim", body=f"<p>{SECRET}</p>"))
    event = event_page(f"{SECRET} Treffen", summary=SECRET)
    for page in (document.get_parent(), news.get_parent(), text, event):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return [document, news, text, event, document.versions.get(number=1)]


@pytest.fixture
def people(portal):
    def client(user):
        made = Client()
        if user is not None:
            made.force_login(user)
            verify(made, user)
        return made

    return {
        "anonymous": client(None),
        "reader": client(UserFactory()),
        "editor": client(UserFactory(editor=True)),
        "administrator": client(UserFactory(administrator=True)),
    }


def test_f38_restricted_pages_of_every_model_are_on_no_page_of_the_search(people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        pages = restricted_pages()
    connection.run_on_commit.clear()
    indexing.rebuild()
    for page in pages[:-1]:
        PinnedResult.objects.create(query="Obstkuchen", page=page)
    # What an organisation offers is for everybody signed in and cannot be restricted.
    for_all = {ShadowingOffer}
    in_pages = {source.model for source in registry.sources if source.model._meta.app_label != "directory"} - for_all
    assert in_pages <= {*map(type, pages), HomePage} | {type(pages[0].annexes.first())}, (
        "a new kind can be found: give restricted_pages() one of it"
    )
    assert people.pop("anonymous").get(reverse("search:results"), {"q": SECRET}).status_code == 302
    for client in people.values():
        for typed in (SECRET, NEAR_SECRET, "Obstkuchen", "anlage", SECRET[:10]):
            html = client.get(reverse("search:results"), {"q": typed}).content.decode()
            main = re.search(r"<main.*</main>", html, re.S)[0]
            for echo in (f"„{typed}“", f'value="{typed}"', f"={typed}"):
                main = main.replace(echo, "")
            assert SECRET not in main
            assert SECRET not in client.get(reverse("search:suggestions"), {"q": typed}).content.decode()


def test_f38_the_report_is_for_editors_only(people):
    codes = {name: client.get(reverse("search_report")).status_code for name, client in people.items()}
    assert (codes["editor"], codes["administrator"]) == (200, 200)
    assert {codes["anonymous"], codes["reader"]} <= {302, 403}


def test_f38_an_account_that_was_closed_finds_nothing(portal):
    user = UserFactory(is_active=False)
    assert viewer_for(user) == NOBODY


# Case data -----------------------------------------------------------------------------------------


def test_f39_no_source_of_the_search_belongs_to_cases_or_reads_from_it():
    from django.apps import apps

    for source in registry.sources:
        assert source.model._meta.app_label != "cases"
        assert not source.documents.__module__.startswith("cases")
        assert not source.findable.__module__.startswith("cases")
        assert not [leader for leader in source.follows if leader._meta.app_label == "cases"]
    folder = Path(apps.get_app_config("cases").path)
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "search" not in [
            word for line in text.splitlines() if "import" in line for word in line.replace(".", " ").split()
        ], path


def test_f39_a_canary_is_in_no_index_cache_or_log(people, settings, caplog, django_capture_on_commit_callbacks):
    canary = "Kanarienvogel4711Gesang"
    caplog.set_level(logging.DEBUG)
    with django_capture_on_commit_callbacks(execute=True):
        page = normative_page([section("1", canary, f"<p>{canary}</p>")], title=f"Akte {canary}", live=False)
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        page.save_revision().publish()
    connection.run_on_commit.clear()
    indexing.rebuild()
    for client in people.values():
        client.get(reverse("search:results"), {"q": "Akte"}, follow=True)
    index = b"".join(
        path.read_bytes() for path in settings.PORTAL_SEARCH_INDEX.parent.glob("search*") if path.is_file()
    )
    assert len(index) > 1000
    assert canary.lower().encode() not in index.lower()
    kept = [
        *(repr(cache._cache) for cache in caches.all() if hasattr(cache, "_cache")),
        repr(page_cache._memory._cache),
    ]
    assert canary not in "".join(kept)
    assert canary not in "".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("search", "portal", "pages"))
    )
    assert editorial.stored_pinned() == {}
