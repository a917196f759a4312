"""The demo's texts, read from the TOML files beside this module; plain text becomes the HTML of the rich-text fields."""

import html
import re
import tomllib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
NAMESPACE = uuid.UUID("7d6a1d52-58c1-4a0c-9a53-0f5c1a2be701")
DECIMAL = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True)
class DemoSection:
    """A section with its permanent identity.

    `former` is its number in the first version ("" if the same), `before` its German text until the latest version;
    `is_new` was not in the first version, `is_gone` was only there.
    """

    identity: str
    key: str
    number: str
    level: int
    heading: str
    text: str
    heading_en: str = ""
    text_en: str = ""
    former: str = ""
    before: str = ""
    is_new: bool = False
    is_gone: bool = False


@dataclass(frozen=True)
class DemoDocument:
    """`days` are dates by how far they are from the day of loading, so that something is always due soon."""

    slug: str
    fields: dict[str, Any]
    parties: tuple[dict[str, Any], ...]
    annexes: tuple[dict[str, str], ...]
    sections: tuple[DemoSection, ...]
    english: dict[str, str]
    published_days_ago: int
    days: dict[str, int]


def table(name: str) -> dict[str, Any]:
    """The content of one TOML file of the demo."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def documents() -> list[DemoDocument]:
    return [document(path) for path in sorted((FOLDER / "documents").glob("*.toml"))]


def document(path: Path) -> DemoDocument:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    slug = data["slug"]
    sections = tuple(placed(slug, data["sections"]))
    identities = {section.key: section.identity for section in sections}
    clauses = {name: identities[key] for name, key in data.get("clauses", {}).items()}
    return DemoDocument(
        slug=slug,
        fields={**data["fields"], **data.get("terms", {}), **clauses},
        parties=tuple(data.get("parties", ())),
        annexes=tuple(data.get("annexes", ())),
        sections=sections,
        english=data.get("english", {}),
        published_days_ago=data["published_days_ago"],
        days=data.get("days", {}),
    )


def placed(slug: str, rows: Sequence[dict[str, Any]]) -> list[DemoSection]:
    """Sections with level and key: "5.8.1" is its own key, "(2)" is known by what it stands under, a heading by its words."""
    stack: list[tuple[int, str]] = []
    sections = []
    for row in rows:
        number = row.get("number", "")
        level = row.get("level") or (number.count(".") + 1 if DECIMAL.fullmatch(number) else 1)
        while stack and stack[-1][0] >= level:
            stack.pop()
        own = number or row["heading"]
        key = own if DECIMAL.fullmatch(number) or not stack else f"{stack[-1][1]} {own}"
        key = f"{key} (entfallen)" if row.get("is_gone") else key
        stack.append((level, key))
        sections.append(section(slug, key, level, row))
    return sections


def section(slug: str, key: str, level: int, row: dict[str, Any]) -> DemoSection:
    fields: dict[str, Any] = {name: row[name] for name in ("heading_en", "former", "is_new", "is_gone") if name in row}
    fields |= {name: rich_text(row.get(name, "")) for name in ("text", "text_en", "before")}
    fields |= {"number": row.get("number", ""), "heading": row.get("heading", ""), "level": level}
    return DemoSection(identity=str(uuid.uuid5(NAMESPACE, f"{slug}/{key}")), key=key, **fields)


def page_key(name: str) -> uuid.UUID:
    """The translation key of a demo page: how it is recognised after an editor has renamed or moved it."""
    return uuid.uuid5(NAMESPACE, f"page/{name}")


def rich_text(text: str) -> str:
    """Paragraphs stand apart by an empty line; lines that begin with "- " or "1. " are a list; **this** is bold."""
    return "".join(block(part.splitlines()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip())


def block(lines: list[str]) -> str:
    for mark, tag in ((r"- ", "ul"), (r"\d+\. ", "ol")):
        if all(re.match(mark, line) for line in lines):
            items = "".join(f"<li>{inline(re.sub(mark, '', line, count=1))}</li>" for line in lines)
            return f"<{tag}>{items}</{tag}>"
    return f"<p>{inline(' '.join(line.strip() for line in lines))}</p>"


def inline(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(text, quote=False))
