"""Handing data out: to a person all that is held on them (F60), to a side its documents before they are deleted (LÖ-KV 7)."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pyzipper
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cases import sealed_files
from cases.access import Actor
from cases.models import Attachment, ClientRecord, PersonExport, Referral
from cases.referrals import person_file, trail
from cases.referrals.person_file import Enclosed, PersonFile, Section
from cases.referrals.queries import contents_of
from directory.internal_lists.export import GROUP_LENGTH, GROUPS, LETTERS, new_password
from directory.models import Organisation
from portal.audit.trail import Value
from portal.audit.trail import record as write_event

PASSWORD = re.compile(f"(?:[{LETTERS}]{{{GROUP_LENGTH}}}-){{{GROUPS - 1}}}[{LETTERS}]{{{GROUP_LENGTH}}}")


def is_password(text: str) -> bool:
    """One that the portal made: nobody's favourite word."""
    return PASSWORD.fullmatch(text) is not None


@sensitive_variables("password")
@transaction.atomic
def export_person(*, record: ClientRecord, organisation: Organisation, password: str, by: Actor | None) -> bytes:
    """An AES-256 file. That it was made is an event that the file itself tells of."""
    details: dict[str, Value] = {"record": str(record.pk), "organisation": organisation.pk}
    about = ("client_record", record.pk)
    write_event(trail.PERSON_EXPORTED, by.user if by else None, about=about, details=details)
    return encrypted(person_file.person_file(record, organisation), password)


@sensitive_variables("password", "found")
def encrypted(found: PersonFile, password: str) -> bytes:
    """Made in memory. The names of the files in it are not encrypted, so they say nothing."""
    out = BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.writestr("auskunft.txt", b"\xef\xbb\xbf" + found.text().encode())
        archive.writestr("auskunft.json", found.data())
        for file in found.files:
            archive.writestr(f"dateien/{file.name}", sealed_files.read(file.path))
    return out.getvalue()


@sensitive_variables("password")
@transaction.atomic
def export_for_officer(*, record: ClientRecord, organisation: Organisation) -> tuple[PersonExport, bytes]:
    """From the command line: whoever runs the server holds the file, and the officer of the organisation sees its password."""
    password = new_password()
    content = export_person(record=record, organisation=organisation, password=password, by=None)
    return PersonExport.objects.create(organisation=organisation, record_id=record.pk, password=password), content


@transaction.atomic
def show_password(*, export: PersonExport, by: Actor) -> str:
    row: PersonExport = PersonExport.objects.for_actor(by).select_for_update(of=("self",)).get(pk=export.pk)
    row.shown_at = timezone.now()
    row.save(update_fields=["shown_at"])
    details: dict[str, Value] = {"record": str(row.record_id), "organisation": row.organisation_id}
    write_event(trail.PASSWORD_SHOWN, by.user, about=("person_export", row.pk), details=details)
    return row.password


@transaction.atomic
def take_documents(*, referral: Referral, by: Actor) -> Iterator[bytes]:
    """A ZIP in pieces: what this side may read of the referral, for its own file. Nothing is written to the disk in plain."""
    contents = contents_of(referral, by)
    files = list(Attachment.objects.for_actor(by).filter(referral=referral))
    enclosed = [Enclosed(f"anhang-{n}{person_file.ending(row.kind)}", row.path) for n, row in enumerate(files, start=1)]
    side = referral.sender_id if referral.sender_id in by.organisations else referral.receiver_id
    text = "\r\n".join(line for section in sections(referral, contents, by) for line in person_file.written(section))
    trail.about_referral(trail.BUNDLE_TAKEN, by, referral, organisation=side, files=len(files))
    return zipped([("fallübergabe.txt", b"\xef\xbb\xbf" + text.encode())], enclosed)


def sections(referral: Referral, contents: dict[str, str], by: Actor) -> Iterator[Section]:
    head = ("number", "purpose", "sender", "receiver", "state", "sent_at", "closed_at", "purge_on")
    yield Section(f"{_('Fallübergabe')} {referral.number}", person_file.shown(referral, *head))
    names = {str(value): str(label) for value, label in Attachment._meta.get_field("category").flatchoices}
    yield Section(_("Angaben"), [(names.get(kind, kind), text) for kind, text in contents.items()])
    for model, fields in person_file.PARTS:
        for row in model.objects.for_actor(by).filter(referral=referral):
            yield Section(str(model._meta.verbose_name), person_file.shown(row, *fields))


class Pieces:
    """Takes what is written and gives it away again, so that a file of any size needs the memory of one of its parts."""

    def __init__(self) -> None:
        self.held: list[bytes] = []
        self.position = 0

    def write(self, data: Any) -> int:
        self.held.append(bytes(data))
        self.position += len(data)
        return len(data)

    def tell(self) -> int:
        return self.position

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        pieces, self.held = self.held, []
        return b"".join(pieces)


def zipped(texts: Iterable[tuple[str, bytes]], files: Iterable[Enclosed]) -> Iterator[bytes]:
    out = Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # writing and telling is all it needs
        for name, content in texts:
            archive.writestr(name, content)
            yield out.taken()
        for file in files:
            archive.writestr(file.name, sealed_files.read(file.path))
            yield out.taken()
    yield out.taken()
