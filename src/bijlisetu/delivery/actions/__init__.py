"""
Claim and record: the database's side of delivery, each one short set-based transaction.

No connection is held between claiming and recording; a lease with an end stands in for it.
"""

from bijlisetu.delivery.actions.claiming import Claimed, claim
from bijlisetu.delivery.actions.losing import LOST_EVERY, close_lost
from bijlisetu.delivery.actions.recording import MOST_TRIES, Answered, record
from bijlisetu.delivery.actions.unparking import UNPARKED_EVERY, unpark

__all__ = [
    "LOST_EVERY",
    "MOST_TRIES",
    "UNPARKED_EVERY",
    "Answered",
    "Claimed",
    "claim",
    "close_lost",
    "record",
    "unpark",
]
