"""A real Chromium against the live server; a portal with documents, news and people, made anew for each test."""

import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import Client, testcases
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from wagtail.models import Site

from portal.identity.auth import needs_factor
from tests import factories

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "ein langes Kennwort"  # the factory's
PATIENCE = 30_000  # milliseconds; two slow cores that do other work besides, not a wish

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    if not CHROMIUM.exists():
        problem = f"Chromium fehlt ({CHROMIUM}): die Browsertests laufen nicht"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(problem)
        pytest.skip(problem)
    # the driver keeps an event loop in this thread; the database is used from here all the same
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class OneAtATime(WSGIHandler):
    """The database lies in memory and all share one connection: two requests at once would be in each other's transactions."""

    turn = threading.Lock()

    def __call__(self, *request: object) -> HttpResponse:
        with self.turn:
            return super().__call__(*request)


@pytest.fixture(scope="session", autouse=True)
def _one_at_a_time() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(testcases, "WSGIHandler", OneAtATime)
        yield


@pytest.fixture
def portal(browser: Browser, transactional_db: None) -> None:
    """As everywhere, but nothing remembered of what the test before has stored."""
    Site.clear_site_root_paths_cache()


@dataclass
class Visit:
    """One person's browser window; remembers what was asked of which host and what the console complained about."""

    context: BrowserContext
    page: Page
    base: str
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page


@pytest.fixture
def visit(browser: Browser, live_server: object, portal: None) -> Iterator[Callable[..., Visit]]:
    """A function that opens a window: visit(width=390, theme="dark", script=False, user=somebody)."""
    opened = []

    def window(width: int = 1280, theme: str = "light", script: bool = True, user: object = None) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme=theme,
            java_script_enabled=script,
            has_touch=width < 600,
            locale="de-DE",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
        opened.append(context)
        if user is not None:
            context.add_cookies([session_of(user, live_server.url)])
        page = context.new_page()
        one = Visit(context, page, live_server.url)
        page.on("request", lambda request: one.hosts.add(request.url.split("/")[2]))
        page.on("console", lambda line: one.complaints.append(line.text) if line.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: one.complaints.append(str(error)))
        return one

    yield window
    for context in opened:
        context.close()
    wait_for_the_server()


def wait_for_the_server() -> None:
    """What a closed window still asked for shares this process's connection: it must end before the database is restored."""
    until = time.monotonic() + 20
    while any("process_request_thread" in thread.name for thread in threading.enumerate()) and time.monotonic() < until:
        time.sleep(0.02)


def session_of(user: object, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    if needs_factor(user):
        factories.verify(client, user)
    return {
        "name": django_settings.SESSION_COOKIE_NAME,
        "value": client.cookies[django_settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


@pytest.fixture
def person(portal: None) -> object:
    user = factories.UserFactory(email="ayla@example.org", first_name="Ayla", last_name="Korber")
    factories.MembershipFactory(user=user, organisation__name="Sozialwerk am Rebenhang")
    return user


@pytest.fixture
def guideline(portal: None) -> object:
    """A guideline of three levels, published twice: 2.1 became 2.2 and 2.3 went away."""
    text = "<p>Die Fachkräfte zählen laufend und ohne Namen. Das Landratsamt kann die Liste ergänzen.</p>"
    kept, gone = "11111111-aaaa-4aaa-8aaa-111111111111", "22222222-bbbb-4bbb-8bbb-222222222222"
    first = factories.section("1", "Grundsätze", text)
    second = factories.section("2", "Kennzahlen", text * 6)
    last = factories.section("3.11.2", "Halbjahresmeldung", text * 8, level=3)
    before = [
        factories.section("", "Präambel", text),
        first,
        second,
        factories.section("2.1", "Was gezählt wird", text, 2, kept),
        factories.section("2.3", "Übergang", text, 2, gone),
        last,
        factories.section("(1)", "", text, 4),
        factories.section("Anlage 1", "Muster Strichliste", text * 9),
    ]
    page = factories.normative_page(
        before,
        title="Richtlinie Beratung im Rebental",
        short_title="RL BR",
        kind="guideline",
        summary="Was die Beratung leistet und was zu melden ist.",
        in_force_on=dt.date(2026, 7, 1),
        signed_on=dt.date(2026, 5, 12),
        notice_months=6,
        notice_clause=kept,
    )
    page.parties.create(name="Landkreis Rebental", role="Zuwendungsgeber")
    after = [*before[:3], factories.section("2.2", "Was gezählt wird", text, 2, kept), *before[5:]]
    page.sections = after
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def news(portal: None) -> object:
    for number in range(11):
        factories.news_page(
            f"Rundbrief {number}", published_on=dt.date(2026, 3, 1 + number), body="<h2>Neu</h2><p>Text.</p>"
        )
    return factories.news_page(
        "Neue Sprechzeiten ab Dezember", published_on=dt.date(2026, 11, 16), body="<p>Dienstags.</p>"
    )


@pytest.fixture
def county(portal: None) -> None:
    """The directory of the invented county: answers, gaps, absences, restricted lists."""
    from directory.demo import loading
    from portal.demo import accounts

    accounts.create_organisations()
    loading.load()
