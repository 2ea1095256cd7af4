"""The book of deeds as it is read and handed to an inspector: by days, by whom, which deed, about which record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from django.db import connection, transaction

from bijlisetu.audit.chain import LEAF
from bijlisetu.plumbing.database.keyset import Start, Stretch, stretch
from bijlisetu.plumbing.database.sql import rows

PAGE = 50
AT_A_TIME = 2_000

MEANT = """
entry.at >= (%(begins)s::date)::timestamp AT TIME ZONE 'Asia/Kolkata'
AND entry.at < (%(ends)s::date)::timestamp AT TIME ZONE 'Asia/Kolkata'
AND (%(by)s = '' OR entry."by" = %(by)s) AND (%(deed)s = '' OR starts_with(entry.deed, %(deed)s))
AND (%(record)s = '' OR entry.record = %(record)s)
"""
LIST = f"""
SELECT entry.id, entry.at, entry."by", entry.deed, entry.record, entry.detail::text FROM audit_entry entry
WHERE {MEANT} AND entry.id {{side}} %(key)s ORDER BY entry.id {{order}} LIMIT %(most)s
"""
#: The latest first.
FORWARD, BACK = {"side": "<", "order": "DESC"}, {"side": ">", "order": ""}
#: Each with the seal that holds it and what it adds to the seal's content, so that the inspector can compute it again.
EXPORT = f"""
WITH sealed AS (
    SELECT number, told.id FROM audit_seal, unnest(entries) AS told (id)
    WHERE day >= %(begins)s AND day < %(ends)s
)
SELECT entry.id, entry.at, entry."by", entry.deed, entry.record, entry.detail::text, max(sealed.number),
       encode({LEAF}, 'hex')
FROM audit_entry entry LEFT JOIN sealed ON sealed.id = entry.id
WHERE {MEANT} GROUP BY entry.id, entry.at, entry."by", entry.deed, entry.record, entry.detail ORDER BY entry.id
"""
STATE = """
SELECT (SELECT count(*) FROM audit_waiting), number, hash, at
FROM (SELECT 1) AS one LEFT JOIN (SELECT * FROM audit_seal ORDER BY number DESC LIMIT 1) AS last ON true
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which entries are meant: from a day to another, both included; the rest only where it is said."""

    first: date
    last: date
    by: str = ""
    deed: str = ""  #: the whole name, or how it begins: contact.
    record: str = ""

    def values(self) -> dict[str, Any]:
        """Return what the statements ask by."""
        told = asdict(self)
        return {"begins": told.pop("first"), "ends": told.pop("last") + timedelta(days=1), **told}


@dataclass(frozen=True, slots=True)
class Done:
    """An entry."""

    id: int
    at: datetime
    by: str
    deed: str
    record: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sealed:
    """How the chain stands."""

    waiting: int
    seal: int | None
    hash: str | None
    at: datetime | None


def entries(asked: Asked, *, start: Start | None) -> Stretch[Done]:
    """Return a page of the entries, the latest first."""
    way, key = BACK if start and start.is_back else FORWARD, start.row if start else 2**63 - 1
    found = rows(LIST.format(**way), **asked.values(), key=key, most=PAGE + 1)
    done = [Done(entry, at, by, deed, record, orjson.loads(told)) for entry, at, by, deed, record, told in found]
    return stretch(done, size=PAGE, start=start)


def export(asked: Asked) -> Iterator[tuple[Any, ...]]:
    """Yield the entries, the oldest first: number, moment, by, deed, record, detail, seal, hash."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(EXPORT, asked.values())
        while some := cursor.fetchmany(AT_A_TIME):
            yield from some


def state() -> Sealed:
    """Return how the chain stands."""
    ((waiting, *last),) = rows(STATE)
    return Sealed(waiting, *last)
