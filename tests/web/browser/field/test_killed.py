"""The whole browser is killed, as when the battery falls out: what was typed and saved is on the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from tests.journeys.demos import CHROMIUM
from tests.web.browser.conftest import QUIET
from tests.web.browser.field.conftest import NUMBER, Phone, given
from tests.web.browser.field.office import Office


@contextmanager
def started(browser: Browser, home: Path) -> Iterator[BrowserContext]:
    """Start a browser of its own on the folder; at the end it is killed, and asked nothing."""
    port = home / "DevToolsActivePort"
    port.unlink(missing_ok=True)
    words = [str(CHROMIUM), "--headless=new", *QUIET, "--remote-debugging-port=0", f"--user-data-dir={home}"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as run:
        try:
            yield browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{_port(port)}").contexts[0]
        finally:
            os.killpg(run.pid, signal.SIGKILL)


def _port(file: Path) -> str:
    for _ in range(300):
        if file.exists() and len(lines := file.read_text().splitlines()) == 2:
            return lines[0]
        time.sleep(0.1)
    raise AssertionError("the browser did not start")


def phone_in(context: BrowserContext, served: str) -> Phone:
    made = Phone(context, served)
    made.log_in()
    made.open()
    return made


def test_a_killed_browser_has_lost_nothing(browser: Browser, served: str, office: Office, tmp_path: Path) -> None:
    with started(browser, tmp_path) as context:
        phone = phone_in(context, served)
        phone.line_is("done")
        phone.context.set_offline(True)
        phone.visit("updated", **given())
        phone.go_to_next_door()
        phone.find("updated", number="60000")
        phone.keeps(number="60000")

    with started(browser, tmp_path) as context:
        phone = phone_in(context, served)
        phone.line_is("done")
        (visit,) = office.visits
        phone.page.click("text=अधूरा:")

        assert visit.answers["number"] == NUMBER
        assert phone.page.input_value("[data-field=number] input") == "60000"
