"""Who read what, all that is held on a person, and erasure: for who leads and for the organisation's own officer."""

import io
import json
import re
from pathlib import Path

import pytest
import pyzipper
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import sealed_files
from cases.access import actor
from cases.models import (
    AlignedGoal,
    AlignmentSheet,
    Appointment,
    Attachment,
    ClientKey,
    ClientRecord,
    DropoutNotice,
    GoalChange,
    LegalGround,
    Message,
    PersonExport,
    Referral,
    Settlement,
)
from cases.referrals import access_list, consent_actions, export_actions, referral_actions, retention_actions, trail
from portal.audit.trail import record as write_event
from portal.fields import SealedTextField
from portal.identity import factors
from portal.identity.auth import OrganisationRole
from portal.models import AuditEvent
from tests.cases.factories import member, signed_in
from tests.cases.referrals.test_retention import attach

PASSWORD = "abcd-efgh-jkmn-pqrs-tuvw"
EVERYWHERE = ("record_accesses", "record_export", "record_erase", "referral_accesses", "referral_export")


@pytest.fixture
def officer(county):
    return member(county.sozialwerk, OrganisationRole.ORGANISATION_OFFICER)


@pytest.fixture
def receiving_officer(county):
    return member(county.jobcenter, OrganisationRole.ORGANISATION_OFFICER)


def full(county) -> Referral:
    """A referral with something in every sealed field that tells of the person."""
    record = county.record(contact="Kelterweg 4", municipality="08999001", file_number="B-77", guardians="Mitra Azadi")
    draft = county.draft(record)
    consent = county.consent(record, given=False)
    consent_actions.give_consent(
        consent=consent, form="paper", proof=b"%PDF-1.4 Scan", kind="application/pdf", interpreter="Reza Dolm", signed_by="Mitra Azadi", by=actor(county.ayla)
    )  # fmt: skip
    referral = referral_actions.send_referral(
        referral=draft, version=draft.version, consent=consent, by=actor(county.ayla)
    )
    county.move(referral, "ask", county.tomasz, "Welcher Abschluss?")
    attach(referral)
    now = timezone.now()
    Appointment.objects.create(
        referral=referral, starts_at=now, ends_at=now.replace(year=now.year + 1), place="Zimmer 12", note="Ausweis"
    )
    sheet = AlignmentSheet.objects.create(referral=referral, employment_plan="cooperation_plan")
    goal = AlignedGoal.objects.create(
        sheet=sheet, referral=referral, employment_goal="Pflegehilfe", integration_goal="B2", reason="Kurs voll"
    )
    GoalChange.objects.create(goal=goal, referral=referral, before='{"war": "A2"}')
    DropoutNotice.objects.create(referral=referral, since=now.date(), answer_by=now)
    Settlement.objects.create(referral=referral, text="Geklärt am Telefon", proposed_for=county.sozialwerk)
    LegalGround.objects.create(record=record, receiver=county.jobcenter, purpose="benefits", ground="danger", reason="Akute Not", asked_by=county.ayla)  # fmt: skip
    ClientKey.objects.create(record=record, digest="1" * 64, language="ar")
    return referral


def opened(content: bytes, password: str = PASSWORD) -> dict[str, bytes]:
    archive = pyzipper.AESZipFile(io.BytesIO(content))
    archive.setpassword(password.encode())
    return {name: archive.read(name) for name in archive.namelist()}


def test_f60_everything_sealed_about_the_person_is_in_the_export(county):
    referral = full(county)
    texts = opened(export_actions.export_person(record=referral.record, organisation=county.sozialwerk, password=PASSWORD, by=None))  # fmt: skip
    text = texts["auskunft.txt"].decode()
    left_out = {"Breach", "PersonExport"}  # not about a client, and the password of such a file
    seen = set()
    for model in apps.get_app_config("cases").get_models():
        for field in (f for f in model._meta.local_fields if isinstance(f, SealedTextField)):
            for row in model._base_manager.all() if model.__name__ not in left_out else ():
                value = getattr(row, field.attname)
                assert value in text, f"{model.__name__}.{field.name}"
                seen.add((model.__name__, field.name, bool(value)))
    empty = {(model, name) for model, name, _ in seen} - {(model, name) for model, name, is_full in seen if is_full}
    assert not empty, "the fixture says nothing there"
    assert b"%PDF-1.4 Scan" in texts.values()
    assert b"Bescheid" in texts.values()
    assert json.loads(texts["auskunft.json"])["organisation"] == county.sozialwerk.name


