"""Pure: whether the content of a file is what its ending says, and small enough unpacked; run in a process of its own (R52, R62)."""

import io
import zipfile

from portal.requests.confined_process import Refused, gettext_noop

UNPACKED_BYTES = 300 * 1024 * 1024
MEMBERS = 10_000
LOOKED_AT = 64 * 1024
PIXELS = 60_000_000  # of all frames together: a page of A3 at 400 dpi has 31 million
# a member without which an archive is not what its ending says
OFFICE = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}


def is_begun_rightly(ending: str, start: bytes) -> bool:
    """Of a PDF or a text, by its first LOOKED_AT bytes, which nothing unpacks."""
    # Some readers put up with other signs before it; what is stored here begins as the format says.
    return start.startswith(b"%PDF-") if ending == "pdf" else is_text(start)


def is_text(start: bytes) -> bool:
    """Text in whatever encoding has no zero bytes unless a mark at its beginning says that it is UTF-16."""
    return start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in start


def is_office(ending: str, content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    # Before anything is unpacked: the list of members says how large each will be.
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED_BYTES:
        return False
    return any(member.filename == OFFICE[ending] for member in members)


def check_image(content: bytes) -> None:
    """Refused for an image of too many pixels; decoded once, so that showing it later is known to be possible."""
    from PIL import Image, UnidentifiedImageError  # only here: no other kind of file needs it

    Image.MAX_IMAGE_PIXELS = None  # counted below, in words for people
    try:
        with Image.open(io.BytesIO(content)) as image:
            count = image.width * image.height
            frames = getattr(image, "n_frames", 1) if count <= PIXELS else 1
            if count * frames > PIXELS:
                raise Refused(
                    gettext_noop(
                        "Das Bild hat mehr als 60 Millionen Bildpunkte. Bitte verkleinern Sie es und laden Sie es noch einmal hoch."
                    )
                )
            image.load()
    except UnidentifiedImageError:
        return  # the form says that it is no image
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(
            gettext_noop("Das Bild ist beschädigt. Bitte speichern Sie es neu und laden Sie es noch einmal hoch.")
        ) from error
