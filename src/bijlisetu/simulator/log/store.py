"""
The carriers' shared log: every message taken, every status given, every answer of a person.

One SQLite file in write-ahead mode serves all three processes. It holds what was promised to the sender, so a carrier
that is killed goes on where it stopped, and a test may ask it what truly happened.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.log.schema import SCHEMA

FILE = "carriers.sqlite"
PATIENCE = 30.0  #: seconds to wait, on opening and closing, while another carrier writes
GATHERED = 0.004  #: seconds in which a batch gathers
AGAIN = 0.001  #: seconds until a write that met another carrier's is tried again


class StoreUnusable(Refusal):
    """The log cannot be opened in the folder."""


class Message(NamedTuple):
    """A message a carrier has taken: one row of the log."""

    id: str
    channel: str
    address: str
    account: str
    sender: str
    attempt: str
    parts: str
    body: str | bytes
    received_at: float
    fate: str = ""


class Reply(NamedTuple):
    """What a person answered or wrote: one row of the log."""

    id: str
    channel: str
    address: str
    account: str
    sender: str
    message: str
    text: str
    payload: str
    at: float


class Store:
    """
    One process's hand on the log: reads at once, writes in batches.

    The event loop itself writes a batch. A thread would have to take the interpreter's lock back for every row, which
    costs more than the row.
    """

    def __init__(self, folder: Path) -> None:
        """
        Open the log in the folder, or begin one.

        :raises StoreUnusable: if the folder cannot be written
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = _connect(folder / FILE)
        except (OSError, sqlite3.Error) as error:
            raise StoreUnusable(f"{folder}: the carriers' log cannot be kept here ({error})") from None
        self._messages: list[Message] = []
        self._statuses: list[tuple[str, str, str, float, float | None]] = []
        self._others: list[tuple[str, tuple[object, ...]]] = []
        self._then: list[Callable[[], None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._broken: asyncio.Future[None] | None = None
        self._is_gathering = False

    def read(self, question: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows that answer the question."""
        return self._connection.execute(question, values).fetchall()

    def write(self, statement: str, *values: object) -> None:
        """Have the statement executed with the next batch."""
        self._others.append((statement, values))
        self._gather()

    def message(self, message: Message) -> None:
        """Log a message taken."""
        self._messages.append(message)
        self._gather()

    def status(self, message: str, status: str, *, code: str = "", at: float, given: bool = True) -> None:
        """Log a status given to the sender, or one passed over."""
        self._statuses.append((message, status, code, at, time.time() if given else None))
        self._gather()

    def reply(self, reply: Reply) -> None:
        """Log what a person answered."""
        self.write("INSERT OR IGNORE INTO replies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", *reply)

    def reply_given(self, reply: Reply) -> None:
        """Log that the sender has the answer."""
        self.write("UPDATE replies SET given_at = ? WHERE id = ?", time.time(), reply.id)

    def replies_on_their_way(self, channel: str, *, after: int = 0) -> list[tuple[int, Reply]]:
        """Return the channel's answers that were not given yet, each with its place in the log, beyond after."""
        rows = self.read(
            "SELECT rowid AS place, * FROM replies WHERE channel = ? AND given_at IS NULL AND rowid > ? ORDER BY rowid",
            channel,
            after,
        )
        return [(row["place"], Reply(*tuple(row)[1:-1])) for row in rows]

    def pending(self, carrier: str, count: int) -> None:
        """Tell the other processes how much this carrier has still to do."""
        self.write("INSERT OR REPLACE INTO pending VALUES (?, ?, ?)", carrier, count, time.time())

    def after(self, then: Callable[[], None]) -> None:
        """Have it called when all that was asked for so far is in the log."""
        self._then.append(then)
        self._gather()

    async def written(self) -> None:
        """Wait until all that was asked for so far is in the log."""
        done = asyncio.Event()
        self.after(done.set)
        await done.wait()

    async def run(self) -> None:
        """Write batch after batch, for ever: while one gathers nothing waits but its answers."""
        self._loop = asyncio.get_running_loop()
        self._broken = self._loop.create_future()
        self._flush()
        await asyncio.shield(self._broken)

    def close(self) -> None:
        """Write what is left and close."""
        self._loop = None
        if not self._broken or not self._broken.done():
            self._connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}")
            self._connection.execute("BEGIN IMMEDIATE")
            self._write_batch()
        self._connection.close()

    def unfinished(self, channel: str) -> Iterator[tuple[Message, Mapping[str, str]]]:
        """Yield all messages of the channel with the codes of the statuses already given, to go on after a restart."""
        rows = self._connection.execute(
            "SELECT messages.*, group_concat(status || '=' || code) AS given FROM messages"
            " LEFT JOIN statuses ON statuses.message = messages.id WHERE channel = ? GROUP BY messages.id",
            (channel,),
        )
        for row in rows:
            given = (word.split("=", 1) for word in (row["given"] or "").split(",") if word)
            yield Message(*tuple(row)[:-1]), dict(given)

    def _gather(self) -> None:
        if self._loop and not self._is_gathering:
            self._is_gathering = True
            self._loop.call_later(GATHERED, self._flush)

    def _flush(self) -> None:
        if not self._loop or not self._broken or self._broken.done():
            return None
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._write_batch()
        except sqlite3.Error as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                self._connection.rollback()
                return self._broken.set_exception(error)
            # Another carrier is writing, which takes a thousandth of a second or two.
            self._is_gathering = True
            self._loop.call_later(AGAIN, self._flush)
            return None
        self._is_gathering = False
        then, self._then = self._then, []
        for each in then:
            each()
        return None

    def _write_batch(self) -> None:
        execute, many = self._connection.execute, self._connection.executemany
        many("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._messages)
        # A status stays as it was first told, so one that comes again after a restart says the same.
        many("INSERT OR IGNORE INTO statuses VALUES (?, ?, ?, ?, ?)", self._statuses)
        for statement, values in self._others:
            execute(statement, values)
        execute("COMMIT")
        self._messages, self._statuses, self._others = [], [], []


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    # A killed process loses nothing this way. A power cut would, but it ends the whole simulated world.
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(SCHEMA)
    connection.execute("PRAGMA busy_timeout = 0")
    return connection
