"""The stage: a district with its bills posted, the carriers, and all processes of the product, each as in life."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import json
import os
import random
import shutil
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from bench.scale import let_out, notify_bills, run

from bijlisetu.demo.city import HOST, City
from bijlisetu.plumbing import startup
from bijlisetu.simulator.log.store import FILE, Store
from bijlisetu.simulator.options import LISTENING, Options, Place
from faults import history
from faults.database import Database
from faults.supervisor import Role, Supervisor, supervisor

NUMBERS = ("100000000000001", "100000000000002")  #: one for each engine, so that both claim WhatsApp all the time
ENGINES = ("engine-1", "engine-2")
CARRIERS = ("graph", "smsc", "smtp")
#: Outgoing connections are given higher ports, so a killed server finds its own free again.
PORTS = range(20_000, 32_000)
STAND_WITHIN = 90.0
ANSWERS_WITHIN = 60.0
HOOK = "/webhooks/whatsapp"

LEFT = """
SELECT (SELECT count(*) FROM outbox_notice), (SELECT count(*) FROM outbox_notice WHERE state = 'open'),
       (SELECT count(*) FROM outbox_attempt WHERE state = 10),
       (SELECT count(*) FROM tracking_inbound WHERE folded_at IS NULL), (SELECT count(*) FROM outbox_change)
