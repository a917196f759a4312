"""R7, R45: what editors store or delete is an event, in the transaction of the write."""

import pytest
from django.urls import reverse
from wagtail.snippets.models import get_snippet_models

from directory.models import Person, Service, TargetGroup
from portal.audit.editor_views import AuditedViewSet
from portal.models import AuditEvent
from search.models import PinnedResult, SynonymGroup
from tests import factories

pytestmark = pytest.mark.django_db
OURS = {"portal", "directory", "search"}


def url(model: type, view: str, *args: object) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def events() -> list[tuple[str, str, str]]:
    kept = AuditEvent.objects.filter(action__startswith="editor.").order_by("pk")
    return [(event.action, event.object_type, event.object_id) for event in kept]


def test_r7_every_view_of_the_editor_that_writes_records_who_did():
    models = [model for model in get_snippet_models() if model._meta.app_label in OURS]
    assert {Person, PinnedResult} <= set(models)
    assert [model for model in models if not isinstance(model.snippet_viewset, AuditedViewSet)] == []
    for model in models:
        viewset = model.snippet_viewset
        for view in (viewset.add_view_class, viewset.edit_view_class, viewset.delete_view_class):
            assert any(base.__module__ == "portal.audit.editor_views" for base in view.__mro__), (model, view)


def test_r7_a_group_of_words_from_its_beginning_to_its_end(editor):
    editor.post(url(SynonymGroup, "add"), {"kind": "synonym", "words": "Amt\nBehörde", "note": ""})
    group = SynonymGroup.objects.get()
    editor.post(url(SynonymGroup, "edit", group.pk), {"kind": "synonym", "words": "Amt\nDienststelle", "note": ""})
    editor.post(url(SynonymGroup, "delete", group.pk))
    assert not SynonymGroup.objects.exists()
    kind, key = "search.synonymgroup", str(group.pk)
    assert events() == [("editor.saved", kind, key)] * 2 + [("editor.removed", kind, key)]
    assert {event.actor_id for event in AuditEvent.objects.filter(action__startswith="editor.")} == {
        int(editor.session["_auth_user_id"])
    }


def test_r7_deleting_many_at_once_is_an_event_each(editor):
    groups = [TargetGroup.objects.create(name=name) for name in ("Familien", "Jugend")]
    address = reverse("wagtail_bulk_action", args=["directory", "targetgroup", "delete"])
    editor.post(f"{address}?next=/&id={groups[0].pk}&id={groups[1].pk}")
    assert not TargetGroup.objects.exists()
    assert sorted(events()) == [("editor.removed", "directory.targetgroup", str(group.pk)) for group in groups]


def test_r7_what_was_refused_is_no_event(editor):
    position = factories.PositionFactory()
    factories.CoverageFactory(contact=position, organisation=position.organisation)
    editor.post(url(type(position), "delete", position.pk))
    editor.post(url(Service, "add"), {"name": ""})
    assert type(position).objects.filter(pk=position.pk).exists()
    assert events() == []


def test_r47_what_cannot_be_recorded_is_not_stored(editor, monkeypatch):
    group = SynonymGroup.objects.create(words="Amt\nBehörde")

    def broken(*_args, **_kwargs):
        raise RuntimeError("trail")

    monkeypatch.setattr("portal.audit.trail.record", broken)
    with pytest.raises(RuntimeError, match="trail"):
        editor.post(url(SynonymGroup, "delete", group.pk))
    with pytest.raises(RuntimeError, match="trail"):
        editor.post(url(SynonymGroup, "add"), {"kind": "synonym", "words": "Eins\nZwei", "note": ""})
    assert SynonymGroup.objects.get() == group


def test_r7_editors_who_delete_searches_are_named_but_not_the_words(editor):
    from search.editors import query_stats

    for _time in range(3):
        query_stats.count_search("Sprachkurs", 0)
        query_stats.gather()
    key = query_stats.key_of("sprachkurs")
    page = editor.get(reverse("search_forget"), {"key": key})
    assert "„sprachkurs“" in page.content.decode()
    assert "1 Zählung wird gelöscht" in page.content.decode()
    editor.post(reverse("search_forget"), {"key": key})
    event = AuditEvent.objects.get(action="search.searches_forgotten")
    assert event.details == {"count": 1, "all": False} and event.actor_id is not None
