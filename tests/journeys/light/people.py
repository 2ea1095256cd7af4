"""Who acts in stories of light and complaints: people with their telephones, and officers at their desks."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

from bijlisetu.outbox.states import State
from bijlisetu.simulator.district.truth import read_truth
from tests.journeys.contact_drive.town import Town, until
from tests.journeys.demos import PATIENCE, environment, log_in
from tests.pictures import shot

expect.set_options(timeout=PATIENCE)
PHONE = {"width": 360, "height": 740}
#: Accounts of people who read Hindi, whose one number is no other account's, in an order that stays.
KNOWN_BY_THEIR_NUMBER = """
SELECT consumer.id, consumer.account, consumer.feeder_id, place.section_id, right(min(held.value), 10) AS number
FROM consumers_consumer consumer
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN contact_address held ON held.consumer_id = consumer.id AND held.channels && ARRAY['whatsapp', 'sms']
WHERE consumer.language = 'hi'
  AND NOT EXISTS (SELECT FROM contact_address other
                  WHERE other.value = held.value AND other.consumer_id <> held.consumer_id)
GROUP BY consumer.id, place.section_id HAVING count(*) = 1 ORDER BY consumer.id
"""

ARRIVED = f"""
SELECT notice.id FROM outbox_notice notice JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
WHERE notice.consumer_id = %s AND notice.kind = %s AND attempt.state >= {State.DELIVERED}
"""


class Person(NamedTuple):
    """Somebody at home, whom the records know by the number from which they write on WhatsApp."""

    id: int
    account: str
    feeder: int
    section: int
    number: str


def people_on_whatsapp(town: Town) -> list[Person]:
    """Return everybody whose number on file is their own and lives on WhatsApp."""
    truth = {
        (row.account, row.address)
        for row in read_truth(town.folder / "truth.csv")
        if row.belongs and row.works and row.whatsapp and not row.objects
    }
    known = [Person(*row.values()) for row in town.rows(KNOWN_BY_THEIR_NUMBER)]
    return [one for one in known if (one.account, one.number) in truth]


def neighbours(town: Town) -> list[list[Person]]:
    """Return them by their feeders, those of the feeder with most of them first."""
    by_feeder: defaultdict[int, list[Person]] = defaultdict(list)
    for one in people_on_whatsapp(town):
        by_feeder[one.feeder].append(one)
    return sorted(by_feeder.values(), key=len, reverse=True)


@dataclass
class Telephone:
    """The screen of somebody's telephone."""

    page: Page
    town: Town
    person: Person

    @property
    def messages(self) -> Locator:
        return self.page.locator("#messages")

    def look(self) -> None:
        self.page.set_viewport_size(PHONE)
        self.page.goto(f"{self.town.phones}/phone/{self.person.number}")

    def writes(self, words: str) -> None:
        """Write to the department on WhatsApp."""
        self.look()
        self.page.get_by_label("किस रास्ते").select_option("whatsapp")
        self.page.get_by_label("उत्तर लिखें").fill(words)
        self.page.get_by_role("button", name="भेजें", exact=True).click()
        expect(self.messages.locator(".bubble.own").last).to_contain_text(words)

    def presses(self, label: str) -> None:
        """Press the button under the last message that has it and was not answered."""
        self.page.locator(f".replies button:enabled:text-is('{label}')").last.click()
        expect(self.messages.locator(".bubble.own").last).to_contain_text(label)

    def shows(self, *words: str) -> None:
        """Wait until one message of the department says all these words; the screen refreshes itself."""
        told = self.messages.locator(".bubble:not(.own)")
        for one in words:
            told = told.filter(has_text=one)
        expect(told.last).to_be_visible()

    def is_known_to_have(self, kind: str) -> None:
        """Wait until the department knows that the notice arrived: what follows one under way waits for minutes."""
        until(lambda: self.town.rows(ARRIVED, self.person.id, kind))


def seat_junior_engineer(town: Town, section: int, *, user: str) -> None:
    """Give a junior engineer the section."""
    seat(town, section, user=user, role="je")


def seat(town: Town, office: int, *, user: str, role: str) -> None:
    """Give somebody a post at an office, as an operator does at the terminal."""
    (named,) = town.rows("SELECT code FROM network_office WHERE id = %s", office)
    words = [sys.executable, "-m", "bijlisetu", "add-officer", user, "--office", named["code"], "--role", role]
    subprocess.run(
        words, env=environment(town.demo.home, town.demo.settings), input=f"{town.demo.password}\n", text=True,
        check=True, capture_output=True,
    )  # fmt: skip


@dataclass
class Officer:
    """Somebody at a desk of the department."""

    page: Page
    town: Town
    user: str

    def logs_in(self) -> None:
        log_in(self.page, self.town.demo, self.user)
        self.page.wait_for_selector("nav.tabs")

    def opens(self, word: str) -> None:
        """Choose a word of the bar."""
        self.page.get_by_role("link", name=word, exact=True).first.click()

    def has_before_them(self, number: str) -> None:
        """Find the complaint on the list of what is theirs, and open it."""
        self.opens("शिकायत")
        self.page.goto(f"{self.page.url.partition('?')[0]}?list=mine")
        shot(self.page, f"complaint-board-{self.user}")
        self.page.locator("ul.board").get_by_role("link").filter(has_text=number).click()
        expect(self.page.locator("h1")).to_contain_text(number)

    def calls_it_mended(self, words: str) -> None:
        """Say what was done: the consumer is asked."""
        self.page.get_by_label("क्या काम किया").fill(words)
        self.page.get_by_role("button", name="उपभोक्ता से पूछें").click()
        expect(self.page.locator(".told.success")).to_be_visible()
        shot(self.page, f"complaint-mended-{self.user}")
