"""The main job as a story told in the terminal: each chapter one deed of the product, figures from its database."""

from __future__ import annotations

import json
import secrets
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from typing import Any

from django.utils import timezone
from rich.console import Console

import bijlisetu.billing.actions as billing
import bijlisetu.contact.actions as contact
import bijlisetu.network.actions as network
from bijlisetu.billing.telling import notices
from bijlisetu.contact import listing
from bijlisetu.demo import figures
from bijlisetu.demo.city import City, Processes
from bijlisetu.demo.desks import CHIEF, engage, mailbox_of, phone_of, seat
from bijlisetu.demo.drive_screen import DriveScreen
from bijlisetu.demo.driving import Driving
from bijlisetu.demo.evening import close_the_day
from bijlisetu.demo.figures import RunMoment
from bijlisetu.demo.light import present
from bijlisetu.demo.light.days import Days
from bijlisetu.demo.light.screen import Screen as LightScreen
from bijlisetu.demo.money.month import DAYS, Month, begins_on
from bijlisetu.demo.money.screen import Screen as MoneyScreen
from bijlisetu.demo.money.today import pay
from bijlisetu.demo.officers import OFFICER, SECOND_OFFICER, card_of, let_out
from bijlisetu.demo.screen import Screen
from bijlisetu.network.queries import office
from bijlisetu.plumbing.database.wake import wake
from bijlisetu.plumbing.files.intake import Summary
from bijlisetu.plumbing.india import INDIA
from bijlisetu.reach.queries import Survey, occasions, survey
from bijlisetu.simulator.district.files import write_district
from bijlisetu.simulator.district.homes.settling import give_to_strangers
from bijlisetu.simulator.district.profiles import profile_named
from bijlisetu.simulator.district.truth import own_mobiles
from bijlisetu.simulator.homes.home import read_homes
from bijlisetu.simulator.homes.worker import read_workers
from bijlisetu.values import Mobile

LOOK_EVERY = 0.25  #: seconds
#: Pause after a look, in lengths of the shortest of the last looks: others on the machine make single ones long.
LOOK_SHARE, LAST_LOOKS = 30, 4
#: The world is quiet when nothing stirred for so many looks in a row.
QUIET_LOOKS = 4
#: One in so many of the people not reached gets a visit in the demo.
VISIT_ONE_IN = 3
#: Bills that old are due within a day or two.
LATE_BY = timedelta(days=14)
#: What stands in the records is so old: older than any drive.
OLD = timedelta(days=150)
#: Bills come before the office begins its day.
MORNING = hour(8)


