"""A newer version of the page opens once it is whole and nothing waits that the older one has kept."""

from __future__ import annotations

from collections.abc import Callable

from tests.web.browser.field.conftest import Phone, given
from tests.web.browser.field.hardships import is_new
from tests.web.browser.field.office import Office


def test_a_new_version_waits_until_nothing_does(phone: Phone, office: Office, newer: Callable[..., None]) -> None:
    phone.has_worker()
    phone.log_out()
    phone.visit("updated", **given())
    newer()
    phone.page.reload()
    phone.page.wait_for_selector("#new-version >> visible=true")
    for _ in range(2):
        phone.page.close()
        phone.open()
    was_new = is_new(phone)

    assert not was_new
    assert phone.states() == ["kept"]

    phone.log_in()
    phone.page.reload()
    phone.line_is("done")
    phone.page.reload()
    phone.page.wait_for_selector("main section")
    assert is_new(phone)
    assert phone.states() == ["taken"]


def test_nor_does_it_come_while_something_is_half_typed(
    phone: Phone, office: Office, newer: Callable[..., None]
) -> None:
    phone.has_worker()
    phone.go_to_next_door()
    phone.find("updated", number="60000")
    phone.keeps(number="60000")
    newer()
    phone.open()
    phone.page.wait_for_selector("#new-version >> visible=true")
    phone.open()

    assert not is_new(phone)


def test_half_a_new_version_is_none(phone: Phone, office: Office, newer: Callable[..., None]) -> None:
    phone.has_worker()
    newer('"/static/web/app/is-not-there.js", ')
    phone.page.reload()
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then((known) => known.update()).catch(() => 0)")
    phone.context.set_offline(True)

    phone.open()

    assert not is_new(phone)
    assert phone.page.locator(".next-door").is_visible()
