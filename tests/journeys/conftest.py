"""One demo and one browser for all journeys, and a fresh window for each person in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from bijlisetu.kinds.files import FOLDER
from bijlisetu.plumbing.india import INDIA
from tests.journeys.contact_drive.town import Town, town_of
from tests.journeys.demos import CHROMIUM, PATIENCE, Demo, running
from tests.journeys.light.hours import kinds_without_night, tell_at_night_too
from tests.journeys.money.days import kinds_at_night

Window = Callable[[], Page]
HERE = Path(__file__).parent
KINDS = HERE / "kinds"
#: Seconds until a journey is given up, the making of its demo included; each wait in it gives up before.
LAST = 900
#: The warning of the department waits for a trial of so few, and for a second officer, in a district of a thousand.
TRIAL = 20
FEW = f"[run]\nabove = 100\ncanary = {TRIAL}\n\n[campaign]\n"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey may take longer than other tests, on a busy machine above all."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.timeout(LAST))


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    own = {"BIJLISETU_KINDS": str(_own_kinds(tmp_path_factory.mktemp("kinds")))}
    with running(tmp_path_factory.mktemp("home"), "--consumers", "1020", "--by-hand", settings=own) as demo:
        yield demo


def _own_kinds(folder: Path) -> Path:
    """Lay out a department's own folder of kinds: one that we do not bring, and the warning with rules of its own."""
    shutil.copytree(KINDS, folder, dirs_exist_ok=True)
    warning = (FOLDER / "fraud_warning.toml").read_text().replace("[campaign]\n", FEW)
    # Nobody is woken, and no test waits for the morning: quiet is the minute half a day away.
    begins = datetime.now(INDIA) + timedelta(hours=12)
    quiet = f'["{begins:%H:%M}", "{begins + timedelta(minutes=1):%H:%M}"]'
    (folder / "fraud_warning.toml").write_text(warning.replace('["21:00", "08:00"]', quiet))
    return folder


@pytest.fixture
def demo(shared: Demo) -> Iterator[Demo]:
    """Return the demo that all stories share; its bills are held by a check until one of them lets them out."""
    yield shared
    # A story that broke off must not hold up the next.
    with psycopg.connect(shared.database, autocommit=True) as database:
        database.execute("DELETE FROM outbox_stop")


@pytest.fixture(scope="package")
def wakeful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """
    A demo for stories of light, complaints and money: its people are told and asked at any hour, and may take a minute.

    Reminders alone wait there for the morning.
    """
    folder = tmp_path_factory.mktemp("kinds")
    for name, text in (*kinds_without_night(), *kinds_at_night(timezone.now())):
        (folder / name).write_text(text, encoding="utf-8")
    # The carrier fetches no bill: on a busy machine the first takes too long to draw, and its message would fail.
    options = ["--consumers", "400", "--by-hand", "--factor", "1000", "--fetch-one-in", "0"]
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
