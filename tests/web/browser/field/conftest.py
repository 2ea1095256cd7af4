"""Somebody on the way from door to door, with a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from bijlisetu.web.field import app
from tests.journeys.demos import CHROMIUM, PATIENCE
from tests.web.browser.conftest import QUIET
from tests.web.browser.field.office import Office

if not CHROMIUM:
    collect_ignore_glob = ["test_*"]

NUMBER = "6000000001"
#: The phone takes it for a mailbox; the office knows better.
MISTYPED = "somebody@gmail.con"
ROOM = 2_000_000  #: octets, for two versions of the page and little else
#: Counts the rounds with the office that a page has gone.
ROUNDS = "document.addEventListener('field:round', () => (window.rounds = (window.rounds ?? 0) + 1))"


@dataclass
class Phone:
    """A phone with the page on it, logged in or not."""

    context: BrowserContext
    address: str
    page: Page = field(init=False)

    def open(self, place: str = "") -> Page:
        """Open the page, as by a touch on its mark."""
        self.page = self.context.new_page()
        self.page.goto(f"{self.address}/field/{place}")
        self.page.wait_for_selector("main section")
        return self.page

    def log_in(self, name: str = "walker") -> None:
        """Log in at the office's door, as if one had typed the password there."""
        user, _ = User.objects.get_or_create(username=name)
        client = Client()
        client.force_login(user)
        cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": "a" * 32}
        self.context.add_cookies(
            [{"name": each, "value": value, "url": self.address} for each, value in cookies.items()]
        )

    def log_out(self) -> None:
        self.context.clear_cookies(name="sessionid")

    def has_worker(self) -> None:
        """Wait until the page would open without network."""
        self.page.evaluate(
            """() => new Promise((done) => {
                const worker = navigator.serviceWorker;
                if (worker.controller) done();
                else worker.addEventListener("controllerchange", done);
            })"""
        )

    def line_is(self, state: str) -> None:
        """Wait until the line under the head says this."""
        self.page.wait_for_selector(f".line[data-state={state}]")

    def is_left_with(self, many: int) -> None:
        """Wait until nothing is under way and so many visits are still to be sent; while sending they are told too."""
        self.page.wait_for_selector(f".line:has-text('भेजना बाकी: {many}') [data-deed=send]")

    def has_asked(self) -> None:
        """Wait until the page that was opened last has gone its first round with the office, however that ended."""
        self.until(lambda: self.page.evaluate("window.rounds"))

    def go_to_next_door(self) -> None:
        self.page.click("footer a[href='#']")
        self.page.click(".open a.deed >> nth=0")
        self.page.wait_for_selector("form.visit")

    def find(self, outcome: str, **answers: str) -> None:
        """Type what was found at the open door."""
        self.page.check(f"input[name=outcome][value={outcome}]")
        for name, answer in answers.items():
            box = self.page.locator(f"[data-field={name}] input").first
            if box.get_attribute("type") == "radio":
                self.page.check(f"input[name={name}][value={answer}]")
            else:
                box.fill(answer)

    def save(self) -> None:
        self.page.click("form.visit button.deed")
        self.page.wait_for_selector(".onward")

    def visit(self, outcome: str = "locked", **answers: str) -> None:
        """Go to the next door and save what was found there."""
        self.go_to_next_door()
        self.find(outcome, **answers)
        self.save()

    def kept(self, drawer: str) -> list[dict[str, object]]:
        """What lies in a drawer of the phone."""
        found: list[dict[str, object]] = self.page.evaluate(
            """drawer => new Promise((done) => {
                const asked = indexedDB.open("field");
                asked.onsuccess = () => {
                    const all = asked.result.transaction(drawer).objectStore(drawer).getAll();
                    all.onsuccess = () => done(all.result.map((each) => ({...each, octets: 0})));
                    asked.result.close();
                };
            })""",
            drawer,
        )
        return found

    def keeps(self, **answers: str) -> None:
        """Wait until what is typed at a door lies on the phone."""
        self.until(lambda: answers in [draft["answers"] for draft in self.kept("drafts")])

    def states(self) -> list[object]:
        """Where the phone says each visit is, in the order in which they were made."""
        return [visit["state"] for visit in sorted(self.kept("visits"), key=lambda visit: str(visit["said_at"]))]

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until it holds; the page forbids what Playwright would wait by."""
        for _ in range(200):
            if holds():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("it never came to hold")

    def tools(self) -> CDPSession:
        return self.context.new_cdp_session(self.page)


def given(**more: str) -> dict[str, str]:
    """Return the answers where a number was given."""
    return {"number": NUMBER, "whose": "own", **more}


@pytest.fixture
def office(served: str) -> Office:
    return Office()


@pytest.fixture
def context(browser: Browser, served: str, office: Office) -> Iterator[BrowserContext]:
    made = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="hi-IN",
        reduced_motion="reduce",
        geolocation={"latitude": 24.69, "longitude": 83.07, "accuracy": 12},
        permissions=["geolocation"],
    )
    made.set_default_timeout(PATIENCE)
    made.add_init_script(ROUNDS)
    yield made
    made.close()


@pytest.fixture
def phone(context: BrowserContext, served: str) -> Phone:
    """Return a phone whose beat has come."""
    made = Phone(context, served)
    made.log_in()
    made.open()
    made.line_is("done")
    return made


@pytest.fixture
def small_phone(browser: Browser, served: str, office: Office, tmp_path: Path) -> Iterator[Phone]:
    """Return a phone with so little room for the page that some pictures fill it."""
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path), executable_path=CHROMIUM, args=QUIET, viewport={"width": 360, "height": 740}
    )
    context.set_default_timeout(PATIENCE)
    tools = context.new_cdp_session(context.new_page())
    tools.send("Storage.overrideQuotaForOrigin", {"origin": served, "quotaSize": ROOM})
    made = Phone(context, served)
    made.log_in()
    made.open()
    made.line_is("done")
    yield made
    context.close()


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return how a newer version of the page comes to the server; with a piece missing if one says so."""

    def come(missing: str = "") -> None:
        frame, worker = app._frame.__wrapped__, app._worker.__wrapped__
        monkeypatch.setattr(app, "_frame", lambda *of: frame(*of).replace('id="main"', 'id="main" data-new'))
        monkeypatch.setattr(app, "_worker", lambda *of: worker(*of).replace("FILES = [", f"FILES = [{missing}"))

    return come
