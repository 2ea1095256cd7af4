"""One demo and one browser for all journeys, and a fresh window for each person in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.contact_drive.town import Town, town_of
from tests.journeys.demos import CHROMIUM, PATIENCE, Demo, running
from tests.journeys.light.hours import kinds_without_night, tell_at_night_too

Window = Callable[[], Page]
#: A department's own folder of kinds.
KINDS = {"BIJLISETU_KINDS": str(Path(__file__).parent / "kinds")}


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("home"), "--consumers", "1020", "--by-hand", settings=KINDS) as demo:
        yield demo


@pytest.fixture
def demo(shared: Demo) -> Iterator[Demo]:
    """Return the demo that all stories share; its bills are held by a check until one of them lets them out."""
    yield shared
    # A story that broke off must not hold up the next.
    with psycopg.connect(shared.database, autocommit=True) as database:
        database.execute("DELETE FROM outbox_stop")


@pytest.fixture(scope="package")
def wakeful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo for stories of light and complaints: its people are told and asked at any hour, and may take a minute."""
    folder = tmp_path_factory.mktemp("kinds")
    for name, text in kinds_without_night():
        (folder / name).write_text(text, encoding="utf-8")
    options = ["--consumers", "400", "--by-hand", "--factor", "1000"]
    with running(tmp_path_factory.mktemp("home"), *options, settings={"BIJLISETU_KINDS": str(folder)}) as demo:
        yield demo


@pytest.fixture
def light_town(wakeful: Demo) -> Iterator[Town]:
    with town_of(wakeful) as town:
        tell_at_night_too(town)
        yield town


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
