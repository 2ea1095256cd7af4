"""
How many messages a second go the whole way: outbox, claim, HTTP, accepted, two statuses by webhook, folded, reached.

Every phone of the district works and nobody reads, so each message has exactly two statuses.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psycopg
from psycopg import sql

from bench import district, meter, stage
from bench.meter import Meter
from bench.scale import Figures, module
from bijlisetu.demo.city import Processes

#: The pace is taken between these shares of the people reached: after the run has begun, before it thins out.
FROM, TO = 0.2, 0.8
LIMIT = 900.0  #: seconds
LOOK_EVERY = 1.0
LEDGER_WITHIN = 30.0  #: seconds after the last person was reached in which the ledger must know

#: The server counts these as it goes, so asking costs nothing however large the tables are.
REACHED = "SELECT n_tup_del FROM pg_stat_user_tables WHERE relname = 'outbox_turn'"
LAG = """
SELECT (SELECT count(*) FROM outbox_change), (SELECT count(*) FROM tracking_inbound WHERE folded_at IS NULL)
"""
SETTLED = """
SELECT count(*) FROM outbox_notice notice
WHERE state = 'reached' AND EXISTS (SELECT FROM outbox_attempt WHERE notice_id = notice.id AND state = 60)
"""
PACE = """
SELECT extract(epoch FROM percentile_disc(%s) WITHIN GROUP (ORDER BY settled_at)
                        - percentile_disc(%s) WITHIN GROUP (ORDER BY settled_at))
FROM outbox_notice WHERE state = 'reached'
"""
STANDING = "SELECT count(*) FROM reach_standing WHERE reached"


def measure(figures: Figures, folder: Path, *, messages: int) -> None:
    """Carry the messages by four numbers of 1,000 a second each."""
    url = stage.new_database()
    district.fill(url, folder / "line", consumers=messages)
    module("bench.load.news", "bills")
    figures.tell("line_rate_machine", meter.others())
    with stage.city(folder / "line") as (_, running), psycopg.connect(url, autocommit=True) as connection:
        clock = Meter(connection, running)
        before = clock.spent()
        stage.start(running, "deliver", "deliver")
        _watch(figures, connection, running, messages)
        _tell_spent(figures, meter.each(clock.spent(), before, messages))


def _watch(figures: Figures, connection: psycopg.Connection, running: Processes, messages: int) -> None:
    engine = running.running["deliver"].pid
    _wait(connection, running, FROM * messages)
    held, _ = meter.memory(engine)
    most_lag = [0, 0]
    while _count(connection, REACHED) < TO * messages:
        lag = connection.execute(LAG).fetchone() or (0, 0)
        most_lag = [max(pair) for pair in zip(most_lag, lag, strict=True)]
        running.check()
        time.sleep(LOOK_EVERY)
    _wait(connection, running, messages)
    _catch_up(figures, connection, messages)
    seconds = float(connection.execute(PACE, (TO, FROM)).fetchone()[0])  # type: ignore[index]
    figures.put("line_rate", (TO - FROM) * messages / seconds, "messages/s", target="3,000")
    now, most = meter.memory(engine)
    figures.put("engine_memory_at_a_fifth", held, "MB")
    figures.put("engine_memory_at_the_end", now, "MB", target="as at a fifth")
    figures.put("engine_memory_at_most", most, "MB", target="300")
    figures.put("ledger_lag_at_most", most_lag[0], "changes")
    figures.put("unread_webhooks_at_most", most_lag[1], "bodies")


def _tell_spent(figures: Figures, spent: dict[str, float]) -> None:
    """Tell what the whole run spent, with what was done just before and after it."""
    for name, part in spent.items():
        figures.put(f"line_cpu {name}", part, "us/message")
    figures.put("line_cpu together", sum(spent.values()), "us/message")


def _wait(connection: psycopg.Connection, running: Processes, wanted: float) -> None:
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        running.check()
        if (reached := _count(connection, REACHED)) >= wanted:
            return
        time.sleep(LOOK_EVERY)
    raise SystemExit(f"{wanted:.0f} people were not reached within {LIMIT:.0f} s, but {reached}")


def _catch_up(figures: Figures, connection: psycopg.Connection, messages: int) -> None:
    """Prove that everything is where it belongs."""
    if (settled := _count(connection, SETTLED)) != messages:
        raise SystemExit(f"{settled} of {messages} messages are delivered and their notices reached")
    began = time.monotonic()
    while (known := _count(connection, STANDING)) < messages:
        if time.monotonic() - began > LEDGER_WITHIN:
            raise SystemExit(f"the ledger knows {known} of {messages} people reached")
        time.sleep(0.1)
    figures.put("ledger_behind_the_last", time.monotonic() - began, "s")


def _count(connection: psycopg.Connection, question: str) -> int:
    row = connection.execute(sql.SQL(question)).fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    sys.exit("run it by: make bench ARGS='--only line_rate'")
