"""
Days of light and dark, one moment after the other: each deed has its hour, and nothing waits for the wall's clock.

The clock goes in small steps while letters are under way, and in long ones while all is quiet.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

import bijlisetu.outages.actions as outages
import bijlisetu.reach.actions as reach
import bijlisetu.runs.actions as runs
import bijlisetu.tracking.actions as tracking
from bijlisetu.complaints.actions import resolving, rising
from bijlisetu.demo.city import City, Processes
from bijlisetu.demo.light import judge
from bijlisetu.demo.light.clock import Clock
from bijlisetu.demo.light.crew import Crews
from bijlisetu.demo.light.desk import SAYS_AFTER, Officer
from bijlisetu.demo.light.engine import Engine, delivering
from bijlisetu.demo.light.finding import Finding, found
from bijlisetu.demo.light.ground import Ground, survey
from bijlisetu.demo.light.letters import Letter, Log
from bijlisetu.demo.light.people import People
from bijlisetu.demo.light.screen import Screen
from bijlisetu.outages.learning.actions import elements_of
from bijlisetu.outages.models import Suspicion
from bijlisetu.plumbing.database.sql import numbers
from bijlisetu.plumbing.india import INDIA
from bijlisetu.simulator.cuts import crews
from bijlisetu.simulator.cuts.cut import Cut, write_cuts
from bijlisetu.simulator.cuts.drawing import draw
from bijlisetu.simulator.cuts.light import Light
from bijlisetu.simulator.cuts.neighbours import Said, said_beside, said_in_the_dark
from bijlisetu.simulator.cuts.wiring import write_wires
from bijlisetu.tracking.replies import taking

#: The shortest and the longest step of the clock. What falls due within the shortest happens together.
FIRST_STEP, LONGEST_STEP = timedelta(minutes=2), timedelta(minutes=30)
#: After the last cut people still answer, those whom nobody wakes in the morning; and crews still come.
MORNING = timedelta(hours=11)
#: In life each message is heard within seconds; here, of those that fall into one step, so many are heard together.
HEARD_TOGETHER = 3
#: A small district has little to tell on a day, and is soon told.
SMALL = 1000
#: The engine looks as often at an empty outbox; what is due and not claimed after so long waits for something else.
A_LOOK, PATIENCE = 0.12, 1.0
DUE = "SELECT count(*) FROM outbox_turn WHERE at <= %(at)s AND NOT awaits AND channel = ''"
A_DAY = timedelta(days=1)


@dataclass
class Days:
    """Some days, from their first midnight to the morning after the last."""

    city: City
    processes: Processes
    screen: Screen
    days: int = field(init=False)
    clock: Clock = field(init=False)
    ground: Ground = field(init=False)
    cuts: list[Cut] = field(init=False)
    people: People = field(init=False)
    officer: Officer = field(init=False)
    crews: Crews = field(init=False)
    log: Log = field(init=False)
    read: int = 0  #: up to where the carriers' log was read
    stirred_at: datetime = field(init=False)
    _agenda: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _serial: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def begins(self) -> datetime:
        """The first midnight: all days and the evening after them are over by now."""
        today = datetime.combine(timezone.localdate(), datetime.min.time(), INDIA)
        return today - (self.days + 1) * A_DAY

    def tell(self) -> dict[str, Any]:
        """Play the days, and return what came of them."""
        city, seed = self.city, self.city.seed
        self.clock = Clock(carriers=city.simulator_url, token=city.token)
        self.ground = survey(city.folder / "truth.csv", seed=seed)
        self.days = 1 if len(self.ground.houses) < SMALL else 2
        self.cuts = draw(self.ground.houses, begins=self.begins, days=self.days, seed=seed)
        light = Light(self.cuts)
        self.people = People(city.simulator_url.removeprefix("http://"), self.ground, self.clock)
        self.officer = Officer(self.ground, light, self.clock)
        self.crews = Crews(self.ground, light, self.clock, seed)
        self.log = Log(city.folder / "carriers")
        self._write_down(light)
        self.screen.begins(cuts=len(self.cuts), houses=len(self.ground.houses), days=self.days)
        self.clock.begin(self.begins)
        self.stirred_at = self.clock.now()
        with delivering(self.clock.now) as engine:
            self._play(engine)
        letters, presses = list(self.log.letters()), self.log.presses()
        self.log.close()
        self.clock.end()
        return {
            "days": self.days,
            **found(self.cuts, self._findings(), said=self.people.wrote, houses=self.ground.houses, days=self.days),
            **judge.figures(
                self.cuts, ground=self.ground, diary=self.officer.diary, crews=self.crews, letters=letters,
                presses=presses,
            ),
        }  # fmt: skip

    def _findings(self) -> list[Finding]:
        """Return what was suspected from people's words, and when."""
        names = self.ground.names
        return [Finding(names[elements_of(one)], one.opened_at) for one in Suspicion.objects.order_by("id")]

    def _write_down(self, light: Light) -> None:
        """Write the truth beside the district's other truths, and note the hour of every deed in it."""
        write_wires(self.city.folder / "wires.csv", self.ground.houses)
        write_cuts(self.city.folder / "cuts.csv", self.cuts)
        for cut in self.cuts:
            for at, deed in self.officer.deeds(cut):
                self._at(at, partial(self._desk, deed, cut))
        seed, houses = self.city.seed, self.ground.houses
        for said in (
            *said_in_the_dark(self.cuts, houses, seed=seed),
            *said_beside(light, houses, begins=self.begins, days=self.days, seed=seed),
        ):
            self._at(said.at, partial(self._say, said))

    def _at(self, at: datetime, deed: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (at, next(self._serial), deed))

    def _play(self, engine: Engine) -> None:
        ends = self.begins + self.days * A_DAY + MORNING
        while (now := self.clock.now()) < ends:
            self.processes.check()
            engine.check()
            self._step(now, ends)

    def _step(self, now: datetime, ends: datetime) -> None:
        """Let the clock come to the next deed, or a step on, and have everything done that is due then."""
        step = min(max(2 * (now - self.stirred_at), FIRST_STEP), LONGEST_STEP)
        soonest = max(self._agenda[0][0], now + FIRST_STEP) if self._agenda else ends
        self.clock.set(min(soonest, now + step, ends))
        while self._agenda and self._agenda[0][0] <= self.clock.now():
            heapq.heappop(self._agenda)[2]()
        self._do_jobs()
        self._let_carry()
        self._read_letters()

    def _do_jobs(self) -> None:
        """Do what `bijlisetu work` does by the clock, at the story's moment."""
        self._hear_people()
        at = self.clock.now()
        while reach.refresh(at=at):
            pass
        outages.pass_time(at=at)
        rising.rise_due(at=at)
        resolving.settle_silent(at=at)
        runs.finish(at=at)
        for cut in self.officer.look():
            self.screen.desk(self.clock.now(), "find", cut)
            self._at(cut.ends_at + SAYS_AFTER, partial(self._desk, "back", cut))
            self._stir()
        if self.crews.work():
            self._stir()

    def _hear_people(self) -> None:
        at = self.clock.now()
        while tracking.fold(at=at, numbers=settings.WHATSAPP_PHONE_NUMBER_IDS) or taking.hand_out(at=at):
            pass

    def _let_carry(self) -> None:
        """Wait until the engine has claimed what is due, and the carriers have what it carried."""
        patient_until = time.monotonic() + PATIENCE
        time.sleep(A_LOOK)
        while numbers(DUE, at=self.clock.now())[0] and time.monotonic() < patient_until:
            time.sleep(A_LOOK / 2)

    def _read_letters(self) -> None:
        """Let people read what came; whoever is asked something answers in their own time."""
        for letter in self.log.letters(after=self.read):
            self.read = letter.place
            self._stir()
            if letter.kind in judge.CUT:
                self._hear(letter)
            elif letter.kind == "complaint_resolved" and "solved" in letter.buttons:
                self._consider(letter)

    def _hear(self, letter: Letter) -> None:
        for one in judge.heard([letter], ground=self.ground, diary=self.officer.diary):
            self.people.told.add((one.account, one.entered.cut.name))

    def _consider(self, letter: Letter) -> None:
        """Have the person answer, by what is true when they do."""
        house = self.ground.house_of(letter.address, letter.account_end)
        complaint = judge.complaint_of(letter)
        if house is None or complaint is None:
            return
        taken_at = datetime.fromtimestamp(letter.taken_at, UTC)
        # What they answer follows from what is true now; when, from who they are.
        is_mended = self.crews.is_mended(complaint, taken_at)
        name = f"{complaint.number}|{complaint.events.count()}"
        meaning, after = crews.answer_of(name, is_mended=is_mended, seed=self.city.seed)
        if meaning:
            self._at(taken_at + after, partial(self._press, letter, meaning))

    def _desk(self, deed: str, cut: Cut) -> None:
        if self.officer.do(deed, cut):
            self.screen.desk(self.clock.now(), deed, cut)
            self._stir()

    def _say(self, said: Said) -> None:
        self.people.say(said)
        self._stir()
        if len(self.people.wrote) % HEARD_TOGETHER == 0:
            time.sleep(A_LOOK)  # what was written is on its way to us
            self._hear_people()

    def _press(self, letter: Letter, meaning: str) -> None:
        self.people.press(letter, meaning)
        self._stir()

    def _stir(self) -> None:
        self.stirred_at = self.clock.now()
