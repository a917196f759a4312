"""An internal list as an encrypted file (R45)."""

import secrets
from collections.abc import Iterable, Iterator
from io import BytesIO

import pyzipper
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from directory.exports import tables
from directory.internal_lists.queries import Member

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
GROUPS, GROUP_LENGTH = 5, 4  # 99 bits


@sensitive_variables("password")
def file_of(listed: Iterable[Member], kind: str, password: str) -> bytes:
    content = tables.CONTENTS[kind](*table(listed), _("Interne Liste"))
    return encrypted(f"liste.{kind}", content, password)


def new_password() -> str:
    """To be read from the screen and told by telephone."""
    groups = ("".join(secrets.choice(LETTERS) for _letter in range(GROUP_LENGTH)) for _group in range(GROUPS))
    return "-".join(groups)


@sensitive_variables("password")
def encrypted(name: str, content: bytes, password: str) -> bytes:
    """A ZIP file under AES-256, made in memory. The names of files in it are not encrypted, so they say nothing."""
    out = BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        # The old encryption of ZIP is broken within minutes.
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.writestr(name, content)
    return out.getvalue()


def table(listed: Iterable[Member]) -> tuple[tables.Row, list[tables.Row]]:
    head = [
        _("Name"),
        _("Aufgabe"),
        _("Bereich"),
        _("Organisation"),
        _("Team"),
        _("Telefon"),
        _("Mobil"),
        _("E-Mail"),
        _("Hinweis"),
    ]
    return head, list(rows(listed))


def rows(listed: Iterable[Member]) -> Iterator[tables.Row]:
    for member in listed:
        reach = (tables.number(member.phone), tables.number(member.mobile), member.email, member.note)
        yield [member.name, member.role, member.area, member.organisation, member.team, *reach]
