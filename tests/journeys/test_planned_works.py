"""
Planned works on two feeders as the desk and two homes live them: told before, told of another end, told of the light.

What each telephone heard, and in which order, is read from the carriers' own log.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bijlisetu.demo.desks import SDO
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.india import INDIA
from tests.journeys.conftest import Window
from tests.journeys.contact_drive.town import Town, town_of, until
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM, PATIENCE, Demo, log_in
from tests.pictures import shot

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
expect.set_options(timeout=PATIENCE)

PHONE = {"width": 360, "height": 740}
LEFT = timedelta(seconds=30)  #: so long before the works begin they are entered, or longer
#: The two feeders on which most people hang.
FEEDERS = """
SELECT feeder.id, feeder.name, feeder.code FROM network_feeder feeder
JOIN consumers_consumer consumer ON consumer.feeder_id = feeder.id
GROUP BY feeder.id ORDER BY count(*) DESC, feeder.id LIMIT 2
"""
PEOPLE = "SELECT id, feeder_id FROM consumers_consumer WHERE feeder_id = ANY(%s)"
TOLD = """
SELECT told.consumer_id AS consumer, told.stage, told.why FROM outages_told told
JOIN outages_outage outage ON outage.id = told.outage_id WHERE outage.number = %s
"""
FLYING = [int(state) for state in (State.CLAIMED, State.UNSURE, State.ACCEPTED, State.SENT)]
#: Whose letters may be on their way still, for all the department knows: what follows them waits for minutes.
IN_HAND = """
SELECT told.consumer_id AS consumer FROM outages_told told
JOIN outages_outage outage ON outage.id = told.outage_id AND outage.number = %s
JOIN outbox_attempt attempt ON attempt.notice_id = told.notice AND attempt.claimed_at > now() - interval '3 minutes'
WHERE attempt.state = ANY(%s)
"""
#: What came to telephones, by what it speaks of, in the order in which it came. A kind is known by the name of its
#: template, or by what its SMS says.
CAME = """
SELECT address, stage, min(statuses.at) AS at FROM messages
JOIN statuses ON message = messages.id AND status IN ('delivered', 'read')
JOIN (SELECT 'cut' AS stage, '%outage_planned%' AS template, '%बंद रहेगी%' AS words
      UNION SELECT 'time', '%outage_changed%', '%अब % तक आने की आशा%'
      UNION SELECT 'back', '%outage_back%', '%आ गई है%')
  ON CAST(body AS TEXT) LIKE CASE channel WHEN 'whatsapp' THEN template ELSE words END
