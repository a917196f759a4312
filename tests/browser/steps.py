"""What every test in the browser does: go on to the next page, and ask axe about the one that is there."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from tests.drill import IS_FULL

AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

PICTURES = os.environ.get("JOURNEY_PICTURES", "")

# Widths decide the layout and themes the colours, hardly ever both together: each of the four is seen once.
VIEWS = [(1280, "light"), (390, "dark"), *([(1280, "dark"), (390, "light")] if IS_FULL else [])]


def violations(page: Page, rules: dict[str, list[str]] = RULES) -> list[str]:
    page.wait_for_load_state()
    page.evaluate(AXE)
    # All that is in order would come along otherwise, element by element.
    found = page.evaluate("async rules => (await axe.run(document, rules)).violations", rules)
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def look(window: Any, name: str) -> None:
    """A page as it is: without barriers, no wider than the screen, nothing to complain about; a picture of it in JOURNEY_PICTURES."""
    page = window.page
    page.evaluate("document.fonts.ready")
    size = page.viewport_size["width"]
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}-{size}.png"), full_page=True)
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert window.complaints == [], name


def follow(one: Locator) -> None:
    """Click and be on the next page. A click alone returns while the old page may still be there, or half the new one."""
    with one.page.expect_navigation():
        one.click()
