import pytest

from tests.cases.factories import County


@pytest.fixture
def county(db: None) -> County:
    return County()
