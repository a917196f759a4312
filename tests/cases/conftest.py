import pytest

from tests.cases.factories import County
from tests.portal.conftest import standing_clock

__all__ = ["standing_clock"]


@pytest.fixture
def county(db: None) -> County:
    return County()
