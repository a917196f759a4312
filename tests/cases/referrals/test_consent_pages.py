"""From the purpose to the signature and the withdrawal, through the pages."""

import base64
import datetime as dt
import io
import uuid

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from cases import sealed_files
from cases.models import Consent, ConsentProof, ConsentText, PrintoutCheck, Referral, Withdrawal
from cases.referrals import consent_texts, words
from portal.identity.auth import PortalRole
from portal.models import AuditEvent, OutgoingMail
from portal.sealing import SealBrokenError
from tests import factories
from tests.cases.factories import seen_by, signed_in


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.PORTAL_DATA_DIR = tmp_path


def pdf(**options) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, **options)
    canvas.drawString(72, 72, "unterschrieben")
    canvas.save()
    return made.getvalue()


def picture(kind: str = "PNG", drawn: bool = True) -> bytes:
    image = Image.new("RGB", (600, 200), "white")
    if drawn:
        ImageDraw.Draw(image).line((10, 10, 400, 150), fill="black", width=6)
    made = io.BytesIO()
    image.save(made, kind)
    return made.getvalue()


def data_url(content: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(content).decode()


def scan(content: bytes, name: str = "Nazanin Azadi.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def text_of(response) -> str:
    return response.content.decode()


def address(name: str, consent: Consent) -> str:
    return reverse(f"cases:{name}", args=[consent.record_id, consent.pk])


def consents():
    return Consent.objects.unrestricted()


def events(action: str):
    return AuditEvent.objects.filter(action=action)


def scope(county, **fields):
    last_day = timezone.localdate() + dt.timedelta(days=90)
    return {
        "recipients": [county.jobcenter.pk],
        "categories": ["concern", "identity"],
        "last_day": f"{last_day:%d.%m.%Y}",
        "language": "ar",
        **fields,
    }


def prepare(county, record, purpose="first_talk", **fields):
    target = reverse("cases:consent_new", args=[record.pk]) + f"?zweck={purpose}"
    return signed_in(county.ayla).post(target, scope(county, **fields))


def test_f45_a_consent_is_prepared_with_purpose_receiver_kinds_and_end(county):
    record = county.record()
    answer = prepare(county, record)
    consent = consents().get()
    assert answer["Location"] == address("consent", consent)
    assert consent.given_at is None
    assert not consent.holds()
    assert (consent.purpose, consent.language, consent.text.number) == ("first_talk", "ar", 1)
    assert [row.organisation for row in consent.recipients.all()] == [county.jobcenter]
    assert {row.category for row in consent.categories.all()} == {"concern", "identity"}
    assert consent.last_day == timezone.localdate() + dt.timedelta(days=90)


def test_f45_what_is_usual_is_chosen_and_never_what_is_sensitive(county):
    record, client = county.record(), signed_in(county.ayla)
    for purpose in ("first_talk", "benefits", "language_course"):
        form = client.get(reverse("cases:consent_new", args=[record.pk]), {"zweck": purpose}).context["form"]
        assert not {"health", "residence", "benefits"} & set(form.initial["categories"])
        assert "identity" in form.initial["categories"]
    assert "Gemeinsames Erstgespräch" in text_of(client.get(reverse("cases:consent_new", args=[record.pk])))


def test_f45_whoever_is_responsible_in_the_municipality_is_proposed(county):
    coverage = factories.CoverageFactory(organisation=county.jobcenter)
    record = county.record(municipality=coverage.municipality.ags)
    client = signed_in(county.ayla)
    form = client.get(reverse("cases:consent_new", args=[record.pk]), {"zweck": "first_talk"}).context["form"]
    assert [str(box.data["value"]) for box in form.recipients_near] == [str(county.jobcenter.pk)]
    assert str(county.sozialwerk.pk) not in {str(box.data["value"]) for box in form.recipients_else}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"recipients": []}, "wenigstens eine Stelle"),
        ({"categories": []}, "wenigstens eine Art"),
        ({"categories": ["everything"]}, "everything"),
        ({"last_day": "1.1.2020"}, "nach dem heutigen"),
        ({"last_day": "1.1.2099"}, "zwölf Monate"),
        ({"last_day": "bald"}, "24.12.2026"),
        ({"language": "xx"}, "xx"),
    ],
)
def test_f45_a_scope_that_makes_no_sense_is_refused(county, fields, said):
    answer = prepare(county, county.record(), **fields)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not consents().exists()


