"""A drive played on paper: the simulator's homes and workers against the rules alone, without a database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bijlisetu.drives.honesty.positions import Position
from bijlisetu.drives.honesty.rules import Raised, Walked, signals
from bijlisetu.drives.pace.calendar import Calendar
from bijlisetu.drives.pace.rules import Range, Tries, closing, days_left, together
from bijlisetu.drives.register.rules import is_worn
from bijlisetu.simulator.district.homes.settling import OBJECTS, RINGS
from bijlisetu.simulator.homes.home import Home, home_of
from bijlisetu.simulator.homes.walking import Step, Visit, day
from bijlisetu.simulator.homes.worker import Worker, workers_of
from bijlisetu.simulator.people.behaviour import share_of

MOST = 5  #: visits to a door
LATER = ("locked", "refused")
A_DAY = 8  #: visits
MONDAY = date(2026, 11, 2)
SIX_DAYS = frozenset(range(6))
HAS_A_PHONE = 0.9
HOUSE_APART = 0.0004  #: degrees


@dataclass
class Door:
    """A door of one beat, and what happened there."""

    home: Home
    found: list[str] = field(default_factory=list)
    closed_on: date | None = None

    @property
    def had(self) -> int:
        return len(self.found)


@dataclass
class Played:
    """A whole drive."""

    calendar: Calendar
    workers: tuple[Worker, ...]
    doors: Mapping[str, list[Door]]
    steps: dict[str, list[Step]] = field(default_factory=lambda: defaultdict(list))
    forecast: Range | None = None
    true_days: int = 0

    def signals(self, *, seed: int) -> dict[str, tuple[Raised, ...]]:
        numbers = {name: index for index, name in enumerate(sorted(self.steps))}
        homes = {door.home.account: door.home for beat in self.doors.values() for door in beat}
        visits = {
            numbers[name]: [_walked(step, homes[step.account], seed=seed) for step in steps]
            for name, steps in self.steps.items()
        }
        found = signals(visits)
        return {name: found[number] for name, number in numbers.items()}


def play(*, seed: int, consumers: int, doors: int, days: int) -> Played:
    """Play a drive to its end; its forecast is that of the evening of the day at half-time."""
    workers = workers_of(consumers, seed=seed)
    ends = Calendar(begins_on=MONDAY, ends_on=MONDAY, weekdays=SIX_DAYS).after(MONDAY, days - 1)
    assert ends
    calendar = Calendar(begins_on=MONDAY, ends_on=ends + timedelta(days=1), weekdays=SIX_DAYS)
    homes = list(_homes(doors, seed=seed))
    cut = [round(len(homes) * n / len(workers)) for n in range(len(workers) + 1)]
    beats = {
        one.name: [Door(home) for home in homes[cut[n] : cut[n + 1]]] for n, one in enumerate(workers)
    }  # fmt: skip
    played = Played(calendar, workers, beats)
    today, at_half = MONDAY, None
    while any(door.closed_on is None for beat in beats.values() for door in beat):
        if calendar.is_worked(today):
            _walk(played, today, seed=seed)
            if calendar.gone(today) == calendar.days // 3:
                _look_after(played, seed=seed)
            if at_half is None and calendar.gone(today) * 2 >= calendar.days:
                at_half = today
                played.forecast = _forecast(played, today)
        today += timedelta(days=1)
    assert at_half
    last = max(door.closed_on for beat in beats.values() for door in beat if door.closed_on)
    played.true_days = len(calendar.worked(at_half + timedelta(days=1), last + timedelta(days=1)))
    return played


def _look_after(played: Played, *, seed: int) -> None:
    """Let an officer take the beats of those whom signals name from them, and have others walk there again."""
    named = {name for name, found in played.signals(seed=seed).items() if found}
    others = [worker.name for worker in played.workers if worker.name not in named]
    again = [door for name in sorted(named) for door in played.doors[name]]
    for number, door in enumerate(again):
        played.doors[others[number * len(others) // len(again)]].append(Door(door.home))
    for name in named:
        played.doors[name].clear()


def _walk(played: Played, today: date, *, seed: int) -> None:
    for worker in played.workers:
        beat = {door.home.account: door for door in played.doors[worker.name] if not door.closed_on}
        tasks = [Visit(door.home, door.had) for door in beat.values()]
        begins, ends = (datetime.combine(today, time(hour)) for hour in (10, 19))
        for step in day(worker, tasks, begins=begins, ends=ends, visits=A_DAY, seed=seed):
            door = beat[step.account]
            door.found.append(step.outcome)
            played.steps[worker.name].append(step)
            if step.outcome not in LATER or is_worn(door.found, most=MOST, later=LATER):
                door.closed_on = today


def _forecast(played: Played, today: date) -> Range | None:
    everywhere = [door for beat in played.doors.values() for door in beat]
    worked = played.calendar.worked(MONDAY, today + timedelta(days=1))
    lefts = []
    for worker in played.workers:
        beat = played.doors[worker.name]
        still = Counter(door.had for door in beat if not door.closed_on)
        by_day = Counter(step.at.date() for step in played.steps[worker.name])
        closes = closing(_tries(beat), others=_tries(everywhere), most=MOST)
        lefts.append(days_left(still, closes=closes, by_day=[by_day[day] for day in worked]))
    return together(lefts)


def _tries(doors: Sequence[Door]) -> list[Tries]:
    visited = Counter(number for door in doors for number in range(door.had))
    closed = Counter(door.had - 1 for door in doors if door.closed_on)
    return [Tries(visited[number], closed[number]) for number in range(MOST)]


def _homes(doors: int, *, seed: int) -> Iterator[Home]:
    for number in range(doors):
        account = f"{3000000000 + number}"
        has_phone = share_of(seed=seed, kind="phone", name=account) < HAS_A_PHONE
        yield home_of(
            account, number=f"600{number:07}" if has_phone else "", seed=seed,
            latitude=28.5 + number % 10 * HOUSE_APART, longitude=77.3 + number // 10 * HOUSE_APART,
        )  # fmt: skip


def _walked(step: Step, home: Home, *, seed: int) -> Walked:
    rings = share_of(seed=seed, kind="stranger rings", name=step.number) < RINGS
    objects = share_of(seed=seed, kind="stranger objects", name=step.number) < OBJECTS
    is_strange = step.number not in ("", home.number)
    is_card = step.reads_code and is_strange
    return Walked(
        door=int(home.account),
        at=step.at,
        is_locked=step.outcome == "locked",
        number=step.number,
        place=Position(*step.place),
        home=Position(home.latitude, home.longitude),
        code_after=timedelta(seconds=step.code_after) if step.reads_code else None,
        is_disowned=is_strange and not is_card and (not rings or objects),
    )
