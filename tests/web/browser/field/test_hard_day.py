"""One day on a cheap phone and the worst line, with all that can go wrong: no visit is lost, none is doubled."""

from __future__ import annotations

from collections.abc import Callable

from bijlisetu.fieldwork.models import Visit
from tests.web.browser.field.conftest import NUMBER, Phone, given
from tests.web.browser.field.hardships import crash, fill, is_new, make_room, photograph, slow_down
from tests.web.browser.field.office import Office

OTHER_NUMBER = "6000000002"
A_SLOW_LINE_TAKES = 90_000  #: milliseconds at the most, until a picture is through


def test_a_hard_day_loses_nothing(small_phone: Phone, office: Office, newer: Callable[..., None]) -> None:
    phone = small_phone
    phone.has_worker()
    slow_down(phone)

    _is_killed_at_the_camera(phone)
    _gets_a_new_version_with_a_full_queue(phone, newer)
    _runs_full(phone)
    _sends_all(phone)

    told = {(visit.consumer_id, visit.outcome, visit.answers.get("number")) for visit in office.visits}
    first, second, third = (door.consumer_id for door in office.field.doors)
    assert told == {(first, "updated", NUMBER), (second, "locked", None), (third, "updated", OTHER_NUMBER)}
    assert Visit.objects.count() == 3
    assert len(office.photos) == 1
    assert is_new(phone)


def _is_killed_at_the_camera(phone: Phone) -> None:
    """Lose the page while the camera is open; what was typed is there again, and the visit is finished."""
    phone.go_to_next_door()
    phone.find("updated", **given())
    with phone.page.expect_file_chooser():
        phone.page.click("[data-field=meter] button")
    crash(phone)
    phone.open()
    slow_down(phone)

    assert phone.page.input_value("[data-field=number] input") == NUMBER
    photograph(phone)
    phone.save()


def _gets_a_new_version_with_a_full_queue(phone: Phone, newer: Callable[..., None]) -> None:
    """Find the login over and a newer page at the server: it waits for as long as anything else does."""
    phone.log_out()
    phone.visit("locked")
    newer()
    phone.page.reload()
    phone.page.wait_for_selector("#new-version >> visible=true")
    phone.page.close()
    phone.open()
    slow_down(phone)

    assert not is_new(phone)
    assert "kept" in phone.states()


def _runs_full(phone: Phone) -> None:
    """Have room for nothing more in the middle of a door: the page says so, and lets go of nothing."""
    phone.go_to_next_door()
    fill(phone)
    phone.find("updated", **given(number=OTHER_NUMBER))
    phone.page.click("form.visit button.deed")
    phone.page.wait_for_selector("form.visit button.deed:enabled")  # by now it can neither keep nor send
    phone.page.wait_for_selector("[data-is=full] >> visible=true")
    assert phone.page.input_value("[data-field=number] input") == OTHER_NUMBER


def _sends_all(phone: Phone) -> None:
    """Log in again and hand the last visit to the office without keeping it; once there is room, all the rest goes."""
    phone.log_in()
    phone.page.click("form.visit button.deed")
    phone.page.wait_for_selector("[data-is=sent_at_once] >> visible=true", timeout=A_SLOW_LINE_TAKES)
    make_room(phone)
    phone.page.reload()
    phone.page.wait_for_selector(".line[data-state=done]", timeout=A_SLOW_LINE_TAKES)
    phone.page.reload()
    phone.page.wait_for_selector("main section")
