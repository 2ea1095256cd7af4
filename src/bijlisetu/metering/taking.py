"""Take staged rows into the tables: what is new is added, what is said otherwise is corrected, and kept as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bijlisetu.metering.mapping import Holds
from bijlisetu.metering.reading import COLUMNS, STAGING
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.files.intake import BroughtIn

STAGED = f"pg_temp.{STAGING.name}"
SAID = ", ".join(COLUMNS)
OTHERWISE, AGAIN = "day said otherwise", "day repeated"
UNKNOWN_ACCOUNT = f"""
UPDATE {STAGED} staged SET reason = 'account unknown', words = 'no consumer has this account'
WHERE reason IS NULL AND NOT EXISTS (SELECT FROM consumers_consumer consumer WHERE consumer.account = staged.account)
"""
#: Of two rows of one day that say the same, the first is taken. Of two that say otherwise none is: nobody knows which.
REPEATED = f"""
WITH seen AS (
    SELECT line, min(line) OVER again AS first, (row_number() OVER again) > 1 AS is_later,
           min(figures) OVER again <> max(figures) OVER again AS is_otherwise
    FROM (
        SELECT line, account, day, ROW({SAID})::text AS figures FROM {STAGED} WHERE reason IS NULL
    ) AS staged
    WINDOW again AS (PARTITION BY account, day ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
UPDATE {STAGED} staged
SET reason = CASE WHEN seen.is_otherwise THEN %(otherwise)s ELSE %(repeated)s END,
    words = 'the account has another row of this day on line ' || seen.first
FROM seen WHERE seen.line = staged.line AND (seen.is_otherwise OR seen.is_later)
"""
GOOD = f"""
DROP TABLE IF EXISTS pg_temp.meters_good;
CREATE TEMP TABLE meters_good ON COMMIT DROP AS
SELECT consumer.id AS consumer_id, (extract(year FROM staged.day) * 100 + extract(month FROM staged.day))::int AS month,
       staged.line, {", ".join(f"staged.{name}" for name in COLUMNS)}
FROM {STAGED} staged JOIN consumers_consumer consumer ON consumer.account = staged.account
WHERE staged.reason IS NULL;
ANALYZE pg_temp.meters_good
"""
#: Whose figures this file says otherwise than an earlier one.
CHANGED = """
DROP TABLE IF EXISTS pg_temp.meters_changed;
CREATE TEMP TABLE meters_changed ON COMMIT DROP AS
SELECT known.id, good.line, known.consumer_id FROM {table} known JOIN meters_good good ON {same}
WHERE ({known}) IS DISTINCT FROM ({good});
ANALYZE pg_temp.meters_changed
"""
KEEP = """
INSERT INTO metering_before (what, consumer_id, day, was, replaced_at)
SELECT %(what)s, known.consumer_id, known.{day}, to_jsonb(known), %(at)s
FROM {table} known JOIN meters_good good ON {same} JOIN meters_changed USING (line) ORDER BY line
"""
CORRECT = """
UPDATE {table} known SET ({columns}, said_at) = ({good}, %(at)s)
FROM meters_good good JOIN meters_changed USING (line) WHERE {same}
"""
ADD = """
INSERT INTO {table} ({keys}, {columns}, said_at)
SELECT {good_keys}, {good}, %(at)s FROM meters_good good
WHERE NOT EXISTS (SELECT FROM {table} known WHERE {same}) ORDER BY good.line
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Into:
    """A table that rows go into: by which columns a row is known and which it says, with what a good row calls them."""

    table: str
    keys: Mapping[str, str]
    says: Mapping[str, str]

    def written(self, statement: str) -> str:
        """Return the statement about this table."""
        return statement.format(
            table=self.table,
            day="begins_on" if "begins_on" in self.keys else "day",
            keys=", ".join(self.keys),
            good_keys=", ".join(f"good.{name}" for name in self.keys.values()),
            columns=", ".join(self.says),
            known=", ".join(f"known.{name}" for name in self.says),
            good=", ".join(f"good.{name}" for name in self.says.values()),
            same=" AND ".join(f"known.{ours} = good.{theirs}" for ours, theirs in self.keys.items()),
        )


IN_MONTHS = {"month": "month", "consumer_id": "consumer_id", "day": "day"}
OF_A_DAY = ("units", "reading", "opening", "recharge", "charge", "closing")
INTO: Mapping[Holds, Into] = {
    Holds.DAYS: Into(table="metering_day", keys=IN_MONTHS, says={name: name for name in OF_A_DAY}),
    Holds.READS: Into(table="metering_read", keys=IN_MONTHS, says={"sort": "sort", "reading": "reading"}),
    Holds.MODES: Into(
        table="metering_mode",
        keys={"consumer_id": "consumer_id", "begins_on": "day"},
        says={"is_prepaid": "is_prepaid", "balance_left": "balance_left"},
    ),
}


def refuse_bad() -> None:
    """Mark staged rows of unknown accounts, and rows of which a day has several."""
    execute(UNKNOWN_ACCOUNT)
    execute(REPEATED, otherwise=OTHERWISE, repeated=AGAIN)


def take(holds: Holds, *, at: datetime) -> BroughtIn:
    """Take the staged rows that are good; what they correct is kept beside."""
    into = INTO[holds]
    execute(GOOD)
    execute(into.written(CHANGED))
    about = {"at": at, "what": into.table.removeprefix("metering_")}
    execute(into.written(KEEP), **about)
    changed = execute(into.written(CORRECT), **about)
    new = execute(into.written(ADD), **about)
    return BroughtIn(new=new, changed=changed)


def touched() -> list[int]:
    """Return whose rows were in the file."""
    return [consumer for (consumer,) in rows("SELECT DISTINCT consumer_id FROM meters_good")]
