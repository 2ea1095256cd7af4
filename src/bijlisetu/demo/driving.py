"""
The drive in the demo: everybody not reached is visited, in fast motion, by workers of whom some cheat.

Each day of the drive is played in a second or two, and lies in the past: so its visits come as they would from
telephones that were offline, and the ledger sees them at their own time.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from bijlisetu.demo import truth
from bijlisetu.demo.calling import Telephone
from bijlisetu.demo.city import City
from bijlisetu.demo.desks import SDO
from bijlisetu.demo.drive_screen import DriveScreen
from bijlisetu.drives.models import Drive, Matter
from bijlisetu.drives.pace.calendar import Calendar
from bijlisetu.drives.pace.queries import Picture, calendar_of, picture
from bijlisetu.drives.plan.actions import Days, plan
from bijlisetu.drives.plan.levelling import share_out_again
from bijlisetu.drives.register.actions import decide, raise_idle, raise_signals
from bijlisetu.fieldwork.models import Round
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.network.models import Office
from bijlisetu.plumbing.database.sql import numbers
from bijlisetu.plumbing.india import INDIA
from bijlisetu.simulator.homes.home import read_homes
from bijlisetu.simulator.homes.player import Player
from bijlisetu.simulator.homes.worker import Worker, read_workers

#: The drive began so long ago.
AGO = timedelta(days=120)
#: It is to be done in four weeks of six working days, whatever its size: people of the department walk beside their
#: other work, a few doors a day. In a drive of few days the luck of the last doors would be too large a part.
DAYS = 24
SIX_DAYS = frozenset(range(6))
SATURDAY = 5
FROM, UNTIL = 10, 19
CALLED_BEFORE = timedelta(minutes=30)  #: the SDO decides what the calls of the evening brought
#: A door takes so many visits, as everybody knows who has walked.
VISITS_A_DOOR = 1.7
UNREACHED = """
SELECT count(*) FROM reach_standing WHERE ledger = %(ledger)s AND occasion = %(occasion)s AND NOT reached
"""
WHY = "फ़ोन करके पूछा: वहाँ कोई नहीं गया था · people were called: nobody was there"


@dataclass
class Driving:
    """One drive, from its plan to its last door."""

    city: City
    screen: DriveScreen
    password: str
    seed: int
    settle: Callable[[], None]  #: waits until all that left has come back
    drive: Drive = field(init=False)
    office: Office = field(init=False)
    visits: float = 0.0  #: a day, of the usual worker
    half: tuple[date, int] | None = None  #: the day at half-time, and the days left by the forecast of its evening

    def tell(self, *, office: Office, occasion: Occasion) -> dict[str, Any]:
        """Play the drive and return its figures, from the database and the truth."""
        folder, begins = self.city.folder, timezone.localdate() - AGO
        before = truth.reached(occasion)
        workers = tuple(read_workers(folder / "workers.csv"))
        at = datetime.combine(begins, time(8), INDIA)
        self.office = office
        calendar = self._plan(workers, office, occasion, begins=begins, at=at)
        with asyncio.Runner() as runner:
            player = self._player(folder)
            try:
                runner.run(player.open(workers))
                for day in calendar.worked(begins, timezone.localdate()):
                    seen = self._play(runner, player, day)
                    if not seen.own.open and not self._telephone.has_to_call(office.pk):
                        break
                runner.run(player.send_all())
            finally:
                runner.run(player.close())
        Round.objects.filter(pk=self.drive.pk).update(ends_on=calendar.ends_on)
        self.settle()
        half_on, forecast = self.half or (day, 0)
        figures = truth.figures(
            self.drive, occasion=occasion, folder=folder, before=before, half_on=half_on, forecast=forecast
        )
        self.screen.driven(figures)
        return figures

    @property
    def _telephone(self) -> Telephone:
        return Telephone(self.city.simulator_url)

    def _plan(
        self, workers: tuple[Worker, ...], office: Office, occasion: Occasion, *, begins: date, at: datetime
    ) -> Calendar:  # fmt: skip
        doors = numbers(UNREACHED, ledger=occasion.ledger, occasion=occasion.name)[0]
        self.visits = doors / len(workers) * VISITS_A_DOOR / DAYS
        last = Calendar(begins_on=begins, ends_on=begins, weekdays=SIX_DAYS).after(begins - timedelta(days=1), DAYS)
        assert last is not None  # noqa: S101 - six days a week are worked
        planned = plan(
            title="संपर्क अभियान", offices=[office.pk], population=Drive.Population.NOT_REACHED,
            ledger=occasion.ledger, occasion=occasion.name, at=at, by=SDO,
            days=Days(begins_on=begins, deadline=last, weekdays=SIX_DAYS, from_hour=FROM, until_hour=UNTIL),
        )  # fmt: skip
        self.drive = planned.drive
        self.screen.planned(planned)
        calendar = calendar_of(self.drive)
        # The days that are played are over, and phones show only rounds that are not: until the play ends, this one is.
        Round.objects.filter(pk=self.drive.pk).update(ends_on=timezone.localdate() + timedelta(days=1))
        return calendar

    def _player(self, folder: Path) -> Player:
        homes = {home.account: home for home in read_homes(folder / "homes.csv")}
        visited = truth.accounts(self.drive)
        return Player(
            web=self.city.public_url, phones=self.city.simulator_url, password=self.password,
            homes={consumer: homes[account] for consumer, account in visited.items()},
            walked=folder / "walked.csv", seed=self.seed,
        )  # fmt: skip

    def _play(self, runner: asyncio.Runner, player: Player, day: date) -> Picture:
        """Play a day; look after the drive in its evening, as the clock and an officer would."""
        begins, ends = (datetime.combine(day, time(hour), INDIA) for hour in (FROM, UNTIL))
        runner.run(player.play(begins=begins, ends=ends, visits=self.visits))
        calendar = calendar_of(self.drive)
        gone = calendar.gone(day)
        if day.weekday() == SATURDAY or gone == calendar.days // 2:
            self.settle()  # what became of the numbers tells of who invents them
        are_handed_over = self._look_after(since=begins, at=ends)
        raise_idle(self.drive, on=day, at=ends)
        seen = picture(self.drive, on=day)
        # Each week, and where somebody has got whole beats of another, or has none left.
        if are_handed_over or day.weekday() == SATURDAY or any(not one.progress.open for one in seen.workers):
            share_out_again(self.drive, office=self.office.pk, on=day, at=ends, by=SDO)
            seen = picture(self.drive, on=day)
        if gone == calendar.days // 2 and self.half is None:
            self.half = day, math.ceil(seen.own.days_left or 0)
        self.screen.day(day, seen)
        return seen

    def _look_after(self, *, since: datetime, at: datetime) -> bool:
        """Have numbers called that are not proved; where signals are raised, others walk there: return whether any."""
        self._telephone.call(self.drive, office=self.office.pk, before=since, at=at - CALLED_BEFORE)
        raised = raise_signals(self.drive, at=at)
        matters = list(Matter.objects.filter(pk__in=raised).select_related("person").order_by("pk"))
        for matter in matters:
            decide(matter.pk, decision=Matter.Decision.WALKED_AGAIN, note=WHY, at=at, by=SDO)
        if matters:
            self.screen.signals(matters)
        return bool(matters)
