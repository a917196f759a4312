"""Reading tables without a process for each, for tests that are about what follows."""

import json

import pytest

from directory.importing import reading, rows


@pytest.fixture(scope="module")
def in_this_process():
    """The same reader; `test_reading.py` and `tests/portal/requests/test_confined.py` go through the process."""

    def run(function: str, content: bytes, limits: object) -> object:
        return json.loads(json.dumps(rows.plain_rows(content)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "run", run)
        yield
