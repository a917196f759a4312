"""Internal lists: seen by those they name and nobody else, each look and file recorded, handed out encrypted only (F67, D6)."""

import csv
import datetime as dt
import io
import re
import zipfile

import pytest
import pyzipper
import time_machine
from django.contrib.auth import get_user
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from directory.internal_lists import export
from directory.models import ContactList, Handout, ListEntry, Mailbox, Person, Position
from portal import csv_safety
from portal.identity.auth import PortalRole
from portal.models import AuditEvent
from search import indexing
from tests import factories

SECRET_NUMBER, SECRET_DIGITS = "+496990009777", "777"
ROLES = ("own", "named", "other", "alone", "editor", "administrator", "superuser")


@pytest.fixture
def people(sign_in):
    """One signed-in client of each kind; the list is kept by `own`, names `named`, and nobody else."""
    keeper, named, other = (factories.OrganisationFactory(name=name) for name in ("Amt", "Verein", "Kursträger"))
    clients = {name: sign_in(verified=True) for name in ("own", "named", "other", "alone")}
    for name, organisation in (("own", keeper), ("named", named), ("other", other)):
        factories.MembershipFactory(user=get_user(clients[name]), organisation=organisation)
    clients["editor"] = sign_in(editor=True)
    clients["administrator"] = sign_in(administrator=True)
    clients["superuser"] = sign_in(is_superuser=True, is_staff=True)
    return clients


@pytest.fixture
def phone_list(people):
    keeper = factories.OrganisationFactory._meta.model.objects.get(name="Amt")
    found = ContactList.objects.create(name="Durchwahlen Eingangszone", organisation=keeper, clause="KV AuI 4.3")
    found.readers.set([factories.OrganisationFactory._meta.model.objects.get(name="Verein")])
    quiet = Person.objects.create(first_name="Selma", last_name="Verborgen")
    Position.objects.create(
        person=quiet,
        organisation=keeper,
        role="Notdienst",
        phone="+496990009778",
        visibility="listed",
        contact_list=found,
    )
    public = Person.objects.create(first_name="Ole", last_name="Bekannt")
    known = Position.objects.create(person=public, organisation=keeper, role="Empfang", phone="+496990009100")
    ListEntry.objects.create(contact_list=found, position=known, phone=SECRET_NUMBER, note="nur vormittags")
    box = Mailbox.objects.create(organisation=keeper, name="Eilsachen", email="eil@amt.example")
    ListEntry.objects.create(contact_list=found, mailbox=box)
    return found


def url_of(found: ContactList, rest: str = "") -> str:
    return f"/verzeichnis/listen/{found.pk}/{rest}"


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("pk"))


def exported(client: Client, found: ContactList, kind: str = "xlsx"):
    return client.post(url_of(found, "ausgabe/"), {"format": kind, "bound": "on"})


def password_in(response) -> str:
    return re.search(r"<code>([a-z0-9-]+)</code>", response.content.decode())[1]


def fetch_url(response) -> str:
    return re.search(r'action="(/verzeichnis/listen/ausgabe/[0-9a-f-]+/)"', response.content.decode())[1]


def unpacked(content: bytes, password: str) -> tuple[str, bytes]:
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        archive.setpassword(password.encode())
        (name,) = archive.namelist()
        return name, archive.read(name)


@pytest.mark.parametrize("role", ROLES)
def test_f67_a_list_is_seen_by_those_it_names_whatever_other_rights_somebody_has(people, phone_list, role):
    client, may = people[role], role in {"own", "named"}
    assert (client.get(url_of(phone_list)).status_code == 200) is may
    assert (client.get(url_of(phone_list, "ausgabe/")).status_code == 200) is may
    assert (exported(client, phone_list).status_code == 200) is may
    assert ("Durchwahlen Eingangszone" in client.get("/verzeichnis/listen/").content.decode()) is may


