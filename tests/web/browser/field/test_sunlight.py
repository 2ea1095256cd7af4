"""Read in sunlight: each screen, in both languages, by light and in the dark, has 7:1 and no fault of axe's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.browser.field.conftest import Phone, given
from tests.web.browser.field.office import Office
from tests.web.browser.pages import LANGUAGES, SCHEMES

STRICT = {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}


def screens(phone: Phone, office: Office) -> Iterator[str]:
    """Lead through every screen there is."""
    page = phone.page
    yield "the beat"
    phone.go_to_next_door()
    yield "a door"
    phone.find("updated", number="98111", whatsapp="other")
    page.click("form.visit button.deed")
    yield "faults at a door"
    phone.find("updated", **given(whatsapp_number="6000000002", email="somebody@gmail.con"))
    phone.save()
    page.wait_for_selector(".state[data-state=refused]")
    yield "a refused visit"
    page.click("#line a[href='#visits']")
    yield "visits"
    page.click("[data-deed=mend]")
    page.wait_for_selector("form.visit")
    yield "a visit to be mended"
    phone.find("updated", email="somebody@example.in")
    phone.save()
    page.wait_for_selector(".state[data-state=taken]")
    yield "a taken visit"
    page.click("[data-deed=ask] >> visible=true")
    page.wait_for_selector("#code >> visible=true")
    yield "a code"
    phone.context.set_offline(True)
    phone.visit()
    page.click("footer a[href='#']")
    page.wait_for_selector(".beat")
    page.click("summary")
    yield "the beat without network"
    phone.context.set_offline(False)
    phone.line_is("done")
    office.shut_all_phones()
    page.reload()
    page.wait_for_selector("main [data-deed=send]")
    yield "a shut phone"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_can_be_read_in_sunlight(phone: Phone, office: Office, language: str, scheme: str) -> None:
    phone.context.add_cookies([{"name": "django_language", "value": language, "url": phone.address}])
    phone.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    phone.page.reload()
    phone.page.wait_for_selector(".next-door")
    found: dict[str, list[str]] = {}

    for screen in screens(phone, office):
        told = Axe().run(phone.page, options=STRICT).response["violations"]
        found[screen] = [f"{one['id']}: {'; '.join(node['html'][:120] for node in one['nodes'][:3])}" for one in told]
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
        assert phone.page.evaluate("document.documentElement.lang") == language

    assert {screen: told for screen, told in found.items() if told} == {}
