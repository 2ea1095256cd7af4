"""
Workers played through the field's own door: each with a telephone or two, offline at times, telling things twice.

What truly happened is written down before it is told, in a file of the truth: so a visit that is lost can be known.
"""

from __future__ import annotations

import asyncio
import csv
import random
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import aiohttp

from bijlisetu.simulator.homes.home import Home
from bijlisetu.simulator.homes.phone import AT_ONCE, Phone, code_on
from bijlisetu.simulator.homes.walking import Step, Visit, day
from bijlisetu.simulator.homes.worker import Worker
from bijlisetu.simulator.people.behaviour import share_of

NAMESPACE = UUID("6f0d5a5e-3a51-4c39-9d6c-6f2d1b0c7a11")
OFFLINE, HAS_TWO_PHONES, TOLD_TWICE = 0.25, 0.2, 0.15
LATER = ("locked", "refused")
REFUSED_FOR_GOOD = 2
TURNS_FOR_A_CODE = 40  #: looks at a phone, of a twentieth of a second each
WALKED = ("visit", "worker", "account", "at", "outcome", "number")


@dataclass
class Walker:
    """One worker with what the telephones know: doors, queue, and codes that people have not said yet."""

    worker: Worker
    phones: Sequence[Phone]
    doors: dict[int, dict[str, Any]] = field(default_factory=dict)
    found: dict[int, list[str]] = field(default_factory=dict)
    queue: list[dict[str, Any]] = field(default_factory=list)
    to_prove: list[tuple[str, Step]] = field(default_factory=list)

    def open_doors(self) -> list[dict[str, Any]]:
        """Return the doors that the telephone believes open, in walking order."""
        still = [door for door in self.doors.values() if door["s"] == "open"]
        return sorted(still, key=lambda door: (door["beat"], door["o"]))


