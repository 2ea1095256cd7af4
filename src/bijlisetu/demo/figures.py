"""What the demo counts, from the database; and, at the very end, against the hidden truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bijlisetu.plumbing.database.sql import numbers, rows
from bijlisetu.simulator.district.truth import TruthRow, read_truth

NOTICES = """
SELECT count(*), count(*) FILTER (WHERE state = 'open'), (SELECT count(*) FROM outbox_change) FROM outbox_notice
"""
LEFT_TO_FOLD = "SELECT count(*) FROM tracking_inbound WHERE folded_at IS NULL"
ATTEMPTS = "SELECT channel, count(*) FROM outbox_attempt GROUP BY channel"
REACHED = "SELECT reached, count(*), count(*) FILTER (WHERE proved) FROM reach_standing GROUP BY reached"
TASKS_OPEN = "SELECT count(*), count(DISTINCT consumer_id) FROM reach_task WHERE closed_at IS NULL"
EVIDENCE = """
SELECT consumer.account, standing.reached, coalesce(attempt.address, '')
FROM reach_standing standing JOIN consumers_consumer consumer ON consumer.id = standing.consumer_id
LEFT JOIN outbox_attempt attempt ON attempt.id = standing.attempt
"""
NOT_REACHED = """
SELECT consumer.account FROM reach_task task JOIN consumers_consumer consumer ON consumer.id = task.consumer_id
WHERE task.closed_at IS NULL ORDER BY consumer.account
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMoment:
    """Where the run stands at a moment."""

    notices: int
    open: int
    unledgered: int
    to_fold: int
    attempts: dict[str, int]
    reached: int
    unreached: int
    proved: int
    tasks_open: int

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left for the product to do by itself."""
        return not (self.open or self.unledgered or self.to_fold)


def flow() -> RunMoment:
    """Return where the run stands now."""
    notices, still_open, unledgered = numbers(NOTICES)
    reached = {is_reached: (people, proved) for is_reached, people, proved in rows(REACHED)}
    return RunMoment(
        notices=notices,
        open=still_open,
        unledgered=unledgered,
        to_fold=numbers(LEFT_TO_FOLD)[0],
        attempts={"whatsapp": 0, "sms": 0, "email": 0, **dict(rows(ATTEMPTS))},
        reached=reached.get(True, (0, 0))[0],
        unreached=reached.get(False, (0, 0))[0],
        proved=reached.get(True, (0, 0))[1],
        tasks_open=numbers(TASKS_OPEN)[0],
    )


def accounts_with_a_task() -> list[str]:
    """Return the accounts somebody has to visit, in their order."""
    return [account for (account,) in rows(NOT_REACHED)]


def against_the_truth(truth: Path) -> dict[str, int]:
    """
    Hold the ledger against the hidden truth.

    reachable: an address on file works, is theirs and can give evidence (a mailbox only if it is read).
    unreachable_counted: counted as reached though no address on file works.
    strangers_counted: counted as reached on a number that is a silent stranger's, and told apart as not proved.
    strangers_objected: the number on file is a stranger's who says so.
    """
    ledger = {account: (reached, address.removeprefix("91")) for account, reached, address in rows(EVIDENCE)}
    counts: dict[str, int] = defaultdict(int)
    for account, on_file in _by_account(read_truth(truth)):
        if account not in ledger:
            continue
        reached, address = ledger[account]
        reachable = any(_can_be_reached(row) for row in on_file)
        counts["reachable"] += reachable
        counts["reached_of_reachable"] += reachable and reached
        counts["unreachable_counted"] += reached and not any(row.works for row in on_file)
        counts["strangers_counted"] += reached and any(
            not row.belongs and row.address in (address, f"91{address}") for row in on_file
        )
        counts["strangers_objected"] += any(row.objects for row in on_file)
    names = ("reachable", "reached_of_reachable", "unreachable_counted", "strangers_counted", "strangers_objected")
    return {name: counts[name] for name in names}


def _can_be_reached(row: TruthRow) -> bool:
    return row.works and row.belongs and (row.kind == "mobile" or row.reads)


def _by_account(truth: Iterable[TruthRow]) -> Iterable[tuple[str, list[TruthRow]]]:
    """Group the rows that tell of addresses on file; those of other addresses are what a visit would find."""
    on_file: dict[str, list[TruthRow]] = defaultdict(list)
    for row in truth:
        on_file[row.account].extend([row] if row.on_file else [])
    return on_file.items()