def test_r32_every_event_about_the_person_is_in_the_export(county, officer):
    referral = full(county)
    record = referral.record
    client = signed_in(county.mirko)
    client.get(reverse("cases:record_accesses", args=[record.pk]))
    stranger = member(county.stranger, OrganisationRole.SUPERVISOR)
    signed_in(stranger).get(reverse("cases:record_accesses", args=[record.pk]))
    write_event(trail.NAMES_SHOWN, county.ayla, details={"list": "records", "count": 1})
    write_event(trail.RECORD_FOUND, county.ayla, about=("client_record", record.pk))
    write_event(trail.FILE_READ, county.tomasz, about=("attachment", "x"), details={"record": str(record.pk)})
    keys = {str(record.pk), str(referral.pk), str(referral.consent_id)}
    content = export_actions.export_person(
        record=record, organisation=county.sozialwerk, password=PASSWORD, by=actor(officer)
    )
    told = json.loads(opened(content)["auskunft.json"])["accesses"]
    events = [e for e in AuditEvent.objects.all() if e.object_id in keys or e.details.get("record") in keys]
    assert sorted(e.at.isoformat() for e in events) == sorted(one["at"] for one in told)
    assert {one["person"] for one in told} >= {
        str(county.ayla),
        str(county.tomasz),
        str(county.mirko),
        str(stranger),
        str(officer),
    }
    assert {one["organisation"] for one in told} >= {county.sozialwerk.name, county.jobcenter.name}
    assert any(one["refused"] for one in told)


def test_f60_what_was_deleted_is_still_told_as_an_access(county):
    record = county.record()
    draft = county.draft(record)
    retention_actions.delete_referral(draft)
    told = access_list.described(access_list.about_record(record))
    assert [one.what for one in told].count("gelöscht") == 1


def test_f60_a_receiving_organisation_tells_what_it_got_and_wrote(county):
    referral = full(county)
    county.draft(referral.record, contents={"concern": "Nur für uns"})
    content = export_actions.export_person(
        record=referral.record, organisation=county.jobcenter, password=PASSWORD, by=None
    )
    text = opened(content)["auskunft.txt"].decode()
    assert "Anerkennung als Pflegehilfe" in text
    assert "Welcher Abschluss?" in text
    for foreign in ("Mitra Azadi", "B-77", "Reza Dolm", "Nur für uns", "Akute Not"):
        assert foreign not in text
    people = {one["person"] for one in json.loads(opened(content)["auskunft.json"])["accesses"]}
    assert people == {str(county.tomasz)}


def test_r22_after_the_consent_ended_the_receiver_tells_what_it_wrote_only(county):
    referral = full(county)
    consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None)
    content = export_actions.export_person(
        record=referral.record, organisation=county.jobcenter, password=PASSWORD, by=None
    )
    text = opened(content)["auskunft.txt"].decode()
    assert "Welcher Abschluss?" in text
    assert "für diese Stelle gesperrt" in text
    for gone in ("Anerkennung als Pflegehilfe", "Zimmer 12", "Pflegehilfe"):
        assert gone not in text


def test_f60_the_page_gives_an_encrypted_file_and_the_password_before_it(county, officer):
    record = full(county).record
    client = signed_in(officer)
    url = reverse("cases:record_export", args=[record.pk])
    password = re.search(r"<code>([a-z2-9-]{24})</code>", client.get(url).content.decode()).group(1)
    answer = client.post(url, {"password": password})
    assert answer["Content-Disposition"] == 'attachment; filename="auskunft.zip"'
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Azadi" in opened(answer.content, password)["auskunft.txt"].decode()
    assert b"Azadi" not in answer.content
    event = AuditEvent.objects.filter(action="cases.person.export").get()
    assert (event.actor_id, event.object_id) == (officer.pk, str(record.pk))
    assert client.post(url, {"password": "geheim"}).headers["Content-Type"].startswith("text/html")


