"""A phone with no room left: what is not kept is said, and the office may take it all the same."""

from __future__ import annotations

from secrets import token_hex

from playwright.sync_api import Route

from tests.web.browser.field.conftest import NUMBER, ROOM, Phone, given
from tests.web.browser.field.hardships import fill, photograph
from tests.web.browser.field.office import Office


def test_a_full_phone_says_so_and_sends_at_once(small_phone: Phone, office: Office) -> None:
    phone = small_phone
    phone.go_to_next_door()
    fill(phone)
    phone.find("updated", **given())
    phone.page.wait_for_selector("[data-is=full] >> visible=true")

    phone.page.click("form.visit button.deed")

    phone.page.wait_for_selector("[data-is=sent_at_once] >> visible=true")
    (visit,) = office.visits
    assert visit.answers["number"] == NUMBER


def test_a_full_phone_without_network_lets_go_of_nothing(small_phone: Phone, office: Office) -> None:
    phone = small_phone
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


def test_a_phone_that_fills_up_still_sends_what_it_has(small_phone: Phone, office: Office) -> None:
    phone = small_phone
    phone.context.set_offline(True)
    phone.visit("updated", **given())
    phone.visit("locked")
    fill(phone)
    with phone.page.expect_response("**/field/api/visits"):
        phone.context.set_offline(False)

    assert len(office.visits) == 2


def test_a_beat_too_large_for_the_phone_holds_up_no_picture(small_phone: Phone, office: Office) -> None:
    def grown(route: Route) -> None:
        told = route.fetch().json()
        told["beats"][0]["name"] = token_hex(ROOM)
        route.fulfill(json=told)

    phone = small_phone
    phone.context.route("**/field/api/beats", grown)
    phone.go_to_next_door()
    phone.find("updated", **given())
    photograph(phone)
    phone.save()

    phone.until(lambda: office.photos)
    assert phone.states() == ["taken"]
    phone.page.wait_for_selector("#line >> text=जगह नहीं बची")