def test_r26_the_own_organisation_and_forged_fields_are_not_taken(county):
    record = county.record()
    assert prepare(county, record, recipients=[county.sozialwerk.pk]).status_code == 422
    prepare(county, record, given_at="2020-01-01", form="screen", record_id=uuid.uuid4(), recorded_by=1, text=99)
    consent = consents().get()
    assert (consent.given_at, consent.record, consent.recorded_by) == (None, record, None)


def test_f63_the_text_is_read_in_both_languages_part_by_part(county):
    consent = county.consent(county.record(), given=False)
    page = text_of(signed_in(county.ayla).get(address("consent", consent)))
    assert 'lang="ar" dir="rtl"' in page
    assert words.of("de").consent_parts[0].heading in page
    assert words.of("ar").consent_parts[0].heading in page
    assert county.jobcenter.name in page
    assert "{sender}" not in page
    assert words.of("ar").unchecked in page


def sign(county, consent, **fields):
    return signed_in(county.ayla).post(address("consent_sign", consent), fields)


@pytest.mark.parametrize(
    ("content", "kind"), [(pdf(), "application/pdf"), (picture("JPEG"), "image/jpeg"), (picture(), "image/png")]
)
def test_r31_the_scan_is_kept_sealed_with_who_recorded_it_and_the_text(county, content, kind):
    consent = county.consent(county.record(), given=False)
    answer = sign(county, consent, scan=scan(content), interpreter="Frau Haddad")
    assert answer.status_code == 302
    consent.refresh_from_db()
    proof = ConsentProof.objects.unrestricted().get(consent=consent)
    assert consent.holds()
    assert (consent.form, consent.recorded_by, consent.interpreter) == ("paper", county.ayla, "Frau Haddad")
    assert consent.text_digest == consent.text.translations.get(language="ar").digest
    assert (proof.kind, sealed_files.read(proof.path)) == (kind, content)
    assert content[20:60] not in sealed_files.located(proof.path).read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "leer"),
        (b"MZ\x90 ein Programm", "PDF, JPEG oder PNG"),
        (b"<svg onload=alert(1)>", "PDF, JPEG oder PNG"),
        (b"%PDF-1.4 nichts", "beschädigt"),
        (pdf(encrypt="geheim"), "Kennwort"),
        (b"\x89PNG\r\n\x1a\n kaputt", "beschädigt"),
    ],
)
def test_r41_what_is_no_scan_is_refused_with_a_reason(county, content, said):
    consent = county.consent(county.record(), given=False)
    answer = sign(county, consent, scan=scan(content), interpreter="Frau Haddad")
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Frau Haddad" in text_of(answer)
    consent.refresh_from_db()
    assert consent.given_at is None
    assert not list(sealed_files.stored_paths())


def test_r41_a_scan_that_is_too_large_is_refused(county):
    consent = county.consent(county.record(), given=False)
    answer = sign(county, consent, scan=scan(pdf() + b"\0" * (10 * 1024 * 1024)))
    assert "größer als" in text_of(answer)


def test_f45_without_a_signature_nothing_is_given(county, settings):
    consent = county.consent(county.record(), given=False)
    assert "wählen Sie den Scan" in text_of(sign(county, consent))
    # Not allowed by the county, a picture counts for nothing.
    assert sign(county, consent, signature=data_url(picture())).status_code == 422
    settings.PORTAL_SCREEN_SIGNATURE = True
    for nothing in (
        "data:text/html;base64,PHA+",
        "data:image/png;base64,!!",
        data_url(picture(drawn=False)),
        data_url(pdf()),
    ):
        assert sign(county, consent, signature=nothing).status_code == 422
    both = sign(county, consent, signature=data_url(picture()), scan=scan(pdf()))
    assert "nicht beide" in text_of(both)
    consent.refresh_from_db()
    assert consent.given_at is None


