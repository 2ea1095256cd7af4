"""
What truly happened, by the carriers' own log: for tests that hold the product's books against it.

It only reads, and may do so while the carriers run.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from bijlisetu.simulator.log.store import FILE

TAKEN = "SELECT channel, attempt, address, id, received_at, account, sender, fate, body FROM messages"
UNFETCHED = "SELECT message FROM statuses WHERE status = 'fetched' AND code <> ''"
WRONGED = {
    "whatsapp": "131026",
    "sms": "001",
}  #: the codes by which an operator's mistake fails messages to numbers that work


class Taken(NamedTuple):
    """A message a carrier has answered for, or would have, had the line held."""

    channel: str
    attempt: str  #: as the sender named it: WhatsApp's echo, a mail's return path; an SMS has no name for it
    address: str
    id: str
    at: float
    account: str
    sender: str
    fate: str  #: what the carrier settled itself, beyond the truth about the person
    text: str  #: of an SMS

    @property
    def key(self) -> tuple[str, str, str]:
        """What is the same when one message is handed in twice."""
        return (self.channel, self.address, self.attempt or self.text)


class Told(NamedTuple):
    """A status the sender was given, or one passed over."""

    message: str  #: id, for an SMS in parts that of the part
    status: str
    code: str
    at: float
    given_at: float | None


class Judge:
    """Answers from the log in a folder."""

    def __init__(self, folder: Path) -> None:
        """Open the log that is there."""
        self._connection = sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True, isolation_level=None)

    def __enter__(self) -> Self:
        """Return itself; leaving closes the log."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the log."""
        self._connection.close()

    def taken(self) -> Iterator[Taken]:
        """Yield all messages taken, in their order."""
        return self._taken("ORDER BY rowid")

    def of_attempt(self, channel: str, attempt: str) -> list[Taken]:
        """Return the messages that the sender gave this name."""
        return list(self._taken("WHERE channel = ? AND attempt = ? ORDER BY rowid", channel, attempt))

    def of_address(self, address: str) -> list[Taken]:
        """Return the messages for the number (91 and ten digits) or mailbox."""
        return list(self._taken("WHERE address = ? ORDER BY rowid", address))

    def taken_twice(self) -> list[list[Taken]]:
        """
        Return the messages taken more than once, each with all its times: same name, or same text to a number.

        One whose document could not be fetched reached nobody, and its sender may well hand it in once more.
        """
        unfetched = {message for (message,) in self._connection.execute(UNFETCHED)}
        together: dict[tuple[str, str, str], list[Taken]] = defaultdict(list)
        for taken in self.taken():
            if taken.id not in unfetched:
                together[taken.key].append(taken)
        return [times for times in together.values() if len(times) > 1]

    def wronged(self) -> list[Taken]:
        """Return the messages that an operator's mistake let fail, to numbers that work for all the truth says."""
        return [taken for taken in self.taken() if taken.fate == WRONGED.get(taken.channel)]

    def told(self, message_id: str) -> list[Told]:
        """Return the statuses of the message, in the order of their giving; of an SMS in parts, those of all parts."""
        ids = [message_id, *(piece for piece in self.pieces_of(message_id) if piece != message_id)]
        marks = ", ".join("?" * len(ids))
        rows = self._connection.execute(f"SELECT * FROM statuses WHERE message IN ({marks}) ORDER BY given_at, at", ids)
        return [Told(*row) for row in rows]

    def all_told(self) -> Mapping[str, list[Told]]:
        """Return the statuses of all messages by id."""
        by_message: dict[str, list[Told]] = defaultdict(list)
        for row in self._connection.execute("SELECT * FROM statuses ORDER BY given_at, at"):
            by_message[row[0]].append(Told(*row))
        return by_message

    def pieces_of(self, message_id: str) -> list[str]:
        """Return the ids under which the parts of an SMS were taken; none if it came whole."""
        rows = self._connection.execute("SELECT id FROM pieces WHERE message = ? ORDER BY rowid", (message_id,))
        return [piece for (piece,) in rows]

    def left_over(self) -> list[str]:
        """Return the ids of parts of SMS that were taken and never became a message."""
        return [
            piece for (piece,) in self._connection.execute("SELECT id FROM pieces WHERE message = '' ORDER BY rowid")
        ]

    def _taken(self, which: str, *values: str) -> Iterator[Taken]:
        for row in self._connection.execute(f"{TAKEN} {which}", values):
            yield Taken._make((*row[:-1], row[-1] if row[0] == "sms" else ""))
