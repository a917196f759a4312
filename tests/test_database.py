"""The tests' own database: what a test that commits leaves behind is as if nothing had been."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import TransactionTestCase

from tests import factories


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's is a copy, sequences included")
def test_links_made_after_a_restore_are_there():
    TransactionTestCase._fixture_teardown(None)
    group = Group.objects.create(name="Nur Zugang")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user = factories.UserFactory()
    user.groups.add(group)
    assert list(group.permissions.values_list("codename", flat=True)) == ["access_admin"]
    assert list(user.groups.all()) == [group]
