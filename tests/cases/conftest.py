import os

import pytest

from tests import verapdf
from tests.cases.factories import County
from tests.portal.conftest import standing_clock

__all__ = ["standing_clock"]


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture(scope="session")
def checker() -> None:
    try:
        verapdf.libraries()
    except verapdf.NotPossibleError as error:
        if os.environ.get("REQUIRE_VERAPDF"):
            pytest.fail(str(error))
        pytest.skip(str(error))
