"""
The order in which beats and doors are written, so that telephones miss no change and nobody waits for the other.

A beat's version counts its changes. Whoever changes doors first takes the beat's row and counts it up, so that versions
are seen in their order; whoever moves doors between beats keeps out, until the end, who closes doors in that round.
"""

from __future__ import annotations

from collections.abc import Collection

from bijlisetu.plumbing.database.sql import execute

LOCK = 0x_D00_12  #: of rounds
SHARED = """
SELECT pg_advisory_xact_lock_shared(%(lock)s, round::int) FROM (
    SELECT DISTINCT round FROM unnest(%(rounds)s::bigint[]) AS round ORDER BY 1
) AS told
"""
ALONE = "SELECT pg_advisory_xact_lock(%(lock)s, %(round)s::int)"
COUNT_UP = """
UPDATE fieldwork_beat SET version = version + 1 WHERE id IN (
    SELECT id FROM fieldwork_beat WHERE id = ANY(%(beats)s) ORDER BY id FOR NO KEY UPDATE
)
"""


def beside_others(rounds: Collection[int]) -> None:
    """Keep doors of the rounds in their beats until the transaction ends."""
    execute(SHARED, lock=LOCK, rounds=list(rounds))


def alone(round_: int) -> None:
    """Wait for all who close doors of the round, and keep further ones out until the transaction ends."""
    execute(ALONE, lock=LOCK, round=round_)


def count_up(beats: Collection[int]) -> None:
    """Give the beats their next version, and hold them until the transaction ends."""
    execute(COUNT_UP, beats=list(beats))
