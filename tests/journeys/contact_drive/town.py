"""The town of the story: what is true of it, what the department's database says, and what its carriers carried."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from bench.scale import let_out
from psycopg.rows import dict_row

from bijlisetu.demo.figures import LEFT_TO_FOLD
from bijlisetu.simulator.homes.home import Home, read_homes
from bijlisetu.simulator.homes.worker import Way, Worker, read_workers
from bijlisetu.simulator.log.store import Store
from tests.journeys.demos import PATIENCE, Demo, environment

LOOK_EVERY = 0.1  #: seconds
QUIET_LOOKS = 4  #: the town is quiet when nothing stirred for so many looks in a row
REACHED = "SELECT count(*) FROM reach_standing WHERE ledger = 'bills' AND reached"
CALLED = "SELECT name_hi FROM staff_card card JOIN auth_user person ON person.id = card.person_id WHERE username = %s"
DOORS = "SELECT consumer_id FROM fieldwork_door"
#: What an officer still holds back is not under way.
UNDER_WAY = """
SELECT (SELECT count(*) FROM outbox_change) + count(*) FROM outbox_notice notice
LEFT JOIN outbox_run run ON run.id = notice.run_id
WHERE notice.state = 'open' AND (run.id IS NULL OR run.released_at IS NOT NULL)
"""
OPEN_DOORS = "SELECT count(*) FROM fieldwork_door WHERE state = 'open'"
CLOSED_BY = "SELECT closed_by AS how FROM reach_task WHERE consumer_id = ANY(%s)"
VISITS = """
SELECT visit.id::text AS id, consumer.account, visit.answers ->> 'number' AS number, visit.at
FROM fieldwork_visit visit JOIN consumers_consumer consumer ON consumer.id = visit.consumer_id
JOIN auth_user person ON person.id = visit.person_id WHERE person.username = %s ORDER BY visit.said_at
"""
#: Whose bill came to the telephone, by the carriers' own log: as a document, or as a text with its last day.
BILLS = """
SELECT DISTINCT account FROM messages JOIN statuses ON message = id AND status IN ('delivered', 'read', 'opened')
WHERE address = ? AND (CAST(body AS TEXT) LIKE '%bill-%.pdf%' OR CAST(body AS TEXT) LIKE '%देय तिथि%')
"""
#: What the clock does at six; in a town that lives faster than we do it leaves that to the story.
EVENING = """
import sys
from datetime import date
from bijlisetu.plumbing import startup
startup.set_up()
from django.utils import timezone
from bijlisetu.reports.evening.making import make_all
make_all(day=date.fromisoformat(sys.argv[1]), at=timezone.now())
"""


@dataclass
class Town:
    """A demo that is up, with all that a judge of it may know and nobody at work may."""

    demo: Demo
    database: psycopg.Connection[Any]
    log: Store
    homes: dict[str, Home] = field(init=False)  #: by account
    accounts: dict[int, str] = field(init=False)  #: of each consumer's record

    def __post_init__(self) -> None:
        self.homes = {home.account: home for home in read_homes(self.folder / "homes.csv")}
        self.accounts = dict(self.database.execute("SELECT id, account FROM consumers_consumer").fetchall())

    @property
    def folder(self) -> Path:
        return self.demo.home / "demo"

    @property
    def office(self) -> str:
        """Where the pages of the department are."""
        return self.demo.office.removesuffix("/office/")

    @property
    def phones(self) -> str:
        """Where the telephones and mailboxes of people can be looked into."""
        return self.demo.phones.removesuffix("/phone/")

    @property
    def honest(self) -> list[Worker]:
        """Those who walk and tell what they found."""
        return [one for one in read_workers(self.folder / "workers.csv") if one.way is Way.HONEST]

    def name_of(self, worker: str) -> str:
        """Return how the worker is called."""
        return str(self.rows(CALLED, worker)[0]["name_hi"])

    def home_of(self, consumer: int) -> Home:
        return self.homes[self.accounts[consumer]]

    def rows(self, query: LiteralString, *given: object) -> list[dict[str, Any]]:
        """Return what the database says, each column by its name."""
        with self.database.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, given).fetchall()

    def reached(self) -> int:
        return self._count(REACHED)

    def doors(self) -> list[Home]:
        """Return the homes that the drive is for."""
        return [self.home_of(row["consumer_id"]) for row in self.rows(DOORS)]

    def has_open_doors(self) -> bool:
        return self._count(OPEN_DOORS) > 0

    def visits_of(self, worker: str) -> list[dict[str, Any]]:
        return self.rows(VISITS, worker)

    def bills_on(self, number: str) -> set[str]:
        """Return the ends of the accounts whose bill came to the telephone."""
        return {row["account"] for row in self.log.read(BILLS, f"91{number}")}

    def closed_by(self, homes: Collection[Home]) -> set[str]:
        """Return what closed the tasks of these people; "" stands for what is open."""
        accounts = {home.account for home in homes}
        people = [consumer for consumer, account in self.accounts.items() if account in accounts]
        return {row["how"] for row in self.rows(CLOSED_BY, people)}

    def _count(self, query: LiteralString) -> int:
        ((many,),) = self.database.execute(query)
        return int(many)

    def sends_the_bills(self) -> None:
        """Send the bills, and wait until it is known whom they reach."""
        let_out(self.demo.database)
        self.comes_to_rest()

    def comes_to_rest(self) -> None:
        """Wait until nothing is under way, at the department, its carriers and on people's phones."""
        quiet = 0

        def is_at_rest() -> bool:
            nonlocal quiet
            quiet = quiet + 1 if self._is_quiet() else 0
            return quiet == QUIET_LOOKS

        until(is_at_rest)

    def folds(self) -> None:
        """Wait until all that the carriers have told is in the department's books."""
        until(lambda: self._count(LEFT_TO_FOLD) == 0)

    def _is_quiet(self) -> bool:
        with urllib.request.urlopen(f"{self.phones}/pending", timeout=30) as told:  # noqa: S310
            return not (self._count(UNDER_WAY) or self._count(LEFT_TO_FOLD) or json.load(told)["pending"])

    def had_the_beats_for(self, long: timedelta) -> None:
        """Let the beats have been given so long ago, for no visit counts from before its worker had the beat."""
        self.database.execute("UPDATE fieldwork_holding SET from_at = from_at - %s", (long,))

    def comes_to_the_evening(self, *, of: date) -> None:
        """Have the reports of the day made, as at six."""
        words = [sys.executable, "-c", EVENING, of.isoformat()]
        subprocess.run(words, env=environment(self.demo.home, self.demo.settings), check=True)


def until(holds: Callable[[], object]) -> None:
    """Wait until it holds."""
    ends = time.monotonic() + 2 * PATIENCE / 1000
    while not holds():
        assert time.monotonic() < ends, "it never came to hold"
        time.sleep(LOOK_EVERY)


@contextmanager
def town_of(demo: Demo) -> Iterator[Town]:
    """Look at the demo as a judge does, until the block ends."""
    log = Store(demo.home / "demo" / "carriers")
    with psycopg.connect(demo.database, autocommit=True) as database:
        yield Town(demo, database, log)
    log.close()
