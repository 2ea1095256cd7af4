"""The same workers, played: they go to every door that is left, through the field's own door."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from bijlisetu.plumbing.india import INDIA
from bijlisetu.simulator.homes.home import Home, Hours
from bijlisetu.simulator.homes.player import Player
from tests.journeys.contact_drive.town import Town

MOST_DAYS, VISITS_A_DAY = 20, 20
FROM, UNTIL = 10, 19
SEED = 3


def walk_to_the_rest(town: Town, workers: Collection[str], *, since: datetime) -> None:
    """Have the workers walk, day after day from that one, until no door is open."""
    with ThreadPoolExecutor(1) as beside:  # a browser keeps a loop of its own on this thread
        beside.submit(asyncio.run, _walk(town, workers, since)).result()


async def _walk(town: Town, workers: Collection[str], since: datetime) -> None:
    player = Player(
        web=town.office, phones=town.phones, password=town.demo.password, walked=town.demo.home / "walked.csv",
        homes={consumer: _with_somebody_in(town.home_of(consumer)) for consumer in town.accounts}, seed=SEED,
    )  # fmt: skip
    await player.open([worker for worker in town.honest if worker.name in workers])
    for day in range(MOST_DAYS):
        begins = (since + timedelta(days=day)).astimezone(INDIA).replace(hour=FROM, minute=0)
        await player.play(begins=begins, ends=begins.replace(hour=UNTIL), visits=VISITS_A_DAY)
        if not town.has_open_doors():
            break
    await player.send_all()
    await player.close()


def _with_somebody_in(home: Home) -> Home:
    """Return the home with somebody in when one rings, if ever there is: the luck of a date decides no story."""
    return home if home.hours is Hours.NEVER else replace(home, hours=Hours.ALWAYS)
