"""Sealed values: unreadable in the database, bound to their row, refused where they would leak, moved on to new keys."""

import base64

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import assume, given
from hypothesis import strategies as st

from portal import sealing
from portal.models import AuthenticatorApp, KeyProof
from tests import factories

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _place in range(3))
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def keys(settings):
    settings.PORTAL_FIELD_KEYS = [OLD]
    return settings


@pytest.fixture
def app(keys, db):
    KeyProof.objects.all().delete()  # of the keys the database was made with
    return AuthenticatorApp.objects.create(user=factories.UserFactory(), name="Handy", seed=SEED)


def raw(app: AuthenticatorApp) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seed FROM portal_authenticatorapp WHERE id = %s", [app.pk])
        return cursor.fetchone()[0]


def reread(app: AuthenticatorApp) -> AuthenticatorApp:
    return AuthenticatorApp.objects.get(pk=app.pk)


@given(st.text(max_size=200), st.text(max_size=60))
def test_what_is_sealed_opens_at_its_place_only(text, place):
    text = text.encode("utf-8", "ignore").decode()
    place = place.encode("utf-8", "ignore").decode()
    with override_settings(PORTAL_FIELD_KEYS=[OLD]):
        token = sealing.seal(text, place)
        assert sealing.unseal(token, place) == text
        assert sealing.seal(text, place) != token
        with pytest.raises(sealing.SealBrokenError):
            sealing.unseal(token, f"{place}x")


UTF8 = st.text(st.characters(codec="utf-8"), max_size=60)


@given(UTF8, UTF8, UTF8)
def test_r37_a_token_opens_at_no_other_place(text, place, other):
    assume(place != other)
    with override_settings(PORTAL_FIELD_KEYS=[OLD]):
        token = sealing.seal(text, place)
        with pytest.raises(sealing.SealBrokenError):
            sealing.unseal(token, other)


@given(UTF8, UTF8)
def test_r37_text_that_looks_like_the_mark_of_a_place_moves_nothing(text, place):
    forged = (sealing.place_mark("fremd") + sealing.SEPARATOR).decode() + text
    assume(place != "fremd")
    with override_settings(PORTAL_FIELD_KEYS=[OLD]):
        token = sealing.seal(forged, place)
        assert sealing.unseal(token, place) == forged
        with pytest.raises(sealing.SealBrokenError):
            sealing.unseal(token, "fremd")


@given(UTF8, UTF8)
def test_r38_an_older_key_still_opens_and_one_that_is_gone_does_not(text, place):
    with override_settings(PORTAL_FIELD_KEYS=[OLD]):
        token = sealing.seal(text, place)
    with override_settings(PORTAL_FIELD_KEYS=[NEW, OLD]):
        assert sealing.unseal(token, place) == text
        assert not sealing.is_current(token)
    with override_settings(PORTAL_FIELD_KEYS=[NEW]), pytest.raises(sealing.SealBrokenError):
        sealing.unseal(token, place)


def test_r09_no_notation_of_the_seed_is_in_the_database(app):
    stored = raw(app)
    assert reread(app).seed == SEED
    for spelling in (
        SEED,
        SEED.lower(),
        base64.b32decode(SEED).hex(),
        base64.b64encode(base64.b32decode(SEED)).decode(),
    ):
        assert spelling not in stored


def test_r37_a_token_moved_to_another_row_does_not_open(app):
    other = AuthenticatorApp.objects.create(user=factories.UserFactory(), name="Fremd", seed="A" * 32)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_authenticatorapp SET seed = %s WHERE id = %s", [raw(app), other.pk])
    with pytest.raises(sealing.SealBrokenError):
        _ = reread(other).seed


def test_r37_a_changed_token_does_not_open(app):
    token = raw(app)
    changed = token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_authenticatorapp SET seed = %s WHERE id = %s", [changed, app.pk])
    with pytest.raises(sealing.SealBrokenError):
        _ = reread(app).seed


@pytest.mark.parametrize(
    "ask",
    [
        lambda rows: rows.filter(seed=SEED),
        lambda rows: rows.exclude(seed__contains="A"),
        lambda rows: rows.filter(seed__in=[SEED]),
        lambda rows: rows.update(seed=SEED),
        lambda rows: rows.filter(seed__isnull=True, seed__lower="x"),
    ],
)
def test_r39_sealed_fields_cannot_be_searched_or_set_in_bulk(app, ask):
    with pytest.raises(FieldError), transaction.atomic():
        ask(AuthenticatorApp.objects.all())
    assert reread(app).seed == SEED


def test_r39_values_dumps_and_representations_show_no_text(app):
    assert "JBSWY3DP" not in str(list(AuthenticatorApp.objects.values()))
    assert [str(value) for value in AuthenticatorApp.objects.values_list("seed", flat=True)] == ["<sealed>"]
    for one in (app, reread(app)):
        assert "JBSWY3DP" not in serializers.serialize("json", [one])
        assert "JBSWY3DP" not in repr(one) + str(one)


def test_saving_what_was_not_opened_changes_nothing(app):
    before = raw(app)
    row = reread(app)
    row.name = "Neues Handy"
    row.save()
    assert raw(app) == before
    assert AuthenticatorApp.objects.defer("seed").get(pk=app.pk).seed == SEED


def test_r38_new_key_first_then_all_values_then_the_old_key_goes(app, keys, capsys):
    keys.PORTAL_FIELD_KEYS = [NEW, OLD]
    assert reread(app).seed == SEED
    call_command("rotate_field_keys", dry_run=True)
    assert "1 Werte brauchen" in capsys.readouterr().out
    call_command("rotate_field_keys")
    call_command("rotate_field_keys")
    assert "1 Werte neu versiegelt.\n0 Werte" in capsys.readouterr().out
    keys.PORTAL_FIELD_KEYS = [NEW]
    assert reread(app).seed == SEED


def test_r38_rotation_without_the_key_of_a_value_says_so_and_changes_nothing(app, keys):
    before = raw(app)
    keys.PORTAL_FIELD_KEYS = [OTHER]
    with pytest.raises(CommandError, match="keinem Schlüssel") as caught:
        call_command("rotate_field_keys")
    assert caught.value.returncode == 1
    assert raw(app) == before


@pytest.mark.parametrize("configured", [[], ["kein Schlüssel"]])
def test_r38_missing_keys_are_named(app, keys, configured):
    keys.PORTAL_FIELD_KEYS = configured
    with pytest.raises(sealing.KeysMissingError):
        _ = reread(app).seed
    with pytest.raises(CommandError, match="FIELD_KEYS") as caught:
        call_command("rotate_field_keys")
    assert caught.value.returncode == 2
