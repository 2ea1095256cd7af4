"""The totals of reach, by feeder. Triggers keep them in the transaction that moves standings, tasks and consumers."""

from __future__ import annotations

from bijlisetu.plumbing.database.totals import Totals

#: People by how they stand.
PEOPLE = Totals(
    table="reach_peopletotal",
    keys=("feeder_id", "ledger", "occasion", "degree", "proved", "reason"),
    number="people",
    view="reach_people_counted",
)
#: Those reached, by the hour in which the evidence arose.
GROWTH = Totals(
    table="reach_growthtotal",
    keys=("feeder_id", "ledger", "occasion", "hour"),
    number="people",
    view="reach_growth_counted",
    by_time="hour",
)
#: Open tasks by their reason.
TASKS = Totals(
    table="reach_tasktotal", keys=("feeder_id", "subject", "reason"), number="tasks", view="reach_tasks_counted"
)
#: Notices of a run that wait for nothing more, by what became of them.
RUNS = Totals(table="reach_runtotal", keys=("run", "became", "part"), number="notices", view="reach_runs_counted")
ALL = (PEOPLE, GROWTH, TASKS, RUNS)
