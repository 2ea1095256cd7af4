"""
Posts notices as a room does, in a process of its own: `python -m bench.load.news bills` or `outage`.

Prints as JSON when it began, when the first was committed and when the last, in seconds since 1970.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bijlisetu.plumbing import startup

CYCLE = date(2026, 11, 1)
UTILITY = {"utility_hi": "परीक्षण विद्युत", "utility_en": "Test Power"}
BILL = UTILITY | {"month": f"{CYCLE:%Y-%m}", "units": "153", "amount": "1253.00", "due": "2026-12-07"}
OUTAGE = UTILITY | {
    "area_hi": "सेक्टर 62", "area_en": "Sector 62", "reason_hi": "लाइन की मरम्मत", "reason_en": "repair of a line",
}  # fmt: skip
LASTS = timedelta(hours=4)

Person = tuple[int, str]
EVERYBODY = "SELECT id, account FROM consumers_consumer ORDER BY id"
ON_A_FEEDER = "SELECT id, account FROM consumers_consumer WHERE feeder_id = %s ORDER BY id"


def main() -> None:
    """Post it, and say how long it took."""
    startup.set_up()
    began = time.time()
    committed = [time.time() for _ in (_bills() if sys.argv[1] == "bills" else _outages())]
    print(json.dumps({"began": began, "first": committed[0], "last": committed[-1]}))  # noqa: T201


def _bills() -> Iterator[None]:
    """Post a bill to everybody, in one transaction."""
    from bijlisetu.kinds.files import kinds
    from bijlisetu.outbox import actions as outbox

    postings = (
        outbox.Posting(
            key=f"bill:{CYCLE:%Y-%m}:{account}", consumer=consumer,
            facts=BILL | {"account_end": account[-4:], "bill": f"B{account}"},
        )
        for consumer, account in _people(EVERYBODY)
    )  # fmt: skip
    yield _post(kinds()["bill_issued"], postings)


def _outages() -> Iterator[None]:
    """Switch off one feeder after the other, each known as soon as it is posted."""
    from bijlisetu.kinds.files import kinds
    from bijlisetu.network.models import Feeder
    from bijlisetu.outbox import actions as outbox

    at = datetime.now(UTC)
    facts = OUTAGE | {"from": at.isoformat(), "until": (at + LASTS).isoformat()}
    for feeder in Feeder.objects.order_by("id").values_list("id", flat=True):
        postings = (
            outbox.Posting(
                key=f"outage:{CYCLE:%Y-%m}:{feeder}:{account}", consumer=consumer,
                facts=facts | {"account_end": account[-4:], "outage": str(feeder)},
                expires_at=at + LASTS,
            )
            for consumer, account in _people(ON_A_FEEDER, feeder)
        )  # fmt: skip
        yield _post(kinds()["outage_breakdown"], postings)


def _people(question: str, *values: object) -> Sequence[Person]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(question, values)
        people: Sequence[Person] = cursor.fetchall()
        return people


def _post(kind: Any, postings: Iterable[Any]) -> None:
    from bijlisetu.outbox import actions as outbox

    outbox.post(kind=kind, postings=postings, at=datetime.now(UTC))


if __name__ == "__main__":
    main()