class Player:
    """Plays the workers of a district, a day after the other."""

    def __init__(
        self, *, web: str, phones: str, password: str, homes: Mapping[int, Home], walked: Path, seed: int
    ) -> None:
        """Take where the product and the simulated phones are, whose home each consumer's is, and the truth's file."""
        self._web, self._phones, self._password = web, phones, password
        self._homes, self._seed = homes, seed
        self._walked = walked
        self._rng = random.Random(f"player {seed}")
        self._stack, self._walkers = AsyncExitStack(), list[Walker]()
        self._looking: aiohttp.ClientSession
        with walked.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(WALKED)

    async def open(self, workers: Sequence[Worker]) -> None:
        """Log everybody in, one after the other, and make their telephones known."""
        self._looking = await self._stack.enter_async_context(aiohttp.ClientSession(self._phones))
        for worker in workers:
            phones = [await self._stack.enter_async_context(phone) for phone in self._phones_of(worker)]
            self._walkers.append(Walker(worker, phones))

    async def close(self) -> None:
        """Put all telephones away."""
        await self._stack.aclose()

    async def play(self, *, begins: datetime, ends: datetime, visits: float) -> None:
        """Have everybody walk one day and tell what they can."""
        told = (self._day(one, begins=begins, ends=ends, visits=visits) for one in self._walkers)
        await asyncio.gather(*told)

    async def send_all(self) -> None:
        """Let every telephone have network once, and tell what is left in its queue."""
        await asyncio.gather(*(self._sync(walker) for walker in self._walkers))

    async def _day(self, walker: Walker, *, begins: datetime, ends: datetime, visits: float) -> None:
        name = walker.worker.name
        is_offline = bool(walker.doors) and (
            share_of(seed=self._seed, kind="offline", name=f"{name}|{begins:%Y-%m-%d}") < OFFLINE
        )
        if not is_offline:
            await self._sync(walker)
            await self._look(walker)
        by_account = {self._homes[door["c"]].account: door for door in walker.open_doors()}
        tasks = [
            Visit(self._homes[door["c"]], len(walker.found.get(door["d"], ())), door["w"] == "evening")
            for door in by_account.values()
        ]
        for step in day(walker.worker, tasks, begins=begins, ends=ends, visits=visits, seed=self._seed):
            self._keep(walker, by_account[step.account], step)
        if not is_offline:
            await self._sync(walker)

    def _keep(self, walker: Walker, door: dict[str, Any], step: Step) -> None:
        """Write down the visit where the truth is, and then put it in the telephone's queue."""
        visit = uuid5(NAMESPACE, f"{self._seed}|{walker.worker.name}|{door['d']}|{step.at.isoformat()}")
        with self._walked.open("a", encoding="utf-8", newline="") as file:
            at = step.at.astimezone(UTC).isoformat()
            csv.writer(file, lineterminator="\n").writerow(
                (visit, walker.worker.name, step.account, at, step.outcome, step.number)
            )
        found = walker.found.setdefault(door["d"], [])
        found.append(step.outcome)
        if step.outcome not in LATER or found.count("refused") >= REFUSED_FOR_GOOD:
            door["s"] = "done"
        walker.queue.append({
            "id": str(visit), "door": door["d"], "consumer": door["c"], "beat": door["beat"], "outcome": step.outcome,
            "answers": {"number": step.number, "whose": "own"} if step.number else {},
            "said_at": step.at.isoformat(), "gps": list(step.place),
        })  # fmt: skip
        if step.reads_code:
            walker.to_prove.append((str(visit), step))

    async def _look(self, walker: Walker) -> None:
        """Ask for the beats and their doors as they are now."""
        phone = walker.phones[0]
        doors: dict[int, dict[str, Any]] = {}
        for beat in (await phone.ask("beats"))["beats"]:
            for door in await phone.doors(beat["beat"]):
                doors[door["d"]] = {**door, "beat": beat["beat"]}
        walker.doors = doors

    async def _sync(self, walker: Walker) -> None:
        """Tell the queue in any order, some of it twice; only what was acknowledged leaves it."""
        phone = self._rng.choice(list(walker.phones))
        self._rng.shuffle(walker.queue)
        while walker.queue:
            part = walker.queue[:AT_ONCE]
            answer = await phone.send(part, clock=datetime.now(UTC).isoformat())
            if self._rng.random() < TOLD_TWICE:  # as after a time-out: the answer was lost, all is told again
                answer = await walker.phones[-1].send(part, clock=datetime.now(UTC).isoformat())
            if "taken" not in answer:
                return
            known = {*answer["taken"], *(one["id"] for one in answer["refused"])}
            walker.queue = [visit for visit in walker.queue if visit["id"] not in known]
        await self._prove(walker, phone)

    async def _prove(self, walker: Walker, phone: Phone) -> None:
        """Have codes sent to the numbers, and say those that can be read at the door."""
        waiting, walker.to_prove = walker.to_prove, []
        await asyncio.gather(*(self._say_code(phone, visit, step) for visit, step in waiting))

    async def _say_code(self, phone: Phone, visit: str, step: Step) -> None:
        before = await code_on(self._looking, step.number)
        asked = await phone.tell("proof", {"visit": visit, "value": step.number})
        if "challenge" not in asked:
            return
        for _ in range(TURNS_FOR_A_CODE):
            code = await code_on(self._looking, step.number)
            if code and code != before:
                await phone.tell(f"proof/{asked['challenge']}", {"code": code})
                return
            await asyncio.sleep(0.05)

    def _phones_of(self, worker: Worker) -> list[Phone]:
        many = 2 if share_of(seed=self._seed, kind="phones", name=worker.name) < HAS_TWO_PHONES else 1
        return [
            Phone(
                web=self._web, user=worker.name, password=self._password,
                device=str(uuid5(NAMESPACE, f"{self._seed}|{worker.name}|{number}")),
            )
            for number in range(many)
        ]  # fmt: skip
