"""Requests to be erased, of the people of an office."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bijlisetu.plumbing.database.sql import rows

OF_OFFICE = """
SELECT erasure.id, consumer.id, consumer.account, consumer.name, erasure.asked_at, erasure.decided_at,
       erasure.decided_by, erasure.parts, erasure.erased_at
FROM audit_erasure erasure JOIN consumers_consumer consumer ON consumer.id = erasure.consumer
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
ORDER BY erasure.decided_at IS NOT NULL, CASE WHEN erasure.decided_at IS NULL THEN erasure.asked_at END,
         erasure.decided_at DESC, erasure.id LIMIT %(most)s
"""


class Request(NamedTuple):
    """A request and whose it is."""

    number: int
    consumer: int
    account: str
    name: str
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str
    parts: list[str]
    erased_at: datetime | None


def requests_of(office: int, *, most: int = 100) -> list[Request]:
    """Return the requests of the office's people: what waits first, the oldest before; then the latest decided."""
    return [Request(*row) for row in rows(OF_OFFICE, office=office, most=most)]
