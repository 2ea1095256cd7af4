"""Who acts in the story, each before a screen of their own: the officer's desk, phones in the field and at homes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from playwright.sync_api import Page, expect

from bijlisetu.simulator.homes.home import Home, Hours, Says, There
from tests.journeys.contact_drive.town import Town, until
from tests.journeys.demos import log_in
from tests.pictures import shot
from tests.web.browser.field.conftest import Phone

CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass
class Officer:
    """Somebody at a desk of the department."""

    page: Page
    town: Town

    def logs_in(self, user: str) -> None:
        log_in(self.page, self.town.demo, user)
        self.page.wait_for_selector("nav.tabs")
        shot(self.page, f"{user}-home")

    def opens_a_drive(self, *, since: date) -> None:
        """Open a drive to everybody whom the bills did not reach."""
        for word in ("काम", "अभियान"):
            self.page.get_by_role("link", name=word, exact=True).click()
        shot(self.page, "officer-no-drive")
        self.page.get_by_role("link", name="अभियान बनाएँ").click()
        self.page.get_by_label("पहला दिन").fill(since.isoformat())
        shot(self.page, "officer-plan")
        self.page.get_by_role("button", name="अभियान शुरू करें").click()
        self.page.wait_for_selector(".told.success")
        shot(self.page, "officer-drive")

    def gives_the_beats(self, workers: list[str]) -> None:
        """Give each beat to one of the workers, in turn."""
        self.page.get_by_role("link", name="बीट", exact=True).click()
        rows = self.page.locator("table.drive-lines tbody tr")
        for place in range(rows.count()):
            whose = rows.nth(place).locator("select")
            whose.select_option(label=workers[place % len(workers)])
            rows.nth(place).get_by_role("button", name="दें", exact=True).click()
            expect(whose.locator("option:checked")).to_have_text(workers[place % len(workers)])
        shot(self.page, "officer-beats")

    def sees_that_every_door_is_closed(self) -> None:
        for word, name in (("भेंट", "visits"), ("देखने लायक भेंट", "honesty"), ("अभियान", "end")):
            self.page.locator("nav.chips").get_by_role("link", name=word, exact=True).click()
            shot(self.page, f"officer-drive-{name}")
        expect(self.page.locator(".lead")).to_contain_text("सब दरवाज़े पूरे या रुके हुए हैं")

    def sees_reach_of(self, people: int) -> None:
        self.page.get_by_role("link", name="पहुँच", exact=True).first.click()
        expect(self.page.locator("p.lead, .heading p").first).to_contain_text(f"{people} उपभोक्ताओं तक पहुँचा")
        shot(self.page, "officer-reach")


@dataclass
class Telephone:
    """The telephone of somebody at home."""

    page: Page
    town: Town

    def codes(self, number: str) -> list[str]:
        """Return the codes that it shows, the last one last."""
        self.page.goto(f"{self.town.phones}/phone/{number}")
        return CODE.findall(self.page.locator("#messages").inner_text())

    def shows_the_bill(self, number: str) -> bytes:
        """Return the bill that was opened there."""
        self.page.goto(f"{self.town.phones}/phone/{number}")
        shot(self.page, f"phone-{number}")
        bill = self.page.locator("a.document").last
        return self.page.request.get(bill.get_attribute("href") or "").body()


@dataclass
class Walker(Phone):
    """Somebody on the way from door to door, who finds there what is true."""

    name: str
    town: Town

    def logs_in(self) -> None:
        """Open the page for the first time, and log in as it asks."""
        self.open()
        shot(self.page, f"{self.name}-newcomer")
        self.page.click("main a[href^='/office/login/']")
        shot(self.page, f"{self.name}-login")
        self.page.fill("input[name=username]", self.name)
        self.page.fill("input[name=password]", self.town.demo.password)
        self.page.click("form button.deed")
        self.page.wait_for_selector(".next-door")
        self.line_is("done")
        self.has_worker()
        shot(self.page, f"{self.name}-beat")

    def goes_offline(self, at: datetime) -> None:
        """Walk out of the network; the phone's clock says that it is this hour."""
        self.context.set_offline(True)
        self.context.clock.set_fixed_time(at)
        self.page.close()
        self.open()
        shot(self.page, f"{self.name}-offline")

    def comes_back(self) -> None:
        """Have network and the present hour again, and wait until the office has all."""
        self.is_left_with(len(self.kept("visits")))
        shot(self.page, f"{self.name}-waiting")
        self.context.clock.set_fixed_time(datetime.now(UTC))
        self.context.set_offline(False)
        self.line_is("done")
        shot(self.page, f"{self.name}-sent")

    def goes_to_a_door(self) -> Home:
        """Go to the next door, and save what is found there."""
        self.go_to_next_door()
        home = self._home_here()
        outcome, answers = found_at(home)
        self.find(outcome, **answers)
        if answers:
            self.page.check("[data-field=informed] input")
        shot(self.page, f"{self.name}-door-{home.account}")
        self.save()
        return home

    def _home_here(self) -> Home:
        door = self.page.url.rpartition("/")[2]
        (consumer,) = [each["c"] for each in self.kept("doors") if str(each["d"]) == door]
        return self.town.home_of(int(str(consumer)))

    def proves(self, number: str, telephone: Telephone) -> None:
        """Have a code sent, and type in what people read out from their telephone."""
        before = len(telephone.codes(number))
        self.page.click("[data-deed=ask] >> visible=true")
        self.page.locator("#code").wait_for()
        until(lambda: len(telephone.codes(number)) > before)
        shot(telephone.page, f"phone-{number}-code")
        self.page.fill("#code", telephone.codes(number)[-1])
        shot(self.page, f"{self.name}-code")
        self.page.click("form button.deed >> visible=true")
        self.page.wait_for_selector("[data-step=proved] >> visible=true")
        shot(self.page, f"{self.name}-proved")


def found_at(home: Home) -> tuple[str, dict[str, str]]:
    """Return what an honest worker says of the home, at an hour when somebody is in."""
    if home.there is not There.HOUSE:
        return home.there, {}
    if home.hours is Hours.NEVER:
        return "locked", {}
    if home.says is Says.REFUSES:
        return "refused", {}
    if home.says is Says.NO_PHONE:
        return "no_phone", {}
    return "updated", {"number": home.said, "whose": "own", "whatsapp": "same"}
