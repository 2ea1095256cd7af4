"""What a phone in the field has to bear: no room, a slow processor and line, a page thrown away, a newer version."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.web.browser.field.conftest import ROOM, Phone

GPRS = 23 * 1024 / 8  #: octets a second
SLOWER = 6  #: times, the processor
PICTURE = """() => new Promise((done) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 300;
    const pen = canvas.getContext("2d");
    for (let at = 0; at < 9000; at++) {
        pen.fillStyle = `rgb(${at % 255}, ${(at * 7) % 255}, ${(at * 13) % 255})`;
        pen.fillRect((at * 17) % 300, (at * 31) % 300, 9, 9);
    }
    canvas.toBlob(async (blob) => done(Array.from(new Uint8Array(await blob.arrayBuffer()))), "image/jpeg", 0.9);
})"""


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


def slow_down(phone: Phone) -> None:
    """Give the open page a cheap phone's processor, and a line of the second generation."""
    tools = phone.tools()
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 600, "downloadThroughput": GPRS, "uploadThroughput": GPRS},
    )


def photograph(phone: Phone) -> None:
    """Press for the camera, and hand over a picture of some thirty thousand octets."""
    octets = bytes(phone.page.evaluate(PICTURE))
    with phone.page.expect_file_chooser() as camera:
        phone.page.click("[data-field=meter] button")
    camera.value.set_files({"name": "meter.jpg", "mimeType": "image/jpeg", "buffer": octets})
    phone.page.wait_for_selector("[data-field=meter] [data-is=taken] >> visible=true")


def crash(phone: Phone) -> None:
    """Have the phone throw the page away, as it does when the camera wants its room."""
    with phone.page.expect_event("crash"), pytest.raises(Error):  # nobody is left to answer
        phone.page.goto("chrome://crash")


def fill(phone: Phone) -> None:
    """Let nothing more fit on the phone."""
    assert phone.page.evaluate(FILL) == "QuotaExceededError"


def make_room(phone: Phone) -> None:
    """Give the page the room that others have left, as when somebody deletes films."""
    phone.tools().send("Storage.overrideQuotaForOrigin", {"origin": phone.address, "quotaSize": 10 * ROOM})


def is_new(phone: Phone) -> bool:
    return phone.page.locator("main[data-new]").count() == 1