def test_r11_an_export_asks_for_a_fresh_factor(county, officer):
    record = county.record()
    client = signed_in(officer)
    session = client.session
    session[factors.PROVED_AT] = 1
    session.save()
    for name in ("record_export", "record_erase"):
        user = signed_in(county.mirko)
        session = user.session
        session[factors.PROVED_AT] = 1
        session.save()
        assert user.get(reverse(f"cases:{name}", args=[record.pk])).status_code == 302
    assert client.post(reverse("cases:record_export", args=[record.pk]), {"password": PASSWORD}).status_code == 302
    assert not AuditEvent.objects.filter(action="cases.person.export").exists()


def test_f60_the_command_writes_a_file_whose_password_the_officer_alone_sees(county, officer, tmp_path, capsys):
    record = full(county).record
    out = tmp_path / "auskunft.zip"
    call_command("export_person", str(record.pk), organisation=county.sozialwerk.name, out=str(out))
    said = capsys.readouterr().out
    export = PersonExport.objects.unrestricted().get()
    assert export.password not in said
    assert "Azadi" not in said
    assert b"Azadi" not in out.read_bytes()
    client = signed_in(officer)
    page = client.get(reverse("cases:exports")).content.decode()
    assert export.password not in page
    url = reverse("cases:export_password", args=[export.pk])
    shown = client.post(url).content.decode()
    assert export.password in shown
    assert "Azadi" in opened(out.read_bytes(), export.password)["auskunft.txt"].decode()
    for user in (county.mirko, county.ayla, county.karin):
        assert signed_in(user).post(url).status_code == 403
    other = member(county.jobcenter, OrganisationRole.ORGANISATION_OFFICER)
    assert signed_in(other).post(url).status_code == 404
    assert AuditEvent.objects.filter(action="cases.person.password").count() == 1


