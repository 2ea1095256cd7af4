"""The end certificate of a run: made = delivered + pending + failed + withheld, to the last row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database.keyed import rows

#: The order in which outcomes are told.
OUTCOMES = ("delivered", "pending", "failed", "withheld")
#: Nothing for these has left us.
UNSENT = {
    ("pending", "after_canary"), ("pending", "gate"), ("pending", "lane_stopped"), ("pending", "queued"),
    ("withheld", "stopped"),
}  # fmt: skip
AT_A_TIME = 5_000
#: As the ledger has it.
UNEXPLAINED = "unexplained/"

#: Each notice of the run with its outcome and reason, one by one. Whatever falls through all cases is unexplained.
LINES = """
SELECT notice AS id, consumer_id, channel, at, became FROM reach_settled WHERE run = %(run)s
UNION ALL
SELECT told.notice, told.consumer_id, told.channel, told.at, CASE
    WHEN told.in_hand THEN 'pending/in_hand'
    WHEN told.says = 'taken' THEN 'pending/awaiting_receipt'
    WHEN run.state = 'stopped' THEN 'withheld/stopped'
    WHEN turn.gate = run.id AND run.state = 'canary' THEN 'pending/after_canary'
    WHEN turn.gate = run.id AND run.state <> 'released' THEN 'pending/gate'
    WHEN stopped.lane THEN 'pending/lane_stopped'
    WHEN turn.channel <> '' THEN 'pending/parked'
    WHEN turn.at > %(at)s THEN 'pending/later'
    WHEN turn.at <= %(at)s THEN 'pending/queued' END
FROM reach_evidence told JOIN outbox_run run ON run.id = told.run_id
LEFT JOIN outbox_turn turn ON turn.notice_id = told.notice
LEFT JOIN ({stopped}) AS stopped ON true
WHERE told.run_id = %(run)s AND told.state = 'open'
"""
STOPPED = """
SELECT bool_or(true) AS lane FROM outbox_stop stop JOIN outbox_run run ON run.id = %(run)s
WHERE stop.lifted_at IS NULL AND stop.scope IN (
    'all', 'kind:' || run.kind, 'lane:' || (ARRAY['otp', 'outage', 'service', 'bulk'])[run.lane + 1]
) AND (stop.company_id IS NULL OR EXISTS (
    SELECT FROM network_feederplace place JOIN network_office_tree tree ON tree.descendant_id = place.section_id
    WHERE place.feeder_id = ANY(run.feeders) AND place.valid_to IS NULL AND tree.ancestor_id = stop.company_id
))
"""
EACH = f"""
SELECT consumer.account, line.became, coalesce(line.channel, ''), line.at
FROM ({LINES.format(stopped=STOPPED)}) AS line JOIN consumers_consumer consumer ON consumer.id = line.consumer_id
ORDER BY line.id
"""
#: So many changes that the ledger has not seen yet are looked at one by one; usually there are none or few.
MOST_UNSEEN = 5_000
#: The account from the totals, at one moment: what is settled, as the ledger has it but for the changes it has not
#: seen; what is open, by its queue; how many notices there are in all; how many changes were left out. Letters sent
#: again after a repair have left the run's queues: only where some are missing there, they are looked up one by one.
ACCOUNT = f"""
WITH unseen AS MATERIALIZED (
    SELECT DISTINCT notice_id FROM (SELECT notice_id FROM outbox_change ORDER BY id LIMIT {MOST_UNSEEN}) AS changes
)
SELECT 'settled' AS sort, became, part, sum(notices)::bigint, NULL, NULL
FROM (
    SELECT became, part, notices FROM reach_runtotal WHERE run = %(run)s
    UNION ALL
    SELECT line.became, line.part, -1 FROM unseen, LATERAL (
        SELECT * FROM reach_runline WHERE notice = unseen.notice_id AND run = %(run)s OFFSET 0
    ) AS line
    UNION ALL
    SELECT line.became, line.part, 1 FROM unseen, LATERAL (
        SELECT * FROM reach_settled WHERE notice = unseen.notice_id AND run = %(run)s OFFSET 0
    ) AS line
) AS lines GROUP BY 2, 3 HAVING sum(notices) <> 0
UNION ALL
SELECT 'waits', channel, CASE WHEN awaits THEN 'awaits' WHEN minute > %(at)s THEN 'later' ELSE 'due' END,
       sum(turns)::bigint, gate, NULL
FROM outbox_turntotal WHERE gate IN (%(run)s, -%(run)s) GROUP BY 2, 3, 5 HAVING sum(turns) <> 0
UNION ALL
SELECT 'waits', turn.channel, CASE WHEN awaits THEN 'awaits' WHEN turn.at > %(at)s THEN 'later' ELSE 'due' END,
       count(*), 0, NULL
FROM outbox_turn turn, LATERAL (
    SELECT FROM outbox_notice WHERE id = turn.notice_id AND run_id = %(run)s AND state = 'open' OFFSET 0
) AS notice
WHERE turn.gate = 0
  AND (SELECT coalesce(sum(notices), 0) FROM outbox_noticetotal WHERE run = %(run)s AND state = 'open')
    > (SELECT coalesce(sum(turns), 0) FROM outbox_turntotal WHERE gate IN (%(run)s, -%(run)s))
