"""What happens to phones: killed, lost, logged out, on a bad line. No visit is lost, none is doubled."""

from __future__ import annotations

from playwright.sync_api import Route

from tests.web.browser.field.conftest import MISTYPED, NUMBER, Phone, given
from tests.web.browser.field.hardships import crash, photograph, slow_down
from tests.web.browser.field.office import Office


def test_killed_at_the_camera(phone: Phone, office: Office) -> None:
    phone.has_worker()
    phone.go_to_next_door()
    phone.find("updated", **given())
    with phone.page.expect_file_chooser():
        phone.page.click("[data-field=meter] button")
    crash(phone)

    phone.open()

    assert phone.page.locator("text=कैमरा खुला था").is_visible()
    assert phone.page.input_value("[data-field=number] input") == NUMBER
    photograph(phone)
    phone.save()
    phone.line_is("done")
    (visit,) = office.visits
    assert visit.answers["number"] == NUMBER
    assert len(office.photos) == 1


def test_a_photo_goes_on_where_the_line_broke(phone: Phone, office: Office) -> None:
    phone.go_to_next_door()
    phone.find("updated", **given())
    photograph(phone)
    pieces: list[str] = []
    phone.page.on("request", lambda request: pieces.append(request.url) if request.method == "PUT" else None)
    phone.context.route("**/field/api/photo/**from=16384", lambda route: route.abort(), times=1)
    phone.save()
    phone.is_left_with(1)
    phone.page.click("[data-deed=send]")
    phone.line_is("done")

    (picture,) = office.photos
    assert picture.startswith(b"\xff\xd8")
    assert len(picture) > 20_000
    assert len(pieces) == -(-len(picture) // 16384) + 1  # one of them twice
    assert phone.kept("photos") == []


def test_a_silence_is_never_called_sent(phone: Phone, office: Office) -> None:
    def taken_and_never_told(route: Route) -> None:
        route.fetch()
        route.abort("timedout")

    phone.context.route("**/field/api/visits", taken_and_never_told, times=1)
    phone.visit("updated", **given())
    phone.page.wait_for_selector("text=दफ़्तर से जवाब नहीं आया")

    assert len(office.visits) == 1
    assert phone.states() == ["kept"]
    assert "दफ़्तर को सब मिल गया" not in phone.page.inner_text("body")

    phone.page.click("[data-deed=send]")
    phone.line_is("done")
    assert phone.states() == ["taken"]
    assert len(office.visits) == 1


def test_an_office_that_says_nothing_is_waited_for_a_minute(phone: Phone, office: Office) -> None:
    phone.page.clock.install()
    phone.context.route("**/field/api/visits", lambda route: None)
    phone.visit("locked")
    phone.until(lambda: phone.states() == ["sending"])

    phone.page.clock.fast_forward(61_000)

    phone.page.wait_for_selector("text=दफ़्तर से जवाब नहीं आया")
    assert phone.states() == ["kept"]


def test_a_hotspots_own_page_is_no_answer(phone: Phone, office: Office) -> None:
    phone.context.route(
        "**/field/api/**", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Welcome</h1>")
    )
    phone.visit("locked")

    phone.page.wait_for_selector("text=दफ़्तर से जवाब नहीं आया")
    assert phone.states() == ["kept"]


def test_a_visit_that_the_office_does_not_name_stays(phone: Phone, office: Office) -> None:
    answer = {"clock": "", "taken": [], "refused": []}
    phone.context.route("**/field/api/visits", lambda route: route.fulfill(json=answer))
    phone.visit("locked")

    phone.is_left_with(1)
    assert phone.states() == ["kept"]


def test_one_parcel_that_cannot_be_read_holds_up_no_other_visit(phone: Phone, office: Office) -> None:
    phone.context.set_offline(True)
    for outcome in ("locked", "refused", "no_phone"):
        phone.visit(outcome)
    phone.context.route(
        "**/field/api/visits",
        lambda route: (
            route.fulfill(status=400, json={"why": "bad_answer"})
            if "refused" in (route.request.post_data or "")
            else route.continue_()
        ),
    )
    phone.context.set_offline(False)

    phone.is_left_with(1)
    assert phone.states() == ["taken", "kept", "taken"]


def test_a_session_that_is_over_ends_nothing_but_the_sending(phone: Phone, office: Office) -> None:
    phone.log_out()
    phone.visit("updated", **given())
    phone.page.wait_for_selector(".line a.deed[href='/office/login/?next=/field/']")
    phone.visit("locked")

    assert phone.states() == ["kept", "kept"]
    assert office.visits == []

    phone.log_in()
    phone.page.reload()
    phone.line_is("done")
    assert phone.states() == ["taken", "taken"]


def test_a_lost_phone_forgets_the_beat(phone: Phone, office: Office) -> None:
    phone.context.set_offline(True)
    phone.visit("updated", **given())
    office.shut_all_phones()
    phone.context.set_offline(False)

    phone.page.wait_for_selector("text=दफ़्तर ने यह फ़ोन बंद किया है")
    assert phone.kept("doors") == phone.kept("beats") == []
    phone.open("#visits")
    assert NUMBER not in phone.page.inner_text("body")
    assert "काल्पनिक" not in phone.page.inner_text("body")

    phone.has_asked()
    office.open_all_phones()  # they were found
    phone.page.click("main [data-deed=send]")
    phone.page.wait_for_selector(".rows, .next-door")
    assert len(office.visits) == 1


def test_somebody_elses_login_takes_nobodys_work(phone: Phone, office: Office) -> None:
    phone.context.set_offline(True)
    phone.visit("updated", **given())
    phone.log_in("other walker")
    office.take_the_beat_away()
    phone.page.click("footer a[href='#']")
    phone.context.set_offline(False)
    phone.page.wait_for_selector("text=अभी आपकी कोई बीट नहीं है")

    assert phone.kept("doors") == []
    assert office.visits == []
    phone.page.click("footer a[href='#visits']")
    phone.page.wait_for_selector("text=किसी और की भेंट")

    phone.log_in("walker")
    phone.page.reload()
    phone.line_is("done")
    assert len(office.visits) == 1


def test_whoever_logs_in_is_told_of_their_own_visits_alone(phone: Phone, office: Office) -> None:
    phone.visit("updated", **given(email=MISTYPED))
    phone.page.wait_for_selector(".state[data-state=refused]")
    phone.context.set_offline(True)
    phone.visit("locked")
    phone.is_left_with(1)
    own = " ".join(phone.page.inner_text("#line").split())
    phone.log_in("other walker")
    phone.context.set_offline(False)
    phone.line_is("done")
    others = phone.page.inner_text("#line")
    phone.page.click("footer a[href='#visits']")

    assert "भेजना बाकी: 1" in own
    assert "अस्वीकार: 1" in own
    assert "भेजना बाकी" not in others
    assert "अस्वीकार" not in others
    assert phone.page.locator("[data-is=others]").inner_text() == "2"


def test_a_beat_that_went_to_another_worker_takes_no_visit_with_it(phone: Phone, office: Office) -> None:
    phone.context.set_offline(True)
    phone.visit("updated", **given())
    office.take_the_beat_away()
    phone.context.set_offline(False)
    phone.line_is("done")

    assert len(office.visits) == 1
    assert phone.kept("doors") == []


def test_a_phone_forgets_a_round_that_has_ended(phone: Phone, office: Office) -> None:
    phone.has_worker()
    phone.context.set_offline(True)
    phone.page.clock.set_fixed_time("2027-12-02T08:00:00Z")

    phone.page.reload()
    phone.page.wait_for_selector("main section")

    assert phone.kept("doors") == []


def test_two_windows_send_each_visit_once(phone: Phone, office: Office) -> None:
    parcels = []
    phone.context.on("request", lambda request: parcels.append(request) if "/api/visits" in request.url else None)
    phone.has_worker()
    phone.context.set_offline(True)
    for _ in range(3):
        phone.visit()
    phone.open("#visits")
    phone.context.set_offline(False)

    phone.until(lambda: phone.states() == ["taken"] * 3)
    assert len(parcels) == 1
    assert len(office.visits) == 3


def test_what_two_windows_say_of_one_door_is_kept_twice(phone: Phone, office: Office) -> None:
    phone.has_worker()
    phone.go_to_next_door()
    phone.find("updated", **given())
    phone.keeps(**given())
    begun, first = phone.page.url, phone.page
    second = phone.open(begun[begun.index("#") :])
    phone.page.wait_for_selector("form.visit")
    phone.context.set_offline(True)
    phone.page = first
    phone.save()
    phone.page = second
    phone.find("updated", number="6000000032")
    phone.save()
    phone.context.set_offline(False)

    phone.until(lambda: phone.states() == ["taken"] * 2)
    assert sorted(visit.answers["number"] for visit in office.visits) == [NUMBER, "6000000032"]


def test_on_the_worst_line_and_a_slow_phone_all_arrives(phone: Phone, office: Office) -> None:
    slow_down(phone)
    phone.go_to_next_door()
    phone.find("updated", **given())
    photograph(phone)
    phone.save()
    phone.visit("locked")
    phone.page.wait_for_selector(".line[data-state=done]", timeout=90_000)

    assert phone.states() == ["taken", "taken"]
    assert len(office.photos) == 1
