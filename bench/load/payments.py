"""
Bring in a bank's file of payments, and one of twice as many rows: `python -m bench.load.payments ROWS`.

Beside them, as a yardstick: the same rows copied into a plain table with the same key. Prints seconds of the wall and
of the processor, ours and the database's, as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import psutil

from bench.load.books import BILLS, PLACES
from bench.meter import with_backend
from bijlisetu.plumbing import startup

HEADER = ("TXN_ID", "RRN", "REFERENCE", "ACCOUNT", "AMOUNT", "CURRENCY", "TXN_DATE", "STATUS", "REMARKS")
PLAIN = "CREATE TABLE plain_paid (transaction text PRIMARY KEY, rrn text, account text, amount numeric, day date)"
OPENED = "SELECT consumer_id, cycle, number FROM billing_bill"


def main(rows: int) -> None:
    """Fill, measure, print."""
    startup.set_up()
    from django.db import connection, transaction

    import bijlisetu.payments.actions as payments
    from bijlisetu.billing.books.booking import book, touch
    from bijlisetu.plumbing.database.sql import execute

    with connection.cursor() as cursor:
        cursor.execute(PLACES.format(feeders=rows // 1500 + 1, bills=rows))
    with transaction.atomic():
        execute(BILLS)
        touch(OPENED)
        book(at=datetime.now(UTC), by="bench")
    execute(PLAIN)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    backend = psutil.Process(connection.connection.info.backend_pid)
    told: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, first, many in (("once", 0, rows), ("twice", rows, 2 * rows)):
            path = _file(Path(folder) / f"{name}.csv", first=first, many=many, people=rows)
            deed = _loader(payments.load, path)
            told |= {f"{name}_{part}": value for part, value in _spent(deed, backend).items()}
        again = _loader(payments.load, Path(folder) / "once.csv")
        told |= {f"again_{part}": value for part, value in _spent(again, backend).items()}
        told |= {
            f"copied_{part}": value
            for part, value in _spent(lambda: _copied(Path(folder) / "once.csv"), backend).items()
        }
    print(json.dumps(told))  # noqa: T201


def _loader(load: Callable[..., object], path: Path) -> Callable[[], object]:
    return lambda: load(path=path, mapping="upi", at=datetime.now(UTC), by="bench")


def _file(path: Path, *, first: int, many: int, people: int) -> Path:
    from bijlisetu.plumbing.files.sheet import Sheet

    day = f"{date(2026, 11, 25):%d-%m-%Y}"
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = Sheet(file)
        sheet.row(*HEADER)
        for serial in range(first, first + many):
            account = f"99{1 + serial % people:08d}"
            sheet.row(f"T{serial}", f"{600_000_000_000 + serial}", "", account, "500.00", "INR", day, "SUCCESS", "")
        sheet.row("TRAILER", str(many), "", "", f"{500 * many}.00", "", "", "", "")
    return path


def _copied(path: Path) -> None:
    from django.db import connection

    with connection.cursor() as cursor, cursor.copy("COPY plain_paid FROM STDIN") as into:
        for line in path.read_text(encoding="utf-8").splitlines()[1:-1]:
            transaction, rrn, _, account, amount, *_ = line.split(",")
            into.write_row((transaction, rrn, account, amount, "2026-11-25"))


def _spent(deed: Callable[[], object], backend: psutil.Process) -> dict[str, float]:
    """Return the seconds that the deed took, and those of the processor."""
    before, began = with_backend(backend), time.monotonic()
    deed()
    return {"seconds": time.monotonic() - began, "processor": with_backend(backend) - before}


if __name__ == "__main__":
    main(int(sys.argv[1]))