GROUP BY 2, 3
UNION ALL
SELECT CASE WHEN state = 'open' THEN 'open' ELSE 'ended' END, '', '', sum(notices)::bigint, NULL, NULL
FROM outbox_noticetotal WHERE run = %(run)s GROUP BY 1
UNION ALL
SELECT 'unseen', '', '', count(*), NULL, NULL FROM (SELECT FROM outbox_change LIMIT {MOST_UNSEEN}) AS changes
"""
#: Letters are in an engine's hands for seconds, and the totals tell in which minutes to look for them.
IN_HAND = f"""
SELECT count(*) FROM (
    SELECT minute FROM outbox_attempttotal WHERE state = {State.CLAIMED} GROUP BY 1 HAVING sum(attempts) > 0
) AS busy, LATERAL (
    SELECT notice_id FROM outbox_attempt
    WHERE claimed_at >= busy.minute AND claimed_at < busy.minute + interval '1 minute' AND state = {State.CLAIMED}
    OFFSET 0
) AS attempt, LATERAL (
    SELECT FROM outbox_notice WHERE id = attempt.notice_id AND run_id = %(run)s AND state = 'open' OFFSET 0
) AS notice
"""
RUN = f"SELECT made, state, ({STOPPED}) FROM outbox_run WHERE id = %(run)s"


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
    def waiting(self) -> str:
        """What more is known of those the bar calls waiting: unsent, as nothing left us; silent, as all is over."""
        unsent = sum(heap.notices for heap in self.heaps if (heap.outcome, heap.reason) in UNSENT)
        if self.bar.waiting and self.bar.waiting == unsent:
            return "unsent"
        return "silent" if self.is_final and not unsent else ""

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


class Told(NamedTuple):
    """A row of the account: of what sort, with the words that tell more of it, and how many."""

    sort: str
    first: str
    second: str
    notices: int
    gate: int | None
    nothing: None


def certificate(run: int, *, at: datetime) -> Certificate:
    """Return the account of the run, as the totals have it at one moment."""
    told = [Told(*row) for row in rows(ACCOUNT, run=run, at=at)]
    ((made, state, is_stopped),) = rows(RUN, run=run)
    heaps: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    of_sort: Counter[str] = Counter()
    for row in told:
        of_sort[row.sort] += row.notices
        if row.sort == "settled":
            heaps[row.first] += row.notices
            parts[row.second] += row.notices
    waiting = _waiting(told, run, state, is_stopped=is_stopped, opened=of_sort["open"])
    heaps.update(waiting)
    # What the ledger has seen nothing of is being entered, while more waits to be entered than was looked at.
    missing = of_sort["ended"] - of_sort["settled"]
    entered = "pending/entered" if of_sort["unseen"] >= MOST_UNSEEN else UNEXPLAINED
    heaps[entered] += missing
    parts["waiting"] += of_sort["open"] + missing
    unexplained = heaps.pop(UNEXPLAINED, 0)
    return Certificate(
        at=at, made=made, unexplained=unexplained, heaps=_shares(heaps),
        bar=RunReach(people=parts.total(), **{part: people for part, people in parts.items() if people}),
    )  # fmt: skip


def _waiting(told: Iterable[Told], run: int, state: str, *, is_stopped: bool, opened: int) -> Counter[str]:
    """Return why open notices wait, each in its queue; one without any is unexplained, as it would never go out."""
    waits: Counter[str] = Counter()
    for row in told:
        if row.sort == "waits":
            waits[_why(row, run, state, is_stopped=is_stopped)] += row.notices
    waits[UNEXPLAINED] = opened - waits.total()
    if awaiting := waits["pending/awaiting_receipt"]:
        ((in_hand,),) = rows(IN_HAND, run=run)
        waits["pending/in_hand"] = min(in_hand, awaiting)
        waits["pending/awaiting_receipt"] -= waits["pending/in_hand"]
    return waits


def _why(row: Told, run: int, state: str, *, is_stopped: bool) -> str:
    if row.second == "awaits":
        return "pending/awaiting_receipt"
    if state == "stopped":
        return "withheld/stopped"
    if row.gate == run and state != "released":
        return "pending/after_canary" if state == "canary" else "pending/gate"
    if is_stopped:
        return "pending/lane_stopped"
    if row.first:
        return "pending/parked"
    return "pending/later" if row.second == "later" else "pending/queued"


def _shares(heaps: Mapping[str, int]) -> tuple[Share, ...]:
    split = ((became.partition("/"), notices) for became, notices in heaps.items() if notices)
    shares = (Share(outcome, reason, notices) for (outcome, _, reason), notices in split)
    return tuple(sorted(shares, key=lambda one: (OUTCOMES.index(one.outcome), -one.notices, one.reason)))


def lines(run: int, *, at: datetime) -> Iterator[CertificateLine]:
    """Yield every notice of the run with its outcome, in the order they were made."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(EACH, {"run": run, "at": at})
        while some := cursor.fetchmany(AT_A_TIME):
            for account, became, channel, since in some:
                outcome, _, reason = (became or "unexplained/").partition("/")
                yield CertificateLine(account, outcome, reason, channel, since)
