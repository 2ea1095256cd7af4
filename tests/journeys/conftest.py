"""One demo and one browser for all journeys, and a fresh window for each person in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.demos import CHROMIUM, PATIENCE, Demo, running
from tests.journeys.light.hours import kinds_without_night

Window = Callable[[], Page]
OWN_KINDS = Path(__file__).parent / "kinds"


@pytest.fixture(scope="package")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A department's own folder of kinds: one that is new, and ours without a night."""
    folder = tmp_path_factory.mktemp("kinds")
    for path in OWN_KINDS.glob("*.toml"):
        shutil.copy(path, folder)
    for name, text in kinds_without_night():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory, kinds: Path) -> Iterator[Demo]:
    settings = {"BIJLISETU_KINDS": str(kinds)}
    with running(tmp_path_factory.mktemp("home"), "--consumers", "1020", "--by-hand", settings=settings) as demo:
        yield demo


@pytest.fixture
def demo(shared: Demo) -> Iterator[Demo]:
    """Return the demo that all stories share; its bills are held by a check until one of them lets them out."""
    yield shared
    # A story that broke off must not hold up the next.
    with psycopg.connect(shared.database, autocommit=True) as database:
        database.execute("DELETE FROM outbox_stop")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield started
        started.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Window]:
    """Opens a window that shares nothing with the others."""
    with ExitStack() as opened:

        def open_one() -> Page:
            context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="hi-IN")
            opened.callback(context.close)
            context.set_default_timeout(PATIENCE)
            return context.new_page()

        yield open_one


@pytest.fixture
def page(window: Window) -> Page:
    return window()
