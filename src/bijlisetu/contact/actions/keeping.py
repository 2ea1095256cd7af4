"""Record claims, and keep the addresses that they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bijlisetu.contact.hygiene.condition import IS_DOUBTED, IS_HEARSAY
from bijlisetu.contact.lists import ANSWERS, BRINGS_NONE, ClaimSource
from bijlisetu.contact.models import Address, Claim
from bijlisetu.plumbing.database.keyed import rows

#: Four statements, for each sees only what was committed before it began. An address is there, and held, before a
#: claim on it is recorded: so whoever adds up its claims sees all of them. All hold addresses in the same order.
MEET = """
INSERT INTO contact_address (consumer_id, value, channels, source, known_at)
SELECT DISTINCT ON (consumer_id, value) consumer_id, value, contact_channels(value), source, at
FROM unnest(%(consumers)s::bigint[], %(values)s::text[], %(sources)s::text[], %(ats)s::timestamptz[])
     AS said (consumer_id, value, source, at)
ORDER BY consumer_id, value
ON CONFLICT (consumer_id, value) DO NOTHING
RETURNING consumer_id, value
"""
HOLD = f"""
SELECT said.consumer_id, said.value, address.id, address.owner, address.owner_at, address.is_hearsay, address.is_doubted
FROM (
    SELECT DISTINCT consumer_id, value
    FROM unnest(%(consumers)s::bigint[], %(values)s::text[]) AS said (consumer_id, value)
    ORDER BY consumer_id, value
) AS said, LATERAL (
    SELECT id, owner, owner_at, {IS_HEARSAY.format(address="held")} AS is_hearsay,
           {IS_DOUBTED.format(address="held")} AS is_doubted
    FROM contact_address AS held
    WHERE consumer_id = said.consumer_id AND value = said.value FOR NO KEY UPDATE
) AS address
"""
RECORD = """
INSERT INTO contact_claim (consumer_id, value, role, word, source, proof, "by", device, at)
SELECT consumer_id, value, role, word, source, proof, %(by)s, device, at
FROM unnest(%(consumers)s::bigint[], %(values)s::text[], %(roles)s::text[], %(words)s::text[], %(sources)s::text[],
            %(proofs)s::text[], %(devices)s::text[], %(ats)s::timestamptz[])
     AS said (consumer_id, value, role, word, source, proof, device, at)
ON CONFLICT ON CONSTRAINT claim_once DO NOTHING
RETURNING consumer_id, value, at, word, source
"""
KEEP = """
UPDATE contact_address AS address
SET source = total.source, known_at = total.known_at, owner = total.owner, proof = total.proof,
    owner_at = total.owner_at
FROM unnest(%(ids)s::bigint[], %(consumers)s::bigint[], %(values)s::text[]) AS held (id, consumer_id, value), LATERAL (
    SELECT * FROM contact_sum WHERE consumer_id = held.consumer_id AND value = held.value OFFSET 0
) AS total
WHERE address.id = ANY(ARRAY[held.id])
  AND (address.source, address.known_at, address.owner, address.proof, address.owner_at)
      IS DISTINCT FROM (total.source, total.known_at, total.owner, total.proof, total.owner_at)
