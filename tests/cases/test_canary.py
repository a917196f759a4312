"""R33–R36: what is typed about clients reaches no dump, index, log, mail, cache, task or temporary file in plain.

The clerk below fills every field through the actions, then walks all pages of the section as each role, types into every form it
finds there, and sends it: whatever form is added later is typed into, too.
"""

import json
import logging
import re
import tempfile

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import caches
from django.utils import timezone

from cases import sealed_files
from cases.access import actor
from cases.models import (
    AlignedGoal,
    AlignmentSheet,
    Appointment,
    Attachment,
    DropoutNotice,
    GoalChange,
    LegalGround,
    Message,
    Settlement,
)
from cases.referrals import consent_actions, export_actions, referral_actions, retention_actions
from cases.referrals.alignment_actions import values_of
from cases.referrals.purposes import CATEGORIES
from portal.fields import SealedTextField
from portal.identity.auth import OrganisationRole, PortalRole
from search import registry
from tests import factories
from tests.cases.canary import CANARIES, Forms, Typist, dump, in_plain, packed_for_proof
from tests.cases.factories import County, member, signed_in
from tests.drill import IS_FULL
from tests.portal import matrix

pytestmark = pytest.mark.slow
SECTION = "/faelle/"
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
MOST_PAGES = 120
# Texts of the county for everybody; and what ends the walk or takes away what it walks over.
NOT_SENT = ("/faelle/aufsicht/fristen/", "/faelle/einwilligungstexte/", "loeschen", "widerruf")


@pytest.mark.parametrize("canary", CANARIES[::13])
def test_r33_the_search_for_canaries_finds_them_however_they_are_packed(canary):
    for way, content in packed_for_proof(canary).items():
        assert in_plain(b"\x00\x01 davor " + content + b" danach") == {canary}, way
    assert in_plain(b"nichts") == set()


def test_r33_the_search_looks_into_every_table(db):
    factories.OrganisationFactory(name=CANARIES[3])
    found = {table for table, content in dump() if in_plain(content)}
    assert "directory_organisation" in found


def fill(county: County, typed: Typist):
    """One referral with all there is, every sealed field of the section filled."""
    record = county.record(**{name: typed(f"record {name}") for name in ("first_name", "last_name", "birth", "contact", "language", "municipality", "file_number", "guardians")})  # fmt: skip
    draft = county.draft(record, contents={kind: typed(f"content {kind}") for kind in CATEGORIES})
    consent = county.consent(record, given=False, categories=list(CATEGORIES))
    consent_actions.give_consent(consent=consent, form="paper", proof=typed("scan").encode(), kind="application/pdf", interpreter=typed("interpreter"), signed_by=typed("signed_by"), by=actor(county.ayla))  # fmt: skip
    referral = referral_actions.send_referral(referral=draft, version=draft.version, consent=consent, by=actor(county.ayla))  # fmt: skip
    county.move(referral, "see", county.tomasz)
    county.move(referral, "ask", county.tomasz, typed("question"))
    county.move(referral, "answer", county.ayla, typed("answer"))
    county.move(referral, "accept", county.tomasz)
    path = sealed_files.new_path()
    sealed_files.store(path, typed("attachment").encode())
    Attachment.objects.create(referral=referral, category="concern", name=typed("file name"), kind="application/pdf", size=9, path=path)  # fmt: skip
    now = timezone.now()
    Appointment.objects.create(referral=referral, starts_at=now, ends_at=now.replace(year=now.year + 1), place=typed("place"), note=typed("note"))  # fmt: skip
    sheet = AlignmentSheet.objects.create(referral=referral, employment_plan="cooperation_plan")
    goal = AlignedGoal.objects.create(sheet=sheet, referral=referral, employment_goal=typed("goal"), integration_goal=typed("goal"), reason=typed("reason"))  # fmt: skip
    GoalChange.objects.create(
        goal=goal,
        referral=referral,
        before=json.dumps({**values_of(goal), "reason": typed("before")}, default=str, ensure_ascii=False),
    )
    DropoutNotice.objects.create(referral=referral, since=now.date(), answer_by=now)
    Settlement.objects.create(referral=referral, text=typed("settlement"), proposed_for=county.sozialwerk)
    LegalGround.objects.create(record=record, receiver=county.jobcenter, purpose="benefits", ground="danger", reason=typed("ground"), asked_by=county.ayla)  # fmt: skip
    Message.objects.create(referral=referral, by=county.ayla, organisation=county.sozialwerk, text=typed("message"))
    return referral


def people(county: County) -> list:
    coordinator, chief = factories.UserFactory(), factories.UserFactory(officer=True)
    coordinator.groups.add(Group.objects.get(name=PortalRole.COORDINATOR.value))
    officer = member(county.sozialwerk, OrganisationRole.ORGANISATION_OFFICER)
    return [county.mirko, officer, county.ayla, county.tomasz, coordinator, chief]


def addresses() -> list[str]:
    """Every address of the section without a parameter, and those with one, for every row there is."""
    keys = {str(row.pk) for model in apps.get_app_config("cases").get_models() for row in model._base_manager.all()}
    found = []
    for route in routes():
        names = re.findall(r"<[^>]+>", route)
        if not names:
            found.append(f"/{route}")
        elif len(names) == 1 and "uuid" in names[0]:
            found += [f"/{route.replace(names[0], key)}" for key in sorted(keys) if len(key) == 36]
    return found


def routes() -> list[str]:
    return [route for route in matrix.routes() if route.startswith(SECTION[1:])]


