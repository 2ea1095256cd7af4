"""The main job in a browser: unread bill, worklist, number repaired, bill on that phone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NEW_NUMBER = "6012345678"  # synthetic: no account of the district has it
PATIENCE = 60_000  #: milliseconds, an upper bound on a busy machine

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: browser journeys are skipped")


@dataclass
class Demo:
    office: str
    phones: str
    user: str
    password: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("home")
    command = ["demo", "--consumers", "150", "--profile", "sonbhadra", "--seed", "3", "--factor", "20000"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BIJLISETU_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "bijlisetu", *command],
        env={**environment, "BIJLISETU_HOME": str(home), "COLUMNS": "200"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield _told(process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def _told(process: subprocess.Popen[str]) -> Demo:
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("Ctrl-C"):
            break
    office = re.search(r"Office:\s+(\S+)\s+user (\S+), password (\S+)", said)
    phones = re.search(r"Phones:\s+(\S+)", said)
    assert office, said
    assert phones, said
    return Demo(office[1], phones[1], office[2], office[3])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="hi-IN")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def _log_in(page: Page, demo: Demo) -> None:
    page.goto(demo.office)
    page.fill("input[name=username]", demo.user)
    page.fill("input[name=password]", demo.password)
    page.click("button[type=submit], button.deed")


def _to_sonbhadra(page: Page) -> None:
    for name in ("MIRZAPUR", "EDC SONBHADRA"):
        page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.locator("h1")).to_contain_text("EDC SONBHADRA")


def test_a_repaired_number_brings_the_missed_bill_to_that_phone(page: Page, demo: Demo) -> None:
    _log_in(page, demo)
    _to_sonbhadra(page)
    page.locator("a[href*='degree=no_address']").first.click()
    page.locator("a[href*='/office/consumer/']").first.click()
    account = re.search(r"\d{10,12}", page.locator("h1").inner_text())
    assert account

    page.fill("input[name=address]", NEW_NUMBER)
    page.check("input[name=proof][value=counter]")
    page.click("form.repair button")

    consumer = page.url
    page.goto(f"{demo.phones}{NEW_NUMBER}")
    bill = page.locator("a[href*='.pdf']").first
    expect(bill).to_be_visible(timeout=PATIENCE)
    expect(page.locator("body")).to_contain_text(f"..{account[0][-4:]}")
    opened = page.request.get(bill.get_attribute("href") or "")
    assert opened.ok
    assert opened.body().startswith(b"%PDF")
    page.goto(consumer)
    expect(page.locator("aside li.proved")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".story")).to_contain_text("पहुँच", timeout=PATIENCE)


def test_the_pages_are_hindi_first_and_english_on_request(page: Page, demo: Demo) -> None:
    _log_in(page, demo)
    expect(page.locator("html")).to_have_attribute("lang", "hi")

    page.get_by_text("English").first.click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
