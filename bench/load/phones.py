"""
Plays three telephones and the office, as the tests do a few hundred times: `python -m bench.load.phones TIMES`.

Nothing of it stays in the database. Prints how many seconds it took; ends with a fault if a visit is lost or doubled.
"""

from __future__ import annotations

import sys
import time

from bijlisetu.plumbing import startup

AT_ONCE = 500  #: plays in a transaction, so that what is rolled back does not pile up


def main() -> None:
    """Play, in lots that differ."""
    startup.set_up()
    from django.db import transaction
    from tests.fieldwork.test_phones import people_at_work, play

    began, left = time.monotonic(), int(sys.argv[1])
    while left > 0:
        with transaction.atomic():
            people_at_work()
            play(min(left, AT_ONCE), is_new=True)
            transaction.set_rollback(True)
        left -= AT_ONCE
    print(time.monotonic() - began)  # noqa: T201


if __name__ == "__main__":
    main()
