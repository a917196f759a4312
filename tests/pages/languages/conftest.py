import pytest

from tests import factories
from tests.pages.languages import translating
from tests.pages.languages.translating import ENDS, GOALS, WAYS


@pytest.fixture
def original(portal):
    return factories.normative_page([GOALS, WAYS, ENDS], title="Richtlinie Beratung", short_title="RL B")


@pytest.fixture
def translator(portal):
    return factories.UserFactory(editor=True)


@pytest.fixture
def in_english(original, translator):
    return translating.translated(original, by=translator)
