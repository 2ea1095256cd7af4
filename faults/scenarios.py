"""
The scenarios: each a script of troubles on a stage of its own.

A script yields the seconds until its next deed, and between its deeds the stage is kept.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import NamedTuple, TypeVar

from faults import strangers as burdens
from faults import troubles
from faults.stage import ENGINES, Stage
from faults.troubles import FREEZE, KILL, STOP, THAW
from faults.volume import Ballast

LONG_AWAY = 25.0  #: seconds without a database: twice a lease
LATE, LATEST = 24 * 3600.0, 3 * 24 * 3600.0  #: seconds in life, by which webhooks come late
STILL_LOOKS = 6
MANY = 20_000  #: news in one body, of some 310 octets each: more than 3 MB, the largest that Meta sends
AT_3_MB = (3_000_000 - 1, 3_000_000, 3 * 1024 * 1024)  #: octets; Meta does not say which it means
TOO_LARGE = 4 * 1024 * 1024 + 1

Say = Callable[[str], None]
Done = TypeVar("Done")


class Plan(NamedTuple):
    """What a script goes by."""

    stage: Stage
    luck: random.Random
    say: Say
    kills: int
    gap: float  #: seconds between two kills, on the average


Script = Callable[[Plan], Iterator[float]]


class Scenario(NamedTuple):
    """A scenario, and how large a part of the run's messages it takes."""

    name: str
    words: str
    script: Script
    share: float
    factor: float  #: how much faster than life the waits run
    lasts: float  #: seconds in which the letters go out
    lease: float
    limit: float  #: seconds until it is given up
    is_calm: bool = False  #: nothing may stay unsure
    happens: tuple[tuple[str, int], ...] = ()  #: words of what must have happened, and how often
    volume_for: str = ""  #: what of the database lies on a small volume of its own: all its data, or its log


def kills(plan: Plan) -> Iterator[float]:
    """Kill processes by lot, at random moments."""
    done = 0
    for victim in troubles.victims(plan.luck, plan.kills * 3):
        yield plan.luck.expovariate(1 / plan.gap)
        if words := troubles.kill(plan.stage, victim, plan.luck):
            done += 1
            plan.say(f"{words} ({done} of {plan.kills})")
        if done == plan.kills:
            return


def carriers(plan: Plan) -> Iterator[float]:
    """Let the carriers be down, slow, cut the line before and after taking, answer 500 and 429, or half."""
    cutting = {"cut_before_accept": 0.15, "cut_after_accept": 0.25, "half_answer": 0.1, "early": 0.1}
    for words, trouble, lasts in (
        ("all carriers answer 500 and 429 to three in five", {"error_500": 0.3, "error_429": 0.3}, 8),
        ("all carriers cut one line in two, half of them after taking", cutting, 10),
        ("all carriers are down", {"down": True}, 7),
        ("all carriers take 3 s to answer, some tell before they answer", {"slow": 3.0, "early": 0.2}, 8),
        ("all carriers cut and fail at once", {**cutting, "error_500": 0.2}, 8),
    ):
        yield 2
        yield from _at_last(partial(troubles.befall, plan.stage, **trouble))
        plan.say(words)
        yield lasts
        troubles.all_well(plan.stage)
    plan.stage.switch(sms={"drops": 1})
    plan.say("all SMS lines dropped")
    yield 3
    plan.stage.switch(sms={"unbinds": 1})
    plan.say("SMS carrier unbinds us")


def webhooks(plan: Plan) -> Iterator[float]:
    """Let WhatsApp tell late by days, out of order, repeatedly, and in the largest bodies there are."""
    plan.stage.switch(webhooks={"late": LATE, "reorder": LATEST - LATE, "repeat": 0.5, "batch": MANY})
    plan.say("webhooks come 1 to 3 days late, out of order, every other one twice")
    yield 27
    plan.stage.switch(webhooks={"hold": True})
    plan.say("webhooks held back, and those to come are late all the same")
    yield from _until_still(lambda: plan.stage.pending_at("graph"))
    yield LATEST / plan.stage.city.factor
    yield from _at_last(partial(plan.stage.processes.signal, "webhooks", KILL))
    plan.say("SIGKILL webhooks, and all that was held comes at once")
    plan.stage.switch(webhooks={"hold": False})
    yield 4
    yield from _at_last(partial(plan.stage.processes.signal, "work", KILL))
    plan.say("SIGKILL work while it folds")
    yield 4
    troubles.all_well(plan.stage)
    while plan.stage.pending_at("graph") or plan.stage.knock() != 200:
        yield 1
    body = plan.stage.largest_told()
    plan.say(f"the largest webhook was of {len(body) / 1e6:.1f} MB")
    for octets in (*AT_3_MB, TOO_LARGE):
        for in_pieces in (False, True):
            answer = plan.stage.post(body.ljust(octets), in_pieces=in_pieces)  # blanks at the end are still JSON
            length = "its length not said" if in_pieces else "its length said"
            plan.say(f"it comes again, in {octets:,} octets, {length}: answered {answer}")
            yield 0.5


def _at_last(deed: Callable[[], Done]) -> Generator[float, None, Done]:
    """Do the deed as soon as there is somebody to do it to, and return what came of it."""
    while not (done := deed()):
        yield 0.5
    return done


def _until_still(count: Callable[[], int]) -> Iterator[float]:
    """Wait until the figure has stood still for a while, however slow the machine is."""
    before, looks = -1, 0
    while looks < STILL_LOOKS:
        yield 1
        now = count()
        before, looks = now, looks + 1 if now == before else 0