@pytest.mark.parametrize("role", ["other", "alone", "editor", "superuser"])
@pytest.mark.parametrize("rest", ["", "ausgabe/"])
def test_r20_to_others_a_list_is_what_a_missing_one_is(people, phone_list, role, rest):
    client, path = people[role], url_of(phone_list, rest)
    hidden = [client.get(path), client.post(path, {"format": "csv", "bound": "on"})]
    with CountedQueries() as while_hidden:
        client.get(path)
    ListEntry.objects.all().delete()
    Position.objects.all().delete()
    phone_list.delete()
    missing = [client.get(path), client.post(path, {"format": "csv", "bound": "on"})]
    with CountedQueries() as while_missing:
        client.get(path)
    for one, other in zip(hidden, missing, strict=True):
        assert one.status_code == other.status_code
        assert plain(one) == plain(other)
        assert differing(one) == differing(other)
    assert abs(while_hidden.count - while_missing.count) <= 1


def differing(response):
    """The headers without the time and the number of the request."""
    return {name: value for name, value in response.headers.items() if name not in {"Expires", "X-Request-ID"}}


def plain(response) -> bytes:
    """The body without the token against forged forms and the nonce, which differ at every answer."""
    body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)
    return re.sub(rb'nonce="[^"]+"', b"", body)


