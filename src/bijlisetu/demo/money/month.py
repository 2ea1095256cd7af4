"""
A month, three moments a day: bills go out, people pay after what came to them, the office brings in files and reminds.

The clock is the story's own: it stands at each moment until all that fell due then is done, and is then set forward.
"""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

import bijlisetu.arrears.actions as arrears
import bijlisetu.reach.actions as reach
import bijlisetu.runs.actions as runs
import bijlisetu.tracking.actions as tracking
from bijlisetu.arrears.rounds import PREFIX
from bijlisetu.billing.telling import notices
from bijlisetu.demo.city import City, Processes
from bijlisetu.demo.light.clock import Clock
from bijlisetu.demo.light.engine import Engine, delivering
from bijlisetu.demo.money import judge
from bijlisetu.demo.money.desk import Office
from bijlisetu.demo.money.mail import Mail
from bijlisetu.demo.money.people import People
from bijlisetu.demo.money.screen import Screen
from bijlisetu.demo.officers import LOOKED_AT, OFFICER, SECOND_OFFICER, card_of
from bijlisetu.outbox.models import Run
from bijlisetu.payments.callbacks import folding
from bijlisetu.plumbing.database.sql import numbers
from bijlisetu.plumbing.india import INDIA, day_in_india
from bijlisetu.runs.canaries import outcomes
from bijlisetu.runs.queries import runs as cards
from bijlisetu.simulator.people.paying import Because
from bijlisetu.tracking.replies import taking

DAYS = 28
HOURS = (10, 13, 17)
#: The engine looks as often at an empty outbox; what is due and not claimed after so long waits for something else.
A_LOOK, PATIENCE = 0.12, 20.0
A_DAY = timedelta(days=1)
#: Letters under way are heard of in so many steps, of so long each, before officers judge the first few.
LOOKS_AT_CANARY = 4
#: What waits for a line to have room, or is in an engine's hands, is on its way out too.
DUE = """
SELECT (SELECT count(*) FROM outbox_turn WHERE at <= %(at)s + interval '10 seconds' AND NOT awaits
        AND (gate = 0 OR abs(gate) IN (SELECT id FROM outbox_run WHERE state = 'released')))
     + (SELECT count(*) FROM outbox_attempt WHERE state = 10)
"""
MOVES = {"bill_issued": Because.TOLD, "reminder_due": Because.REMINDED, "reminder_overdue": Because.REMINDED}


@dataclass
class Month:
    """One month, from the day of the bills to the evening of the last day."""

    city: City
    processes: Processes
    screen: Screen
    begins: date
    circle: int  #: its office
    clock: Clock = field(init=False)
    people: People = field(init=False)
    office: Office = field(init=False)
    mail: Mail = field(init=False)

    def tell(self) -> dict[str, Any]:
        """Play the month, and return what came of it."""
        city = self.city
        folder = city.folder / "settlements"
        folder.mkdir()
        self.clock = Clock(carriers=city.simulator_url, token=city.token)
        self.people = People(city.bank_url, city.seed, city.folder / "paid.csv")
        self.office = Office(city.bank_url, folder)
        self.mail = Mail(city.folder)
        self.clock.begin(self._at(self.begins, HOURS[0]))
        with delivering(self.clock.now) as engine:
            self.people.begin(at=self.clock.now())  # some have read theirs before the last one has left
            self._send_bills(engine)
            for number in range(DAYS):
                self._day(engine, self.begins + number * A_DAY)
            self._end(engine)
        self.mail.close()
        self.clock.end()
        return judge.figures(city.folder, deeds=self.people.deeds, office=self.circle, at=timezone.now())

    def _send_bills(self, engine: Engine) -> None:
        """Let the bills out as two officers do: the trial, a look at it, the rest."""
        for run in notices.announce(cycle=None, at=self.clock.now(), by=OFFICER).runs:
            self._let_out(engine, run)
        self._settle(engine)

    def _let_out(self, engine: Engine, run: int) -> None:
        card = card_of(run)
        for finding in card.faults:
            runs.waive(run=run, gate=finding.gate, words=LOOKED_AT, at=self.clock.now(), by=OFFICER)
        if card_of(run).state == "released":  # so few need no second officer
            return
        if card.has_trial:
            runs.send_canary(run=run, at=self.clock.now(), by=OFFICER)
            self._until_trial_is_over(engine, run)
        runs.release(run=run, at=self.clock.now(), by=SECOND_OFFICER, factor=1)

    def _until_trial_is_over(self, engine: Engine, run: int) -> None:
        ends_at = card_of(run).canary_ends_at(1)
        assert ends_at is not None  # noqa: S101 - it was just sent
        step = (ends_at - self.clock.now()) / LOOKS_AT_CANARY
        for _ in range(LOOKS_AT_CANARY):
            self._settle(engine)
            self.clock.set(self.clock.now() + step)
        self._settle(engine)
        self.screen.trial(outcomes(run))

    def _day(self, engine: Engine, day: date) -> None:
        paid = 0
        for hour in HOURS:
            self.clock.set(self._at(day, hour))
            paid += self.people.pay(now=self.clock.now())
            if hour == HOURS[0]:
                self._morning(engine, day)
            self._settle(engine)
        self.screen.day(day, paid=paid)

    def _morning(self, engine: Engine, day: date) -> None:
        """Bring in yesterday's files, place what nobody knew whose it was, and remind whose turn it is."""
        if day > self.begins:
            self.office.bring_in(day - A_DAY, now=self.clock.now)
        self.office.place(self.people.deeds, at=self.clock.now())
        arrears.climb(at=self.clock.now(), by=OFFICER)
        for card in cards():
            if card.key.startswith(PREFIX) and card.state in (Run.State.HELD, Run.State.READY):
                self._let_out(engine, card.id)

    def _end(self, engine: Engine) -> None:
        """Nobody pays any more: the files of the last days come, and all calls."""
        last = self.begins + DAYS * A_DAY
        for day in (last, last + A_DAY):
            self.clock.set(self._at(day, HOURS[0]))
            self._settle(engine)
            self.office.bring_in(day - A_DAY, now=self.clock.now)
            self._settle(engine)
            self.office.place(self.people.deeds, at=self.clock.now())
            self._settle(engine)
        while self._calls():
            self._settle(engine)

    def _settle(self, engine: Engine) -> None:
        """Do what `bijlisetu work` does by the clock, and wait until what is due has left."""
        self.processes.check()
        engine.check()
        time.sleep(A_LOOK)
        at = self.clock.now()
        while folding.fold(at=at):
            pass
        while tracking.fold(at=at, numbers=settings.WHATSAPP_PHONE_NUMBER_IDS) or taking.hand_out(at=at):
            pass
        while reach.refresh(at=at):
            pass
        runs.finish(at=at)
        patient_until = time.monotonic() + PATIENCE
        time.sleep(A_LOOK)
        while numbers(DUE, at=self.clock.now())[0] and time.monotonic() < patient_until:
            time.sleep(A_LOOK / 2)
        for came in self.mail.came(now=self.clock.now()):
            if why := MOVES.get(came.kind):
                self.people.hear(came.account, why, at=came.at)

    def _calls(self) -> int:
        with urllib.request.urlopen(f"{self.city.bank_url}/pending", timeout=10) as answer:  # noqa: S310 - our own bank
            return int(json.load(answer)["pending"])

    def _at(self, day: date, hour: int) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=INDIA)


def begins_on() -> date:
    """Return the day of the bills: all of the month, and the days after it, are over by now."""
    return day_in_india(timezone.now()) - (DAYS + 3) * A_DAY
