"""`bijlisetu demo`: the main job from end to end on a synthetic district, in one terminal."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import click

from bijlisetu.demo import city as cities
from bijlisetu.demo.city import Processes
from bijlisetu.plumbing import home, startup
from bijlisetu.plumbing.database import postgres
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.plumbing.terminal import WholeWords
from bijlisetu.simulator.district.profiles import PROFILES

DATABASE = "bijlisetu_demo"
#: A large run takes longer than its shortened waits would; so its clock runs less fast.
LARGE = 20_000
FACTOR, FACTOR_OF_LARGE = 2000.0, 600.0
#: Meta fetches every bill; drawing each takes a core 40 ms, so a large run shows it on a sample, and one that tells of
#: a drive on a small sample.
FETCHED = {"main": 300, "drive": 50, "outage": 50, "money": 50}
#: Stories with a clock of their own, which is set forward.
OWN_CLOCK = frozenset({"outage", "money"})
#: Slow enough for a person to press the stop button while letters leave.
PER_SECOND_BY_HAND = 100


class DemoRuns(Refusal):
    """Only one demo runs at a time: it makes its database anew."""


@click.command()
@click.option(
    "--consumers", default=5000, show_default=True, type=click.IntRange(1), help="Rows in the district's file."
)
@click.option("--profile", default="noida", show_default=True, type=click.Choice(sorted(PROFILES)))
@click.option("--circle", help="Real circle whose feeders to use; by default the profile's.")
@click.option("--seed", default=1, show_default=True, type=int)
@click.option(
    "--factor", type=click.FloatRange(1), help="How much faster than life waits run; by default after the size."
)
@click.option("--fetch-one-in", type=click.IntRange(0), help="WhatsApp fetches one bill in so many.")
@click.option(
    "--by-hand", is_flag=True, help="Leave the bills held by a check, and let them out yourself, as two officers."
)
@click.option(
    "--story", type=click.Choice(["main", "drive", "outage", "money"]), default="main", show_default=True,
    help="The main job; or the bills, and then a drive to everybody not reached; or days of cuts and complaints,"
    " or a month of money, on a clock of their own. Without --exit the first shows the drive too.",
)  # fmt: skip
@click.option("--exit", "ends", is_flag=True, help="End when all is counted, instead of staying up for the browser.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here.")
def demo(
    consumers: int,
    profile: str,
    circle: str | None,
    seed: int,
    factor: float | None,
    fetch_one_in: int | None,
    by_hand: bool,
    story: str,
    ends: bool,
    json_file: Path | None,
) -> None:
    """Import a district, send its bills, see who is reached, repair some numbers, and compare with the truth."""
    if json_file and not json_file.absolute().parent.is_dir():
        raise click.UsageError(f"the folder of {json_file} does not exist")
    if story in OWN_CLOCK and factor:
        raise click.UsageError(f"--story {story} sets the clock itself: leave --factor away")
    if by_hand and (ends or json_file):
        raise click.UsageError("--by-hand has nothing to count yet: leave --exit and --json away")
    signal.signal(signal.SIGTERM, _interrupted)
    with _only_demo(home.folder()) as folder:
        city = cities.lay_out(
            folder,
            factor=_factor(story, factor, consumers),
            seed=seed,
            fetch_one_in=max(consumers // FETCHED[story], 1) if fetch_one_in is None else fetch_one_in,
            **({"per_second": PER_SECOND_BY_HAND} if by_hand else {}),
        )
        os.environ.update(city.environment())
        _make_database()
        from bijlisetu.demo.story import Story

        with cities.processes(folder / "logs") as processes:
            circle = circle or PROFILES[profile].circle
            told = Story(city=city, processes=processes, console=WholeWords(highlight=False))
            if by_hand:
                told.tell_until_held(consumers=consumers, profile=profile, circle=circle)
            else:
                tell = {
                    "main": told.tell, "drive": told.tell_drive, "outage": told.tell_outages, "money": told.tell_money,
                }[story]  # fmt: skip
                figures = tell(consumers=consumers, profile=profile, circle=circle)
                if story == "main" and ends:
                    told.evening()
                if json_file:
                    json_file.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            if not ends:
                told.show_addresses(circle=circle, database=os.environ[startup.DATABASE_URL])
                if story in OWN_CLOCK:
                    told.go_on()
                if story == "main" and not by_hand:
                    told.fill_the_rooms(circle=circle)
                    told.drive(circle=circle)
                    told.evening()
                _stay_up(processes)


def _factor(story: str, factor: float | None, consumers: int) -> float:
    """Return how much faster than life waits run; some stories have a clock that is set forward instead."""
    if story in OWN_CLOCK:
        return 1.0
    return factor or (FACTOR if consumers <= LARGE else FACTOR_OF_LARGE)


@contextlib.contextmanager
def _only_demo(place: Path) -> Iterator[Path]:
    folder = place / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    with (place / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoRuns(
                f"a demo is running already in {folder}; stop it, or set BIJLISETU_HOME to another folder"
            ) from None
        shutil.rmtree(folder)
        folder.mkdir()
        yield folder


def _make_database() -> None:
    server = os.environ.get(startup.DATABASE_URL) or postgres.start(home.folder())
    os.environ[startup.DATABASE_URL] = startup.with_database(server, DATABASE)
    startup.make_database(os.environ[startup.DATABASE_URL], anew=True)
    startup.set_up()


def _stay_up(processes: Processes) -> None:
    while True:
        processes.check()
        time.sleep(1)


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt
