"""What people of an office asked to have corrected."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bijlisetu.plumbing.database.sql import rows

OF_OFFICE = """
SELECT correction.id, consumer.id, consumer.account, consumer.name, correction.what, correction.words, correction.at,
       correction.answer, correction.answered_by, correction.answered_at
FROM contact_correction correction JOIN consumers_consumer consumer ON consumer.id = correction.consumer_id
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
ORDER BY correction.answered_at IS NOT NULL, CASE WHEN correction.answered_at IS NULL THEN correction.at END,
         correction.answered_at DESC, correction.id LIMIT %(most)s
"""


class Line(NamedTuple):
    """A request and whose it is."""

    number: int
    consumer: int
    account: str
    name: str
    what: str
    words: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


def corrections_at(office: int, *, most: int = 100) -> list[Line]:
    """Return the requests of the office's people: what waits longest first, then the latest answered."""
    return [Line(*row) for row in rows(OF_OFFICE, office=office, most=most)]
