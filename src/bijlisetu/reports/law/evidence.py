"""Holds on the evidence of an office's people: what a court asked for, by whom, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bijlisetu.plumbing.database.sql import rows

OF_OFFICE = """
SELECT held.id, consumer.id, consumer.account, consumer.name, held.notice, held.why, held.by, held.until
FROM audit_hold held
LEFT JOIN outbox_notice notice ON notice.id = held.notice
JOIN consumers_consumer consumer ON consumer.id = coalesce(held.consumer, notice.consumer_id)
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
WHERE held.lifted_at IS NULL AND held.until > %(at)s
ORDER BY held.until, held.id
"""
#: An account of the office's people.
WHOSE = """
SELECT consumer.id FROM consumers_consumer consumer
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
WHERE consumer.account = %(account)s
"""


class HeldThere(NamedTuple):
    """A hold in force, and on whom."""

    hold: int
    consumer: int
    account: str
    name: str
    notice: int | None  #: the one notice that is held; none where all of the consumer is
    why: str
    by: str
    until: datetime


def holds_of(office: int, *, at: datetime) -> list[HeldThere]:
    """Return the holds in force on people of the office, those that end first before the others."""
    return [HeldThere(*row) for row in rows(OF_OFFICE, office=office, at=at)]


def consumer_of(office: int, account: str) -> int | None:
    """Return the consumer with the account, if they are of the office's people."""
    return next((consumer for (consumer,) in rows(WHOSE, office=office, account=account)), None)
