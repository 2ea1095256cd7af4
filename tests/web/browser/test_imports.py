"""A file of several pieces through a real browser, over a line that breaks once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Route, expect

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Import
from bijlisetu.jobs.imports import run_next
from tests import build
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)

ROWS = 9_000  #: some 500 KB: three pieces


def test_a_file_is_sent_in_pieces_over_a_broken_line_read_and_undone(
    browser: Browser, served: str, tmp_path: Path
) -> None:
    company = build.office("company")
    on = build.feeder(section=build.office(parent=company))
    known = build.consumer(account="9900000001", on=on)
    build.officer("chief", of=company)
    client = Client()
    client.force_login(User.objects.get(username="chief"))
    file = tmp_path / "march.csv"
    lines = (f"98{place:08},SYNTHETIC CONSUMER NUMBER {place},{on.code}" for place in range(ROWS))
    file.write_text("\n".join(["ACCT_ID,NAME,FEEDER_CODE", f"{known.account},WRONG NAME,{on.code}", *lines]))
    window = browser.new_context()
    window.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": served}])
    page = window.new_page()
    broken: list[str] = []

    def break_once(route: Route) -> None:
        if not broken and "from=0" not in route.request.url:
            broken.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/piece/**", break_once)
    page.goto(f"{served}/office/imports/")
    page.set_input_files("#import-file", file)
    page.click("form[data-sends] button")
    page.wait_for_url("**/office/import/*/")

    made = Import.objects.get()
    assert broken
    assert made.received == file.stat().st_size
    while run_next():
        pass
    expect(page.get_by_role("row", name="नई")).to_contain_text("9,000")
    page.click("details summary")
    page.click("button.halt")
    run_next()
    page.goto(page.url)
    assert Consumer.objects.get(pk=known.pk).name == known.name
    window.close()
