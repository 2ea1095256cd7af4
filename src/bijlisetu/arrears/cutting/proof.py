"""
What shows that a notice was served: each try on each channel with its times, and where the book of deeds has it.

The hash is that of what was said, so that whoever holds the notice's facts can prove that they were not changed since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bijlisetu.arrears.models import Demand
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.values import mask

TRIES = """
SELECT attempt.id, attempt.channel, attempt.address, attempt.state, attempt.claimed_at, attempt.accepted_at,
       attempt.delivered_at, attempt.read_at, attempt.failed_at, attempt.carrier_id,
       EXISTS (
         SELECT FROM contact_address held WHERE held.consumer_id = notice.consumer_id
           AND held.value = attempt.address AND held.owner = 'proved'
       )
FROM outbox_notice notice JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
WHERE notice.key = %(notice)s ORDER BY attempt.claimed_at, attempt.id
"""
SAID = """
SELECT encode(sha256(convert_to(jsonb_build_array(kind, key, facts)::text, 'UTF8')), 'hex') FROM outbox_notice
WHERE key = %(notice)s
"""
#: Entries of the book of deeds about this notice, each with the seal that binds it; the newest few are not sealed yet.
DEEDS = """
SELECT entry.id, entry.at, entry.deed, entry."by", seal.number, seal.hash
FROM audit_entry entry LEFT JOIN audit_seal seal ON seal.entries @> ARRAY[entry.id]
WHERE entry.record = %(record)s AND entry.deed LIKE 'arrears.%%' AND (entry.detail ->> 'demand')::bigint = %(demand)s
ORDER BY entry.id
"""


@dataclass(frozen=True, slots=True)
class Try:
    """One try at saying the notice."""

    number: int
    channel: str
    address: str  #: masked
    is_proved: bool  #: the address is proved to be the consumer's own
    left_at: datetime
    accepted_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    failed_at: datetime | None
    carrier_id: str

    @property
    def has_arrived(self) -> bool:
        """Whether the carrier says that it came to the phone or mailbox."""
        return bool(self.delivered_at or self.read_at)


@dataclass(frozen=True, slots=True)
class Written:
    """One entry of the book of deeds."""

    number: int
    at: datetime
    deed: str
    by: str
    seal: int | None
    seal_hash: str | None


@dataclass(frozen=True, slots=True)
class Proof:
    """All that shows how the notice was served."""

    tries: tuple[Try, ...]
    deeds: tuple[Written, ...]
    content_hash: str


def proof_of(demand: Demand) -> Proof:
    """Return what is known of the service of the notice."""
    found = rows(TRIES, notice=demand.notice)
    said = rows(SAID, notice=demand.notice)
    record = f"consumer:{demand.consumer_id}"
    return Proof(
        tries=tuple(_try(*row) for row in found if row[3] > State.QUEUED),
        deeds=tuple(Written(*row) for row in rows(DEEDS, record=record, demand=demand.pk)),
        content_hash=said[0][0] if said else "",
    )


def _try(
    number: int, channel: str, address: str, state: int, left_at: datetime, accepted_at: datetime | None,
    delivered_at: datetime | None, read_at: datetime | None, failed_at: datetime | None, carrier_id: str,
    is_proved: bool,
) -> Try:  # fmt: skip
    return Try(
        number, channel, mask(address), is_proved, left_at, accepted_at, delivered_at, read_at, failed_at, carrier_id
    )