def test_r30_nobody_signs_what_is_over_already(county):
    consent = county.consent(county.record(), given=False, valid_until=timezone.now() + dt.timedelta(seconds=1))
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5)):
        refused = sign(county, consent, scan=scan(pdf()))
    assert refused.status_code == 422
    assert "schon vorbei" in text_of(refused)
    consent.refresh_from_db()
    assert consent.given_at is None


def test_f45_a_signature_on_the_screen_is_an_image_and_named_as_what_it_is(county, settings):
    settings.PORTAL_SCREEN_SIGNATURE = True
    consent = county.consent(county.record(), given=False)
    assert sign(county, consent, signature=data_url(picture() + b"Anhang mit Geheimnis")).status_code == 302
    consent.refresh_from_db()
    proof = ConsentProof.objects.unrestricted().get(consent=consent)
    kept = sealed_files.read(proof.path)
    assert (consent.form, proof.kind) == ("screen", "image/png")
    assert b"Geheimnis" not in kept
    assert Image.open(io.BytesIO(kept)).mode == "1"
    client = signed_in(county.ayla)
    assert "Auf dem bildschirm unterschrieben".lower() in text_of(client.get(address("consent", consent))).lower()
    assert client.get(address("consent_print", consent)).content.startswith(b"%PDF")


def test_f45_for_a_minor_the_guardians_sign(county):
    record = county.record(birth="2015-03-01", guardians="Maryam Azadi")
    consent = county.consent(record, given=False)
    assert "minderjährig" in text_of(sign(county, consent, scan=scan(pdf())))
    sign(county, consent, scan=scan(pdf()), signed_by="Maryam Azadi")
    consent.refresh_from_db()
    assert consent.signed_by == "Maryam Azadi"


def test_r31_given_once_it_cannot_be_given_again_or_discarded(county):
    consent = county.consent(county.record())
    given_at = consent.given_at
    sign(county, consent, scan=scan(pdf()), interpreter="Jemand")
    signed_in(county.ayla).post(address("consent_discard", consent))
    consent.refresh_from_db()
    assert (consent.given_at, consent.interpreter) == (given_at, "")


def test_f44_giving_and_withdrawing_need_a_factor_proved_just_now(county, settings):
    consent = county.consent(county.record())
    client = signed_in(county.ayla)
    settings.PORTAL_STEP_UP_SECONDS = -1
    for name in ("consent_sign", "consent_print", "consent_withdraw"):
        assert "bestaetigen" in client.post(address(name, consent))["Location"] if name != "consent_print" else True
    assert client.get(address("consent_print", consent)).status_code == 302
    assert client.get(reverse("cases:key_issue", args=[consent.record_id])).status_code == 302
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("name", ["consent_print", "consent_proof"])
def test_r41_papers_are_downloads_under_neutral_names(county, name):
    consent = county.consent(county.record())
    client = signed_in(county.ayla)
    answer = client.get(address(name, consent), headers={"If-None-Match": "*", "Range": "bytes=0-10"})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert "Azadi" not in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.has_header("ETag")
    assert answer.content.startswith(b"%PDF")


def test_r37_a_proof_opens_in_no_other_place(county):
    first, second = (
        ConsentProof.objects.unrestricted().get(consent=county.consent(county.record())) for _time in range(2)
    )
    sealed_files.located(first.path).write_bytes(sealed_files.located(second.path).read_bytes())
    with pytest.raises(SealBrokenError):
        sealed_files.read(first.path)


PAGES = ["consent", "consent_sign", "consent_discard", "consent_print", "consent_proof", "consent_withdraw"]


