"""
Plays three telephones and the office, as the tests do a few hundred times: `python -m bench.load.phones TIMES`.

A process for each core plays its share, each in transactions of its own: nothing of it stays in the database. Prints
how many seconds it took; ends with a fault if a visit is lost or doubled.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from bijlisetu.plumbing import startup

AT_ONCE = 250  #: plays in a transaction
#: What is rolled back would be read over again and again.
SWEEP = "VACUUM audit_entry, fieldwork_visit, fieldwork_door, fieldwork_doortotal, fieldwork_visittotal"
SHARE = "share"


def main() -> None:
    """Make the people at work, and have them played by as many processes as there are cores."""
    startup.set_up()
    from tests.fieldwork.test_phones import people_at_work

    people_at_work()
    began, plays, cores = time.monotonic(), int(sys.argv[1]), os.cpu_count() or 1
    shares = [plays // cores + (core < plays % cores) for core in range(cores)]
    words = [sys.executable, "-m", "bench.load.phones"]
    playing = [subprocess.Popen([*words, str(share), SHARE]) for share in shares]  # noqa: S603 - this module
    ended = [process.wait() for process in playing]
    if any(ended):
        raise SystemExit("a play went wrong; what is printed above says how to play it again")
    print(time.monotonic() - began)  # noqa: T201


def share() -> None:
    """Play, in lots that differ."""
    startup.set_up()
    from django.db import connection, transaction
    from tests.fieldwork.test_phones import play

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
