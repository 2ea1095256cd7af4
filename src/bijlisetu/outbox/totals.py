"""The totals of the outbox. Triggers keep them in the transaction that moves notices, turns and tries."""

from __future__ import annotations

from bijlisetu.plumbing.database.totals import Totals

#: Notices by run (0 without one), kind, occasion and state.
NOTICES = Totals(
    table="outbox_noticetotal",
    keys=("run", "kind", "occasion", "state"),
    number="notices",
    view="outbox_notices_counted",
)
#: What waits, by its queue and the minute in which it falls due.
TURNS = Totals(
    table="outbox_turntotal",
    keys=("lane", "gate", "channel", "awaits", "minute"),
    number="turns",
    view="outbox_turns_counted",
    by_time="minute",
)
#: Tries by the minute of their claim and by what became of them.
ATTEMPTS = Totals(
    table="outbox_attempttotal",
    keys=("minute", "channel", "state", "reason", "is_lost"),
    number="attempts",
    view="outbox_attempts_counted",
    by_time="minute",
)
ALL = (NOTICES, TURNS, ATTEMPTS)
