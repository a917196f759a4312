"""R14: passwords are long and not guessable here; nobody is told which signs to use. Stored as Argon2id."""

import pytest
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal import settings as real
from portal.identity import passwords
from tests import factories

pytestmark = pytest.mark.django_db
GOOD = [
    "regen tasse zaun velo",
    "x" * 5 + "Wolke7 im Takt",
    "Rabemo-Kitufa-Zole-47",
    "ä" * 3 + "öüßéèêçñ mit Akzent",
    "🦊 Fuchs und 🦉 Eule",
]
GUESSABLE = [
    "Kooperationsportal2026",
    "Rebental-Rebental-1",
    "P4ssw0rt-2026!!",
    "Kennwort Kennwort",
    "123456789012",
    "qwertzuiop12",
    "Sommer2026Sommer",
    "zzzzzzzzzzzz",
    "abababababab",
    "Hallo Hallo Hallo 1",
    "Landratsamt-2026",
    "lkjhgfdsapoiuztrewq",
]


@pytest.fixture
def person():
    user = factories.UserFactory(first_name="Ayla", last_name="Körber", email="ayla.koerber@example.org")
    factories.MembershipFactory(user=user, organisation__name="Sozialwerk am Rebenhang e. V.")
    return user


def problems(password, user=None):
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize("password", GOOD)
def test_r14_long_passwords_of_any_signs_are_good(password, person):
    assert problems(password, person) == []


@pytest.mark.parametrize("length", [64, 128, passwords.LONGEST])
def test_r14_long_phrases_are_allowed(length, person):
    assert problems(("wolke im takt der uhr " * 20)[:length], person) == []


@pytest.mark.parametrize("password", GUESSABLE)
def test_r14_what_anybody_would_try_is_refused(password, person):
    assert problems(password, person)


@pytest.mark.parametrize(
    "password",
    ["AylaKoerber2026", "koerber-ayla-koerber", "Sozialwerk-Rebenhang", "ayla.koerber@example.org", "4yla K03rb3r"],
)
def test_r14_the_words_of_the_person_are_refused(password, person):
    assert problems(password, person)


def test_r14_limits_of_length(person):
    assert problems("kurz und g", person)
    assert problems("wolke im takt der uhr " * 20, person)


def test_r14_another_person_may_use_a_name_as_one_word_of_four(person):
    assert problems("Ayla trinkt morgens Kakao", person) == []


@given(st.text(max_size=300))
def test_r14_any_text_is_judged_without_failing(text):
    left = passwords.own_part(text, passwords.words_around(None))
    assert left == passwords.folded(text) or len(left) < len(passwords.folded(text))
    problems(text)


@given(st.text("bcdfghjkmnpqrstvwxz", min_size=8, max_size=40))
def test_r14_words_glued_to_a_guessable_one_count_alone(own):
    assert len(passwords.own_part(f"kennwort{own}", passwords.words_around(None))) <= len(own)


def test_r14_argon2id_is_what_is_stored(settings):
    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS
    stored = make_password("regen tasse zaun velo")
    assert stored.startswith("argon2$argon2id$")
    assert identify_hasher(stored).verify("regen tasse zaun velo", stored)
