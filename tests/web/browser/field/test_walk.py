"""A walk along the beat: what is typed stays until the office has it, and the page says where it is."""

from __future__ import annotations

import json
import re

from django.utils import timezone
from playwright.sync_api import BrowserContext

from bijlisetu.contact.law.current import notice
from bijlisetu.contact.law.informing import told_to
from bijlisetu.fieldwork.models import Beat
from tests.web.browser.field.conftest import MISTYPED, NUMBER, Phone, given
from tests.web.browser.field.office import Office, wrong


def test_the_next_door_says_where_who_and_why(phone: Phone, office: Office) -> None:
    card = phone.page.locator(".next-door").inner_text()

    for words in ("P-1", "काल्पनिक देवी 1", "मकान 1, नमूना टोला", "नंबर बंद हो चुका है", "60xxxxxx41"):
        assert words in card
    assert phone.page.locator(".next-door a").get_attribute("href") == "geo:24.69,83.07?q=24.69,83.07"
    assert phone.page.locator(".rows li").count() == 2


def test_the_first_page_asks_for_the_login_once(context: BrowserContext, served: str) -> None:
    phone = Phone(context, served)
    phone.open()
    phone.has_asked()

    assert phone.page.locator("a[href^='/office/login/'] >> visible=true").count() == 1


def test_a_beat_is_called_as_the_office_calls_it(phone: Phone, office: Office) -> None:
    beat = Beat.objects.get()

    assert phone.page.inner_text(".beat-name") == f"{beat.number} · {beat.name}"


def test_a_door_left_open_comes_again_after_the_others_and_says_at_which_hour(phone: Phone, office: Office) -> None:
    office.finds_nobody(0, days_ago=3)
    phone.page.reload()
    again = phone.page.locator(".rows li", has_text="काल्पनिक देवी 1")

    again.get_by_text("शाम 5 बजे के बाद").wait_for()
    assert "काल्पनिक देवी 2" in phone.page.locator(".next-door").inner_text()
    assert phone.page.locator("[data-list=rest] li").last.inner_text() == again.inner_text()

    phone.page.click("text=काल्पनिक देवी 1")
    phone.page.wait_for_selector("form.visit")
    assert "शाम 5 बजे के बाद" in phone.page.locator(".next-door").inner_text()


def test_a_door_where_i_was_today_does_not_come_again_today(phone: Phone, office: Office) -> None:
    phone.visit("locked")
    phone.line_is("done")
    phone.page.click("footer a[href='#']")
    phone.page.wait_for_selector(".open a.deed")

    assert "काल्पनिक देवी 1" not in phone.page.locator("[data-list=rest]").inner_text()
    assert phone.page.locator("[data-list=visited] li").count() == 1


def test_a_visit_is_sent_as_the_form_asks_it(phone: Phone, office: Office) -> None:
    phone.visit("updated", **given(whatsapp="other", whatsapp_number="६०००००००२०", email="somebody@example.in"))
    phone.page.wait_for_selector(".state[data-state=taken]")

    (visit,) = office.visits
    assert visit.outcome == "updated"
    assert visit.answers == {
        "number": NUMBER, "whose": "own", "whatsapp": "other", "whatsapp_number": "6000000020",
        "email": "somebody@example.in",
    }  # fmt: skip
    assert (visit.consumer_id, visit.beat_id) == (office.field.doors[0].consumer_id, office.field.beat)
    assert (visit.latitude, visit.longitude, visit.accuracy_m) == (24.69, 83.07, 12)
    assert (visit.person_id, visit.entrance) == (office.field.worker.pk, "app")


def test_what_the_office_has_the_phone_forgets(phone: Phone, office: Office) -> None:
    phone.visit("updated", **given())
    phone.page.wait_for_selector(".state[data-state=taken]")

    (visit,) = phone.kept("visits")
    assert visit["answers"] == {}
    assert phone.kept("drafts") == []


def test_another_answer_is_not_asked_where_the_choice_is_the_same(phone: Phone, office: Office) -> None:
    phone.go_to_next_door()
    phone.find("updated", **given(whatsapp="other", whatsapp_number="6000000020"))
    phone.page.check("input[name=whatsapp][value=same]")
    phone.save()
    phone.page.wait_for_selector(".state[data-state=taken]")

    (visit,) = office.visits
    assert "whatsapp_number" not in visit.answers


def test_a_wrong_number_is_said_at_the_door(phone: Phone, office: Office) -> None:
    phone.go_to_next_door()
    phone.find("updated", number="98111", whose="own")
    phone.page.click("form.visit button.deed")

    assert "यहाँ अंक हैं: 5" in phone.page.locator("[data-field=number] .fault").inner_text()
    assert phone.kept("visits") == []


def test_without_number_and_mailbox_nothing_was_given(phone: Phone, office: Office) -> None:
    phone.go_to_next_door()
    phone.find("updated", whose="own")
    phone.page.click("form.visit button.deed")

    assert phone.page.locator("[data-field=number] .fault").is_visible()
    phone.find("updated", email="somebody@example.in")
    phone.save()


