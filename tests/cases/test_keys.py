"""R38: keys change without a loss, files included; without keys the section is closed and the rest goes on."""

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cases import sealed_files
from cases.models import Attachment, Breach, ClientRecord, ConsentProof
from portal import key_proof, sealing
from portal.fields import Sealed, SealedTextField
from tests.cases.factories import signed_in
from tests.cases.referrals.test_rights import full

OLD, NEW = (Fernet.generate_key().decode() for _number in range(2))


@pytest.fixture
def sealed_with_old(db, settings, county):
    settings.PORTAL_FIELD_KEYS = [OLD]
    key_proof.KeyProof.objects.all().delete()
    key_proof.leave()
    return full(county)


def tokens() -> dict[tuple[str, str, str], str]:
    found = {}
    for model in apps.get_app_config("cases").get_models():
        for field in (f for f in model._meta.local_fields if isinstance(f, SealedTextField)):
            for row in model._base_manager.all():
                held = row.__dict__[field.attname]
                assert isinstance(held, Sealed)
                found[model.__name__, field.name, str(row.pk)] = held.token
    return found


def files() -> dict[str, bytes]:
    return {path: sealed_files.located(path).read_bytes() for path in sealed_files.stored_paths()}


def test_r38_every_field_and_file_gets_the_new_key_and_the_old_may_go(sealed_with_old, settings, capsys):
    settings.PORTAL_FIELD_KEYS = [NEW, OLD]
    assert not any(map(sealing.is_current, tokens().values()))
    call_command("rotate_field_keys", dry_run=True)
    before = files()
    call_command("rotate_field_keys")
    counted, renewed = capsys.readouterr().out.splitlines()
    assert counted.split()[0] == renewed.split()[0]
    assert files().keys() == before.keys()
    settings.PORTAL_FIELD_KEYS = [NEW]
    assert len(tokens()) >= 20
    assert all(map(sealing.is_current, tokens().values()))
    assert ClientRecord.objects.unrestricted().get().last_name == "Azadi"
    assert sealed_files.read(Attachment.objects.unrestricted().get().path) == b"Bescheid"
    assert sealed_files.read(ConsentProof.objects.unrestricted().get().path) == b"%PDF-1.4 Scan"
    call_command("rotate_field_keys")
    assert capsys.readouterr().out.startswith("0 ")


def test_r38_a_rotation_cut_off_between_two_files_goes_on(sealed_with_old, settings, monkeypatch):
    settings.PORTAL_FIELD_KEYS = [NEW, OLD]
    store, stored = sealed_files.store, []

    def once(path: str, content: bytes) -> None:
        if stored:
            raise KeyboardInterrupt
        stored.append(path)
        store(path, content)

    monkeypatch.setattr(sealed_files, "store", once)
    with pytest.raises(KeyboardInterrupt):
        call_command("rotate_field_keys")
    monkeypatch.undo()
    settings.PORTAL_FIELD_KEYS = [NEW, OLD]
    call_command("rotate_field_keys")
    settings.PORTAL_FIELD_KEYS = [NEW]
    assert {sealed_files.read(path) for path in files()} == {b"Bescheid", b"%PDF-1.4 Scan"}


def test_r38_a_file_that_no_key_opens_is_named_and_nothing_is_lost(sealed_with_old, settings):
    path = Attachment.objects.unrestricted().get().path
    broken = b"x" + sealed_files.located(path).read_bytes()[1:]
    sealed_files.located(path).write_bytes(broken)
    settings.PORTAL_FIELD_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match="mit keinem Schlüssel"):
        call_command("rotate_field_keys")
    assert sealed_files.located(path).read_bytes() == broken


def test_r38_the_proof_of_the_keys_knows_the_fields_of_cases(sealed_with_old, settings):
    key_proof.KeyProof.objects.all().delete()
    settings.PORTAL_FIELD_KEYS = [NEW]
    assert not key_proof.opens_all_kinds()
    settings.PORTAL_FIELD_KEYS = [OLD]
    assert key_proof.opens_all_kinds()


@pytest.mark.parametrize("keys", [[], ["unsinn"]])
def test_r38_without_keys_the_section_answers_503_and_the_rest_works(county, settings, keys):
    county.sent()
    client = signed_in(county.mirko)
    assert client.get("/faelle/aufsicht/").status_code == 200
    settings.PORTAL_FIELD_KEYS = keys
    for address in ("/faelle/aufsicht/", "/faelle/pannen/", "/faelle/aufsicht/fristen/"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "Azadi" not in answer.content.decode()
    assert client.get("/").status_code == 200
    assert client.get(reverse("directory:organisations")).status_code == 200


def test_r38_with_a_foreign_key_what_opens_a_seal_answers_503(county, settings):
    settings.PORTAL_FIELD_KEYS = [OLD]
    now = timezone.now()
    breach = Breach.objects.create(organisation=county.sozialwerk, known_at=now, due_at=now, what="Irrläufer", data="-")
    client, url = signed_in(county.mirko), reverse("cases:breach", args=[breach.pk])
    assert "Irrläufer" in client.get(url).content.decode()
    settings.PORTAL_FIELD_KEYS = [NEW]
    answer = client.get(url)
    assert answer.status_code == 503
    assert "Irrläufer" not in answer.content.decode()


def test_r37_a_ciphertext_in_another_row_or_column_does_not_open(county):
    first, second = county.record(), county.record(first_name="Olena")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT first_name FROM cases_clientrecord WHERE id = %s",
            [first.pk.hex if connection.vendor == "sqlite" else first.pk],
        )
        token = cursor.fetchone()[0]
        for column, pk in (("first_name", second.pk), ("last_name", first.pk)):
            cursor.execute(
                f"UPDATE cases_clientrecord SET {column} = %s WHERE id = %s",
                [token, pk.hex if connection.vendor == "sqlite" else pk],
            )
    with pytest.raises(sealing.SealBrokenError):
        _ = ClientRecord.objects.unrestricted().get(pk=second.pk).first_name
    with pytest.raises(sealing.SealBrokenError):
        _ = ClientRecord.objects.unrestricted().get(pk=first.pk).last_name


def test_r37_a_sealed_file_under_another_name_does_not_open(county):
    one, other = sealed_files.new_path(), sealed_files.new_path()
    sealed_files.store(one, b"Bescheid")
    sealed_files.store(other, b"Ausweis")
    sealed_files.located(other).write_bytes(sealed_files.located(one).read_bytes())
    with pytest.raises(sealing.SealBrokenError):
        sealed_files.read(other)
