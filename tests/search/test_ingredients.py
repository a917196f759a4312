"""Each ingredient can be left out, and then what it finds is not found: what the ablation measures is real."""

from dataclasses import fields

import pytest

from search.documents import ALL, Document, Ingredients, Query, Viewer
from search.engines.embedded.engine import EmbeddedEngine

LEFT_OUT = [
    ("forms", "melden", "Alles wurde gemeldet"),
    ("compounds", "Kosten", "Die Fahrtkosten steigen"),
    ("synonyms", "Schweigepflicht", "Alle wahren Verschwiegenheit"),
    ("typos", "Hospitatzion", "Hospitationen sind möglich"),
]
FILLER = ["Obst und Brot", "Regen im Norden", "Katze auf dem Dach", "Musik am Abend", "Ein Garten"]


def found(folder, using, query, text):
    engine = EmbeddedEngine(folder / f"{using}.sqlite3".replace(" ", "")[-60:], using)
    texts = [*FILLER, text]
    with engine.rebuild() as builder:
        for no, one in enumerate(texts):
            builder.put(str(no), [Document(id=str(no), owner=str(no), kind="section", title="Teil", text=one)])
    hits = [hit.document.id for hit in engine.search(Query(query, viewer=Viewer())).hits]
    engine.close()
    return hits[:1] == [str(len(FILLER))]


@pytest.mark.parametrize(("name", "query", "text"), LEFT_OUT)
def test_without_the_ingredient_the_text_is_not_found(tmp_path, name, query, text):
    assert found(tmp_path, ALL, query, text)
    assert not found(tmp_path, Ingredients(**{name: False}), query, text)


def test_every_ingredient_is_there_unless_left_out():
    assert all(getattr(ALL, one.name) for one in fields(Ingredients))