class Walk:
    """Every page of one person, breadth first; each form that is found is filled and sent."""

    def __init__(self, user, typed: Typist, places: list[str]) -> None:
        self.client, self.typed, self.sent = signed_in(user), typed, set()
        self.client.raise_request_exception = False
        self.open, self.seen, self.answers = places, set(), []

    def go(self) -> None:
        pages = 0
        while self.open and pages < MOST_PAGES:
            path = self.open.pop(0)
            if path in self.seen:
                continue
            self.seen.add(path)
            answer = self.note(path, self.client.get(path))
            if answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
                pages += 1
                self.look_at(path, answer.content.decode())

    def look_at(self, path: str, page: str) -> None:
        found = Forms(page)
        self.open += [link.partition("#")[0] for link in found.links if link.startswith(SECTION)]
        for action, fields in found.forms:
            target = action or path
            names = tuple(name for name, _kind, _value in fields)
            left_out = not target.startswith(SECTION) or any(part in target for part in NOT_SENT)
            if left_out or self.was_sent(target, names):
                continue
            for way in ("rash", "careful", "bare"):
                self.note(target, self.client.post(target, self.typed.filled(target, fields, way)))

    def was_sent(self, target: str, names: tuple[str, ...]) -> bool:
        """The same form of one route asks nothing new with another key; DRILL=full sends it for each."""
        form = (target if IS_FULL else KEY.sub("", target.partition("?")[0]), names)
        if form in self.sent:
            return True
        self.sent.add(form)
        return False

    def note(self, path: str, answer):
        title = re.search(rb"<title>(.*?)</title>", getattr(answer, "content", b""), re.S)
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        cookies = answer.cookies.output()
        self.answers.append(
            (path, answer.status_code, f"{headers}\n{cookies}\n{title.group(1).decode() if title else ''}")
        )
        return answer


def walked(county: County, typed: Typist) -> list[Walk]:
    """Who leads tries every address with every key; the others those that somebody could open."""
    walks: list[Walk] = []
    known = addresses()
    for number, user in enumerate(people(county)):
        walk = Walk(user, typed, list(known))
        walk.go()
        walks.append(walk)
        if number == 1:
            known = sorted({path for each in walks for path, status, _shown in each.answers if status < 400})
    return walks


@pytest.fixture
def typed() -> Typist:
    return Typist()


def test_r33_r36_nothing_typed_about_a_client_is_left_in_plain(
    typed, county, settings, tmp_path, monkeypatch, caplog, capfd, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.INFO)
    with django_capture_on_commit_callbacks(execute=True):
        referral = fill(county, typed)
        walks = walked(county, typed)
        export_actions.export_for_officer(record=referral.record, organisation=county.sozialwerk)
    assert not [(path, status) for walk in walks for path, status, _shown in walk.answers if status >= 500]
    assert all(typed.typed.values()), "every canary was typed somewhere"
    assert empty_fields() == set()
    leaks = {f"table {table}": in_plain(content) for table, content in dump()}
    for folder in {settings.PORTAL_DATA_DIR, settings.MEDIA_ROOT, tmp_path}:
        leaks |= {f"file {file}": in_plain(file.read_bytes()) for file in folder.rglob("*") if file.is_file()}
    said = "\n".join(f"{record.getMessage()} {record.args} {record.exc_text or ''}" for record in caplog.records)
    captured = capfd.readouterr()
    leaks["log"] = in_plain(f"{caplog.text}\n{said}\n{captured.out}\n{captured.err}".encode())
    leaks["mail"] = in_plain("\n".join(str(each.message()) + each.subject + each.body for each in mail.outbox).encode())
    leaks["cache"] = in_plain(repr([vars(cache).get("_cache") for cache in caches.all()]).encode())
    leaks["addresses, headers, cookies and titles"] = in_plain("\n".join(f"{path}\n{shown}" for walk in walks for path, _s, shown in walk.answers).encode())  # fmt: skip
    assert {place: found for place, found in leaks.items() if found} == {}
    forms = {target for walk in walks for target, _names in walk.sent}
    assert forms, "the walk found no form"


def empty_fields() -> set[str]:
    """Sealed fields nobody typed into: a new one needs its line in `fill`, or a form that the walk finds."""
    left_out = {
        "PersonExport.password",
        "PeriodKey.secret",
        "ProofOfUse.content",
        "PublishedResult.basis",
    }  # made by the portal
    empty = set()
    for model in apps.get_app_config("cases").get_models():
        for field in (f for f in model._meta.local_fields if isinstance(f, SealedTextField)):
            values = [getattr(row, field.attname) for row in model._base_manager.all()]
            if not any("Kanari" in value for value in values):
                empty.add(f"{model.__name__}.{field.name}")
    return empty - left_out


def test_r41_after_erasure_the_canaries_open_nowhere_any_more(typed, county, django_capture_on_commit_callbacks):
    referral = fill(county, typed)
    LegalGround.objects.unrestricted().update(refused_at=timezone.now())
    county.move(referral, "complete", county.tomasz, typed("result"))
    with django_capture_on_commit_callbacks(execute=True):
        retention_actions.erase_record(record=referral.record, by=actor(county.mirko))
    kept = {"Consent.interpreter", "Consent.signed_by", "LegalGround.reason"}  # proofs, with periods of their own
    for model in apps.get_app_config("cases").get_models():
        for field in (f for f in model._meta.local_fields if isinstance(f, SealedTextField)):
            if f"{model.__name__}.{field.name}" not in kept:
                for row in model._base_manager.all():
                    assert "Kanari" not in getattr(row, field.attname), f"{model.__name__}.{field.name}"
    assert retention_actions.orphans() == ([], 0)
    assert len(list(sealed_files.stored_paths())) == 1, "the scan of the consent"


def test_r34_nothing_of_cases_is_ever_indexed(db):
    assert not [model for model in apps.get_app_config("cases").get_models() if getattr(model, "search_fields", None)]
    assert not [source for source in registry.sources if type(source).__module__.startswith("cases")]
