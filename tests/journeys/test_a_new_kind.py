"""
A kind that the product does not bring is one file: it goes out on three channels, is answered, counted, sent again.

The file lies in a department's own folder of kinds; the carriers are the simulator's, on real sockets.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.demos import CHROMIUM, NO_CHROMIUM, PATIENCE, Demo, environment, log_in

NEW_NUMBER = "6012345679"  # synthetic: no account of the district has it
CAMP = "2026-12-20"
PEOPLE = 150
#: What a room does: it posts a notice to each of the consumers.
POST = f"""
from datetime import UTC, datetime
from bijlisetu.plumbing import startup
startup.set_up()
from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox import actions as outbox
facts = {{
    "utility_hi": "परीक्षण विद्युत", "utility_en": "Test Power", "camp": "{CAMP}", "place_hi": "पंचायत भवन",
    "place_en": "Panchayat hall", "fee": "50.00",
}}
outbox.post(kind=kinds()["meter_camp"], at=datetime.now(UTC), postings=[
    outbox.Posting(f"camp:{CAMP}:{{one.account}}", consumer=one.pk, facts=facts | {{"account_end": one.account[-4:]}})
    for one in Consumer.objects.order_by("pk")[:{PEOPLE}]
])
"""
OF_CAMP = "FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = notice_id WHERE kind = 'meter_camp'"
CHANNELS = f"SELECT DISTINCT channel {OF_CAMP} AND attempt.state >= 30 ORDER BY 1"
ON_WHATSAPP = (
    f"SELECT address, consumer_id {OF_CAMP} AND channel = 'whatsapp' AND attempt.state >= 60 ORDER BY 2 LIMIT 1"
)
ON_SMS = f"SELECT address {OF_CAMP} AND channel = 'sms' AND attempt.state >= 60 LIMIT 1"
LEDGER = "SELECT count(*) FROM reach_standing WHERE ledger = 'camps' AND occasion = '2026-12-20' AND reached"
MISSED = """
SELECT account FROM reach_task task JOIN consumers_consumer consumer ON consumer.id = consumer_id
WHERE closed_at IS NULL AND EXISTS (
    SELECT FROM reach_standing WHERE ledger = 'camps' AND NOT reached AND reach_standing.consumer_id = consumer.id
) LIMIT 1
"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def demo(shared: Demo) -> Demo:
    """Return the demo that all stories share, the camp's notices posted."""
    subprocess.run([sys.executable, "-c", POST], env=environment(shared.home, shared.settings), check=True)
    return shared


@pytest.fixture(scope="module")
def ask(demo: Demo) -> Iterator[Callable[[str], list[Any]]]:
    """Asks the demo's database, again and again until there is an answer."""
    with psycopg.connect(demo.database, autocommit=True) as connection:

        def ask(question: str) -> list[Any]:
            until = time.monotonic() + PATIENCE / 1000
            while not (found := connection.execute(question).fetchall()) and time.monotonic() < until:
                time.sleep(0.2)
            return found

        yield ask


def command(demo: Demo, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bijlisetu", *arguments], env=environment(demo.home, demo.settings), check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def settled(ask: Callable[[str], list[Any]]) -> None:
    """Wait until nothing of the camp is open any more."""
    open_ones = "SELECT 1 WHERE NOT EXISTS (SELECT FROM outbox_notice WHERE kind = 'meter_camp' AND state = 'open')"
    assert ask(open_ones), "letters of the camp are still under way"


def test_it_goes_out_on_three_channels_and_is_counted(ask: Callable[[str], list[Any]]) -> None:
    settled(ask)

    assert [channel for (channel,) in ask(CHANNELS)] == ["email", "sms", "whatsapp"]
    assert ask(LEDGER)[0][0] > 50


def test_a_press_on_the_phone_is_answered_and_told_on_the_persons_page(
    demo: Demo, page: Page, ask: Callable[[str], list[Any]]
) -> None:
    ((number, consumer),) = ask(ON_WHATSAPP)

    page.goto(f"{demo.phones}{number[-10:]}")
    page.get_by_role("button", name="हम आएँगे").first.click()

    expect(page.locator("body")).to_contain_text("धन्यवाद, शिविर में मिलते हैं।")
    log_in(page, demo, demo.user)
    page.goto(f"{demo.office.split('/office')[0]}/office/consumer/{consumer}/")
    expect(page.locator(".story")).to_contain_text("कहा: हम आएँगे")
    expect(page.locator(".story")).to_contain_text("मीटर शिविर")


def test_its_link_opens_its_own_page_and_takes_the_answer(
    demo: Demo, page: Page, ask: Callable[[str], list[Any]]
) -> None:
    ((number,),) = ask(ON_SMS)
    page.goto(f"{demo.phones}{number[-10:]}")
    link = re.search(r"मीटर शिविर.*?(http://\S+/b/\S+)", page.locator("body").inner_text(), re.DOTALL)
    assert link

    page.goto(link[1])
    expect(page.locator("h1")).to_have_text("मीटर शिविर")
    expect(page.locator("article")).to_contain_text("20-12-2026")
    page.get_by_role("button", name="नहीं आ सकते").click()

    expect(page.locator(".told")).to_have_text("बताने के लिए धन्यवाद।")
    assert ask("SELECT 1 FROM tracking_reply WHERE channel = 'web' AND meaning = 'not_coming'")


def test_it_has_a_page_of_reach_beside_the_bills(demo: Demo, page: Page, ask: Callable[[str], list[Any]]) -> None:
    settled(ask)
    log_in(page, demo, demo.user)
    page.wait_for_url("**/office/reach/**")

    page.select_option("select[name=on]", f"camps:{CAMP}")
    page.get_by_role("button", name="दिखाएँ").first.click()

    expect(page.locator(".lead")).to_contain_text(f"मीटर शिविर, 20-12-2026: {PEOPLE} में से")


def test_whoever_it_missed_gets_it_after_a_repair_and_the_trace_tells_so(
    demo: Demo, ask: Callable[[str], list[Any]]
) -> None:
    settled(ask)
    ((account,),) = ask(MISSED)

    command(demo, "fix-contact", account, NEW_NUMBER, "--proof", "counter")

    assert ask(f"SELECT 1 {OF_CAMP} AND address = '91{NEW_NUMBER}' AND attempt.state >= 30")
    traced = json.loads(command(demo, "trace", f"account:{account}", "--json"))
    (camp,) = [notice for notice in traced["notices"] if notice["kind"] == "meter_camp"]
    assert (camp["occasion"], bool(camp["attempts"])) == (CAMP, True)
    assert {"ledger": "camps", "occasion": CAMP}.items() <= next(
        one for one in traced["consumer"]["standings"] if one["ledger"] == "camps"
    ).items()