@dataclass
class Story:
    """One telling."""

    city: City
    processes: Processes
    console: Console
    password: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    seconds: dict[str, float] = field(default_factory=dict)

    def tell(self, *, consumers: int, profile: str, circle: str) -> dict[str, Any]:
        """Do the main job and return its figures."""
        began = time.monotonic()
        screen = Screen(self.console)
        self._make(screen, consumers=consumers, profile=profile, circle=circle, bill_date=timezone.localdate())
        imported = self._import(screen, mapping=profile_named(profile).utility)
        self._seat(circle)
        announced = self._announce(screen)
        for run in announced.runs:
            with self._timed("canary"):
                let_out(run, factor=self.city.factor, screen=screen, processes=self.processes)
        with self._timed("deliver"):
            self._until_settled(screen.delivery)
        attempts, survey = figures.flow().attempts, self._survey(circle)
        truth = figures.against_the_truth(self.city.folder / "truth.csv")
        screen.reached(survey)
        repaired = self._repair(screen)
        before, after = survey.own, self._survey(circle).own
        with self._timed("payments"):
            paid = pay(self.city, office=office(circle).pk, processes=self.processes, now=_now())
        MoneyScreen(self.console).today(paid)
        self.seconds["total"] = time.monotonic() - began
        screen.ending(before, after, repaired=repaired, truth=truth, seconds=self.seconds)
        return {
            "consumers": imported.rows,
            "imported": imported.imported,
            "rejected": imported.rejected,
            "notices": announced.posted,
            "attempts": attempts,
            "reached": before.reached,
            "proved": before.proved,
            "unreached": before.unreached,
            "unreached_by_reason": dict(before.unreached_by_reason),
            "tasks_open": before.tasks_open,
            "repaired": repaired,
            "reached_after_repair": after.reached,
            "tasks_open_after_repair": after.tasks_open,
            "truth": truth,
            "paid": paid._asdict(),
            "seconds": {name: round(seconds, 2) for name, seconds in self.seconds.items()},
        }

    def tell_drive(self, *, consumers: int, profile: str, circle: str) -> dict[str, Any]:
        """Send the bills, have a drive visit everybody whom they do not reach, report; return the drive's figures."""
        began = time.monotonic()
        screen = Screen(self.console)
        self._make(screen, consumers=consumers, profile=profile, circle=circle, bill_date=timezone.localdate())
        self._import(screen, mapping=profile_named(profile).utility)
        self._seat(circle)
        for run in self._announce(screen).runs:
            let_out(run, factor=self.city.factor, screen=screen, processes=self.processes)
        with self._timed("deliver"):
            self._until_settled(screen.delivery)
        screen.reached(self._survey(circle))
        with self._timed("drive"):
            figures = self.drive(circle=circle)
        self.evening()
        self.seconds["total"] = time.monotonic() - began
        return {
            "consumers": consumers,
            **figures,
            "seconds": {name: round(seconds, 2) for name, seconds in self.seconds.items()},
        }

    def tell_outages(self, *, consumers: int, profile: str, circle: str) -> dict[str, Any]:
        """Play days of cuts and complaints, with no bills among them; return what came of them against the truth."""
        began = time.monotonic()
        screen = Screen(self.console)
        self._write(screen, consumers=consumers, profile=profile, circle=circle, bill_date=timezone.localdate())
        self._start_world(is_clock_our_own=True)
        self._import(screen, mapping=profile_named(profile).utility)
        self._seat(circle)
        with self._timed("days"):
            figures = Days(city=self.city, processes=self.processes, screen=LightScreen(self.console)).tell()
        LightScreen(self.console).ends(figures)
        self.seconds["total"] = time.monotonic() - began
        return {
            "consumers": consumers,
            **figures,
            "seconds": {name: round(seconds, 2) for name, seconds in self.seconds.items()},
        }

    def tell_money(self, *, consumers: int, profile: str, circle: str) -> dict[str, Any]:
        """Play a month of bills, payments and reminders; return what came of it against the bank and the truth."""
        began = time.monotonic()
        screen, begins = Screen(self.console), begins_on()
        self._write(screen, consumers=consumers, profile=profile, circle=circle, bill_date=begins)
        self._start_world(is_clock_our_own=True)
        at = datetime.combine(begins, MORNING, INDIA)
        self._import(screen, mapping=profile_named(profile).utility, at=at)
        self._seat(circle)
        money = MoneyScreen(self.console)
        money.begins(begins=begins, days=DAYS)
        with self._timed("month"):
            month = Month(
                city=self.city, processes=self.processes, screen=money, begins=begins, circle=office(circle).pk
            )
            figures = month.tell()
        money.ends(figures)
        self.seconds["total"] = time.monotonic() - began
        return {
            "consumers": consumers,
            **figures,
            "seconds": {name: round(seconds, 2) for name, seconds in self.seconds.items()},
        }

    def drive(self, *, circle: str) -> dict[str, Any]:
        """Have everybody visited whom the bills did not reach, and return the figures of the drive."""
        screen = Screen(self.console)

        def settle() -> None:
            wake()
            self._until_settled(screen.delivery)

        driving = Driving(
            city=self.city, screen=DriveScreen(self.console), password=self.password, seed=self.city.seed, settle=settle
        )
        return driving.tell(office=office(circle), occasion=occasions("bills")[0])

    def evening(self) -> None:
        """Have the report of the played day told to every officer, and say where it stands."""
        with self._timed("report"):
            offices = close_the_day(at=_now(), processes=self.processes)
        Screen(self.console).evening(self.city, offices=offices, mailbox=mailbox_of(CHIEF), phone=phone_of(CHIEF))

    def fill_the_rooms(self, *, circle: str) -> None:
        """Have outages and complaints of this hour in the office, for whoever looks into its rooms."""
        shown = present.fill(office(circle), at=_now())
        wake()
        LightScreen(self.console).shown(outages=shown.outages, complaints=shown.complaints)

    def go_on(self) -> None:
        """Deliver and do the jobs by the wall's clock."""
        self.processes.start("work", ["work"], {})
        self.processes.start("deliver", ["deliver"], {})
        self.processes.wait_for(self.city.bounces)

    def tell_until_held(self, *, consumers: int, profile: str, circle: str) -> None:
        """Post bills so late that a check holds them, and leave them to the person before the screen."""
        screen = Screen(self.console)
        bill_date = timezone.localdate() - LATE_BY
        self._make(screen, consumers=consumers, profile=profile, circle=circle, bill_date=bill_date)
        self._import(screen, mapping=profile_named(profile).utility)
        self._seat(circle)
        announced = self._announce(screen)
        screen.waits(card_of(announced.runs[-1]) if announced.runs else None, user=OFFICER, second=SECOND_OFFICER)

    def show_addresses(self, *, circle: str, database: str) -> None:
        """Say where to look and how to log in."""
        screen = Screen(self.console)
        screen.addresses(
            self.city, user=OFFICER, second=SECOND_OFFICER, password=self.password, circle=circle, database=database
        )

    def _make(self, screen: Screen, *, consumers: int, profile: str, circle: str, bill_date: date) -> None:
        self._write(screen, consumers=consumers, profile=profile, circle=circle, bill_date=bill_date)
        self._start_world()

    def _write(self, screen: Screen, *, consumers: int, profile: str, circle: str, bill_date: date) -> None:
        screen.title(consumers=consumers, profile=profile, circle=circle)
        with screen.work("ज़िला बनाना · making the district") as on_progress:
            write_district(
                self.city.folder, circle=circle, consumers=consumers, seed=self.city.seed, profile=profile,
                network=None, bill_date=bill_date, on_progress=on_progress,
            )  # fmt: skip
        homes = read_homes(self.city.folder / "homes.csv")
        give_to_strangers(self.city.folder / "truth.csv", homes=homes, seed=self.city.seed)

    def _start_world(self, *, is_clock_our_own: bool = False) -> None:
        """Start all processes; where the story has a clock of its own, it delivers and does the jobs itself."""
        city = self.city
        self.processes.start("carriers", city.carriers(), city.carriers_secrets())
        self.processes.start("serve", ["serve", "--port", str(city.web)], {})
        self.processes.start("webhooks", ["serve", "--port", str(city.hooks)], {})
        for port in (city.graph, city.smpp, city.smtp, city.bank, city.web, city.hooks):
            self.processes.wait_for(port)
        self.processes.start("templates", ["push-templates"], {})
        self.processes.finish("templates")
        if not is_clock_our_own:
            self.go_on()

    def _import(self, screen: Screen, *, mapping: str, at: datetime | None = None) -> Summary:
        """Import the files, as of the moment given where the story has a clock of its own."""
        folder, at, by = self.city.folder, at or _now(), "demo"
        with self._timed("import"):
            network.load(path=folder / "network.csv", at=at, by=by)
            with screen.work("उपभोक्ता · importing consumers") as on_progress:
                imported = listing.load(
                    path=folder / "consumers.csv", mapping=mapping, rejects=folder / "consumers.rejects.csv",
                    at=at - OLD, by=by, on_progress=on_progress,
                )  # fmt: skip
            with screen.work("बिल · importing bills") as on_progress:
                bills = billing.load(
                    path=folder / "bills.csv", mapping=mapping, rejects=folder / "bills.rejects.csv",
                    at=at, by=by, on_progress=on_progress,
                )  # fmt: skip
        screen.imported(imported, bills)
        return imported

    def _seat(self, circle: str) -> None:
        # They sat there before the drive began: it lies in the past.
        where, at = office(circle), _now() - OLD
        seat(where, password=self.password, key=self.city.app_key, at=at)
        engage(read_workers(self.city.folder / "workers.csv"), where, password=self.password, at=at)

    def _announce(self, screen: Screen) -> notices.Announced:
        with self._timed("enqueue"), screen.work("सूचनाएँ · posting notices") as on_progress:
            return notices.announce(cycle=None, at=_now(), by=OFFICER, on_progress=on_progress)

    def _survey(self, circle: str) -> Survey:
        return survey(office(circle).pk, occasions("bills")[0])

    def _until_settled(self, show: Callable[[], AbstractContextManager[Callable[[RunMoment], None]]]) -> None:
        quiet, took = 0, deque[float](maxlen=LAST_LOOKS)
        with show() as update:
            while quiet < QUIET_LOOKS:
                self.processes.check()
                began = time.monotonic()
                flow = figures.flow()
                update(flow)
                quiet = quiet + 1 if flow.is_settled and not self._pending() else 0
                # Looking must not slow what is looked at.
                took.append(time.monotonic() - began)
                time.sleep(max(LOOK_EVERY, LOOK_SHARE * min(took)))

    def _pending(self) -> int:
        with urllib.request.urlopen(f"{self.city.simulator_url}/pending", timeout=10) as answer:  # noqa: S310
            return int(json.load(answer)["pending"])

    def _repair(self, screen: Screen) -> int:
        """Visit some of those not reached, as a JE would, and let the missed bills go out by themselves."""
        visited = figures.accounts_with_a_task()[::VISIT_ONE_IN]
        found = own_mobiles(self.city.folder / "truth.csv", visited)
        with screen.work("घर-घर · visiting") as on_progress:
            for done, account in enumerate(sorted(found), 1):
                contact.repair(
                    account=account, address=Mobile.parse(found[account]), proof="visit", at=_now(), by="JE demo",
                    is_asked=True,
                )  # fmt: skip
                on_progress(done, len(found))
        wake()
        self._until_settled(screen.delivery)
        return len(found)

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


def _now() -> datetime:
    return datetime.now(UTC)
