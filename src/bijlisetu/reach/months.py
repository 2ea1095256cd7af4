"""Standings lie in the months that their occasions name; those of occasions without a month leave by their time."""

from __future__ import annotations

from bijlisetu.audit.holds import ANY, CONSUMERS
from bijlisetu.outbox.months import HELD_NOTICES
from bijlisetu.plumbing.database.months import A_MONTH, By, Parted
from bijlisetu.reach import totals

#: Lines of runs lie by the number of their notice, and leave with the month that the number begins with; so do those of
#: earlier notices that are gone by now: of notices without a month, or held when their month left.
FIRST_OF_MONTH, FIRST_AFTER = (f"replace(%({which})s, '-', '')::bigint * {A_MONTH}" for which in ("month", "after"))
LINES = (
    f"""DELETE FROM reach_runline WHERE notice >= {FIRST_OF_MONTH} AND notice < {FIRST_AFTER}
        AND NOT ({ANY} AND notice = ANY(ARRAY({HELD_NOTICES})))""",
    f"""DELETE FROM reach_runline WHERE notice < {FIRST_OF_MONTH}
        AND NOT EXISTS (SELECT FROM outbox_notice WHERE id = reach_runline.notice)""",
)

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
                f"DELETE FROM {each.table} WHERE occasion >= %(month)s AND occasion < %(after)s"
                for each in (totals.PEOPLE, totals.GROWTH)
            ),
            *LINES,
        ),
    ),
)
