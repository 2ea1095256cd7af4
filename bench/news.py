"""Posts news as a room does, in a process of its own: `python -m bench.news bills`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime

from bijlisetu.plumbing import startup

CYCLE = date(2026, 11, 1)


def main() -> None:
    """Post a bill to everybody."""
    startup.set_up()
    from django.db import connection

    from bijlisetu.outbox import actions as outbox
    from bijlisetu.outbox.kinds import kinds

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, account FROM consumers_consumer ORDER BY id")
        everybody = cursor.fetchall()

    def bills() -> Iterator[outbox.News]:
        facts = {
            "utility_hi": "परीक्षण विद्युत", "utility_en": "Test Power", "month": f"{CYCLE:%Y-%m}", "units": "153",
            "amount": "1253.00", "due": "2026-12-07",
        }  # fmt: skip
        for consumer, account in everybody:
            own = {"account_end": account[-4:], "bill": f"B{account}"}
            key = f"bill:{CYCLE:%Y-%m}:{account}"
            yield outbox.News(key=key, consumer=consumer, cycle=CYCLE, facts=facts | own)

    outbox.post(kind=kinds()["bill_issued"], news=bills(), at=datetime.now(UTC))


if __name__ == "__main__":
    sys.exit(main())
