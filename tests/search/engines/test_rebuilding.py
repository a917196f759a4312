"""A rebuild while the portal goes on: what changed meanwhile stays, and what failed never was."""

import pytest

from search.documents import Query, Viewer
from tests.search.engines.alike import fill, sections
from tests.search.engines.test_words import documents_of, kept, made, there

__all__ = ["made"]
READER = Viewer(frozenset({"reader", "group:1"}))


def ids(engine, typed):
    return sorted(hit.document.id for hit in engine.search(Query(typed, viewer=READER, size=100)).hits)


def state(engine):
    typed = ("Quitten", "Mispeln", "Quiten", "Kaution", "Frist")
    answers = [engine.search(Query(one, viewer=READER, size=100)) for one in typed]
    told = [(answer.total, answer.facets, answer.did_you_mean, answer.notice) for answer in answers]
    return engine.held(), engine.count(), kept(engine), told, [ids(engine, one) for one in typed]


def test_owners_that_change_meanwhile_keep_what_they_have(made):
    engine = made()
    before = sections()[:40]
    fill(engine, before)
    owners = list(dict.fromkeys(document.owner for document in before))
    held = {owner: [one for one in before if one.owner == owner] for owner in owners}
    changed, removed, shrunk, late = owners[:4]
    with engine.rebuild() as builder:
        for owner in owners:
            if owner == late:
                engine.put(late, documents_of(late, [("Mispeln", "reader")]))
            builder.put(owner, held[owner])
        engine.put(changed, documents_of(changed, [("Quitten im Korb", "reader"), ("Quitten", "group:1")]))
        engine.remove(removed)
        engine.put(shrunk, held[shrunk][:1])
        engine.put("page:new", documents_of("page:new", [("Mispeln und Quitten", "group:1")]))
    held |= {
        changed: documents_of(changed, [("Quitten im Korb", "reader"), ("Quitten", "group:1")]),
        removed: [],
        shrunk: held[shrunk][:1],
        late: documents_of(late, [("Mispeln", "reader")]),
        "page:new": documents_of("page:new", [("Mispeln und Quitten", "group:1")]),
    }
    fresh = made()
    fill(fresh, [document for own in held.values() for document in own])
    assert state(engine) == state(fresh)
    assert kept(engine) == there([document for own in held.values() for document in own])
    assert ids(engine, "Quitten") == sorted([f"{changed}:0", f"{changed}:1", "page:new:0"])
    engine.put(changed, [])
    assert ids(engine, "Quitten") == ["page:new:0"]


def test_a_rebuild_over_many_states_leaves_nothing_of_those_before(made):
    engine, fresh = made(), made()
    for number in (40, 10, 25):
        fill(engine, sections()[:number])
        engine.put("page:extra", documents_of("page:extra", [("Quitten", "reader")]))
    fill(engine, sections()[:25])
    fill(fresh, sections()[:25])
    assert state(engine) == state(fresh)


@pytest.mark.parametrize("fails", ["while it collects", "at the switch"])
def test_an_interrupted_rebuild_changes_nothing(made, monkeypatch, fails):
    engine = made()
    fill(engine, [*sections()[:20], *documents_of("page:q", [("Quitten", "reader")])])
    before = state(engine)
    if fails == "at the switch" and engine.name == "elastic":
        monkeypatch.setattr(engine.index, "switch_to", broken)
    elif fails == "at the switch":
        monkeypatch.setattr("search.engines.embedded.records.NEW_STATE", "SELECT 1 FROM nowhere")
    with pytest.raises(Exception, match=r"nowhere|broken"), engine.rebuild() as builder:
        builder.put("page:m", documents_of("page:m", [("Mispeln", "reader")]))
        if fails == "while it collects":
            broken()
    monkeypatch.undo()
    assert state(engine) == before
    fill(engine, sections()[:20])
    assert ids(engine, "Quitten") == []


def broken(*_args):
    raise RuntimeError("broken")
