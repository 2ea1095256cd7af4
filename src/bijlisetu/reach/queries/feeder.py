"""Who hangs on a feeder."""

from __future__ import annotations

from dataclasses import dataclass

from bijlisetu.plumbing.database.keyset import Start, Stretch, stretch, way
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.queries.people import PAGE

FEEDER = "SELECT code, name FROM network_feeder WHERE id = %(feeder)s"
ON_IT = """
SELECT id, account, name, address, book, pole, meter_number FROM consumers_consumer
WHERE feeder_id = %(feeder)s
  AND (%(from)s::bigint IS NULL OR account {beyond} (SELECT account FROM consumers_consumer WHERE id = %(from)s))
ORDER BY account {order} LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class OnFeeder:
    """One consumer on a feeder."""

    consumer: int
    account: str
    name: str
    address: str
    book: str
    pole: str
    meter: str


def feeder_called(feeder: int) -> tuple[str, str] | None:
    """Return the code and the name of the feeder, if there is one."""
    return next(((code, name) for code, name in rows(FEEDER, feeder=feeder)), None)


def on_feeder(feeder: int, start: Start | None = None, *, size: int = PAGE) -> Stretch[OnFeeder]:
    """Return a page of the feeder's consumers, by account; it starts at a consumer."""
    found = rows(ON_IT.format(**way(start)), feeder=feeder, limit=size + 1, **{"from": start.row if start else None})
    return stretch([OnFeeder(*row) for row in found], size=size, start=start)