WHERE channel IN ('whatsapp', 'sms') GROUP BY messages.id ORDER BY 3
"""


class Feeder(NamedTuple):
    """A line that will be off."""

    id: int
    name: str
    code: str


@pytest.fixture
def town(demo: Demo) -> Iterator[Town]:
    with town_of(demo) as town:
        yield town


def test_planned_works_are_told_before_changed_and_over(town: Town, window: Window) -> None:
    feeders = [Feeder(**row) for row in town.rows(FEEDERS)]
    people = {row["id"]: row["feeder_id"] for row in town.rows(PEOPLE, [feeder.id for feeder in feeders])}
    desk = window()
    log_in(desk, town.demo, SDO)
    begins = _next_minute(timezone.now() + LEFT)

    number = _enters(desk, feeders, begins=begins, people=len(people))
    _tells(desk)
    town.comes_to_rest()
    phones = _phones(town, number)
    assert _told(town, "cut", number) == set(people)
    assert {people[consumer] for consumer in phones} == {feeder.id for feeder in feeders}
    assert max(_heard(town)[address]["cut"] for address in phones.values()) < begins.timestamp()

    ends = begins + timedelta(hours=3)
    settled = _settled(town, number, phones)
    _changes(desk, ends)
    until(lambda: _have_heard(town, settled, "time"))
    town.folds()
    settled = _settled(town, number, phones)
    _comes_back(desk)
    assert len(settled) > len(phones) / 2
    until(lambda: _have_heard(town, settled, "back"))

    for stages in _heard(town).values():
        heard = sorted(stages, key=stages.__getitem__)
        assert heard == ["cut", "time", "back"][: len(heard)]
    _shows(window(), town, phones, ends)
    _is_listed_whoever_was_not_told(desk, town, number, people=len(people), told=len(phones))


def _next_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _typed(at: datetime) -> str:
    return at.astimezone(INDIA).strftime("%Y-%m-%dT%H:%M")


def _enters(page: Page, feeders: list[Feeder], *, begins: datetime, people: int) -> str:
    """Enter the works and see whom they touch, before anybody is told; return the number."""
    for word in ("बिजली", "कटौती दर्ज करें"):
        page.get_by_role("link", name=word, exact=True).click()
    page.get_by_label("तय काम").check()
    page.get_by_label("कहाँ", exact=True).fill(feeders[0].code)
    page.get_by_text("और जगहें").click()
    page.get_by_label("कहाँ 2").fill(feeders[1].code)
    page.get_by_label("कब से बंद").fill(_typed(begins))
    page.get_by_label("कब तक आएगी").fill(_typed(begins + timedelta(hours=2)))
    page.get_by_label("क्यों?").select_option("trees")
    shot(page, "works-entered")
    page.keyboard.press("Enter")
    expect(page.locator(".before .lead")).to_contain_text(str(people))
    for feeder in feeders:
        expect(page.locator("ul.parts")).to_contain_text(feeder.name)
    shot(page, "works-before-told")
    return page.url.rstrip("/").rpartition("/")[2]


def _tells(page: Page) -> None:
    page.get_by_role("button", name="अभी बताएँ").press("Enter")
    expect(page.locator(".told.success")).to_be_visible()


def _told(town: Town, stage: str, number: str) -> set[int]:
    return {row["consumer"] for row in town.rows(TOLD, number) if row["stage"] == stage and not row["why"]}


def _phones(town: Town, number: str) -> dict[int, str]:
    """Return the telephone, by consumer, of each to whom the news of the cut came there."""
    heard = _heard(town)
    phones = {consumer: f"91{town.home_of(consumer).number}" for consumer in _told(town, "cut", number)}
    return {consumer: address for consumer, address in phones.items() if address in heard}


def _settled(town: Town, number: str, phones: dict[int, str]) -> dict[int, str]:
    """Return those of the telephones to which the next news of this outage need not wait."""
    waiting = {row["consumer"] for row in town.rows(IN_HAND, number, FLYING)}
    return {consumer: address for consumer, address in phones.items() if consumer not in waiting}


def _have_heard(town: Town, phones: dict[int, str], stage: str) -> bool:
    heard = _heard(town)
    return all(stage in heard[address] for address in phones.values())


def _heard(town: Town) -> dict[str, dict[str, float]]:
    """Return when each telephone first heard each stage."""
    heard: dict[str, dict[str, float]] = {}
    for row in town.log.read(CAME):
        heard.setdefault(row["address"], {}).setdefault(row["stage"], row["at"])
    return heard


def _changes(page: Page, ends: datetime) -> None:
    page.locator("#until").fill(_typed(ends))
    with page.expect_navigation():  # the page says still that all were told of the cut
        page.get_by_role("button", name="नया समय बताएँ").press("Enter")
    expect(page.locator(".told.success")).to_be_visible()
    shot(page, "works-changed")


def _comes_back(page: Page) -> None:
    """Wait until the works have begun, and say that they are over."""
    over = page.get_by_role("button", name="सब जगह बिजली आ गई")
    until(lambda: page.reload() and over.is_visible())
    over.press("Enter")
    expect(page.get_by_role("button", name="हाँ, बता दें")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".outage-back")).to_be_visible()


def _shows(page: Page, town: Town, phones: dict[int, str], ends: datetime) -> None:
    """Look at one telephone as its owner does."""
    page.set_viewport_size(PHONE)
    page.goto(f"{town.phones}/phone/{next(iter(phones.values())).removeprefix('91')}")
    messages = page.locator("#messages")
    expect(messages).to_contain_text("तारों के पास पेड़ों की छँटाई")
    expect(messages).to_contain_text(f"{ends.astimezone(INDIA):%H:%M}")
    shot(page, "works-phone")


def _is_listed_whoever_was_not_told(page: Page, town: Town, number: str, *, people: int, told: int) -> None:
    page.reload()
    ledger = {
        entry.locator("dt").inner_text(): int(entry.locator("dd").inner_text())
        for entry in page.locator("section dl.ways div").all()
    }
    shot(page, "works-over")
    assert ledger.pop("जिन पर असर है") == people
    assert told <= ledger["शुरू होने से पहले बताया"] < people
    assert sum(ledger.values()) == people