def test_f60_the_command_overwrites_nothing_and_tells_no_stranger(county, tmp_path):
    record = county.record()
    there = tmp_path / "da.zip"
    there.write_bytes(b"alt")
    for given, said in (
        ({"organisation": county.sozialwerk.name, "out": str(there)}, "überschrieben"),
        ({"organisation": county.stranger.name, "out": str(tmp_path / "neu.zip")}, "hält zu dieser Kennung nichts"),
        ({"organisation": "Niemand", "out": str(tmp_path / "neu.zip")}, "keine oder mehrere"),
        ({"organisation": county.sozialwerk.name, "out": str(tmp_path / "fehlt" / "neu.zip")}, "nicht schreiben"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("export_person", str(record.pk), **given)
    assert there.read_bytes() == b"alt"
    assert not Path(tmp_path / "neu.zip").exists()


def test_r48_supervisor_and_officer_read_who_read_a_case(county, officer):
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    for user in (county.mirko, officer):
        for name, pk in (("record_accesses", referral.record_id), ("referral_accesses", referral.pk)):
            page = signed_in(user).get(reverse(f"cases:{name}", args=[pk]))
            assert page.status_code == 200
            assert str(county.tomasz) in page.content.decode()
            assert county.jobcenter.name in page.content.decode()
            assert "Nazanin" not in page.content.decode()
    read = AuditEvent.objects.filter(action="cases.access.read")
    assert set(read.values_list("actor_id", flat=True)) == {county.mirko.pk, officer.pk}
    assert read.count() == 4


def test_r48_the_receiving_side_reads_its_own_accesses_only(county, receiving_officer):
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    page = signed_in(receiving_officer).get(reverse("cases:referral_accesses", args=[referral.pk])).content.decode()
    assert str(county.tomasz) in page
    assert str(county.ayla) not in page
    assert (
        signed_in(receiving_officer).get(reverse("cases:record_accesses", args=[referral.record_id])).status_code == 404
    )


def test_r48_caseworkers_read_no_access_list(county):
    referral = county.sent()
    for user in (county.ayla, county.tomasz):
        assert signed_in(user).get(reverse("cases:referral_accesses", args=[referral.pk])).status_code == 403


def test_r48_an_officer_sees_no_content_through_the_usual_ways(county, officer):
    referral = county.sent()
    by = actor(officer)
    assert not Referral.objects.for_actor(by).exists()
    assert not ClientRecord.objects.for_actor(by).exists()
    assert not Message.objects.for_actor(by).exists()
    assert not Attachment.objects.for_actor(by).exists()
    assert Referral.objects.overseen_by(by).filter(pk=referral.pk).exists()


@pytest.mark.parametrize("name", EVERYWHERE)
def test_r20_a_foreign_case_answers_like_one_that_does_not_exist(county, name):
    stranger = member(county.stranger, OrganisationRole.SUPERVISOR)
    referral = county.sent()
    foreign = referral.record_id if name.startswith("record") else referral.pk
    missing = "00000000-0000-4000-8000-000000000007"
    client = signed_in(stranger)
    client.get(reverse(f"cases:{name}", args=[missing]))
    answers = []
    for pk in (foreign, missing):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(reverse(f"cases:{name}", args=[pk]))
        body = re.sub(r'(csrf|nonce|token)[^>]*"', "", answer.content.decode())
        answers.append((answer.status_code, len(body), sorted(answer.headers), len(queries)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    refused = AuditEvent.objects.filter(action="cases.refused", actor_id=stranger.pk)
    assert refused.filter(object_id=str(foreign)).count() == refused.filter(object_id=missing).count() - 1 == 1


def test_f50_a_long_access_list_costs_no_more_queries(county):
    referral = county.sent()
    client = signed_in(county.mirko)
    url = reverse("cases:record_accesses", args=[referral.record_id])
    client.get(url)
    counts = []
    for more in (0, 40):
        for _number in range(more):
            trail.about_referral(trail.REFERRAL_READ, actor(county.tomasz), referral)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 26


def test_r41_erasing_asks_once_and_names_what_goes_and_what_stays(county):
    referral = county.sent()
    county.move(referral, "decline", county.tomasz, "Kein Platz.")
    client = signed_in(county.mirko)
    url = reverse("cases:record_erase", args=[referral.record_id])
    page = client.get(url).content.decode()
    assert "1 Fallübergabe mit Inhalt" in page
    assert county.jobcenter.name in page
    assert "Nachweis der Einwilligung bleibt" in page
    assert Referral.objects.unrestricted().filter(pk=referral.pk).exists()
    assert client.post(url).status_code == 302
    assert not Referral.objects.unrestricted().filter(pk=referral.pk).exists()
    assert client.get(url).status_code == 404


def test_r40_erasing_what_is_under_way_says_what_to_do(county):
    referral = county.sent()
    answer = signed_in(county.mirko).post(reverse("cases:record_erase", args=[referral.record_id]))
    assert answer.status_code == 409
    assert "Bitte ziehen Sie sie zuerst zurück" in answer.content.decode()
    assert Referral.objects.unrestricted().filter(pk=referral.pk).exists()


def test_f50_a_case_is_found_by_number_or_own_file_number_without_an_address_that_tells(county, officer):
    referral = full(county)
    client = signed_in(officer)
    url = reverse("cases:find_case")
    assert client.post(url, {"reference": f" {referral.number.lower()} "}).url == reverse(
        "cases:referral_accesses", args=[referral.pk]
    )
    assert client.post(url, {"reference": "b-77"}).url == reverse("cases:record_accesses", args=[referral.record_id])
    missed = client.post(url, {"reference": "Azadi"})
    assert missed.status_code == 422
    assert "Schreibweise" in missed.content.decode()
    other = member(county.stranger, OrganisationRole.ORGANISATION_OFFICER)
    for text in (referral.number, "B-77"):
        assert signed_in(other).post(url, {"reference": text}).status_code == 422
    assert sealed_files.folder().exists()
