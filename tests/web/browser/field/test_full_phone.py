"""A phone with no room left: what is not kept is said, and the office may take it all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.demos import CHROMIUM
from tests.web.browser.conftest import QUIET
from tests.web.browser.field.conftest import NUMBER, Phone, given
from tests.web.browser.field.office import Office


@pytest.fixture
def full_phone(browser: Browser, served: str, office: Office, tmp_path: Path) -> Iterator[Phone]:
    """A phone with a million octets for the page, of which others have taken all but the last."""
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path), executable_path=CHROMIUM, args=QUIET, viewport={"width": 360, "height": 740}
    )
    context.set_default_timeout(12_000)
    tools = context.new_cdp_session(context.new_page())
    tools.send("Storage.overrideQuotaForOrigin", {"origin": served, "quotaSize": 1_000_000})
    made = Phone(context, served)
    made.log_in()
    made.open()
    made.line_is("done")
    yield made
    context.close()


FILL = """() => new Promise((done) => {
    const asked = indexedDB.open("of others");
    asked.onupgradeneeded = () => asked.result.createObjectStore("all", { autoIncrement: true });
    asked.onsuccess = () => more(50_000);
    function more(size) {
        const work = asked.result.transaction("all", "readwrite");
        work.objectStore("all").add(crypto.getRandomValues(new Uint8Array(size)));
        work.oncomplete = () => more(size);
        work.onabort = () => done(work.error.name);
    }
})"""


def fill(phone: Phone) -> None:
    """Let nothing more fit on the phone."""
    assert phone.page.evaluate(FILL) == "QuotaExceededError"


def test_a_full_phone_says_so_and_sends_at_once(full_phone: Phone, office: Office) -> None:
    phone = full_phone
    phone.go_to_next_door()
    fill(phone)
    phone.find("updated", **given())
    phone.page.wait_for_selector("[data-is=full] >> visible=true")

    phone.page.click("form.visit button.deed")

    phone.page.wait_for_selector("[data-is=sent_at_once] >> visible=true")
    (visit,) = office.visits
    assert visit.answers["number"] == NUMBER


def test_a_full_phone_without_network_lets_go_of_nothing(full_phone: Phone, office: Office) -> None:
    phone = full_phone
    phone.go_to_next_door()
    fill(phone)
    phone.context.set_offline(True)
    phone.find("updated", **given())
    phone.page.click("form.visit button.deed")
    phone.page.wait_for_selector("form.visit button.deed:enabled")  # by now it can neither keep nor send
    phone.page.wait_for_selector("[data-is=full] >> visible=true")

    assert phone.page.input_value("[data-field=number] input") == NUMBER
    assert phone.page.locator(".onward").count() == 0

    phone.context.set_offline(False)
    phone.page.click("form.visit button.deed")
    phone.page.wait_for_selector("[data-is=sent_at_once] >> visible=true")
    assert len(office.visits) == 1


def test_a_phone_that_fills_up_still_sends_what_it_has(full_phone: Phone, office: Office) -> None:
    phone = full_phone
    phone.context.set_offline(True)
    phone.visit("updated", **given())
    phone.visit("locked")
    fill(phone)
    with phone.page.expect_response("**/field/api/visits"):
        phone.context.set_offline(False)

    assert len(office.visits) == 2
