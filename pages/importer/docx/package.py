"""The parts of a Word file: an archive of XML that may claim anything about itself."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pages.importer.unreadable import UnreadableDocument
from portal.requests.confined_process import gettext_noop

MAX_ENTRIES = 3000
MAX_UNPACKED = 150 * 1024 * 1024
MAX_XML = 40 * 1024 * 1024
MAX_RATIO = 150
BLOATED = gettext_noop(
    "„%(name)s“ ist ungewöhnlich stark gepackt und wird aus Sicherheitsgründen nicht geöffnet. Bitte speichern Sie das Dokument neu als DOCX."
)
NOT_WORD = gettext_noop("„%(name)s“ ist kein Word-Dokument. Bitte speichern Sie es in Word als DOCX.")
FORBIDDEN = gettext_noop(
    "„%(name)s“ ist zu umfangreich oder enthält unerlaubte Bestandteile. Bitte speichern Sie das Dokument neu als DOCX."
)
# The stricter variant of the format names everything anew; the names differ by rule.
STRICT = re.compile(r"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
USUAL = r"http://schemas.openxmlformats.org/\1/2006/\2"
MAIN_TYPE = re.compile(r"(?:wordprocessingml\.(?:document|template)|ms-word\.\w+\.macroEnabled\w*)\.main\+xml", re.I)
MAIN_NAME = re.compile(r"(?:.*/)?word/document\d*\.xml")


@dataclass(frozen=True)
class Relation:
    """`kind` is the last word of its type; `target` the path of a part, or an address where it is `external`."""

    kind: str
    target: str
    external: bool


def check_archive(name: str, archive: zipfile.ZipFile) -> None:
    """Refuses archives that would unpack to far more than they are, before anything is unpacked."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    bloated = unpacked > 5_000_000 and unpacked > MAX_RATIO * max(packed, 1)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or bloated:
        raise UnreadableDocument(BLOATED, {"name": name})


class Package:
    """Parts by path. Programs write the names of parts with other slashes and capitals than the places that refer to them."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self.name = name
        self.archive = archive
        self.entries = {plain_path(entry): entry for entry in archive.namelist()}
        self._relations: dict[str, dict[str, Relation]] = {}
        self.main = self._main_part()

    def part(self, path: str) -> Element | None:
        """A document type may hold entity bombs."""
        data = self.content(path)
        if data is None:
            return None
        try:
            root: Element = fromstring(data, forbid_dtd=True)
        except DefusedXmlException:
            raise UnreadableDocument(FORBIDDEN, {"name": self.name}) from None
        return with_usual_names(root) if is_strict(data) else root

    def content(self, path: str) -> bytes | None:
        """Reads at most MAX_XML bytes, whatever the archive says about the size."""
        entry = self.entries.get(plain_path(path))
        if entry is None:
            return None
        with self.archive.open(entry) as stream:
            data = stream.read(MAX_XML + 1)
        if len(data) > MAX_XML:
            raise UnreadableDocument(FORBIDDEN, {"name": self.name})
        return data

    def relations(self, path: str) -> dict[str, Relation]:
        """What a part refers to, by the key it uses for it; "" is the package itself."""
        if path not in self._relations:
            folder, _slash, file = path.rpartition("/")
            root = self.part(f"{folder}/_rels/{file}.rels")
            nodes = root if root is not None else ()
            self._relations[path] = {node.get("Id", ""): relation_of(folder, node) for node in nodes}
        return self._relations[path]

    def related(self, path: str, kind: str) -> Element | None:
        """The first part of a kind that another one refers to, or the one with the usual name beside it."""
        named = (relation.target for relation in self.relations(path).values() if relation.kind == kind)
        folder = path.rpartition("/")[0]
        return next(self._parts([*named, f"{folder}/{kind}.xml"]), None)

    def _parts(self, paths: list[str]) -> Iterator[Element]:
        for path in paths:
            root = self.part(path)
            if root is not None:
                yield root

    def _main_part(self) -> str:
        """As the package says, else as its list of contents says, else by its name."""
        named = [relation.target for relation in self.relations("").values() if relation.kind == "officeDocument"]
        usual = [path for path in self.entries if MAIN_NAME.fullmatch(path)]
        found = [path for path in (*named, *self._listed(), *usual) if plain_path(path) in self.entries]
        if not found:
            raise UnreadableDocument(NOT_WORD, {"name": self.name})
        return plain_path(found[0])

    def _listed(self) -> list[str]:
        root = self.part("[Content_Types].xml")
        nodes = root if root is not None else ()
        return [node.get("PartName", "") for node in nodes if MAIN_TYPE.search(node.get("ContentType", ""))]


def plain_path(path: str) -> str:
    return posixpath.normpath("/" + unquote(path).replace("\\", "/")).lstrip("/").casefold()


def relation_of(folder: str, node: Element) -> Relation:
    target, external = node.get("Target", ""), node.get("TargetMode") == "External"
    kind = node.get("Type", "").rpartition("/")[2]
    return Relation(kind, target if external else posixpath.join("/" + folder, target.replace("\\", "/")), external)


def is_strict(data: bytes) -> bool:
    """In letters of one byte or of two."""
    return b"purl.oclc.org" in data.replace(b"\x00", b"")


def with_usual_names(root: Element) -> Element:
    for node in root.iter():
        if "purl.oclc.org" in node.tag:
            node.tag = STRICT.sub(USUAL, node.tag)
        for name in [name for name in node.attrib if "purl.oclc.org" in name]:
            node.set(STRICT.sub(USUAL, name), node.attrib.pop(name))
    return root
