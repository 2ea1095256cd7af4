"""The totals of reach, by feeder. Triggers keep them in the transaction that moves standings, tasks and consumers."""

from __future__ import annotations

from datetime import datetime, timedelta

from bijlisetu.plumbing.database.sql import execute
from bijlisetu.plumbing.database.totals import Totals, gather

#: People by how they stand.
PEOPLE = Totals(
    table="reach_peopletotal",
    keys=("feeder_id", "ledger", "occasion", "degree", "proved", "reason"),
    number="people",
    view="reach_people_counted",
)
DAY = "date_trunc('day', hour, 'Asia/Kolkata')"
#: Those reached, by the hour in which the evidence arose; once it is long past, by the day.
GROWTH = Totals(
    table="reach_growthtotal",
    keys=("feeder_id", "ledger", "occasion", "hour"),
    number="people",
    view="reach_growth_counted",
    gathered={"hour": f"CASE WHEN hour < %(long_past)s THEN {DAY} ELSE hour END"},
    compared={"hour": DAY},
)
#: Open tasks by their reason.
TASKS = Totals(
    table="reach_tasktotal", keys=("feeder_id", "subject", "reason"), number="tasks", view="reach_tasks_counted"
)
ALL = (PEOPLE, GROWTH, TASKS)
#: The trend of an occasion that is longer than this is shown by days.
BY_HOUR_FOR = timedelta(days=2)
#: Hours of a day that is long past become moves once more, and are gathered into their day.
FOLD_HOURS = (
    f"UPDATE reach_growthtotal SET is_gathered = false WHERE is_gathered AND hour < %(until)s AND hour <> {DAY}"
)


def gather_totals(*, at: datetime) -> int:
    """Add the moves that lie beside the totals to them; return how many there were."""
    return gather(PEOPLE) + gather(TASKS) + gather(GROWTH, long_past=_long_past(at))


def fold_hours(*, at: datetime) -> int:
    """Put the hours of days long past together; return how many there were."""
    return execute(FOLD_HOURS, until=_long_past(at))


def _long_past(at: datetime) -> datetime:
    # A day more: whoever looks at the very end of the two days still finds all hours.
    return at - BY_HOUR_FOR - timedelta(days=1)
