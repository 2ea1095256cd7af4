"""
Fifty thousand people write "no light", most in ten minutes, some three days ago: `python -m bench.load.flood MANY`.

What they wrote is kept as the door keeps it, each fifth of it twice; then it is handed out as `work` does. Prints as
JSON the seconds, those of processor, and what came of it: each message is one report with its own time, and nobody old
is answered.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta

import psutil

from bench.meter import with_backend
from bijlisetu.plumbing import startup

PHONES = """
INSERT INTO contact_address (consumer_id, value, channels, source, known_at)
SELECT id, '91' || 6000000000 + id, '{whatsapp,sms,call}', 'billing_export', now() FROM consumers_consumer
WHERE id <= %(many)s ORDER BY id
"""
#: A tenth lay with the carrier for three days; the digest is what keeps a repeated message out.
SAID = """
INSERT INTO tracking_reply (channel, kind, sender, text, payload, at, received_at, meaning, digest)
SELECT 'whatsapp', 'text', '91' || 6000000000 + n, 'light nahi hai', '',
       %(at)s - CASE WHEN n %% 10 = 0 THEN interval '3 days' ELSE n %% 600 * interval '1 second' END, %(at)s,
       'complains', 'flood:' || n
FROM generate_series(1, %(many)s) n WHERE n %% %(each)s = 0 ON CONFLICT DO NOTHING
"""
FOUND = """
SELECT count(*), count(DISTINCT told.reply), count(*) FILTER (WHERE told.said_at <> said.at),
       (SELECT count(*) FROM tracking_reply WHERE taken_at IS NULL),
       (SELECT count(*) FROM tracking_reply WHERE fault <> ''),
       (SELECT count(*) FROM complaints_complaint),
       (SELECT count(*) FROM outbox_notice notice JOIN tracking_reply old ON old.sender = notice."to"
        WHERE old.at < %(at)s - interval '1 day' AND notice.expires_at > %(at)s)
FROM outages_nolight told JOIN tracking_reply said ON said.id = told.reply
"""
NAMES = ("reports", "of_messages", "with_another_time", "not_taken", "faults", "complaints", "stale_answers")


def main() -> None:
    """Write, hand out, and count."""
    startup.set_up()
    from bijlisetu.outages.measuring.actions import count_served
    from bijlisetu.plumbing.database.sql import execute, rows
    from bijlisetu.tracking.replies.taking import hand_out

    many, at = int(sys.argv[1]), datetime.now(UTC)
    count_served(at=at)
    execute(PHONES, many=many)
    for each in (1, 5):
        execute(SAID, many=many, at=at, each=each)
    from django.db import connection

    backend = psutil.Process(connection.connection.info.backend_pid)
    spent = with_backend(backend)
    began, turns, lag = time.monotonic(), [], timedelta(0)
    while True:
        before = time.monotonic()
        if not hand_out(at=at + lag):
            break
        turns.append(time.monotonic() - before)
        lag = timedelta(seconds=time.monotonic() - began)
    spent = with_backend(backend) - spent
    told = dict(zip(NAMES, rows(FOUND, at=at)[0], strict=True))
    print(json.dumps({"seconds": sum(turns), "processor": spent, "longest": max(turns), **told}))  # noqa: T201


if __name__ == "__main__":
    main()
