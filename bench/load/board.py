"""
How long boards of complaints and pages of outages take: `python -m bench.load.board`, on the tables as they are.

Every list of a board is opened from its beginning, from its middle, backwards and at its end, and narrowed each way.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import psutil

from bench.looks import browser_of, opening
from bench.meter import with_backend
from bijlisetu.plumbing import startup

YARDSTICK = "SELECT count(*) FROM complaints_complaint"
LOOKS = 5


def main() -> None:
    """Look at every page as an officer of the whole company and as one of a section."""
    startup.set_up()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    print(json.dumps({name: _spent(look) for name, look in _looks()}))  # noqa: T201


def _spent(look: Callable[[], object]) -> tuple[float, float]:
    """Return the shortest of some looks, and the processor's time for each, ours and the database's, in ms."""
    from django.core.cache import cache
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    times, spent = [], -with_backend(backend)
    for _ in range(LOOKS):
        cache.clear()
        began = time.perf_counter()
        look()
        times.append((time.perf_counter() - began) * 1000)
    return min(times), (spent + with_backend(backend)) * 1000 / LOOKS


def _looks() -> Iterator[tuple[str, Callable[[], object]]]:
    from django.db import connection
    from django.test import Client

    from bijlisetu.complaints.models import Complaint
    from bijlisetu.complaints.numbers import number_of
    from bijlisetu.network.models import Office

    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute(YARDSTICK)
            cursor.fetchall()

    yield "yardstick: count(*) of all complaints", count
    company = Office.objects.filter(kind="company").earliest("id")
    some = Complaint.objects.filter(state="in_progress").latest("id")
    Complaint.objects.filter(pk=some.pk).update(number=number_of(2026, 999_999_999))
    for office, role in ((company, "officer"), (some.office, "je")):
        browser, at = browser_of(office, role), f"{office.pk}/"
        for name, query in _queries(office.pk, some):
            yield f"{office.kind}: board, {name}", opening(browser, f"/office/complaints/{at}?{query}")
        pages = {
            "complaint": f"complaint/{number_of(2026, 999_999_999)}/",
            "heads": f"complaints/{at}heads/",
            "complaints of a quarter": f"complaints/{at}report/",
            "return of a quarter": f"complaints/{at}return.csv",
            "desk of outages": f"outages/{at}",
            "outages of a month": f"outages/{at}report/",
        }
        if office is company:
            pages |= {"desk of complaints": f"complaints/{at}new/?person={some.consumer_id}"}
        for name, path in pages.items():
            yield f"{office.kind}: {name}", opening(browser, f"/office/{path}")
    for name, path in {"all": "", "an area": f"?office={some.office_id}", "as JSON": ".json"}.items():
        base = "/outages" if path == ".json" else "/outages/"
        yield f"public: outages, {name}", opening(Client(), f"{base}{path}")


def _queries(office: int, some: Any) -> Iterator[tuple[str, str]]:
    """Yield what a board is asked for: each list, its pages by key, and what it is narrowed to."""
    from bijlisetu.complaints.board.lists import LISTS

    for which in LISTS:
        first, middle, last = _keys(office, which)
        yield which, f"list={which}"
        if middle:
            yield f"{which}, from its middle", f"list={which}&after={middle}"
            yield f"{which}, back from its middle", f"list={which}&before={middle}"
            yield f"{which}, its end", f"list={which}&before={last}"
            yield f"{which}, after its first", f"list={which}&after={first}"
        yield f"{which} of a crew", f"list={which}&crew={some.crew}"
        yield f"{which} of a category", f"list={which}&category={some.category}"
        yield f"{which} of a transformer", f"list={which}&transformer={some.consumer.transformer_id}"


def _keys(office: int, which: str) -> tuple[int, int, int]:
    """Return the first, the middle and the last complaint of a list in its order; noughts where it is short."""
    from datetime import UTC, datetime

    from django.contrib.auth.models import User

    from bijlisetu.complaints.board.lists import LISTS, ON_A_LIST, UNDER, Asker, asked
    from bijlisetu.complaints.board.pages import KEY
    from bijlisetu.plumbing.database.sql import rows

    asker = Asker(User.objects.get(username="bench-company").pk)
    statement = f"SELECT complaint.id {UNDER} WHERE {ON_A_LIST} AND {LISTS[which]} ORDER BY {KEY}"
    found = [number for (number,) in rows(statement, office=office, **asked(asker, datetime.now(UTC)))]
    return (found[0], found[len(found) // 2], found[-1]) if len(found) > 2 else (0, 0, 0)


if __name__ == "__main__":
    sys.exit(main())
