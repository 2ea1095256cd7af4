"""
The carriers' shared log: every message taken, every status given, every answer of a person.

One SQLite file in write-ahead mode for all three processes. What it holds was promised to the sender, so a carrier
that is killed goes on where it stopped, and a test may ask the log what truly happened.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from bijlisetu.plumbing.refusal import Refusal

FILE = "carriers.sqlite"
PATIENCE = 30.0  #: seconds to wait while another carrier writes

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY,        -- the carrier's own
    channel TEXT NOT NULL,      -- whatsapp, sms, email
    address TEXT NOT NULL,      -- 91 and ten digits, or a mailbox
    account TEXT NOT NULL,      -- last four digits, if the text says them
    sender TEXT NOT NULL,       -- phone number id, header, envelope sender
    attempt TEXT NOT NULL,      -- what the sender asked to have echoed
    parts TEXT NOT NULL,        -- ids of an SMS that want a receipt
    body BLOB NOT NULL,         -- request, text, or mail packed with zlib
    received_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_of_address ON messages (address);
CREATE TABLE IF NOT EXISTS statuses (
    message TEXT NOT NULL,
    status TEXT NOT NULL,
    code TEXT NOT NULL,
    at REAL NOT NULL,
    given_at REAL               -- null: passed over, as Meta skips delivered when read is known
);
CREATE INDEX IF NOT EXISTS statuses_of_message ON statuses (message);
CREATE TABLE IF NOT EXISTS replies (
    id TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    account TEXT NOT NULL,
    sender TEXT NOT NULL,       -- whom the person answers: phone number id, header
    message TEXT NOT NULL,      -- the message answered
    text TEXT NOT NULL,
    payload TEXT NOT NULL,      -- of the button pressed
    at REAL NOT NULL,
    given_at REAL               -- null: on its way
);
CREATE INDEX IF NOT EXISTS replies_by_id ON replies (id);
CREATE INDEX IF NOT EXISTS replies_of_address ON replies (address);
CREATE INDEX IF NOT EXISTS replies_on_their_way ON replies (channel) WHERE given_at IS NULL;
CREATE TABLE IF NOT EXISTS pending (
    carrier TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS templates (
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    template TEXT NOT NULL,
    PRIMARY KEY (name, language)
);
"""


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
    """One process's hand on the log: reads at once, writes in batches from a thread of its own."""

    def __init__(self, folder: Path) -> None:
        """
        Open the log in the folder, or begin one.

        :raises StoreUnusable: if the folder cannot be written
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._writer = _connect(folder / FILE)
            self._writer.executescript(SCHEMA)
            self._reader = _connect(folder / FILE)
        except (OSError, sqlite3.Error) as error:
            raise StoreUnusable(f"{folder}: the carriers' log cannot be kept here ({error})") from None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._batch: dict[str, list[Sequence[object]]] = defaultdict(list)
        self._wanted = asyncio.Event()
        self._written = asyncio.Event()

    def read(self, question: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows that answer the question."""
        return self._reader.execute(question, values).fetchall()

    def write(self, statement: str, *values: object) -> None:
        """Have the statement executed with the next batch."""
        self._batch[statement].append(values)
        self._wanted.set()

    def message(self, message: Message) -> None:
        """Log a message taken."""
        self.write("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *message)

    def status(self, message: str, status: str, *, code: str = "", at: float, given: bool = True) -> None:
        """Log a status given to the sender, or one passed over."""
        given_at = time.time() if given else None
        self.write("INSERT INTO statuses VALUES (?, ?, ?, ?, ?)", message, status, code, at, given_at)

    def reply(self, reply: Reply) -> None:
        """Log what a person answered."""
        self.write("INSERT INTO replies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", *reply)

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

    async def written(self) -> None:
        """Wait until all that was asked for so far is in the log."""
        if self._batch:
            await self._written.wait()

    async def run(self) -> None:
        """Write batch after batch, for ever: while one is being written the next one gathers."""
        loop = asyncio.get_running_loop()
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            batch, self._batch = self._batch, defaultdict(list)
            written, self._written = self._written, asyncio.Event()
            await loop.run_in_executor(self._thread, _execute, self._writer, batch)
            written.set()

    def close(self) -> None:
        """Write what is left and close."""
        self._thread.shutdown()
        _execute(self._writer, self._batch)
        self._writer.close()
        self._reader.close()

    def unfinished(self, channel: str) -> list[tuple[Message, frozenset[str]]]:
        """Return all messages of the channel with the statuses already given, to go on after a restart."""
        rows = self.read(
            "SELECT messages.*, group_concat(status) AS given FROM messages"
            " LEFT JOIN statuses ON statuses.message = messages.id WHERE channel = ? GROUP BY messages.id",
            channel,
        )
        return [(Message(*tuple(row)[:-1]), frozenset(filter(None, (row["given"] or "").split(",")))) for row in rows]


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    # A killed process loses nothing this way; only a power cut could, and then the demo is over anyway.
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _execute(connection: sqlite3.Connection, batch: dict[str, list[Sequence[object]]]) -> None:
    if not batch:
        return
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in batch.items():
        connection.executemany(statement, rows)
    connection.execute("COMMIT")
