"""
Plays with the books or with payments, as the tests do a few times: `python -m bench.load.plays books|payments TIMES`.

One process, for whoever moves a consumer to another feeder waits for all who enter: two that play would wait for each
other. Nothing of it stays in the database. Prints how many seconds it took; ends with a fault if the books are not what
a plain second computation says.
"""

from __future__ import annotations

import sys
import time

from bijlisetu.plumbing import startup

AT_ONCE = 250  #: plays in a transaction
#: What is rolled back would be read over again and again.
SWEEP = "VACUUM audit_entry, ledger_entry, ledger_line, ledger_balance, ledger_headtotal, ledger_surcharged"
SWEEP_PAYMENTS = f"{SWEEP}, payments_payment, payments_name, payments_report, outbox_notice, outbox_turn, outbox_change"


def main() -> None:
    """Make the people, and play in lots that differ."""
    startup.set_up()
    from django.db import connection, transaction
    from tests.ledger import test_machine as books
    from tests.payments import test_any_order as payments

    is_of_books = sys.argv[1] == "books"
    make, play, sweep = (
        (books.connections, books.play, SWEEP) if is_of_books else (payments.people, payments.play, SWEEP_PAYMENTS)
    )
    make()
    began, left = time.monotonic(), int(sys.argv[2])
    while left > 0:
        with transaction.atomic():
            play(min(left, AT_ONCE), is_new=True)
            transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute(sweep)
        left -= AT_ONCE
    print(time.monotonic() - began)  # noqa: T201


if __name__ == "__main__":
    main()
