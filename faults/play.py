"""Play one scenario: keep the stage, do what the script says, wait for the end, and have it judged."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from faults import books, troubles
from faults.database import Database
from faults.judge import Promise, judge
from faults.report import Outcome
from faults.scenarios import Plan, Scenario
from faults.stage import Stage, stage

TICK = 0.05  #: seconds
LOOK_EVERY = 1.0
QUIET_LOOKS = 3  #: in a row at which nothing is left
MEND_EVERY = 5.0


class Play:
    """One performance."""

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self._scenario = scenario
        self._stage = plan.stage
        self._script: Iterator[float] | None = scenario.script(plan)
        self._due = 0.0
        self._quiet = 0
        self._looked_at = 0.0
        self._mended_at = 0.0

    def run(self) -> bool:
        """Play to the end; return whether it came within its time."""
        last = time.monotonic() + self._scenario.limit
        while time.monotonic() < last:
            self._stage.tick()
            self._go_on()
            if self._is_over():
                return True
            time.sleep(TICK)
        return False

    def _go_on(self) -> None:
        if self._script is None:
            # The carriers may have been down when they were told to end their faults.
            if time.monotonic() - self._mended_at > MEND_EVERY and troubles.all_well(self._stage):
                self._mended_at = float("inf")
            return
        if time.monotonic() < self._due:
            return
        try:
            self._due = next(self._script) + time.monotonic()
        except StopIteration:
            self._script = None

    def _is_over(self) -> bool:
        if time.monotonic() - self._looked_at < LOOK_EVERY:
            return False
        self._looked_at = time.monotonic()
        left = self._stage.left()
        is_quiet = left is not None and left.is_nothing and self._script is None and self._stage.processes.all_stand()
        self._quiet = self._quiet + 1 if is_quiet else 0
        return self._quiet >= QUIET_LOOKS


def play(
    scenario: Scenario, *, folder: Path, database: Database, messages: int, kills: int, gap: float, seed: int,
    console: Console,
) -> Outcome:  # fmt: skip
    """Play the scenario and return what came of it."""
    outcome = Outcome(scenario.name, scenario.words, seed)
    consumers = max(int(messages * scenario.share), 100)
    lasts = scenario.lasts or kills * gap
    luck = random.Random(f"{seed} {scenario.name}")  # noqa: S311 - it must be possible to repeat
    console.print(f"{scenario.name}: {scenario.words}", style="bold")
    with stage(
        folder / scenario.name, database=database, factor=scenario.factor, seed=seed, pace=consumers / lasts,
        lease=scenario.lease,
    ) as set_up:  # fmt: skip
        set_up.fill(consumers)
        set_up.open()

        def say(words: str) -> None:
            outcome.events.append(f"{time.monotonic() - set_up.began:.1f} s {words}")
            console.print(f"{scenario.name:<9}{time.monotonic() - set_up.began:6.1f} s  {words}")

        plan = Plan(set_up, luck, say, kills, gap)
        in_time = Play(scenario, plan).run()
        outcome.seconds = round(time.monotonic() - set_up.began, 1)
        outcome.promises = _judged(scenario, set_up, plan, outcome, in_time=in_time)
        outcome.notices = outcome.promises[0].looked_at
        outcome.messages = outcome.promises[1].looked_at
        outcome.kills = sum(
            event.split(" s ", 1)[1].startswith(("SIGKILL", "postgres stopped")) for event in outcome.events
        )
    return outcome


def _judged(scenario: Scenario, set_up: Stage, plan: Plan, outcome: Outcome, *, in_time: bool) -> list[Promise]:
    city = set_up.city
    read = books.read(
        database=set_up.database.url, carriers=city.folder / "carriers", secret=city.secret_key, factor=city.factor,
        lease=set_up.lease,
    )  # fmt: skip
    promises = judge(read)
    return [
        *promises, _in_time(scenario, set_up, in_time), _stood(set_up), _happened(scenario, plan, outcome),
        *_calm(scenario, promises),
    ]  # fmt: skip


def _in_time(scenario: Scenario, set_up: Stage, in_time: bool) -> Promise:
    left = None if in_time else set_up.left()
    broken = [] if in_time else [f"after {scenario.limit:.0f} s: {left or 'the database does not answer'}"]
    return Promise("in time", "all came to rest within the time given", 1, broken, {}, [])


def _stood(set_up: Stage) -> Promise:
    endings = set_up.processes.endings
    broken = [f"{one.name} ended with {one.code}: {one.words}" for one in set_up.processes.ended_by_themselves()]
    noted = {
        "ended by us": sum(one.is_ours for one in endings),
        "starts in vain while something was away": sum(not one.is_ours and not one.stood for one in endings),
        "starts of postgres": set_up.database.starts,
        "of them in vain": set_up.database.refusals,
        "ends of postgres by itself": set_up.database.ends,
    }
    listed = [f"{one.name} {one.code}: {one.words}" for one in endings if not one.is_ours]
    return Promise("survived", "no process ended by itself because another did", len(endings), broken, noted, listed)


def _happened(scenario: Scenario, plan: Plan, outcome: Outcome) -> Promise:
    wanted = scenario.happens or (("of", plan.kills),)
    counts = {words: sum(words in event for event in outcome.events) for words, _ in wanted}
    broken = [
        f"{words!r} came {counts[words]} times instead of {times}" for words, times in wanted if counts[words] < times
    ]
    return Promise("played", "all the troubles that were planned came", len(outcome.events), broken, {}, [])


def _calm(scenario: Scenario, promises: list[Promise]) -> list[Promise]:
    if not scenario.is_calm:
        return []
    unsure = next(one for one in promises if one.name == "unsure")
    return [Promise("calm", "nothing became unsure by an orderly stop", unsure.looked_at, unsure.listed, {}, [])]