RETURNING address.consumer_id, address.value, address.owner, address.owner_at
"""


class Pair(NamedTuple):
    """A consumer and an address."""

    consumer: int
    value: str


STRUCK = Address.Owner.NOT_OWNER
Ownership = tuple[str, datetime | None]  # whose an address is known to be, and since when


@dataclass(frozen=True, slots=True)
class Kept:
    """Claims that were recorded, and what has become of their addresses."""

    recorded: list[Claim]
    fresh: set[Pair]
    hearsay: set[Pair]  #: that only a carrier had named
    doubted: set[Pair]  #: that a rule doubted, and nobody had proved
    before: dict[Pair, Ownership]
    after: dict[Pair, Ownership]

    def is_new_word(self, claim: Claim) -> bool:
        """Return whether the claim names an address, or there is a newer word on whose its address is."""
        pair = pair_of(claim)
        return names(claim) or self.after[pair] != self.before[pair]

    def is_usable(self, claim: Claim) -> bool:
        """Return whether the address may be used after all that was said."""
        pair = pair_of(claim)
        owner, _ = self.after[pair]
        # Named once more, a number that a rule doubts is doubted as before: only proof makes it good.
        return owner == Address.Owner.PROVED or (owner != Address.Owner.NOT_OWNER and pair not in self.doubted)

    def opens_up(self, claim: Claim) -> bool:
        """Return whether the address may be used, and could not before; what a carrier names is asked first."""
        pair = pair_of(claim)
        was_shut = pair in self.fresh | self.hearsay | self.doubted or self.before[pair][0] == Address.Owner.NOT_OWNER
        return claim.source != ClaimSource.CARRIER and self.is_usable(claim) and was_shut

    def proves(self, claim: Claim) -> bool:
        """Return whether the address is proved to be the consumer's now, and was not before."""
        pair = pair_of(claim)
        return self.after[pair][0] == Address.Owner.PROVED != self.before[pair][0]

    def owners_changed(self) -> list[int]:
        """Return the consumers for whom there is a newer word on whose an address is."""
        return sorted({pair.consumer for pair in self.after if self.after[pair] != self.before[pair]})

    def struck_or_restored(self) -> list[int]:
        """Return the consumers of whom an address was struck out now, or is struck out no more."""
        before, after = (
            {pair for pair, (owner, _) in then.items() if owner == STRUCK} for then in (self.before, self.after)
        )
        return sorted({pair.consumer for pair in before ^ after})


def pair_of(claim: Claim) -> Pair:
    """Return what the claim is about."""
    return Pair(claim.consumer_id, claim.value)


def names(claim: Claim) -> bool:
    """Return whether the claim brings the address; an answer to what we sent there does not, for we knew it."""
    return claim.word not in BRINGS_NONE and claim.proof not in ANSWERS


def keep(*, claims: Sequence[Claim], by: str) -> Kept:
    """Record the claims that are not recorded yet, and keep their addresses."""
    said = {"consumers": [one.consumer_id for one in claims], "values": [one.value for one in claims]}
    sources, ats = [str(one.source) for one in claims], [one.at for one in claims]
    fresh = {Pair(*line) for line in rows(MEET, **said, sources=sources, ats=ats)}
    lines = rows(HOLD, **said)
    held = {Pair(consumer, value): (address, (owner, at)) for consumer, value, address, owner, at, *_ in lines}
    hearsay = {Pair(consumer, value) for consumer, value, *_, is_hearsay, _ in lines if is_hearsay}
    doubted = {Pair(consumer, value) for consumer, value, *_, is_doubted in lines if is_doubted}
    recorded = rows(
        RECORD,
        **said,
        sources=sources,
        ats=ats,
        by=by,
        roles=[str(one.role) for one in claims],
        words=[str(one.word) for one in claims],
        proofs=[str(one.proof) for one in claims],
        devices=[one.device for one in claims],
    )
    before = {pair: ownership for pair, (_, ownership) in held.items()}
    return Kept(
        _those(claims, set(recorded)),
        fresh,
        hearsay,
        doubted,
        before,
        {**before, **_add_up({pair: held[pair][0] for pair in held})},
    )


def _those(claims: Sequence[Claim], recorded: set[tuple[object, ...]]) -> list[Claim]:
    """Return the claims that were recorded, each once: one answer to many messages is one claim."""
    brought = {(one.consumer_id, one.value, one.at, str(one.word), str(one.source)): one for one in claims}
    return [one for key, one in brought.items() if key in recorded]


def _add_up(addresses: dict[Pair, int]) -> dict[Pair, Ownership]:
    columns = {
        "ids": list(addresses.values()),
        "consumers": [pair.consumer for pair in addresses],
        "values": [pair.value for pair in addresses],
    }
    return {Pair(consumer, value): (owner, at) for consumer, value, owner, at in rows(KEEP, **columns)}