def postgres(plan: Plan) -> Iterator[float]:
    """Let the database be killed, stopped at once, lose a backend, and be away for long."""
    for victim in ("postgres", "a backend", "postgres at once", "postgres", "postgres at once", "a backend"):
        yield 4 + plan.luck.random() * 2
        plan.say((yield from _at_last(partial(troubles.kill, plan.stage, victim, plan.luck))))
    yield 4
    yield from _at_last(partial(plan.stage.database.kill, KILL, away_for=LONG_AWAY))
    plan.say(f"SIGKILL postgres, away for {LONG_AWAY:.0f} s: twice a lease")
    yield LONG_AWAY


def engines(plan: Plan) -> Iterator[float]:
    """Let an engine stand still for longer than its lease, with letters in its hands, and then go on."""
    for name in (*ENGINES, *ENGINES):
        yield 3
        yield from _at_last(partial(plan.stage.processes.signal, name, FREEZE))
        plan.say(f"SIGSTOP {name}")
        yield plan.stage.lease + 3
        plan.stage.processes.signal(name, THAW)
        plan.say(f"SIGCONT {name}")


def stops(plan: Plan) -> Iterator[float]:
    """Tell processes to stop, with letters in flight; nothing may become unsure by it."""
    names = [*ENGINES, "work", "webhooks", "web"] * 2
    plan.luck.shuffle(names)
    for name in names:
        yield 2 + plan.luck.random() * 2
        yield from _at_last(partial(plan.stage.processes.stands, name))
        plan.stage.processes.signal(name, STOP)
        plan.say(f"SIGTERM {name}")


def disk(plan: Plan) -> Iterator[float]:
    """Fill the database's volume while letters go out, wait until the door says so, and free it again."""
    ballast = Ballast(plan.stage.database.home.parent)
    for _ in range(2):
        yield 6
        plan.say(f"disk full: {ballast.take_all()} MB taken")
        seen = 0
        while seen in (200, 0):
            yield 1
            if ballast.left():  # a restart frees room, which is taken again
                ballast.take_all()
            seen = plan.stage.knock(octets=200_000)
        plan.say(f"the door for webhooks answers {seen}")
        yield 8
        yield from _free_again(plan, ballast, octets=200_000)


def wal(plan: Plan) -> Iterator[float]:
    """Fill the write-ahead log's volume until the database panics, keep it full, and free it again."""
    database = plan.stage.database
    assert database.log_on is not None  # noqa: S101 - its stage gives it one
    ballast = Ballast(database.log_on)
    for _ in range(2):
        yield 6
        plan.say(f"disk of the log full: {ballast.take_all()} MB taken")
        panics = len(database.panics())
        while not (words := database.panics()[panics:]):
            database.fill_log()
            yield 0.2
            ballast.take_all()  # a restart frees room, which is taken again
        plan.say(f"postgres panicked: {words[0]}")
        for _ in range(5):
            yield 1
            ballast.take_all()
        yield from _free_again(plan, ballast)


def strangers(plan: Plan) -> Iterator[float]:
    """Let strangers, who prove nothing, lay on our doors what they can, while letters go out."""
    for burden in (
        burdens.slow_posts, burdens.large_bodies, burdens.accents, burdens.large_letters, burdens.crafted_letters,
    ):  # fmt: skip
        yield 2
        plan.say(burden(plan.stage))


def _free_again(plan: Plan, ballast: Ballast, *, octets: int = 0) -> Iterator[float]:
    ballast.give_back()
    plan.say("disk free again")
    while plan.stage.knock(octets=octets) != 200:
        yield 1
    plan.say("the door for webhooks answers 200")


SCENARIOS = (
    Scenario("kills", "every process and the database killed at random", kills, 1, 1500, 0, 20, 900),
    Scenario(
        "carriers", "carriers down, slow, cutting, answering 500 and 429", carriers, 0.05, 3000, 50, 20, 240,
        happens=(("all carriers", 5), ("SMS", 2)),
    ),
    Scenario(
        "webhooks", "webhooks days late, reordered, repeated, up to 3 MB each", webhooks, 0.4, 4000, 35, 25, 900,
        happens=(("webhooks", 3), ("SIGKILL", 2), ("of 3.0 MB", 1), ("answered 200", 6), ("answered 413", 2)),
    ),
    Scenario(
        "postgres", "the database killed, stopped, away for long", postgres, 0.05, 3000, 40, 12, 240,
        happens=(("SIGKILL", 5), ("stopped", 2)),
    ),
    Scenario(
        "engines", "engines that stand still longer than their lease", engines, 0.05, 3000, 45, 8, 240,
        happens=(("SIGSTOP", 4),),
    ),
    Scenario(
        "stops", "processes told to stop with letters in flight", stops, 0.05, 3000, 35, 20, 180, is_calm=True,
        happens=(("SIGTERM", 10),),
    ),
    Scenario(
        "strangers", "strangers with slow and large bodies, large and crafted letters", strangers, 0.05, 3000, 40, 20,
        300,
        happens=(("the door held", 5),),
    ),
    Scenario(
        "disk", "the database's disk full", disk, 0.05, 3000, 40, 20, 300,
        happens=(("disk full", 2), ("answers 503", 2), ("answers 200", 2)), volume_for="data",
    ),
    Scenario(
        "wal", "the disk of the database's log full", wal, 0.05, 3000, 30, 20, 300,
        happens=(("log full", 2), ("No space left", 2), ("answers 200", 2)), volume_for="log",
    ),
)  # fmt: skip
