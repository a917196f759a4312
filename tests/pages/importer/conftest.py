"""Files are read one at a time on a machine; here other tests read some, and nobody is told to come again because of them."""

from dataclasses import replace

import pytest

from pages.importer import reading

PATIENT = 120


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = replace(reading.IN_REQUEST, turn_seconds=PATIENT)
    monkeypatch.setattr(reading.read_both, "__defaults__", (limits, None, None))
    monkeypatch.setattr(reading.read_outline, "__defaults__", (None, limits))
