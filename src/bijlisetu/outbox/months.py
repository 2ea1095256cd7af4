"""
Notices lie in the months that their keys name, and their attempts with them.

The key of a notice has the month of its subject among its words, `bill:2026-11:3800360461`; whoever posts it takes it
from the subject, never from the clock. So the same key always names the same month, and is unique for ever where it is
unique within its month. A key that names none lies with the undated.
"""

from __future__ import annotations

from bijlisetu.audit.holds import ANY, CONSUMERS, NOTICES
from bijlisetu.plumbing.database.months import A_MONTH, FIRST, By, Parted, name

#: For conditions of other rooms: the notices that a legal hold keeps.
HELD_NOTICES = f"""
SELECT id FROM outbox_notice WHERE consumer_id = ANY(ARRAY({CONSUMERS})) UNION ALL {NOTICES}
"""
#: A month stays as long as the engine looks at a notice of it.
BUSY = "EXISTS (SELECT FROM outbox_turn WHERE notice_id BETWEEN %(first)s AND %(last)s)"
#: The number of a notice of which we have the key.
NUMBER = f"outbox_month_of(key) * {A_MONTH} + nextval('outbox_notice_id_seq')"
#: The number of a try at the notice with this id.
NUMBER_OF_ATTEMPT = f"id / {A_MONTH} * {A_MONTH} + nextval('outbox_attempt_id_seq')"
#: Notices from before there were months: their keys may name one.
IS_UNDATED = f"id < {FIRST * A_MONTH}"

PARTED = (
    Parted(
        table="outbox_part",
        column="attempt_id",
        past="NOT EXISTS (SELECT FROM outbox_attempt WHERE id = row.attempt_id)",
        held=f"""{ANY} AND row.attempt_id = ANY(ARRAY(
            SELECT id FROM outbox_attempt WHERE notice_id = ANY(ARRAY({HELD_NOTICES}))
        ))""",
    ),
    Parted(
        table="outbox_attempt",
        by=By.MONTH,
        column="month",
        past="""row.claimed_at < %(before)s
            AND NOT EXISTS (SELECT FROM outbox_turn WHERE notice_id = row.notice_id)""",
        held=f"{ANY} AND row.notice_id = ANY(ARRAY({HELD_NOTICES}))",
        # The triggers do not see a whole month go.
        with_it=(
            """INSERT INTO outbox_attempttotal (minute, channel, state, reason, is_lost, attempts)
            SELECT date_trunc('minute', claimed_at), channel, state, reason, state = 20 AND sender = '', -count(*)
            FROM {part} GROUP BY 1, 2, 3, 4, 5""",
        ),
    ),
    Parted(
        table="outbox_notice",
        past="row.posted_at < %(before)s AND row.state <> 'open'",
        held=f"{ANY} AND row.id = ANY(ARRAY({HELD_NOTICES}))",
        with_it=(
            """INSERT INTO outbox_noticetotal (run, kind, occasion, state, notices)
            SELECT coalesce(run_id, 0), kind, occasion, state, -count(*) FROM {part} GROUP BY 1, 2, 3, 4""",
        ),
    ),
)


def named(number: int) -> str:
    """Return the month of a number as keys name it, `2026-11:`; nothing if it names none."""
    return f"{name(number // A_MONTH)}:" if number >= FIRST * A_MONTH else ""


def named_in_sql(number: str) -> str:
    """Return the expression for the same."""
    month = f"({number} / {A_MONTH})::text"
    return (
        f"CASE WHEN {number} < {FIRST * A_MONTH} THEN '' ELSE left({month}, 4) || '-' || right({month}, 2) || ':' END"
    )


def tried_within(attempt: str) -> str:
    """Return the condition that leaves out the attempts of all months beyond a statement's span."""
    return f"({attempt}.month = 0 OR {attempt}.month BETWEEN %(first_month)s AND %(last_month)s)"


def of_notice(attempt: str, notice: str) -> str:
    """Return the condition by which only the month of the notice is asked for its attempts; the undated are always."""
    return f"{attempt}.month = ANY(ARRAY[0, ({notice} / {A_MONTH})::int])"


def of_number(attempt: str, number: str) -> str:
    """Return the condition by which only the month of the number is asked for that attempt."""
    return f"{attempt}.month = ({number} / {A_MONTH})::int"