class CountedQueries:
    def __enter__(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.context = CaptureQueriesContext(connection)
        self.context.__enter__()
        return self

    def __exit__(self, *error):
        self.context.__exit__(*error)
        self.count = len(self.context.captured_queries)


PLACES = (
    "/verzeichnis/",
    "/verzeichnis/personen/",
    "/verzeichnis/listen/",
    "/verzeichnis/personen.csv",
    "/verzeichnis/organisationen.csv",
    "/verzeichnis/organisationen.json",
    "/suche/?q=Verborgen",
    "/suche/?q=Durchwahlen",
    "/suche/?q=069+90009777",
    "/suche/vorschlaege/?q=Verborgen",
    "/suche/vorschlaege/?q=Durchwahlen",
)
CANARIES = ("Verborgen", "Durchwahlen Eingangszone", "90009-777", "90009777", "90009778", "nur vormittags")


@pytest.mark.parametrize("role", ["other", "alone", "superuser"])
def test_f67_nothing_of_a_list_reaches_others_in_directory_search_suggestions_or_exports(people, phone_list, role):
    indexing.rebuild()
    organisation = phone_list.organisation_id
    for path in (*PLACES, f"/verzeichnis/organisationen/{organisation}/"):
        shown = people[role].get(path)
        assert shown.status_code == 200, path
        text = shown.content.decode().replace("?q=", "").replace('value="', "")
        for canary in CANARIES:
            if canary.split()[0] not in path.replace("+", " "):
                assert canary not in text, (path, canary)


@pytest.mark.parametrize("query", ["Verborgen", "Durchwahlen", SECRET_DIGITS])
def test_f67_those_it_names_find_the_list_and_who_is_on_it(people, phone_list, query):
    indexing.rebuild()
    for role in ("own", "named"):
        assert url_of(phone_list) in people[role].get("/suche/", {"q": query}).content.decode(), role
    for role in ("other", "editor", "superuser"):
        assert url_of(phone_list) not in people[role].get("/suche/", {"q": query}).content.decode(), role


def test_f67_the_number_for_the_list_stands_in_the_list_only(people, phone_list):
    shown = people["named"].get(url_of(phone_list)).content.decode()
    assert "069 90009777" in shown.replace("90009-777", "90009777") and "nur vormittags" in shown
    assert "Ole Bekannt" in people["other"].get("/verzeichnis/personen/").content.decode()
    assert "90009777" not in people["own"].get("/verzeichnis/personen.csv").content.decode()


def test_f67_a_list_may_be_for_all_partners_or_for_the_own_organisation_alone(people, phone_list):
    ContactList.objects.update(visibility="partners")
    assert [people[role].get(url_of(phone_list)).status_code for role in ("own", "named", "other", "alone")] == [
        200
    ] * 4
    ContactList.objects.update(visibility="own")
    assert [people[role].get(url_of(phone_list)).status_code for role in ("own", "named", "other")] == [200, 404, 404]


def test_r24_who_leaves_the_organisation_loses_the_list_with_the_next_click(people, phone_list):
    assert people["named"].get(url_of(phone_list)).status_code == 200
    get_user(people["named"]).memberships.all().delete()
    assert people["named"].get(url_of(phone_list)).status_code == 404


def test_r45_each_look_is_recorded_and_without_the_record_there_is_no_look(people, phone_list, monkeypatch):
    people["named"].get(url_of(phone_list))
    (event,) = events("directory.list_read")
    assert event.actor_id == get_user(people["named"]).pk
    assert (event.object_type, event.object_id) == ("contact_list", str(phone_list.pk))
    assert event.details == {"entries": 3}
    people["other"].get(url_of(phone_list))
    assert len(events("directory.list_read")) == 1

    def fail(*_args, **_kwargs):
        raise RuntimeError("trail")

    monkeypatch.setattr("portal.audit.trail.record", fail)
    with pytest.raises(RuntimeError):
        people["named"].get(url_of(phone_list))
    with pytest.raises(RuntimeError):
        exported(people["named"], phone_list)
    assert not Handout.objects.exists()


def test_r45_an_editor_who_opens_the_form_of_a_list_has_looked_at_it(people, phone_list):
    assert people["editor"].get(f"/cms/snippets/directory/contactlist/edit/{phone_list.pk}/").status_code == 200
    (event,) = events("directory.list_read")
    assert event.details == {"entries": 2, "editor": True}


@pytest.mark.parametrize("form", ["position", "person", "organisation"])
def test_r45_an_editor_who_opens_a_form_with_a_number_of_a_list_has_looked_at_it(people, phone_list, form):
    hidden = Position.objects.get(person__last_name="Verborgen")
    Mailbox.objects.filter(name="Eilsachen").update(visibility="listed", contact_list=phone_list)
    key = {"position": hidden.pk, "person": hidden.person_id, "organisation": hidden.organisation_id}[form]
    page = people["editor"].get(f"/cms/snippets/directory/{form}/edit/{key}/")
    assert page.status_code == 200
    (event,) = events("directory.list_read")
    assert (event.object_id, event.details) == (str(phone_list.pk), {"entries": 1, "editor": True})
    open_one = Position.objects.get(person__last_name="Bekannt")
    assert people["editor"].get(f"/cms/snippets/directory/position/edit/{open_one.pk}/").status_code == 200
    assert len(events("directory.list_read")) == 1


def test_f67_those_who_keep_all_entries_do_not_reach_the_mailboxes_of_internal_lists(people, phone_list, sign_in):
    box = Mailbox.objects.get(name="Eilsachen")
    Mailbox.objects.filter(pk=box.pk).update(visibility="listed", contact_list=phone_list)
    coordinator = sign_in(verified=True)
    get_user(coordinator).groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
    kept = f"/verzeichnis/pflege/{phone_list.organisation_id}/"
    assert "eil@amt.example" not in coordinator.get(kept).content.decode()
    assert coordinator.get(f"{kept}postfaecher/{box.pk}/").status_code == 404
    assert coordinator.post(f"{kept}postfaecher/{box.pk}/entfernen/").status_code == 404
    assert Mailbox.objects.filter(pk=box.pk).exists()


def test_r45_whoever_keeps_an_entry_of_a_list_looks_at_it(people, phone_list):
    keeper = get_user(people["own"])
    keeper.memberships.update(role="contact_maintainer")
    hidden = Position.objects.get(person__last_name="Verborgen")
    page = people["own"].get(f"/verzeichnis/pflege/{phone_list.organisation_id}/personen/{hidden.pk}/")
    assert page.status_code == 200
    assert [event.details["entries"] for event in events("directory.list_read")] == [1]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_f67_a_list_leaves_as_a_file_that_only_its_password_opens(people, phone_list, kind):
    made = exported(people["named"], phone_list, kind)
    password = password_in(made)
    file = people["named"].post(fetch_url(made))
    assert file["Content-Disposition"] == 'attachment; filename="interne-liste.zip"'
    name, content = unpacked(file.content, password)
    assert name == f"liste.{kind}"
    rows = rows_of(content, kind)
    assert rows[0][0] == "Name" and {row[0] for row in rows[1:]} == {"Selma Verborgen", "Ole Bekannt", "Eilsachen"}
    assert next(row for row in rows if row[0] == "Ole Bekannt")[5].replace("-", "").endswith("90009777")
    with pytest.raises(RuntimeError):
        unpacked(file.content, "falsch-falsch")
    info = zipfile.ZipFile(io.BytesIO(file.content)).infolist()[0]
    assert info.flag_bits & 1 and info.compress_type == 99
    assert b"\x01\x99\x07\x00\x02\x00AE\x03" in file.content  # AE-2, strength 3: 256 bit
    assert b"Verborgen" not in file.content
    assert [event.details for event in events("directory.list_export")] == [{"entries": 3, "format": kind}]
    assert len(events("directory.list_fetched")) == 1


def rows_of(content: bytes, kind: str) -> list[list[str]]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    sheet = load_workbook(io.BytesIO(content)).active
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_f67_the_file_is_fetched_once_by_its_maker_within_ten_minutes(people, phone_list):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        address = fetch_url(exported(people["named"], phone_list))
        for role in ("own", "other", "superuser"):
            assert people[role].post(address).status_code == 404
        assert people["named"].get(address).status_code == 405
        assert people["named"].post(address).status_code == 200
        again = people["named"].post(address)
        assert again.status_code == 404
        assert "einmal und zehn Minuten lang" in again.content.decode()
        other = "/verzeichnis/listen/ausgabe/6f1d1c55-7d4f-4c12-9a4d-0f7c1f0f1c11/"
        unknown = plain(people["named"].post(other))
        assert plain(again) == unknown.replace(other.encode(), address.encode())
        late = fetch_url(exported(people["named"], phone_list))
        clock.shift(dt.timedelta(minutes=10, seconds=1))
        assert people["named"].post(late).status_code == 404
    assert len(events("directory.list_fetched")) == 1


def test_f67_what_was_not_fetched_is_removed_with_the_next_export(people, phone_list):
    exported(people["named"], phone_list)
    Handout.objects.update(made_at=timezone.now() - dt.timedelta(minutes=11))
    exported(people["named"], phone_list)
    assert Handout.objects.count() == 1


def test_f67_who_may_no_longer_see_the_list_cannot_fetch_the_file(people, phone_list):
    address = fetch_url(exported(people["named"], phone_list))
    phone_list.readers.clear()
    assert people["named"].post(address).status_code == 404


def test_r36_the_password_is_in_one_answer_and_nowhere_else(people, phone_list, caplog, mailoutbox):
    with caplog.at_level("DEBUG"):
        made = exported(people["named"], phone_list)
        password, address = password_in(made), fetch_url(made)
        other = password_in(exported(people["named"], phone_list))
        people["named"].post(address)
    assert other != password
    assert password not in caplog.text and not mailoutbox
    assert password not in str(dict(people["named"].session.items()))
    assert password not in str([event.details for event in AuditEvent.objects.all()])
    assert password not in str(made.headers) and password not in address
    assert all(password.encode() not in bytes(one.content) for one in Handout.objects.all())
    assert "no-store" in made["Cache-Control"]
    for path in (url_of(phone_list), url_of(phone_list, "ausgabe/")):
        assert password not in people["named"].get(path).content.decode()


def test_r43_the_page_says_how_to_open_the_file_and_that_the_explorer_cannot(people, phone_list):
    text = exported(people["named"], phone_list).content.decode()
    assert "7-Zip" in text and "Windows-Explorer" in text and "nur jetzt" in text


def test_f67_a_password_has_more_than_eighty_bits_and_no_letters_that_look_alike():
    made = {export.new_password() for _turn in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"(?:[a-hj-km-np-z2-9]{4}-){4}[a-hj-km-np-z2-9]{4}", password) for password in made)
    assert len(export.LETTERS) ** (export.GROUPS * export.GROUP_LENGTH) > 2**80


