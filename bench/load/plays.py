"""
Plays with the books, as the tests do a few times: `python -m bench.load.plays TIMES`, a process for each core.

Nothing of it stays in the database. Prints how many seconds it took; ends with a fault if the books are not what a
plain second computation says.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from bijlisetu.plumbing import startup

AT_ONCE = 250  #: plays in a transaction
#: What is rolled back would be read over again and again.
SWEEP = "VACUUM audit_entry, ledger_entry, ledger_line, ledger_balance, ledger_headtotal, ledger_surcharged"
SHARE = "share"


def main() -> None:
    """Make the people, and have as many processes play as there are cores."""
    startup.set_up()
    from tests.ledger.test_machine import connections

    connections()
    began, plays, cores = time.monotonic(), int(sys.argv[1]), os.cpu_count() or 1
    shares = [plays // cores + (core < plays % cores) for core in range(cores)]
    words = [sys.executable, "-m", "bench.load.plays"]
    playing = [subprocess.Popen([*words, str(share), SHARE]) for share in shares]  # noqa: S603 - this module
    ended = [process.wait() for process in playing]
    if any(ended):
        raise SystemExit("a play went wrong; what is printed above says how to play it again")
    print(time.monotonic() - began)  # noqa: T201


def share() -> None:
    """Play, in lots that differ."""
    startup.set_up()
    from django.db import connection, transaction
    from tests.ledger.test_machine import play

    left = int(sys.argv[1])
    while left > 0:
        with transaction.atomic():
            play(min(left, AT_ONCE), is_new=True)
            transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute(SWEEP)
        left -= AT_ONCE


if __name__ == "__main__":
    share() if sys.argv[2:] == [SHARE] else main()