def test_a_day_without_network_loses_nothing(phone: Phone, office: Office) -> None:
    phone.has_worker()
    phone.context.set_offline(True)
    phone.visit("updated", **given())
    phone.visit("locked")
    phone.page.close()
    phone.open()
    phone.visit("refused")
    phone.is_left_with(3)
    told = phone.page.locator("#line").inner_text()

    assert phone.states() == ["kept"] * 3
    assert "भेजना बाकी: 3" in told
    assert "नेटवर्क नहीं है" in told
    assert office.visits == []

    phone.context.set_offline(False)
    phone.line_is("done")
    assert phone.states() == ["taken"] * 3
    assert [visit.outcome for visit in office.visits] == ["updated", "locked", "refused"]


def test_what_is_typed_is_there_again_when_the_page_is(phone: Phone, office: Office) -> None:
    phone.go_to_next_door()
    phone.find("updated", number="60000")
    phone.keeps(number="60000")
    phone.page.close()

    phone.open()
    phone.page.click("text=अधूरा:")

    assert phone.page.input_value("[data-field=number] input") == "60000"
    assert phone.page.is_checked("input[name=outcome][value=updated]")


def test_the_number_is_proved_while_its_owner_is_there(phone: Phone, office: Office) -> None:
    phone.visit("updated", **given())
    phone.page.click("[data-deed=ask] >> visible=true")
    phone.page.locator("#code").wait_for()
    phone.page.fill("#code", wrong(office.code()))
    phone.page.click("form button.deed >> visible=true")
    fault = phone.page.locator("[data-is=wrong]")
    fault.wait_for()
    said = fault.inner_text()

    phone.page.fill("#code", office.code())
    phone.page.click("form button.deed >> visible=true")
    phone.page.wait_for_selector("[data-step=proved] >> visible=true")

    assert re.search(r"बची कोशिशें: \d", said)
    assert phone.kept("visits")[0]["mobile"] == ""


def test_from_my_visits_one_comes_back_to_the_code_of_a_visit(phone: Phone, office: Office) -> None:
    phone.visit("updated", **given())
    phone.page.click("[data-deed=ask] >> visible=true")
    phone.page.locator("#code").wait_for()

    phone.page.evaluate("location.hash = '#visits'")
    phone.page.click("[data-list=visits] a")
    phone.page.fill("#code", office.code())
    phone.page.click("form button.deed >> visible=true")
    phone.page.wait_for_selector("[data-step=proved] >> visible=true")

    assert phone.kept("visits")[0]["mobile"] == ""


def test_a_page_that_is_ready_late_takes_no_other_pages_place(phone: Phone, office: Office) -> None:
    phone.page.evaluate(
        """() => {
            const leave = () => queueMicrotask(() => (location.hash = "#visit/unknown"));
            document.addEventListener("field:round", leave, { once: true });
            dispatchEvent(new Event("online"));
        }"""
    )
    left_for = phone.page.locator("text=यह अब इस फ़ोन में नहीं है")
    left_for.wait_for()
    for _ in range(20):
        phone.kept("visits")  # the page that was left reads less than this

    assert left_for.is_visible()


def test_without_network_the_number_is_proved_later(phone: Phone, office: Office) -> None:
    phone.context.set_offline(True)
    phone.visit("updated", **given())
    phone.page.click("[data-deed=ask] >> visible=true")

    phone.page.wait_for_selector("[data-step=later] >> visible=true")
    assert phone.states() == ["kept"]


def test_what_the_office_refuses_is_shown_and_mended(phone: Phone, office: Office) -> None:
    phone.visit("updated", **given(email=MISTYPED))
    phone.page.click("#line a[href='#visits']")

    assert "दफ़्तर को सब मिल गया" not in phone.page.inner_text("#line")
    assert "“ई-मेल”" in phone.page.locator(".rows li").inner_text()
    phone.page.click("[data-deed=mend]")
    assert phone.page.input_value("[data-field=number] input") == NUMBER
    phone.find("updated", email="somebody@gmail.com")
    phone.save()
    phone.line_is("done")

    (visit,) = office.visits
    assert visit.answers["email"] == "somebody@gmail.com"
    assert phone.states() == ["taken"]


def test_what_cannot_be_sent_is_handed_over_as_a_file(phone: Phone, office: Office) -> None:
    phone.visit("updated", **given(email=MISTYPED))
    phone.page.click("#line a[href='#visits']")
    with phone.page.expect_download() as download:
        phone.page.click("[data-deed=export]")

    (line,) = json.loads(download.value.path().read_text())
    assert line["answers"]["number"] == NUMBER
    assert (line["person"], line["why"]) == ("walker", "bad_answer")
    phone.page.click("[data-deed=drop]")
    phone.page.wait_for_selector("text=अभी कोई नहीं")
    assert phone.kept("visits") == []


def test_what_is_read_out_goes_with_the_visit_in_the_words_that_were_shown(phone: Phone, office: Office) -> None:
    phone.go_to_next_door()
    phone.find("updated", **given())
    shown = phone.page.locator("[data-field=informed] p").inner_text()
    phone.page.check("[data-field=informed] input")
    phone.save()
    phone.page.wait_for_selector(".state[data-state=taken]")

    held = notice(at=timezone.now())
    (visit,) = office.visits
    assert visit.answers["informed"] == {"version": held.name, "language": "hi"}
    assert "आपका नंबर और ई-मेल बिल" in shown
    assert [one.notice for one in told_to(visit.consumer_id)] == [held.name]