def test_r11_the_export_asks_for_a_factor_of_the_last_ten_minutes_and_goes_on_then(people, phone_list, sign_in):
    client = sign_in(verified=False)
    factories.MembershipFactory(user=get_user(client), organisation=phone_list.readers.get())
    assert client.get(url_of(phone_list)).status_code == 200
    assert client.get(url_of(phone_list, "ausgabe/")).status_code == 302
    assert "/konto/zweiter-faktor/" in exported(client, phone_list).url
    assert not Handout.objects.exists()
    factories.verify(client, get_user(client))
    assert exported(client, phone_list).status_code == 200
    session = client.session
    session["otp_at"] = timezone.now().timestamp() - 601
    session.save()
    assert "/konto/zweiter-faktor/" in exported(client, phone_list).url


@pytest.mark.parametrize("data", [{}, {"format": "exe", "bound": "on"}, {"format": "csv"}, {"bound": "on"}])
def test_f67_without_format_or_confirmation_nothing_is_made(people, phone_list, data):
    shown = people["named"].post(url_of(phone_list, "ausgabe/"), data)
    assert shown.status_code == 422
    assert not Handout.objects.exists()


def test_f67_so_many_exports_an_hour_and_no_more(people, phone_list):
    answers = [people["named"].get(url_of(phone_list, "ausgabe/")).status_code for _turn in range(21)]
    assert answers == [200] * 20 + [429]
    assert exported(people["named"], phone_list).status_code == 429
    assert not Handout.objects.exists()


