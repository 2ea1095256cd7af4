"""Erase what an officer has decided, one request after the other, in all rooms of the house at once."""

from __future__ import annotations

from datetime import datetime

import bijlisetu.arrears.erasing as arrears
import bijlisetu.complaints.erasing as complaints
import bijlisetu.consumers.erasing as consumers
import bijlisetu.contact.law.erasing as contact
import bijlisetu.drives.erasing as drives
import bijlisetu.fieldwork.erasing as fieldwork
import bijlisetu.memos.erasing as memos
import bijlisetu.outbox.erasing as outbox
import bijlisetu.payments.erasing as payments
import bijlisetu.tracking.erasing as tracking
from bijlisetu.audit import erasures, machines
from bijlisetu.audit.sweeping import writings
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.database import sql
from bijlisetu.values.address import ERASED

#: What finds by the tries' numbers stands before what takes the tries' addresses.
SWEPT = (
    *arrears.SWEPT,
    *complaints.SWEPT,
    *drives.SWEPT,
    *memos.SWEPT,
    *tracking.SWEPT,
    *payments.SWEPT,
    *outbox.SWEPT,
    *fieldwork.SWEPT,
    *contact.SWEPT,
    *consumers.SWEPT,
)
#: All addresses of the consumer that were ever told, and whether another account has them too.
VALUES = f"""
SELECT value, EXISTS (
    SELECT FROM contact_address other WHERE other.value = told.value AND other.consumer_id <> %(consumer)s
)
FROM (
    SELECT value FROM contact_address WHERE consumer_id = %(consumer)s
    UNION SELECT value FROM contact_claim WHERE consumer_id = %(consumer)s
    UNION SELECT value FROM contact_informed WHERE consumer_id = %(consumer)s
    UNION SELECT value FROM contact_challenge WHERE consumer_id = %(consumer)s
    UNION SELECT value FROM contact_wished WHERE consumer_id = %(consumer)s
    UNION SELECT unnest(ARRAY[old, new]) FROM contact_change WHERE consumer_id = %(consumer)s
    UNION {outbox.SENT_TO}
) AS told (value)
WHERE value <> '' AND value NOT LIKE 'erased:%%' ORDER BY value
"""


def erase_granted(*, at: datetime) -> int:
    """Carry out what was decided; return how many requests."""
    granted = {asked.number: asked for asked in erasures.granted()}
    return one_by_one(granted, lambda number: _carry_out(granted[number], at=at), what="erasure", at=at)


def _carry_out(asked: erasures.Asked, *, at: datetime) -> int:
    with erasures.erasing(asked.number):
        erasures.done(number=asked.number, rows=_erase(asked), by=machines.CLOCK, at=at)
    return 1


def _erase(asked: erasures.Asked) -> int:
    told = sql.rows(VALUES, consumer=asked.consumer)
    values, own = [value for value, _ in told], [value for value, is_shared in told if not is_shared]
    given = {
        "consumer": asked.consumer, "values": values, "own": own,
        "tokens": [f"{ERASED}{asked.number}:{place}" for place in range(1, len(values) + 1)],
        "written": writings(values), "written_own": writings(own),
    }  # fmt: skip
    return sum(sql.execute(swept.statement, **given) for swept in SWEPT if swept.part in asked.parts)
