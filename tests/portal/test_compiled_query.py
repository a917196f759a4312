import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Value

from portal import extensions, frame
from portal.compiled_query import ANYBODY, CompiledQuery
from portal.extensions import Asker


@pytest.mark.parametrize("name", ["50 % Stelle", "O'Neill %s", "%%", "a\\b", "Ä\n?"])
def test_a_text_of_a_compiled_query_is_taken_as_it_is(db, name):
    group = Group.objects.create(name=name)
    Group.objects.create(name="anders")
    rows = Group.objects.filter(name=name, pk=ANYBODY).values_list("name", Value(name))
    assert CompiledQuery(rows).rows(group.pk) == [(name, name)]


def test_no_text_is_bound_that_would_have_the_query_of_the_frame_compiled_at_each_page(db):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite compiles a statement anew for a bound text")
    query = frame.person(Asker(ANYBODY, False), tuple(extensions.frame_facts), None)
    assert ANYBODY in query.params
    assert not [param for param in query.params if isinstance(param, str)]
