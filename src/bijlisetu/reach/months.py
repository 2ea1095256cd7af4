"""Standings lie in the months that their occasions name; those of occasions without a month leave by their time."""

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
        with_it=tuple(
            f"DELETE FROM {each.table} WHERE occasion >= %(month)s AND occasion < %(after)s"
            for each in (totals.PEOPLE, totals.GROWTH)
        ),
    ),
)
