"""What is laid on the pages of a PDF or kept beside them: form fields, notes, stamps, attached files, forms that draw themselves."""

import html
import re
from collections.abc import Iterator, Mapping

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.utils import Matrix, Rect, apply_matrix_pt, mult_matrix

from pages.importer.pdf import values
from pages.importer.pdf.fields import Said, has_value, said_by, unseen
from pages.importer.pdf.letters import Collector, Marked
from portal.requests.confined_process import gettext_noop

NOTE = gettext_noop("Anmerkung")
STAMP = gettext_noop("Stempel oder Unterschrift")
ATTACHED = gettext_noop("Angehängte Datei, nicht eingelesen")
DYNAMIC = gettext_noop("Formular, das sich selbst zeichnet (XFA)")
PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MOST = 5000
DEEPEST = 20
SILENT = {"Popup", "Link"}
STAMPED = {"Stamp", "Watermark", "Widget"}
DYNAMIC_PARTS = {"template", "datasets"}
UNSAID = {"script", "image", "picture", "pattern", "format"}
LEAF = re.compile(r"<(?:\w+:)?(\w+)[^<>]*>([^<>]*[^\W\d_]{3}[^<>]*)(?=<)")


def of_page(page: PDFPage, interpreter: PDFPageInterpreter, device: Collector, seen: set[int]) -> Iterator[Said]:
    """What lies on a page. Pictures of signatures and stamps are drawn, so that the device has their letters."""
    for ref in values.listed(page.annots)[:MOST]:
        laid = values.table(ref)
        if isinstance(ref, PDFObjRef):
            seen.add(ref.objid)
        kind = values.name(laid.get("Subtype"))
        if kind == "Widget" and not is_signature(laid):
            if has_value(laid):
                yield from said_by(laid)
            else:
                draw(laid, "", interpreter, device)  # what it shows all the same are letters of the page
        elif kind == "FileAttachment":
            yield Said((file_name(laid.get("FS")),), why=ATTACHED)
        elif kind not in SILENT:
            yield from noted(laid, kind, interpreter, device)


def is_signature(widget: Mapping[str, object]) -> bool:
    kind = values.name(widget.get("FT")) or values.name(values.table(widget.get("Parent")).get("FT"))
    return kind not in {"Tx", "Ch", "Btn"}


def noted(laid: Mapping[str, object], kind: str, interpreter: PDFPageInterpreter, device: Collector) -> Iterator[Said]:
    """Typed text stands where it is put; a note says what it says."""
    typed = values.name(laid.get("IT")) == "FreeTextTypeWriter"
    lines = tuple(line.strip() for line in values.text(laid.get("Contents")).splitlines() if line.strip())
    if typed and lines:
        yield Said(lines, values.box(laid.get("Rect")))
        return
    why = STAMP if kind in STAMPED else NOTE
    drawn = draw(laid, why, interpreter, device)
    squeezed = re.sub(r"\W", "", drawn)
    yield Said(tuple(line for line in lines if re.sub(r"\W", "", line) not in squeezed), why=why)


def draw(laid: Mapping[str, object], why: str, interpreter: PDFPageInterpreter, device: Collector) -> str:
    """Draws the look of an annotation in its place; gives back what it says."""
    look, place = look_of(laid), values.box(laid.get("Rect"))
    if look is None or place is None:
        return ""
    before = {group: len(letters) for group, letters in device.page.groups.items()}
    device.marked = [Marked(why=why)]
    resources: dict[object, object] = dict(values.table(look.attrs.get("Resources")).items())
    interpreter.render_contents(resources, [look], ctm=mult_matrix(fitting(look, place), device.page.ctm))
    device.marked = []
    new = (letters[before.get(group, 0) :] for group, letters in device.page.groups.items())
    return "".join(letter.text for letters in new for letter in letters)


def look_of(laid: Mapping[str, object]) -> PDFStream | None:
    look = resolve1(values.table(laid.get("AP")).get("N"))
    if isinstance(look, dict):
        look = resolve1(look.get(values.name(laid.get("AS"))))
    return look if isinstance(look, PDFStream) else None


def fitting(look: PDFStream, place: Rect) -> Matrix:
    """From the look's own coordinates to its place on the page (PDF 32000-1, 12.5.5)."""
    sides = [resolve1(side) for side in values.listed(look.attrs.get("Matrix"))]
    given = [float(side) for side in sides if isinstance(side, int | float)]
    own: Matrix = (given[0], given[1], given[2], given[3], given[4], given[5]) if len(given) == 6 else PLAIN
    drawn = values.box(look.attrs.get("BBox")) or (0.0, 0.0, 1.0, 1.0)
    corners = [apply_matrix_pt(own, (x, y)) for x in drawn[::2] for y in drawn[1::2]]
    left, bottom = min(x for x, _y in corners), min(y for _x, y in corners)
    wide, high = max(x for x, _y in corners) - left, max(y for _x, y in corners) - bottom
    across = (place[2] - place[0]) / wide if wide else 1.0
    up = (place[3] - place[1]) / high if high else 1.0
    return mult_matrix(own, (across, 0, 0, up, place[0] - left * across, place[1] - bottom * up))


def of_document(document: PDFDocument, seen: set[int], printed: str) -> Iterator[Said]:
    """What stands on no page; `printed` is the text of all pages without spaces."""
    form = values.table(document.catalog.get("AcroForm"))
    yield from unseen(form, seen)
    yield from (Said((leaf,), why=DYNAMIC) for leaf in dynamic_texts(form) if re.sub(r"\s", "", leaf) not in printed)
    names = values.table(document.catalog.get("Names"))
    yield from (Said((file,), why=ATTACHED) for file in attached(names.get("EmbeddedFiles")))


def dynamic_texts(form: Mapping[str, object]) -> list[str]:
    """Texts and values of a form that is kept as XML."""
    held = resolve1(form.get("XFA"))
    parts = [held] if isinstance(held, PDFStream) else values.listed(held)
    named = zip(parts[::2], parts[1::2], strict=False) if len(parts) > 1 else [("template", part) for part in parts]
    found: dict[str, None] = {}
    for key, part in named:
        if (key if isinstance(key, str) else values.text(key)) in DYNAMIC_PARTS:
            leaves = (leaf for tag, leaf in LEAF.findall(values.xml(part)) if tag not in UNSAID)
            lines = (line for leaf in leaves for line in html.unescape(leaf).splitlines())
            found |= dict.fromkeys(" ".join(line.split()) for line in lines if line.strip())
    return list(found)[:MOST]


def attached(root: object) -> Iterator[str]:
    """Names of the files in a tree of names."""
    waiting, left = [root], MOST
    while waiting and left:
        node = values.table(waiting.pop())
        left -= 1
        waiting += values.listed(node.get("Kids"))
        yield from map(file_name, values.listed(node.get("Names"))[1::2])


def file_name(given: object) -> str:
    file = values.table(given)
    return values.text(file.get("UF")) or values.text(file.get("F")) or values.text(given) or "?"
