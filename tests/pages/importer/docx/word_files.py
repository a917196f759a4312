"""Word files written by hand, part by part: what python-docx cannot make."""

import io
import zipfile
from collections.abc import Mapping

from pages.importer.extraction import extract
from pages.importer.outline import Outline, build_outline

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "o": "urn:schemas-microsoft-com:office:office",
    "v": "urn:schemas-microsoft-com:vml",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
}
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
BEFORE = "<w:p><w:r><w:t>§ 1 Zweck</w:t></w:r></w:p><w:p><w:r><w:t>Der Laden hilft bei Anträgen.</w:t></w:r></w:p>"
AFTER = "<w:p><w:r><w:t>§ 2 Kosten</w:t></w:r></w:p><w:p><w:r><w:t>Die Hilfe ist kostenfrei.</w:t></w:r></w:p>"

NUMBERED = (  # numbering.xml: list 1 counts 1., 2., 3.
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)


def part(name: str, inner: str) -> str:
    names = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMES.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {names}>{inner}</w:{name}>'


def relations(targets: Mapping[str, str], outside: str = "") -> str:
    """Of "kind" or "kind id" -> target; those whose kind is `outside` lie beside the document."""
    rows = ""
    for index, (key, target) in enumerate(targets.items()):
        kind, _blank, identity = key.partition(" ")
        mode = ' TargetMode="External"' if kind == outside else ""
        rows += f'<Relationship Id="{identity or f"r{index}"}" Type="{TYPE}{kind}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def word_file(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    targets: Mapping[str, str] | None = None,
    outside: str = "",
) -> bytes:
    """A file with this body between two sections; `targets` are what its main part refers to."""
    return archive(
        {
            "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
            "word/document.xml": part("document", f"<w:body>{BEFORE}{body}{AFTER}<w:sectPr/></w:body>"),
            "word/_rels/document.xml.rels": relations(targets or {}, outside),
            **(parts or {}),
        }
    )


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as held:
        for name, content in parts.items():
            held.writestr(name, content)
    return stream.getvalue()


def p(*inner: str) -> str:
    """A paragraph; what does not begin with < is a run of text."""
    return f"<w:p>{''.join(map(run, inner))}</w:p>"


def run(inner: str) -> str:
    return inner if inner.startswith("<") else f'<w:r><w:t xml:space="preserve">{inner}</w:t></w:r>'


def r(inner: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>"


def t(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>'


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(map(cell, cells))}</w:tr>"


def cell(inner: str) -> str:
    return inner if inner.startswith("<w:tc>") else f"<w:tc>{inner if inner.startswith('<') else p(inner)}</w:tc>"


def control(inner: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def box(inner: str) -> str:
    """The text box of today, inside a run."""
    return f"<w:drawing><wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp></w:drawing>"


def old_box(inner: str) -> str:
    return f"<w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>"


def twins(choice: str, fallback: str) -> str:
    return (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def outline_of(content: bytes) -> Outline:
    return build_outline(extract("laden.docx", content))


def read(body: str, parts: Mapping[str, str | bytes] | None = None, targets: Mapping[str, str] | None = None) -> str:
    """The text of all sections of a file with this body."""
    return text_of(outline_of(word_file(body, parts, targets)))


def text_of(outline: Outline) -> str:
    return "\n".join(f"{section.number} {section.heading}\n{section.text}" for section in outline.sections)


def aside(outline: Outline) -> list[tuple[str, str]]:
    return [(left.text, left.why) for left in outline.unplaced]