@pytest.mark.parametrize("name", PAGES)
def test_r20_a_consent_is_looked_up_through_its_record(county, name):
    mine, theirs = county.record(), county.consent(county.record())
    client = signed_in(county.ayla)
    answers = [
        client.get(reverse(f"cases:{name}", args=[mine.pk, key])) for key in (theirs.pk, uuid.uuid4(), uuid.uuid4())
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({len(answer.content) for answer in answers}) == 1
    assert signed_in(county.other).get(address(name, theirs)).status_code == 404


def test_f46_a_withdrawal_at_the_sender_ends_the_receivers_access_at_once(county):
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    client, consent = signed_in(county.ayla), referral.consent or Referral.objects.unrestricted().get().consent
    question = text_of(client.get(address("consent_withdraw", consent)))
    assert county.jobcenter.name in question
    assert referral.number in question
    assert seen_by(county.tomasz, referral)
    client.post(address("consent_withdraw", consent))
    withdrawal = Withdrawal.objects.get(consent=consent)
    assert (withdrawal.way, withdrawal.by, withdrawal.organisation) == ("sender", county.ayla, county.sozialwerk)
    assert not seen_by(county.tomasz, referral)
    assert events("cases.consent.withdraw").count() == 1
    assert "widerrufen am" in text_of(client.get(address("consent", consent)))


def test_f46_a_withdrawal_at_the_receiver_ends_it_too_and_gives_a_receipt(county):
    referral = county.sent()
    client = signed_in(county.tomasz)
    revoke = reverse("cases:referral_revoke", args=[referral.pk])
    assert referral.number in text_of(client.get(revoke))
    answer = client.post(revoke)
    consent = Consent.objects.unrestricted().get()
    receipt = reverse("cases:consent_receipt", args=[consent.pk])
    assert receipt in text_of(answer)
    assert client.get(receipt).content.startswith(b"%PDF")
    assert signed_in(county.ayla).get(receipt).status_code == 200
    assert client.get(revoke).status_code == 404
    assert signed_in(county.other).get(receipt).status_code == 404
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, seconds=1)):
        assert signed_in(county.tomasz).get(receipt).status_code == 404


def test_r29_the_page_still_open_does_nothing_after_the_withdrawal(county):
    referral = county.sent()
    client = signed_in(county.tomasz)
    revoke = reverse("cases:referral_revoke", args=[referral.pk])
    client.get(revoke)
    signed_in(county.ayla).post(address("consent_withdraw", Consent.objects.unrestricted().get()))
    assert client.post(revoke, headers={"If-None-Match": "*"}).status_code == 404
    assert Withdrawal.objects.get().way == "sender"


def test_r30_expiry_ends_the_receivers_way_to_withdraw_at_the_second(county):
    referral = county.sent()
    end = Consent.objects.unrestricted().get().valid_until
    revoke = reverse("cases:referral_revoke", args=[referral.pk])
    with time_machine.travel(end - dt.timedelta(seconds=2), tick=False):
        assert signed_in(county.tomasz).get(revoke).status_code == 200
    with time_machine.travel(end, tick=False):
        assert signed_in(county.tomasz).get(revoke).status_code == 404
        assert "abgelaufen am" in text_of(
            signed_in(county.ayla).get(address("consent", Consent.objects.unrestricted().get()))
        )


def test_r43_both_sides_are_told_without_data(county, django_capture_on_commit_callbacks):
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    consent = Consent.objects.unrestricted().get()
    OutgoingMail.objects.all().delete()  # what sending has told
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(county.mirko).post(address("consent_withdraw", consent))
    told = {letter.to[0]: letter for letter in mail.outbox} or {}
    assert set(told) == {county.ayla.email, county.tomasz.email}
    for letter in told.values():
        assert letter.subject == "Im geschützten Bereich wartet etwas"
        for secret in ("Azadi", "Nazanin", "1991", "Pflegehilfe", county.jobcenter.name, referral.number):
            assert secret not in letter.body
    assert not OutgoingMail.objects.exists()


def test_f46_the_receiver_says_that_printouts_are_gone(county):
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    signed_in(county.ayla).post(address("consent_withdraw", Consent.objects.unrestricted().get()))
    check = PrintoutCheck.objects.unrestricted().get()
    client, page = signed_in(county.tomasz), reverse("cases:printouts", args=[check.pk])
    shown = text_of(client.get(page))
    assert referral.number in shown
    assert "Azadi" not in shown
    client.post(page)
    client.post(page)
    check.refresh_from_db()
    assert check.confirmed_by == county.tomasz
    assert events("cases.printouts").count() == 1
    assert signed_in(county.other).get(page).status_code == 404
    assert signed_in(county.ayla).get(page).status_code == 404