"""
UNREAD_LETTERS = "SELECT count(*) FROM tracking_inbound WHERE source = 'email' AND folded_at IS NULL"
LARGEST_TOLD = (
    "SELECT body FROM tracking_inbound WHERE source = 'whatsapp' ORDER BY octet_length(body) DESC, id LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Left:
    """What is still to be done."""

    notices: int
    open: int
    flying: int
    unread: int
    unledgered: int
    pending: int  #: at the carriers

    @property
    def is_nothing(self) -> bool:
        """Whether all is done."""
        return not (self.open or self.flying or self.unread or self.unledgered or self.pending)


@dataclass
class Stage:
    """What troubles may lay their hands on."""

    city: City
    database: Database
    processes: Supervisor
    pace: float
    lease: float
    began: float = field(default_factory=time.monotonic)

    def fill(self, consumers: int) -> None:
        """Make the district, import it, and post its bills."""
        folder, log = self.city.folder, self.city.folder / "fill.log"
        seed = str(self.city.seed)
        run("synth", str(folder), "--profile", "noida", "--consumers", str(consumers), "--seed", seed, log=log)
        self.database.make()
        os.environ.update(self.city.environment())
        os.environ[startup.DATABASE_URL] = self.database.url
        run("migrate", log=log)
        for command in ("network", "consumers", "bills"):
            run(f"import-{command}", str(folder / f"{command}.csv"), log=log)
        notify_bills(log=log)
        let_out(self.database.url)
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            connection.execute(history.KEEP)

    def open(self) -> None:
        """Start carriers and product, and wait until all stand."""
        Store(self.city.folder / "carriers").close()  # made before three processes would make it at once
        for carrier in CARRIERS:
            environment = {**os.environ, **self._options().environment()}
            self.processes.cast(Role(carrier, [carrier], environment, LISTENING, module="bijlisetu.simulator"))
        for name, port in (("web", self.city.web), ("webhooks", self.city.hooks)):
            self.processes.cast(Role(name, ["serve", "--port", str(port)], {}, "serving on"))
        self.processes.cast(Role("work", ["work"], {}, "working"))
        self.wait_until_all_stand()
        for name, number, port in zip(ENGINES, NUMBERS, (self.city.bounces, free_ports(1)[0]), strict=True):
            environment = {
                "BIJLISETU_WHATSAPP_PHONE_NUMBER_IDS": number,
                "BIJLISETU_WHATSAPP_PER_SECOND": str(max(self.pace / len(ENGINES), 1)),
                "BIJLISETU_BOUNCES_AT": f"{HOST}:{port}",
                "BIJLISETU_SHORTEST_LEASE": str(self.lease),
            }
            self.processes.cast(Role(name, ["deliver"], environment, "delivering by"))
        self.wait_until_all_stand()
        self.began = time.monotonic()

    def tick(self) -> None:
        """Start again whatever has ended."""
        self.database.tick()
        self.processes.tick()

    def wait_until_all_stand(self) -> None:
        """Keep the stage until all processes work."""
        last = time.monotonic() + STAND_WITHIN
        while not self.processes.all_stand():
            if time.monotonic() > last:
                raise SystemExit(f"not all processes came up within {STAND_WITHIN:.0f} s; see {self.processes.log}")
            self.tick()
            time.sleep(0.05)

    def left(self) -> Left | None:
        """Return what is still to be done; nothing if the database does not answer now."""
        try:
            with psycopg.connect(self.database.url, autocommit=True, connect_timeout=2) as connection:
                counts: tuple[int, ...] = connection.execute(LEFT).fetchone() or (0, 0, 0, 0, 0)
        except psycopg.Error:
            return None
        return Left(*(*counts, self._pending()))

    def unread_letters(self) -> int:
        """Return how many letters that came back are not read yet."""
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            [count] = connection.execute(UNREAD_LETTERS).fetchone() or (0,)
        return int(count)

    def switch(self, **changes: object) -> bool:
        """Change the carriers' faults; return whether the carriers could be told."""
        request = urllib.request.Request(  # noqa: S310 - our own address
            f"{self.city.simulator_url}/control/faults",
            data=json.dumps(changes).encode(),
            headers={"Authorization": f"Bearer {self.city.token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10):  # noqa: S310
                return True
        except urllib.error.HTTPError as error:
            raise SystemExit(f"the carriers know no such trouble: {error.read().decode()}") from None
        except OSError:
            return False

    def knock(self, *, octets: int = 0) -> int:
        """Post a signed webhook without news, of this size at the least, and return the status; 0 if nobody answers."""
        pad = random.Random(octets).randbytes(octets // 2).hex()  # noqa: S311 - what does not compress
        return self.post(json.dumps({"object": "whatsapp_business_account", "entry": [], "pad": pad}).encode())

    def largest_told(self) -> bytes:
        """Return the largest webhook that came."""
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            [body] = connection.execute(LARGEST_TOLD).fetchone() or (b"",)
        return bytes(body)

    def post(self, body: bytes, *, in_pieces: bool = False) -> int:
        """Post a signed webhook, or so that its length is not said before; return the status, 0 if nobody answers."""
        seal = hmac.new(self.city.app_secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={seal}", "Content-Type": "application/json"}
        half = len(body) // 2
        with closing(http.client.HTTPConnection(HOST, self.city.hooks, timeout=ANSWERS_WITHIN)) as door:
            try:
                with contextlib.suppress(
                    BrokenPipeError
                ):  # the answer may come before the whole body is sent, where its length is refused
                    door.request("POST", HOOK, iter((body[:half], body[half:])) if in_pieces else body, headers)
                return door.getresponse().status
            except (OSError, http.client.HTTPException):
                return 0

    def pending_at(self, carrier: str) -> int:
        """Return what this carrier has still to do; it counts each second."""
        path = self.city.folder / "carriers" / FILE
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as log:
            [count] = log.execute("SELECT count FROM pending WHERE carrier = ?", (carrier,)).fetchone() or (0,)
        return int(count)

    def _options(self) -> Options:
        city = self.city
        return Options(
            truth=(city.folder / "truth.csv").absolute(), folder=(city.folder / "carriers").absolute(),
            app_secret=city.app_secret, token=city.token, smpp_password=city.smpp_password,
            http=Place(HOST, city.graph), smpp=Place(HOST, city.smpp), smtp=Place(HOST, city.smtp),
            bounces=Place(HOST, city.bounces), webhook=f"http://{HOST}:{city.hooks}{HOOK}",
            phone_number_ids=NUMBERS, factor=city.factor, seed=city.seed, fetch_one_in=0, tied=True,
        )  # fmt: skip

    def _pending(self) -> int:
        """Return what the carriers have still to do; one that has not counted lately is taken to have something."""
        path = self.city.folder / "carriers" / FILE
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as log:
            rows: list[Any] = log.execute("SELECT count FROM pending WHERE at > ?", (time.time() - 5,)).fetchall()
        return int(sum(count for (count,) in rows)) + len(CARRIERS) - len(rows)


def free_ports(count: int) -> list[int]:
    """Return free ports taken at random, for other runs on this machine look for some too."""
    found: list[int] = []
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise SystemExit("no port is free on this machine")


@contextmanager
def stage(folder: Path, *, database: Database, factor: float, seed: int, pace: float, lease: float) -> Iterator[Stage]:
    """Keep a stage until the block ends."""
    names = ("web", "graph", "hooks", "smpp", "smtp", "bounces", "bank")
    ports: dict[str, Any] = dict(zip(names, free_ports(len(names)), strict=True))
    city = City(folder=folder, factor=factor, seed=seed, fetch_one_in=0, **ports)
    shutil.rmtree(folder, ignore_errors=True)  # or an earlier run's log would be judged with this one's
    with supervisor(folder / "logs") as processes:
        yield Stage(city, database, processes, pace, lease)
