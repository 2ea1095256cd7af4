"""A worker's day from door to door: what is reported, and what truly happened."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bijlisetu.simulator.homes.home import EVENING, Home, Says, There
from bijlisetu.simulator.homes.worker import CARDS, INVENTED, Way, Worker
from bijlisetu.simulator.people.behaviour import share_of

METRES_A_DEGREE = 111_320.0
#: Telephones find themselves to within so many metres; between houses one in so many is far worse.
BEST, WORST, ONE_IS_LOST_IN = 8.0, 60.0, 25
#: So long between two entries at the tea stall.
AT_THE_STALL = timedelta(seconds=20)
#: What is left for the evening of a day that ends before it.
MORSEL = timedelta(hours=1)


class Visit(NamedTuple):
    """A door on the list, how often somebody was there already, and whether the list says to go in the evening."""

    home: Home
    had: int
    in_evening: bool = False


class Step(NamedTuple):
    """What a worker reports of one door."""

    account: str
    at: datetime
    outcome: str  #: as the form names it
    number: str  #: ten digits; empty unless updated
    place: tuple[float, float, float]  #: of the phone: latitude, longitude, within so many metres
    reads_code: bool  #: a code that is sent to the number can be read at the door
    code_after: float  #: seconds until it is typed


def day(
    worker: Worker, tasks: Sequence[Visit], *, begins: datetime, ends: datetime, visits: float, seed: int
) -> Iterator[Step]:
    """
    Yield what the worker reports of one day, by begins' own clock.

    New doors come first; where the list says so, a door has its turn in the evening, when people are home. visits is
    the usual number of a day; the worker's own pace makes more or less of it.
    """
    many = max(round(visits * worker.pace * (0.85 + 0.3 * _luck(seed, worker, f"day {begins:%Y-%m-%d}"))), 1)
    chosen = _chosen(tasks, many)
    stall = begins + timedelta(hours=2)
    for task, begun, step in _hours(chosen, begins, ends):
        cheats = _luck(seed, worker, f"{task.home.account}|{task.had}") < worker.share
        at = begun + step * (0.2 + 0.6 * _luck(seed, worker, f"{task.home.account}|{begins:%m-%d}|at"))
        if cheats and worker.way is Way.TEA_STALL:
            stall += AT_THE_STALL
            at = stall
        yield _visit(worker, task.home, at=at, cheats=cheats, seed=seed, first=chosen[0].home)


def _hours(chosen: Sequence[Visit], begins: datetime, ends: datetime) -> Iterator[tuple[Visit, datetime, timedelta]]:
    """Yield for each door from when it has its turn, and for how long: evening doors from the hour when people come."""
    evening = min(max(begins.replace(hour=EVENING, minute=0), begins), ends - MORSEL)
    by_day = [task for task in chosen if not task.in_evening]
    late = [task for task in chosen if task.in_evening]
    for tasks, since, until in ((by_day, begins, evening if late else ends), (late, evening, ends)):
        for number, task in enumerate(tasks):
            step = (until - since) / len(tasks)
            yield task, since + step * number, step


def _chosen(tasks: Sequence[Visit], many: int) -> list[Visit]:
    """Return the day's doors: new ones and further visits, as there are of each."""
    fresh, again = [task for task in tasks if not task.had], [task for task in tasks if task.had]
    many = min(many, len(tasks))
    seconds = again[: math.ceil(many * len(again) / max(len(tasks), 1))]
    return fresh[: many - len(seconds)] + seconds


def _visit(worker: Worker, home: Home, *, at: datetime, cheats: bool, seed: int, first: Home) -> Step:
    if not cheats:
        return _honest(worker, home, at=at, seed=seed)
    here = _around(home, worker, at=at, seed=seed)
    if worker.way is Way.SAYS_LOCKED:
        return Step(home.account, at, "locked", "", here, False, 0.0)
    if worker.way is Way.OWN_NUMBER:
        return Step(home.account, at, "updated", _card(worker, 0, seed=seed), here, False, 0.0)
    if worker.way is Way.OWN_CARDS:
        card = int(_luck(seed, worker, f"{home.account}|card") * CARDS)
        return Step(home.account, at, "updated", _card(worker, card, seed=seed), here, True, 5.0)
    if worker.way is Way.TEA_STALL:
        # A shop in the town, two kilometres from the first door of the day.
        here = (first.latitude + 2000 / METRES_A_DEGREE, first.longitude, BEST)
    return Step(home.account, at, "updated", invented(home, seed=seed), here, False, 0.0)


def _honest(worker: Worker, home: Home, *, at: datetime, seed: int) -> Step:
    here = _around(home, worker, at=at, seed=seed)
    if home.there is not There.HOUSE:
        return Step(home.account, at, home.there, "", here, False, 0.0)
    if not home.opens(at, seed=seed):
        return Step(home.account, at, "locked", "", here, False, 0.0)
    if home.says in (Says.REFUSES, Says.NO_PHONE):
        return Step(home.account, at, _without(home), "", here, False, 0.0)
    reads = 15 + 60 * _luck(seed, worker, f"{home.account}|reads")
    return Step(home.account, at, "updated", home.said, here, home.says is Says.OWN, reads)


def _without(home: Home) -> str:
    return "refused" if home.says is Says.REFUSES else "no_phone"


def invented(home: Home, *, seed: int) -> str:
    """Return the number that a cheat would invent for the home."""
    return f"{INVENTED}{int(share_of(seed=seed, kind='invented', name=home.account) * 10**7):07}"


def _card(worker: Worker, card: int, *, seed: int) -> str:
    return f"{INVENTED}{int(share_of(seed=seed, kind='card', name=f'{worker.name}|{card}') * 10**7):07}"


def _around(home: Home, worker: Worker, *, at: datetime, seed: int) -> tuple[float, float, float]:
    """Return where the phone believes itself to be while it is before the door."""
    name = f"{home.account}|{at:%m-%d %H}"
    is_lost = _luck(seed, worker, f"{name}|lost") * ONE_IS_LOST_IN < 1
    within = BEST + (WORST - BEST) * _luck(seed, worker, f"{name}|within")
    within *= 12 if is_lost else 1
    turn, off = math.tau * _luck(seed, worker, f"{name}|turn"), within * 0.8 * _luck(seed, worker, f"{name}|off")
    north, east = off * math.cos(turn), off * math.sin(turn)
    east /= math.cos(math.radians(home.latitude))
    return home.latitude + north / METRES_A_DEGREE, home.longitude + east / METRES_A_DEGREE, round(within, 1)


def _luck(seed: int, worker: Worker, name: str) -> float:
    return share_of(seed=seed, kind=f"worker {worker.name}", name=name)
