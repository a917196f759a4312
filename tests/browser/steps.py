"""What every test in the browser does: go on to the next page, and ask axe about the one that is there."""

from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.drill import IS_FULL

AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

# Widths decide the layout and themes the colours, hardly ever both together: each of the four is seen once.
VIEWS = [(1280, "light"), (390, "dark"), *([(1280, "dark"), (390, "light")] if IS_FULL else [])]


def violations(page: Page, rules: dict[str, list[str]] = RULES) -> list[str]:
    page.wait_for_load_state()
    page.evaluate(AXE)
    # All that is in order would come along otherwise, element by element.
    found = page.evaluate("async rules => (await axe.run(document, rules)).violations", rules)
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def follow(one: Locator) -> None:
    """Click and be on the next page. A click alone returns while the old page may still be there, or half the new one."""
    with one.page.expect_navigation():
        one.click()
