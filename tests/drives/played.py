"""A drive played on paper: the simulator's homes and workers against the rules alone, without a database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bijlisetu.demo.driving import DAYS, VISITS_A_DOOR
from bijlisetu.drives.honesty.positions import Position
from bijlisetu.drives.honesty.rules import Raised, Walked, signals
from bijlisetu.drives.pace.calendar import Calendar
from bijlisetu.drives.pace.rules import Range, Tries, closing, pace_of, shared_out, together, visits_left
from bijlisetu.drives.plan.rules import Waiting, even_out
from bijlisetu.drives.register.rules import is_worn
from bijlisetu.fieldwork.rules import EVENING, another_hour
from bijlisetu.simulator.district.homes.settling import OBJECTS, RINGS
from bijlisetu.simulator.homes.home import Home, home_of
from bijlisetu.simulator.homes.walking import Step, Visit, day
from bijlisetu.simulator.homes.worker import Worker, workers_of
from bijlisetu.simulator.people.behaviour import share_of

MOST = 5  #: visits to a door
LATER = ("locked", "refused")
MONDAY = date(2026, 11, 2)
SIX_DAYS, SATURDAY = frozenset(range(6)), 5
HAS_A_PHONE = 0.9
HOUSE_APART = 0.0004  #: degrees


@dataclass
class Door:
    """A door of one beat, and what happened there."""

    home: Home
    found: list[str] = field(default_factory=list)
    seen_at: list[datetime] = field(default_factory=list)
    closed_on: date | None = None

    @property
    def had(self) -> int:
        return len(self.found)

    @property
    def in_evening(self) -> bool:
        late = sum(at.hour >= EVENING for at in self.seen_at)
        return another_hour(by_day=self.had - late, in_evening=late) == "evening"


@dataclass
class Played:
    """A whole drive."""

    calendar: Calendar
    workers: tuple[Worker, ...]
    doors: Mapping[str, list[Door]]
    steps: dict[str, list[Step]] = field(default_factory=lambda: defaultdict(list))
    forecast: Range | None = None
    true_days: int = 0
    named: set[str] = field(default_factory=set)  #: at some evening, whatever their visits added up to later

    def signals(self, *, seed: int) -> dict[str, tuple[Raised, ...]]:
        numbers = {name: index for index, name in enumerate(sorted(self.steps))}
        homes = {door.home.account: door.home for beat in self.doors.values() for door in beat}
        visits = {
            numbers[name]: [_walked(step, homes[step.account], seed=seed) for step in steps]
            for name, steps in self.steps.items()
        }
        found = signals(visits)
        return {name: found[number] for name, number in numbers.items()}


def play(*, seed: int, consumers: int, doors: int) -> Played:
    """Play a drive to its end, as the demo does; its forecast is that of the evening of the day at half-time."""
    workers = workers_of(consumers, seed=seed)
    visits = doors / len(workers) * VISITS_A_DOOR / DAYS
    ends = Calendar(begins_on=MONDAY, ends_on=MONDAY, weekdays=SIX_DAYS).after(MONDAY, DAYS - 1)
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
            _walk(played, today, visits=visits, seed=seed)
            _look_after(played, seed=seed)
            if today.weekday() == SATURDAY:
                _share_out_again(played, today)
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
    named = {name for name, found in played.signals(seed=seed).items() if found and name not in played.named}
    played.named |= named
    others = [worker.name for worker in played.workers if worker.name not in played.named]
    again = [door for name in sorted(named) for door in played.doors[name]]
    for number, door in enumerate(again):
        played.doors[others[number * len(others) // len(again)]].append(Door(door.home))
    for name in named:
        played.doors[name].clear()


def _share_out_again(played: Played, today: date) -> None:
    """Let the officer have those who are done sooner take doors of the others."""
    walking = [worker.name for worker in played.workers if worker.name not in played.named]
    closes = closing((), others=_tries(_everywhere(played)), most=MOST)
    numbered = dict(enumerate(door for name in walking for door in played.doors[name]))
    of = {id(door): number for number, door in numbered.items()}
    doors = {
        who: [
            Waiting(of[id(door)], 1, visits_left(door.had, closes=closes))
            for door in played.doors[name]
            if not door.closed_on
        ]
        for who, name in enumerate(walking)
    }
    paces = {who: pace_of(_by_day(played, name, today)) for who, name in enumerate(walking)}
    moved = even_out(
        doors, pace={who: pace for who, pace in paces.items() if pace},
        workers={who: frozenset({1}) for who in doors},
    )  # fmt: skip
    for number, taker in moved.items():
        door = numbered[number]
        holder = next(name for name in walking if any(one is door for one in played.doors[name]))
        played.doors[holder] = [one for one in played.doors[holder] if one is not door]
        played.doors[walking[taker]].append(door)


def _walk(played: Played, today: date, *, visits: float, seed: int) -> None:
    for worker in played.workers:
        beat = {door.home.account: door for door in played.doors[worker.name] if not door.closed_on}
        tasks = [Visit(door.home, door.had, door.in_evening) for door in beat.values()]
        begins, ends = (datetime.combine(today, time(hour)) for hour in (10, 19))
        for step in day(worker, tasks, begins=begins, ends=ends, visits=visits, seed=seed):
            door = beat[step.account]
            door.found.append(step.outcome)
            door.seen_at.append(step.at)
            played.steps[worker.name].append(step)
            if step.outcome not in LATER or is_worn(door.found, most=MOST, later=LATER):
                door.closed_on = today


def _forecast(played: Played, today: date) -> Range | None:
    everywhere = _everywhere(played)
    still = Counter(door.had for door in everywhere if not door.closed_on)
    walking = [_by_day(played, worker.name, today) for worker in played.workers if played.doors[worker.name]]
    return together([shared_out(still, closes=closing((), others=_tries(everywhere), most=MOST), workers=walking)])


def _everywhere(played: Played) -> list[Door]:
    return [door for beat in played.doors.values() for door in beat]


def _by_day(played: Played, name: str, today: date) -> list[int]:
    visits = Counter(step.at.date() for step in played.steps[name])
    return [visits[day] for day in played.calendar.worked(MONDAY, today + timedelta(days=1))]


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
