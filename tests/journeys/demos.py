"""A demo as its user starts it: all processes of the product and the carriers, each on a port of its own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "Chromium is not installed: browser journeys are skipped"
PATIENCE = 60_000  #: milliseconds, an upper bound on a busy machine


@dataclass
class Demo:
    home: Path
    settings: dict[str, str]  #: for any other command, as the demo tells them
    office: str
    phones: str
    user: str
    second: str
    password: str

    @property
    def database(self) -> str:
        return self.settings["BIJLISETU_DATABASE_URL"]


@contextmanager
def running(home: Path, *options: str, settings: Mapping[str, str] | None = None) -> Iterator[Demo]:
    """Keep a demo of Sonbhadra up, its waits all but skipped, until the block ends."""
    command = ["demo", "--profile", "sonbhadra", "--seed", "3", "--factor", "20000", *options]
    process = subprocess.Popen(
        [sys.executable, "-m", "bijlisetu", *command],
        env=environment(home, settings),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield _told(process, home, dict(settings or {}))
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def environment(home: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a product with its own home, and no settings but these."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("BIJLISETU_")}
    return {**others, "BIJLISETU_HOME": str(home), "COLUMNS": "200", **(settings or {})}


def log_in(page: Page, demo: Demo, user: str) -> None:
    page.goto(demo.office)
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", demo.password)
    page.click("button[type=submit], button.deed")


def show_code(page: Page, demo: Demo) -> None:
    """Show the code of the officer's app, where the page asks for it."""
    expect(page.locator("h1")).to_contain_text("आपके ऐप का कोड", timeout=PATIENCE)
    with urllib.request.urlopen(f"{demo.phones}app", timeout=30) as shown:  # noqa: S310
        code = re.search(r"<b>(\d{3}) (\d{3})</b>", shown.read().decode())
    assert code
    page.fill("input[name=code]", code[1] + code[2])
    page.get_by_role("button", name="आगे बढ़ें").click()


def _told(process: subprocess.Popen[str], home: Path, settings: dict[str, str]) -> Demo:
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("Ctrl-C"):
            break
    office = re.search(r"Office:\s+(\S+)\s+user (\S+), password (\S+)", said)
    phones = re.search(r"Phones:\s+(\S+)", said)
    second = re.search(r"second officer: ([^\s,]+)", said)
    words = shlex.split(said.split("export ")[1])
    exports = dict(word.split("=", 1) for word in words if word.startswith("BIJLISETU_"))
    assert office, said
    assert phones, said
    assert second, said
    return Demo(home, settings | exports, office[1], phones[1], office[2], second[1], office[3])
