"""What the carriers' own log says that came to people's phones and mailboxes, each letter known by its own words."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.kinds.files import kinds
from bijlisetu.simulator.log.store import FILE
from bijlisetu.simulator.mail.letter import unpack

TAKEN = """
SELECT messages.rowid AS place, messages.id, channel, address, account, sender, body, received_at, (
    SELECT min(at) FROM statuses WHERE status IN ('delivered', 'read') AND code = ''
      AND (message = messages.id OR message IN (SELECT id FROM pieces WHERE pieces.message = messages.id))
) AS arrived_at
FROM messages WHERE messages.rowid > ? ORDER BY messages.rowid
"""
ARRIVED = """
SELECT messages.rowid, (
    SELECT min(at) FROM statuses WHERE status IN ('delivered', 'read') AND code = ''
      AND (message = messages.id OR message IN (SELECT id FROM pieces WHERE pieces.message = messages.id))
) FROM messages WHERE messages.rowid IN (SELECT value FROM json_each(?))
"""
PRESSED = "SELECT message, address, payload, at FROM replies WHERE payload <> '' ORDER BY rowid"
FACT = re.compile(r"\{(\w+)\}")
ACCOUNT = re.compile(r"\.\.(\d{4})(?!\d)")
MAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message of ours, as a carrier took it."""

    place: int  #: in the log: they climb
    id: str
    channel: str
    address: str  #: ten digits, or a mailbox
    account_end: str
    kind: str
    facts: Mapping[str, str]
    buttons: Mapping[str, int]  #: meaning: its place on the screen
    taken_at: float
    arrived_at: float | None  #: none: it has not, or nobody knows


@dataclass(frozen=True, slots=True)
class Press:
    """A button that somebody pressed under a letter."""

    letter: str
    meaning: str
    at: float


class Log:
    """The carriers' log, read while they write it."""

    def __init__(self, folder: Path) -> None:
        """Open the log that is there."""
        self._connection = sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True, isolation_level=None)
        self._connection.row_factory = sqlite3.Row

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    def letters(self, *, after: int = 0) -> Iterator[Letter]:
        """Yield the letters that were taken since, in their order; what nobody knows is left out."""
        for row in self._connection.execute(TAKEN, (after,)).fetchall():
            if letter := _letter(row):
                yield letter

    def arrivals(self, places: Collection[int]) -> dict[int, float]:
        """Return of the letters at these places in the log when each arrived that has."""
        found = self._connection.execute(ARRIVED, (json.dumps(sorted(places)),)).fetchall()
        return {place: at for place, at in found if at is not None}

    def presses(self) -> list[Press]:
        """Return all buttons that people pressed."""
        rows = self._connection.execute(PRESSED).fetchall()
        return [Press(row["message"], row["payload"].partition(":")[0], row["at"]) for row in rows]


def _letter(row: sqlite3.Row) -> Letter | None:
    read = _read(row["channel"], row["body"])
    if read is None:
        return None
    kind, facts, buttons = read
    is_mail = row["channel"] == MAIL
    return Letter(
        place=row["place"], id=row["id"], channel=row["channel"],
        address=row["address"] if is_mail else row["address"][-10:],
        account_end=facts.get("account_end") or row["account"], kind=kind, facts=facts, buttons=buttons,
        taken_at=row["received_at"],
        arrived_at=row["received_at"] if is_mail else row["arrived_at"],  # a mail that was taken lies in its box
    )  # fmt: skip


Read = tuple[str, dict[str, str], dict[str, int]]


def _read(channel: str, body: Any) -> Read | None:
    if channel == MAIL:
        return _of_mail(body)
    return _of_whatsapp(body) if channel == "whatsapp" else _of_sms(body)


def _of_whatsapp(body: str) -> Read | None:
    said: dict[str, Any] = json.loads(body)
    template = said.get("template") or {}
    known = _templates().get((template.get("name", ""), template.get("language", {}).get("code", "")))
    if known is None:
        return None
    kind, names = known
    texts: list[str] = []
    buttons: dict[str, int] = {}
    for part in template.get("components", ()):
        if part["type"] == "body":
            texts = [str(one.get("text", "")) for one in part["parameters"]]
        elif part["type"] == "button" and part.get("sub_type") == "quick_reply":
            meaning = str(part["parameters"][0].get("payload", "")).partition(":")[0]
            buttons[meaning] = int(part["index"])
    return kind, dict(zip(names, texts, strict=False)), buttons


def _of_sms(body: str) -> Read | None:
    for kind, pattern in _texts():
        if found := pattern.fullmatch(body):
            return kind, found.groupdict(), {}
    return None


def _of_mail(body: bytes) -> Read | None:
    letter = unpack(body)
    for kind, pattern in _subjects():
        if found := pattern.fullmatch(letter.subject):
            ends = ACCOUNT.search(letter.text)
            return kind, {**found.groupdict(), "account_end": ends[1] if ends else ""}, {}
    return None


@cache
def _templates() -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    return {
        (text.template, str(language)): (kind.name, text.parameters)
        for kind in kinds().values()
        for language, text in kind.whatsapp.items()
    }


@cache
def _texts() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (kind.name, _pattern(text.text))
        for kind in kinds().values()
        for text in (*kind.sms.values(), *kind.short_sms.values())
    ]


@cache
def _subjects() -> list[tuple[str, re.Pattern[str]]]:
    return [(kind.name, _pattern(text.subject)) for kind in kinds().values() for text in kind.email.values()]


def _pattern(text: str) -> re.Pattern[str]:
    """Return what finds the facts in a text of ours; a fact said twice is found once."""
    said: set[str] = set()
    pieces, end = [], 0
    for fact in FACT.finditer(text):
        pieces.append(re.escape(text[end : fact.start()]))
        pieces.append(".+?" if fact[1] in said else f"(?P<{fact[1]}>.+?)")
        said.add(fact[1])
        end = fact.end()
    return re.compile("".join([*pieces, re.escape(text[end:])]), re.DOTALL)