def coordinator():
    user = factories.UserFactory()
    user.groups.add(factories.Group.objects.get(name=PortalRole.COORDINATOR.value))
    return signed_in(user)


def test_f63_version_one_is_there_in_seven_languages(db):
    text = ConsentText.objects.published().get()
    assert {row.language for row in text.translations.all()} == set(words.LANGUAGES)
    assert [row.language for row in text.translations.filter(is_checked=True)] == ["de"]
    consent_texts.ensure_first_version()
    assert ConsentText.objects.count() == 1


def edited(client, number: int, **changed):
    page = reverse("cases:consent_text_language", args=[number, "de"])
    form = client.get(page).context["form"]
    return client.post(page, {**form.initial, "stand": form.state, **changed})


def test_r31_the_text_is_edited_in_a_new_version_and_old_consents_keep_theirs(county):
    given = county.consent(county.record())
    client = coordinator()
    client.post(reverse("cases:consent_texts"), {"note": "Aufsicht umbenannt"})
    assert edited(client, 2, heading_0="Neue Überschrift").status_code == 302
    # Not published, nobody signs it.
    prepare(county, county.record())
    assert consents().order_by("-prepared_at").first().text.number == 1
    client.post(reverse("cases:consent_text_publish", args=[2]))
    prepare(county, county.record())
    assert consents().order_by("-prepared_at").first().text.number == 2
    page = text_of(signed_in(county.ayla).get(address("consent", given)))
    assert "Neue Überschrift" not in page
    assert [event.details["step"] for event in events("cases.consent_text").order_by("pk")] == [
        "begin",
        "change",
        "publish",
    ]


def test_r31_what_is_published_is_not_changed(county):
    client = coordinator()
    page = reverse("cases:consent_text_language", args=[1, "de"])
    before = ConsentText.objects.get().translations.get(language="de").digest
    client.post(page, {"heading_0": "Anders", "text_0": "{sender}"})
    assert ConsentText.objects.get().translations.get(language="de").digest == before
    client.post(reverse("cases:consent_texts"))
    assert client.post(reverse("cases:consent_texts"), {"note": "Noch eine"}).status_code == 422
    assert ConsentText.objects.count() == 2


@pytest.mark.parametrize(
    ("unchecked", "said"), [(0, ""), (1, "1 Sprache ist noch nicht"), (2, "2 Sprachen sind noch nicht")]
)
def test_f63_publishing_says_how_many_languages_nobody_has_checked(db, unchecked, said):
    client = coordinator()
    client.post(reverse("cases:consent_texts"))
    rows = ConsentText.objects.get(number=2).translations.order_by("language")
    rows.update(is_checked=True)
    for row in rows[:unchecked]:
        row.is_checked = False
        row.save()
    page = text_of(client.get(reverse("cases:consent_text_publish", args=[2])))
    assert said in page
    assert ("noch nicht von einer Fachübersetzung" in page) == bool(unchecked)


@pytest.mark.parametrize(
    ("text", "said"), [("Nur {sender}", "Im Text fehlt"), ("{sender} {geburtstag}", "{geburtstag}")]
)
def test_f63_a_text_that_does_not_say_who_gives_what_to_whom_is_refused(county, text, said):
    client = coordinator()
    client.post(reverse("cases:consent_texts"))
    emptied = {f"text_{place}": "" for place in range(1, 12)}
    answer = edited(client, 2, text_0=text, **emptied)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_r24_only_the_coordination_keeps_the_texts(county):
    for who in (county.ayla, county.mirko):
        assert signed_in(who).get(reverse("cases:consent_texts")).status_code == 403
        assert signed_in(who).post(reverse("cases:consent_text_publish", args=[1])).status_code == 403
    assert coordinator().get(reverse("cases:records")).status_code == 403
