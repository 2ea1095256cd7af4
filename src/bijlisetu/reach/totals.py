"""
The totals of reach, by feeder, and their sums by office.

Triggers keep the totals in the transaction that moves standings, tasks and consumers. Sums are kept where totals are
gathered, and triggers count an office's anew when what stands below it changes.
"""

from __future__ import annotations

from bijlisetu.plumbing.database.totals import Sums, Totals


def _by_office(what: str) -> Sums:
    return Sums(table=f"reach_{what}sum", by="office_id", over="network_feeder_over", view=f"reach_{what}_added_up")


#: People by how they stand.
PEOPLE = Totals(
    table="reach_peopletotal",
    keys=("feeder_id", "ledger", "occasion", "degree", "proved", "reason"),
    number="people",
    view="reach_people_counted",
    sums=_by_office("people"),
)
#: Those reached, by the hour in which the evidence arose.
GROWTH = Totals(
    table="reach_growthtotal",
    keys=("feeder_id", "ledger", "occasion", "hour"),
    number="people",
    view="reach_growth_counted",
    by_time="hour",
    sums=_by_office("growth"),
)
#: Open tasks by their reason.
TASKS = Totals(
    table="reach_tasktotal",
    keys=("feeder_id", "subject", "reason"),
    number="tasks",
    view="reach_tasks_counted",
    sums=_by_office("task"),
)
#: Notices of a run that wait for nothing more, by what became of them.
RUNS = Totals(table="reach_runtotal", keys=("run", "became", "part"), number="notices", view="reach_runs_counted")
ALL = (PEOPLE, GROWTH, TASKS, RUNS)