def test_f67_nothing_unencrypted_touches_the_disk(people, phone_list, monkeypatch, tmp_path):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a temporary file")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(f"tempfile.{name}", refuse)
    assert exported(people["named"], phone_list, "xlsx").status_code == 200


HARMFUL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(0)", " =1", "＝1")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_f25_no_cell_of_a_list_is_read_as_a_formula(people, phone_list, kind):
    for text in HARMFUL:
        box = Mailbox.objects.create(organisation=phone_list.organisation, name=text, email="a@b.example")
        ListEntry.objects.create(contact_list=phone_list, mailbox=box, note=text)
    made = exported(people["named"], phone_list, kind)
    _name, content = unpacked(people["named"].post(fetch_url(made)).content, password_in(made))
    rows = rows_of(content, kind)
    assert len(rows) == 4 + len(HARMFUL)
    assert not [cell for row in rows for cell in row if cell.startswith(csv_safety.FORMULA)]
    if kind == "xlsx":
        kinds = {cell.data_type for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row}
        assert "f" not in kinds


def test_d06_an_entry_is_a_person_or_a_mailbox_once_and_nobody_whom_others_keep_for_themselves(phone_list):
    with pytest.raises(IntegrityError), transaction.atomic():
        ListEntry.objects.create(contact_list=phone_list)
    known = Position.objects.get(role="Empfang")
    with pytest.raises(ValidationError, match="schon auf der Liste"):
        ListEntry(contact_list=phone_list, position=known).full_clean()
    hidden = Position.objects.create(
        person=known.person, organisation=known.organisation, role="Leitung", visibility="own"
    )
    with pytest.raises(ValidationError, match="nur für andere sichtbar"):
        ListEntry(contact_list=phone_list, position=hidden).full_clean()


def test_f67_a_contact_that_is_restricted_later_leaves_the_list(people, phone_list):
    Position.objects.filter(role="Empfang").update(visibility="own")
    shown = people["named"].get(url_of(phone_list)).content.decode()
    assert "Ole Bekannt" not in shown and "90009777" not in shown.replace("-", "")


def test_f67_a_list_costs_the_same_queries_however_long_it_is(people, phone_list):
    people["named"].get(url_of(phone_list))
    with CountedQueries() as short:
        people["named"].get(url_of(phone_list))
    for number in range(30):
        person = Person.objects.create(last_name=f"Mitglied {number}")
        position = Position.objects.create(person=person, organisation=phone_list.organisation, role="Beratung")
        ListEntry.objects.create(contact_list=phone_list, position=position)
    people["named"].get(url_of(phone_list))  # what is kept of the frame was renewed by the new entries
    with CountedQueries() as long:
        people["named"].get(url_of(phone_list))
    assert long.count == short.count
