"""
Standings lie in the months that their occasions name; those of occasions without a month leave by their time.

Lines of runs lie in the months of their notices.
"""

from __future__ import annotations

from bijlisetu.audit.holds import ANY, CONSUMERS
from bijlisetu.outbox.months import HELD_NOTICES
from bijlisetu.plumbing.database.months import By, Parted
from bijlisetu.reach import totals

PARTED = (
    Parted(
        table="reach_standing",
        by=By.NAME,
        column="occasion",
        past="row.at < %(before)s",
        held=f"""{ANY} AND (
            row.consumer_id = ANY(ARRAY({CONSUMERS})) OR row.notice = ANY(ARRAY({HELD_NOTICES}))
        )""",
        # The triggers do not see a whole month go.
        with_it=(
            *(
                f"DELETE FROM {table} WHERE occasion >= %(month)s AND occasion < %(after)s"
                for each in (totals.PEOPLE, totals.GROWTH)
                for table in each.tables
            ),
        ),
    ),
    # By the number of its notice. A line whose notice is gone is no line of anything: its notice named no month, or was
    # held when its month left.
    Parted(
        table="reach_runline",
        column="notice",
        past="NOT EXISTS (SELECT FROM outbox_notice WHERE id = row.notice)",
        held=f"{ANY} AND row.notice = ANY(ARRAY({HELD_NOTICES}))",
        with_it=(
            """INSERT INTO reach_runtotal (run, became, part, notices)
            SELECT run, became, part, -count(*) FROM {part} GROUP BY 1, 2, 3""",
        ),
    ),
)
