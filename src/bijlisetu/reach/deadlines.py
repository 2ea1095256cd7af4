"""By when everybody is to be reached: a day for each office and occasion, handed down to the offices below."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.plumbing.database.sql import execute, rows

NEAREST = """
SELECT deadline."on", office.id, office.name FROM reach_deadline deadline
JOIN network_office_tree tree ON tree.ancestor_id = deadline.office_id AND tree.descendant_id = %(office)s
JOIN network_office office ON office.id = deadline.office_id
WHERE deadline.ledger = %(ledger)s AND deadline.occasion = %(occasion)s ORDER BY tree.depth LIMIT 1
"""
SET = """
INSERT INTO reach_deadline (office_id, ledger, occasion, "on", at, "by")
VALUES (%(office)s, %(ledger)s, %(occasion)s, %(on)s, %(at)s, %(by)s)
ON CONFLICT ON CONSTRAINT deadline_once_an_occasion
DO UPDATE SET "on" = excluded."on", at = excluded.at, "by" = excluded."by"
"""
TAKE_BACK = """
DELETE FROM reach_deadline WHERE office_id = %(office)s AND ledger = %(ledger)s AND occasion = %(occasion)s
"""


class SetDeadline(NamedTuple):
    """A deadline and the office that it was set for."""

    on: date
    office: int
    of: str


def deadline_of(office: int, occasion: Occasion) -> SetDeadline | None:
    """Return the deadline of the office, or of the nearest one above that has one."""
    found = rows(NEAREST, office=office, ledger=occasion.ledger, occasion=occasion.name)
    return SetDeadline(*found[0]) if found else None


@transaction.atomic
def set_deadline(*, office: int, occasion: Occasion, on: date | None, at: datetime, by: str) -> None:
    """Set the office's deadline on the occasion; without a day take its own back, so that the one above holds."""
    execute(
        SET if on else TAKE_BACK,
        office=office, ledger=occasion.ledger, occasion=occasion.name, on=on, at=at, by=by,
    )  # fmt: skip
    detail = {"occasion": occasion.key, "on": on.isoformat() if on else ""}
    audit.note(deed="reach.deadline", records=[f"office:{office}"], by=by, at=at, detail=detail)
