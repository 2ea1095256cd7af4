"""The end certificate of a run: made = delivered + pending + failed + withheld, to the last row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from bijlisetu.plumbing.database.keyed import rows

#: The order in which outcomes are told.
OUTCOMES = ("delivered", "pending", "failed", "withheld")
AT_A_TIME = 5_000

#: One line for each notice: what became of it, why, and its part of the reach bar. Whatever falls through all cases is
#: counted as unexplained, and the certificate says so.
LINES = """
SELECT told.notice AS id, told.consumer_id, told.channel, told.at, CASE
    WHEN told.says IN ('read', 'delivered') THEN 'delivered/' || told.says
    WHEN told.state IN ('withdrawn', 'open') AND told.in_hand THEN 'pending/in_hand'
    WHEN told.state IN ('withdrawn', 'open') AND told.says = 'taken' THEN 'pending/awaiting_receipt'
    WHEN told.state = 'withdrawn' THEN 'withheld/' || coalesce(nullif(notice.reason, ''), 'withdrawn')
    WHEN told.state = 'open' AND run.state = 'stopped' THEN 'withheld/stopped'
    WHEN told.state = 'open' AND turn.gate = run.id AND run.state = 'canary' THEN 'pending/after_canary'
    WHEN told.state = 'open' AND turn.gate = run.id AND run.state <> 'released' THEN 'pending/gate'
    WHEN told.state = 'open' AND stopped.lane THEN 'pending/lane_stopped'
    WHEN told.state = 'open' AND turn.channel <> '' THEN 'pending/parked'
    WHEN told.state = 'open' AND turn.at > %(at)s THEN 'pending/later'
    WHEN told.state = 'open' AND turn.at <= %(at)s THEN 'pending/queued'
    WHEN told.says = 'denied' THEN 'failed/not_owner'
    WHEN told.says = 'taken' THEN 'failed/no_receipt'
    WHEN told.state = 'expired' THEN 'withheld/expired'
    WHEN told.says = 'failed' THEN 'failed/' || coalesce(nullif(told.reason, ''), 'other')
    WHEN told.state = 'exhausted' AND EXISTS (
        SELECT FROM contact_address struck WHERE struck.consumer_id = told.consumer_id AND struck.owner = 'not_owner'
    ) THEN 'withheld/struck_out'
    WHEN told.state = 'exhausted' THEN 'failed/no_address'
    END AS became, CASE
    WHEN told.says = 'read' THEN 'read'
    WHEN told.says = 'delivered' AND told.proved THEN 'delivered_proved'
    WHEN told.says = 'delivered' THEN 'delivered_unproved'
    WHEN told.state = 'open' OR told.says = 'taken' THEN 'waiting'
    WHEN told.state = 'exhausted' AND told.says IS NULL THEN 'no_address' ELSE 'failed' END AS part
FROM reach_evidence told JOIN outbox_notice notice ON notice.id = told.notice
JOIN outbox_run run ON run.id = told.run_id
LEFT JOIN outbox_turn turn ON turn.notice_id = told.notice
LEFT JOIN (
    SELECT bool_or(true) AS lane FROM outbox_stop stop JOIN outbox_run run ON run.id = %(run)s
    WHERE stop.lifted_at IS NULL AND stop.scope IN (
        'all', 'kind:' || run.kind, 'lane:' || (ARRAY['otp', 'outage', 'service', 'bulk'])[run.lane + 1]
    ) AND (stop.company_id IS NULL OR EXISTS (
        SELECT FROM network_feederplace place JOIN network_office_tree tree ON tree.descendant_id = place.section_id
        WHERE place.feeder_id = ANY(run.feeders) AND place.valid_to IS NULL AND tree.ancestor_id = stop.company_id
    ))
) AS stopped ON true
WHERE told.run_id = %(run)s
"""
HEAPS = f"SELECT became, part, count(*) FROM ({LINES}) AS line GROUP BY 1, 2"
MADE = "SELECT made FROM outbox_run WHERE id = %(run)s"
EACH = f"""
SELECT consumer.account, line.became, coalesce(line.channel, ''), line.at
FROM ({LINES}) AS line JOIN consumers_consumer consumer ON consumer.id = line.consumer_id ORDER BY line.id
"""


@dataclass(frozen=True, slots=True)
class Share:
    """Notices that share an outcome and its reason."""

    outcome: str
    reason: str
    notices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReach:
    """The run's people as the reach bar shows them."""

    people: int
    read: int = 0
    delivered_proved: int = 0
    delivered_unproved: int = 0
    waiting: int = 0
    failed: int = 0
    no_address: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A run's account at one moment."""

    at: datetime
    made: int  #: as counted when the gathering closed
    heaps: tuple[Share, ...]
    unexplained: int
    bar: RunReach

    def total(self, outcome: str) -> int:
        """Return how many notices had this outcome."""
        return sum(heap.notices for heap in self.heaps if heap.outcome == outcome)

    @property
    def totals(self) -> tuple[tuple[str, int, tuple[Share, ...]], ...]:
        """Every outcome with its number and its reasons, the most frequent first."""
        return tuple(
            (outcome, self.total(outcome), tuple(heap for heap in self.heaps if heap.outcome == outcome))
            for outcome in OUTCOMES
        )

    @property
    def counted(self) -> int:
        """How many notices are accounted for."""
        return sum(heap.notices for heap in self.heaps)

    @property
    def is_exact(self) -> bool:
        """Whether every notice made is accounted for, once."""
        return self.counted == self.made and not self.unexplained

    @property
    def is_final(self) -> bool:
        """Whether nothing waits any more."""
        return self.is_exact and not self.total("pending")


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """One notice of the run: whose, what became of it and why, by what channel, since when."""

    account: str
    outcome: str
    reason: str
    channel: str
    at: datetime | None


def certificate(run: int, *, at: datetime) -> Certificate:
    """Return the account of the run, from one statement's view of its notices."""
    heaps: dict[tuple[str, str], int] = {}
    parts: dict[str, int] = {}
    unexplained = 0
    for became, part, notices in rows(HEAPS, run=run, at=at):
        parts[part] = parts.get(part, 0) + notices
        if became is None:
            unexplained += notices
            continue
        outcome, _, reason = became.partition("/")
        heaps[outcome, reason] = heaps.get((outcome, reason), 0) + notices
    ordered = sorted(heaps.items(), key=lambda heap: (OUTCOMES.index(heap[0][0]), -heap[1], heap[0][1]))
    return Certificate(
        at=at, made=rows(MADE, run=run)[0][0], unexplained=unexplained,
        bar=RunReach(people=sum(parts.values()), **parts),
        heaps=tuple(Share(outcome, reason, notices) for (outcome, reason), notices in ordered),
    )  # fmt: skip


def lines(run: int, *, at: datetime) -> Iterator[CertificateLine]:
    """Yield every notice of the run with its outcome, in the order they were made."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(EACH, {"run": run, "at": at})
        while some := cursor.fetchmany(AT_A_TIME):
            for account, became, channel, since in some:
                outcome, _, reason = (became or "unexplained/").partition("/")
                yield CertificateLine(account, outcome, reason, channel, since)
