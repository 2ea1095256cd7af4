"""A lineman tells of a fault without network: it is kept on the phone, and gone to the office when there is one."""

from __future__ import annotations

import pytest

from bijlisetu.complaints.models import Complaint
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.pictures import shot
from tests.web.browser.field.conftest import Phone
from tests.web.browser.test_small_screens import overflow

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)


def tell(phone: Phone, category: str, **told: str) -> None:
    phone.page.wait_for_selector("form.report")
    phone.page.select_option("select[name=category]", category)
    for name, words in told.items():
        phone.page.fill(f"form.report [name={name}]", words)
    shot(phone.page, f"report-{category}")
    phone.page.click("form.report button.deed")
    phone.page.wait_for_selector(".onward")


def test_a_fault_seen_without_network_is_kept_and_reaches_the_office_once(phone: Phone) -> None:
    phone.has_worker()
    phone.context.set_offline(True)
    phone.page.click("footer a[href='#report']")
    tell(phone, "SAFETY", place="खंभा 7, मुख्य गली", words="तार सड़क पर पड़ा है")
    phone.is_left_with(1)
    phone.page.close()
    phone.open("#visits")
    assert "तार टूटा" in phone.page.locator("main").inner_text()
    shot(phone.page, "report-kept")
    assert not Complaint.objects.exists()

    phone.context.set_offline(False)
    phone.line_is("done")

    one = Complaint.objects.get()
    assert (one.way, one.words) == ("field", "तार सड़क पर पड़ा है")
    assert one.place.startswith("खंभा 7, मुख्य गली · 24.69")
    assert phone.states() == ["taken"]
    assert "report" not in phone.kept("visits")[0]


def test_what_is_told_at_a_door_is_of_its_account(phone: Phone) -> None:
    phone.go_to_next_door()
    phone.page.click("a[href^='#report/']")
    phone.page.wait_for_selector("form.report")
    assert phone.page.locator("input[name=account]").is_hidden()
    assert overflow(phone.page) == 0
    tell(phone, "VOLT-LOW", words="पंखा नहीं चलता")
    phone.line_is("done")

    one = Complaint.objects.get()
    assert one.consumer is not None
    assert one.consumer.name == "काल्पनिक देवी 1"


def test_it_asks_for_the_place_where_none_is_written(phone: Phone) -> None:
    phone.page.click("footer a[href='#report']")
    phone.page.wait_for_selector("form.report")
    phone.page.click("form.report button.deed")

    assert phone.page.locator("[data-is=nowhere]").is_visible()
    assert phone.kept("visits") == []
