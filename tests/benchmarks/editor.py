"""The editor with a document of 300 sections in a real browser, against a bare Wagtail page with the same 300 blocks.

Both are asked in turn on this machine, so that the comparison holds when its speed drifts. "Bedienbar" is when all sections
are drawn and the browser has nothing more to do; of saving, the time until the answer is there and until the page of the
answer is usable again. Beside each the processor time of the page's own thread, which a busy machine lengthens less.
"""

import os
import statistics
import tempfile
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.serving import PRODUCTION, aim, build, collect_static, load, row, server

ROUNDS = 5
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
OPEN_AIM, SAVE_AIM = 4000, 1000
BARE = {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.bare.editor_settings"}
WATCH = """
  window.lastWork = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => {
    window.lastWork = Math.max(window.lastWork, one.startTime + one.duration);
  })).observe({ type: "longtask", buffered: true });
"""
QUIET = """() => {
  const [way] = performance.getEntriesByType("navigation");
  const drawn = ["sections", "body"].some((name) => document.getElementsByName(`${name}-299-value-heading`).length);
  const done = Math.max(way.loadEventEnd, window.lastWork);
  return document.readyState === "complete" && drawn && performance.now() - done > 1000 && done;
}"""


@dataclass
class Desk:
    """One editor: what its pages took, in milliseconds."""

    page: Page
    address: str
    usable: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(WATCH)
        self.devtools = self.page.context.new_cdp_session(self.page)
        self.devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy(self) -> float:
        found = self.devtools.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in found if one["name"] == "TaskDuration") * 1000

    def quiet(self) -> float:
        return float(self.page.wait_for_function(QUIET, polling=250, timeout=300_000).json_value())

    def open(self) -> None:
        self.page.goto("about:blank")
        before = self.busy()
        self.page.goto(self.address)
        self.usable.append(self.quiet())
        self.worked.append(self.busy() - before)

    def save(self) -> None:
        """Changes a heading and presses the button, at once: before the editor has saved by itself."""
        with self.page.expect_navigation(wait_until="commit"):
            self.page.evaluate(PRESS)
        way = "performance.getEntriesByType('navigation')[0]"
        self.again.append(self.quiet())
        self.saved.append(float(self.page.evaluate(f"{way}.responseStart - {way}.startTime")))


PRESS = """() => {
  const field = document.querySelectorAll("[data-streamfield-child] [name$=-value-heading]")[7];
  field.value = `Neu ${performance.now()}`;
  document.querySelector("footer button[type=submit]").click();
}"""


def desk(browser: Browser, port: int, built: dict[str, str]) -> Desk:
    base = f"http://127.0.0.1:{port}"
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE")
    name, _equals, value = built["cookie"].partition("=")
    secure = "https://127.0.0.1/" if name.startswith("__Host-") else base
    context.add_cookies([{"name": name, "value": value, "url": secure}])
    context.set_default_timeout(120_000)
    return Desk(context.new_page(), base + built["path"])


def main() -> None:
    settings = {**PRODUCTION, "SSL_REDIRECT": "0"}
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs, sync_playwright() as driver:
        own_page, bare_page = build("editor", settings, ours), build("bare_editor", BARE, theirs)
        collect_static(ours)
        with (
            server("portal.wsgi", settings, ours) as own,
            server("tests.benchmarks.bare.wsgi", BARE, theirs) as bare,
        ):
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            desks = [desk(browser, own.port, own_page), desk(browser, bare.port, bare_page)]
            print(load())
            for _number in range(ROUNDS + 1):
                for one in desks:
                    one.open()
                    one.save()
            browser.close()
    print(f"{'Editor, 300 Abschnitte, ms, ' + str(ROUNDS) + ' Runden':<46}{'Median':>8}{'p95':>8}")
    for name, one in zip(("Portal", "bloßes Wagtail"), desks, strict=True):
        print(row(f"{name}: bedienbar", one.usable[1:]) + aim(statistics.median(one.usable[1:]), OPEN_AIM))
        print(row(f"{name}: Rechenzeit der Seite", one.worked[1:]))
        print(row(f"{name}: gespeichert", one.saved[1:]) + aim(statistics.median(one.saved[1:]), SAVE_AIM))
        print(row(f"{name}: nach dem Speichern bedienbar", one.again[1:]))


if __name__ == "__main__":
    main()
